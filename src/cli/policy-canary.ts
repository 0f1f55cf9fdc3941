import { tallyCanary } from '../app/policy-canary.ts';
import { readSettings } from '../config/env.ts';
import { type CanarySum, type DifferingRequest, waysText } from '../domain/canary/tally.ts';
import type { Treatment } from '../domain/canary/treatment.ts';
import { shortDigest } from '../domain/packet/digest.ts';
import type { PolicyInCanary } from '../domain/policy-change/policy-change.ts';
import type { Store } from '../ports/store.ts';
import { openReadOnly } from '../storage/open.ts';
import type { CliCommand, CliIo } from './command.ts';
import { textTable } from './shared/text-table.ts';
import { sayingTrouble } from './shared/trouble.ts';

/** Nothing differs; trouble; something differs: so that a pipeline can tell. */
const codes = { same: 0, trouble: 1, differs: 2 } as const;

const heading = ['Request', 'Route', 'Revision', 'Tier', 'Slots', 'Reaches', 'Filing'];

const arrow = (before: string, after: string): string => (before === after ? after : `${before} → ${after}`);
const slotTexts = (treatment: Extract<Treatment, { outcome: 'filed' }>): string[] =>
  treatment.slots.map(({ role, count }) => (count > 1 ? `${role}×${count}` : role));

const filingText = (treatment: Treatment): string =>
  treatment.outcome === 'refused' ? `refused (${treatment.because})` : 'taken';

function cells({ binding, canary }: DifferingRequest): string[] {
  if (binding.outcome === 'refused' || canary.outcome === 'refused')
    return ['', '', '', arrow(filingText(binding), filingText(canary))];
  const [old, now] = [slotTexts(binding), slotTexts(canary)];
  const added = now.filter((slot) => !old.includes(slot)).map((slot) => `+${slot}`);
  const gone = old.filter((slot) => !now.includes(slot)).map((slot) => `−${slot}`);
  return [
    arrow(binding.tier, canary.tier),
    [...added, ...gone].join(' '),
    arrow(binding.reaches, canary.reaches),
    'taken',
  ];
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

function summary({ digest, since, until }: PolicyInCanary, sum: CanarySum): string {
  const policy = `Policy canary ${shortDigest(digest)}`;
  const time = until === null ? `in canary since ${day(since)}` : `in canary ${day(since)} to ${day(until)}`;
  const { judged, differing } = sum;
  if (judged === 0) return `${policy}, ${time}: nothing was filed or edited yet.`;
  const of = `${judged.toLocaleString('en')} ${judged === 1 ? 'request' : 'requests'}`;
  if (differing === 0) return `${policy}, ${time}: ${of}, none would have been treated differently.`;
  return `${policy}, ${time}: ${differing.toLocaleString('en')} of ${of} would have been treated differently: ${waysText(sum)}.`;
}

const numberIn = (id: string): number => Number(id.slice(id.indexOf('-') + 1));

async function table(differing: readonly DifferingRequest[], most: number, store: Store): Promise<string[]> {
  if (differing.length === 0 || most === 0) return [];
  const rows = differing.slice(0, most).map(async (one) => {
    const route = (await store.request(one.request))?.state.route ?? '';
    return [one.request, route, String(one.revision), ...cells(one)];
  });
  const more = differing.length - most;
  return [
    ...textTable(heading, await Promise.all(rows)),
    ...(more > 0 ? [`… and ${more.toLocaleString('en')} more; --rows ${differing.length} shows all.`] : []),
  ];
}

interface Asked {
  readonly rows: number;
  readonly asJson: boolean;
}

async function show({ rows, asJson }: Asked, io: CliIo): Promise<number> {
  const store = await openReadOnly(readSettings(io.env).databaseUrl);
  try {
    const canary = (await store.policyInForce())?.state.canary;
    if (!canary) {
      const none = 'No policy is in canary. Set POLICY_CANARY_FILE to a policy file, and restart Routegate.';
      io.out(asJson ? JSON.stringify({ canary: null }) : none);
      return codes.same;
    }
    const { tally } = await tallyCanary(store, canary);
    const differing = tally.differing.toSorted(
      (left, right) => numberIn(left.request) - numberIn(right.request),
    );
    if (asJson) io.out(JSON.stringify(jsonOf(canary, tally.sum, differing), null, 2));
    else
      for (const line of [...(await table(differing, rows, store)), summary(canary, tally.sum)]) io.out(line);
    return differing.length > 0 ? codes.differs : codes.same;
  } finally {
    await store.close();
  }
}

const iso = (at: number): string => new Date(at).toISOString();

/** For scripts; the keys stay as they are. */
const jsonOf = (
  { digest, since, until }: PolicyInCanary,
  { judged, ways }: CanarySum,
  differing: readonly DifferingRequest[],
) => ({
  canary: { policy_digest: digest, since: iso(since), until: until === null ? null : iso(until) },
  judged,
  differing: differing.length,
  ways,
  requests: differing.map(({ request, revision, at, binding, canary, differs }) => ({
    request,
    revision,
    at: iso(at),
    differs,
    binding,
    canary,
  })),
});

export const command: CliCommand = {
  name: 'policy canary',
  summary: 'Say what the policy in canary would have done to requests: exit code 2 where any differs',
  declare: (command) => {
    command
      .option('--rows <number>', 'show at most so many', '50')
      .option('--json', 'print JSON for scripts, with all that differ');
  },
  run: (_args, { rows, json }, io) => {
    const most = Number(rows);
    if (!Number.isInteger(most) || most < 0) {
      io.err('--rows wants a whole number.');
      return Promise.resolve(codes.trouble);
    }
    return sayingTrouble(io, () => show({ rows: most, asJson: json === true }, io));
  },
};
