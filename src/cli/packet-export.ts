import { formatProposal } from '../app/proposal-file.ts';
import { readSettings } from '../config/env.ts';
import { digestOf, shortDigest } from '../domain/packet/digest.ts';
import type { Packet, Proposal } from '../domain/packet/schema.ts';
import type { Store } from '../ports/store.ts';
import { openReadOnly } from '../storage/open.ts';
import type { CliCommand, CliIo } from './command.ts';
import { sayingTrouble } from './shared/trouble.ts';

/** What serves now, as the beginning of the next change: what is to differ, and why, are left to write. */
const nextChange = (packet: Packet): Proposal => ({
  packet,
  change: {
    kind: 'change',
    what: [],
    why: 'This is what serves now. Say here why it should change.',
    expected_improvement: '',
  },
  evidence: [],
});

interface Found {
  readonly title: string;
  readonly proposal: Proposal;
}

async function find(id: string, store: Store): Promise<Found | string> {
  const request = (await store.request(id))?.state;
  if (request) {
    const { packet, change, evidence, bound, status } = request;
    const title = `${id}, revision ${bound.revision} (${status.replaceAll('_', ' ')}), packet ${shortDigest(bound.packetDigest)}`;
    return { title, proposal: { packet, change, evidence: [...evidence] } };
  }
  const route = (await store.route(id))?.state;
  if (!route) return `There is no route or request ${id}. In Slack, /route-request list shows what there is.`;
  if (!route.baseline) return `${id} serves nothing, so there is no packet to export.`;
  const title = `What ${id} serves, packet ${shortDigest(digestOf(route.baseline))}`;
  return { title, proposal: nextChange(route.baseline) };
}

async function exported(id: string, io: CliIo): Promise<number> {
  const store = await openReadOnly(readSettings(io.env).databaseUrl);
  try {
    const found = await find(id, store);
    if (typeof found === 'string') {
      io.err(found);
      return 1;
    }
    io.out(`# ${found.title}`);
    io.out(formatProposal(found.proposal).trimEnd());
    return 0;
  } finally {
    await store.close();
  }
}

export const command: CliCommand = {
  name: 'packet export',
  summary: 'Print what a route serves, or what a request proposes, as a packet file to edit and submit',
  declare: (command) => {
    command.argument('<route>', 'a route, such as support-summary-prod, or a request, such as R-142');
  },
  run: ([id = ''], _options, io) => sayingTrouble(io, () => exported(id, io)),
};
