import { type PolicyReplay, type ReplayOptions, replayPolicy } from '../app/replay-policy.ts';
import { readSettings } from '../config/env.ts';
import { loadPolicy } from '../config/policy/load-policy.ts';
import type { Judgement, ReplayedRequest } from '../domain/policy-replay.ts';
import { openReadOnly } from '../storage/open.ts';
import type { CliCommand, CliIo } from './command.ts';
import { textTable } from './shared/text-table.ts';
import { sayingTrouble } from './shared/trouble.ts';

/** Nothing differs; trouble; something differs: so that a pipeline can tell. */
const codes = { same: 0, trouble: 1, differs: 2 } as const;

const slotText = ({ role, count }: Judgement['slots'][number]): string =>
  count > 1 ? `${role}×${count}` : role;

function slotChanges({ before, after }: ReplayedRequest): string {
  const [old, now] = [before.slots.map(slotText), after.slots.map(slotText)];
  const added = now.filter((slot) => !old.includes(slot)).map((slot) => `+${slot}`);
  const gone = old.filter((slot) => !now.includes(slot)).map((slot) => `−${slot}`);
  return [...added, ...gone].join(' ');
}

const arrow = (before: string, after: string): string => (before === after ? after : `${before} → ${after}`);

function outcomeText({ before, after }: ReplayedRequest): string {
  const lacking = after.lacking.length > 0 ? ` for ${after.lacking.join(', ')}` : '';
  return before.outcome === after.outcome
    ? after.outcome
    : `${arrow(before.outcome, after.outcome)}${lacking}`;
}

/** Gate rules that hold it with the one policy and not with the other. */
function gateChanges({ before, after, differs }: ReplayedRequest): string {
  if (!differs.includes('gates')) return '';
  const texts = ({ held }: Judgement) => held.map(({ rule, before: stage }) => `${rule} before ${stage}`);
  const [old, now] = [texts(before), texts(after)];
  const added = now.filter((text) => !old.includes(text)).map((text) => `+${text}`);
  const gone = old.filter((text) => !now.includes(text)).map((text) => `−${text}`);
  return [...added, ...gone].join(', ');
}

const row = (one: ReplayedRequest): string[] => [
  one.request,
  one.route,
  arrow(one.before.tier, one.after.tier),
  slotChanges(one),
  arrow(one.before.reaches, one.after.reaches),
  outcomeText(one),
];

const heading = ['Request', 'Route', 'Tier', 'Slots', 'Reaches', 'Outcome'];
/** Shown only where two policies are compared. */
const gateHeading = 'Gates';
const requests = (count: number): string =>
  count === 1 ? '1 request' : `${count.toLocaleString('en')} requests`;

const tableOf = (shown: readonly ReplayedRequest[], withGates: boolean): string[] =>
  withGates
    ? textTable(
        [...heading, gateHeading],
        shown.map((one) => [...row(one), gateChanges(one)]),
      )
    : textTable(heading, shown.map(row));

function tableLines({ replayed, differing, counts }: PolicyReplay, most: number): string[] {
  if (differing.length === 0) return [`${requests(replayed)} replayed: all come out the same.`];
  const shown = differing.slice(0, most);
  const more = differing.length - shown.length;
  return [
    ...(shown.length > 0 ? tableOf(shown, counts.gates > 0) : []),
    ...(more > 0 ? [`… and ${more.toLocaleString('en')} more; --rows ${differing.length} shows all.`] : []),
    `${requests(replayed)} replayed, ${differing.length.toLocaleString('en')} differ: ` +
      `tier ${counts.tier}, slots ${counts.slots}, reaches ${counts.reaches}, outcome ${counts.outcome}` +
      `${counts.gates > 0 ? `, gates ${counts.gates}` : ''}.`,
  ];
}

/** For scripts; the keys stay as they are. */
const jsonOf = ({ replayed, differing, counts }: PolicyReplay, policyDigest: string) => ({
  policy_digest: policyDigest,
  replayed,
  differing: differing.length,
  counts,
  requests: differing.map(({ submittedAt, ...rest }) => ({
    ...rest,
    submitted_at: new Date(submittedAt).toISOString(),
  })),
});

interface Asked {
  readonly file: string;
  readonly base: string | null;
  readonly since: number;
  readonly route: string | null;
  readonly rows: number;
  readonly asJson: boolean;
}

async function replay(asked: Asked, io: CliIo): Promise<number> {
  const changed = await loadPolicy(asked.file);
  const base = asked.base === null ? null : await loadPolicy(asked.base);
  const store = await openReadOnly(readSettings(io.env).databaseUrl);
  try {
    const options: ReplayOptions = { base, since: asked.since, route: asked.route };
    const outcome = await replayPolicy(changed, options, store);
    if (asked.asJson) io.out(JSON.stringify(jsonOf(outcome, changed.digest), null, 2));
    else for (const line of tableLines(outcome, asked.rows)) io.out(line);
    return outcome.differing.length > 0 ? codes.differs : codes.same;
  } finally {
    await store.close();
  }
}

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function run(file: string, options: Readonly<Record<string, unknown>>, io: CliIo): Promise<number> {
  const { base, since, route, rows, json } = options;
  const from = textIn(since);
  const rowCount = Number(rows);
  const start = from === null ? 0 : Date.parse(from);
  if (Number.isNaN(start)) {
    io.err('--since wants a date, such as 2026-01-31.');
    return Promise.resolve(codes.trouble);
  }
  if (!Number.isInteger(rowCount) || rowCount < 0) {
    io.err('--rows wants a whole number.');
    return Promise.resolve(codes.trouble);
  }
  const asked = {
    file,
    base: textIn(base),
    since: start,
    route: textIn(route),
    rows: rowCount,
    asJson: json === true,
  };
  return sayingTrouble(io, () => replay(asked, io));
}

export const command: CliCommand = {
  name: 'policy replay',
  summary: 'Say what a changed policy would have done to every past request: exit code 2 where any differs',
  declare: (command) => {
    command
      .argument('<file>', 'the changed policy')
      .option('--base <file>', 'compare with what this policy makes of them, not with what is recorded')
      .option('--since <date>', 'only requests filed from then on, such as 2026-01-31')
      .option('--route <route>', 'only requests of this route')
      .option('--rows <number>', 'show at most so many', '50')
      .option('--json', 'print JSON for scripts, with all that differ');
  },
  run: ([file = ''], options, io) => run(file, options, io),
};
