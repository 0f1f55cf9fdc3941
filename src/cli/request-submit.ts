import { randomUUID } from 'node:crypto';
import { refusalSentence } from '../app/refusal-sentence.ts';
import type { Proposal } from '../domain/packet/schema.ts';
import type { Actor } from '../domain/request/commands.ts';
import { type Tier, tiers } from '../domain/words.ts';
import type { CliCommand, CliIo } from './command.ts';
import { withApp } from './shared/open-app.ts';
import { readPacketFile } from './shared/packet-file.ts';
import { reportLines } from './shared/proposal-report.ts';
import { sayingTrouble } from './shared/trouble.ts';

interface Submission {
  readonly proposal: Proposal;
  readonly raiseTo: Tier | null;
  readonly person: string;
  /** The same key files one request, however often it is sent; for jobs that are run again. */
  readonly key: string;
}

async function submit({ proposal, raiseTo, person, key }: Submission, io: CliIo): Promise<number> {
  return withApp(io, async (app) => {
    const preview = await app.preview(proposal, raiseTo, null);
    const actor: Actor = { person, roles: [], standing: 'member' };
    const outcome = await app.submit(
      `cli:submit:${person}:${key}`,
      { proposal, raiseTo, usedDraft: null },
      actor,
    );
    if (!outcome.ok) {
      io.err(refusalSentence(outcome.refusal));
      return 1;
    }
    io.out(`${outcome.subject} is filed for <@${person}>.`);
    for (const line of reportLines({ ...preview, packet: proposal.packet, refusal: null }, app.policy()))
      io.out(line);
    return 0;
  });
}

async function run(file: string, options: Readonly<Record<string, unknown>>, io: CliIo): Promise<number> {
  const { as: person, raiseTo, once } = options;
  if (typeof person !== 'string' || !/^[UW][A-Z0-9]{2,}$/.test(person)) {
    io.err(
      '--as wants the Slack member id of the requester, such as U012ABCDEF; Slack copies it from a profile: ⋮, Copy member ID.',
    );
    return 1;
  }
  const tier = tiers.find((one) => one === raiseTo) ?? null;
  if (raiseTo !== undefined && tier === null) {
    io.err(`--raise-to wants one of ${tiers.join(', ')}.`);
    return 1;
  }
  const proposal = await readPacketFile(file, io);
  if (!proposal) return 1;
  const key = typeof once === 'string' && once !== '' ? once : randomUUID();
  return submit({ proposal, raiseTo: tier, person, key }, io);
}

export const command: CliCommand = {
  name: 'request submit',
  summary: 'File a request from a packet file, as somebody of the workspace',
  declare: (command) => {
    command
      .argument('<file>', 'a packet in YAML, or in JSON if its name ends so')
      .requiredOption('--as <user>', 'the Slack member id of the requester, who then cannot review it')
      .option('--raise-to <tier>', 'ask for a stricter review than the rules do')
      .option('--once <key>', 'file at most one request for this key, however often it is sent');
  },
  run: ([file = ''], options, io) => sayingTrouble(io, () => run(file, options, io)),
};
