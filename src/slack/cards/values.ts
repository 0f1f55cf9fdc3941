import type {
  Evidence,
  Fallback,
  Guardrail,
  Model,
  Packet,
  PlannedStage,
  Tool,
} from '../../domain/packet/schema.ts';
import { day } from '../blocks/dates.ts';
import { inline, link, person } from '../blocks/mrkdwn.ts';

/** How single values of a packet read. All results are mrkdwn on one line, with what people typed escaped. */

/** A word of the vocabularies as people read it: `customer_chat` → "customer chat". */
export const words = (word: string): string => word.replaceAll('_', ' ');

export const listOfWords = (list: readonly string[]): string => list.map(words).join(', ');

// Made once: making one costs far more than using it.
const plainNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 12 });
const wholeDollars = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 8 });

/** "$400", "$0.0025". */
export const money = (usd: number): string => `$${(usd % 1 === 0 ? wholeDollars : cents).format(usd)}`;

export const number = (value: number): string => plainNumber.format(value);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Milliseconds as "800 ms", "2.5 s", "10 min", "24 h". */
export function duration(ms: number): string {
  if (ms >= 2 * hourMs) return `${number(ms / hourMs)} h`;
  if (ms >= 5 * minuteMs) return `${number(ms / minuteMs)} min`;
  return ms < 1000 ? `${number(ms)} ms` : `${number(ms / 1000)} s`;
}

export const hours = (count: number): string => `${number(count)} h`;

export const percent = (share: number): string => `${number(Math.round(share * 1e8) / 1e6)} %`;

/** "(+30 %)" between two amounts; empty where it says nothing. */
export function growth(from: number, to: number): string {
  if (from <= 0 || to < 0 || from === to) return '';
  const change = Math.round(((to - from) / from) * 100);
  if (change === 0) return '';
  return ` (${change > 0 ? '+' : '−'}${number(Math.abs(change))} %)`;
}

/** An owner: somebody in Slack by id, or whatever name was written. */
export const owner = (name: string): string => person(name);

/** "gpt-summary-b 2026-09 (preview)"; a stable model needs no remark. */
export function modelName(model: Model): string {
  const status = model.status === 'stable' ? '' : ` (${model.status})`;
  return `${inline(model.name, 100)} ${inline(model.version, 60)}${status}`;
}

export function fallbackText(fallback: Fallback): string {
  const changes = fallback.changes.length > 0 ? `, changes ${listOfWords(fallback.changes)}` : '';
  const region = fallback.region ? `, ${inline(fallback.region, 60)}` : '';
  const account = fallback.account ? `, account ${inline(fallback.account, 60)}` : '';
  const at = `${inline(fallback.provider, 60)} (${inline(fallback.endpoint_family, 60)})`;
  return `${modelName(fallback)} at ${at}${region}${account}${changes}`;
}

const effectText: Readonly<Record<Tool['effect'], string>> = {
  none: 'no effect',
  read: 'reads',
  write: 'writes',
  irreversible: 'cannot be undone',
};
const controlText: Readonly<Record<Tool['human_control'], string>> = {
  none: 'no human control',
  approval_each_time: 'approved each time',
  approval_over_limit: 'approved over a limit',
  review_after: 'reviewed afterwards',
};

export function toolText(tool: Tool): string {
  const harmless = tool.effect === 'none' || tool.effect === 'read';
  const remarks = [
    effectText[tool.effect],
    ...(harmless && tool.human_control === 'none' ? [] : [controlText[tool.human_control]]),
    ...(tool.runs_code ? ['runs code'] : []),
    ...(tool.external ? ['external'] : []),
    ...(tool.scopes.length > 0 ? [`scopes ${tool.scopes.map((scope) => inline(scope, 80)).join(' ')}`] : []),
    ...(tool.arguments ? [`arguments ${tool.arguments.map((name) => inline(name, 120)).join(' ')}`] : []),
  ];
  return `${inline(tool.name, 80)} (${remarks.join(', ')})`;
}

/** A number of what a guardrail measures: "7 s", "$0.02", "3 %". */
export function amountWithUnit(value: number, unit: string | undefined): string {
  if (!unit) return number(value);
  if (/^(usd|\$)$/i.test(unit)) return money(value);
  return unit === 'ms' ? duration(value) : `${number(value)} ${inline(unit, 40)}`;
}

/** "error rate ≤ 1 %" */
export function guardrailLimit(guardrail: Guardrail): string {
  const sign = guardrail.limit === 'at_most' ? '≤' : '≥';
  return `${inline(words(guardrail.metric), 80)} ${sign} ${amountWithUnit(guardrail.value, guardrail.unit)}`;
}

/** The same, with what happens beyond it. */
export const guardrailText = (guardrail: Guardrail): string =>
  `${guardrailLimit(guardrail)}, else ${guardrail.on_breach === 'roll_back' ? 'rolls back' : 'pauses'}`;

export function stageText(stage: PlannedStage): string {
  const share = stage.percent === undefined ? '' : ` ${number(stage.percent)} %`;
  const hold = stage.hold_hours > 0 ? ` for ${hours(stage.hold_hours)}` : '';
  return `${words(stage.stage)}${share}${hold}`;
}

type Stored = NonNullable<Packet['logging'][keyof Packet['logging']]>;

export function storedText(kind: Stored): string {
  if (!kind.stored) return 'not stored';
  return kind.retention_days === undefined
    ? 'stored without end'
    : `stored ${number(kind.retention_days)} days`;
}

export const dayText = day;

const verdictMarks: Readonly<Record<Evidence['verdict'], string>> = {
  passed: '✅',
  failed: '❌',
  not_judged: '⚪',
};
const verdictWords: Readonly<Record<Evidence['verdict'], string>> = {
  passed: 'passed',
  failed: 'failed',
  not_judged: 'not judged',
};

type Claim = Omit<Evidence, 'lane'>;

function resultOf({ measured, threshold }: Claim): string {
  if (!measured) return threshold ? ` (needs ${inline(threshold, 80)})` : '';
  return ` ${inline(measured, 80)}${threshold ? ` (needs ${inline(threshold, 80)})` : ''}`;
}

/** What somebody says of evidence: the verdict, what was measured, and the link. */
export function claimText(claim: Claim): string {
  const name = claim.title ?? (claim.url ? 'open' : '');
  const shown = claim.url ? link(claim.url, name || 'open', 900) : inline(name, 150);
  return `${verdictWords[claim.verdict]}${resultOf(claim)}${shown ? ` · ${shown}` : ''}`;
}

/** One piece of evidence: verdict as mark and word, its lane, what was measured, and the link. */
export const evidenceText = (piece: Evidence): string =>
  `${verdictMarks[piece.verdict]} ${words(piece.lane)}: ${claimText(piece)}`;
