import type { Guardrail } from '../../domain/packet/schema.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Gate, GateItem, GateKind } from '../../domain/route/gates.ts';
import { withinLimit } from '../../domain/route/gates.ts';
import type { Reading, Rollout } from '../../domain/route/rollout.ts';
import type { Route } from '../../domain/route/route.ts';
import type { Role } from '../../domain/words.ts';
import { ago } from '../blocks/dates.ts';
import { bold, code, inline, listed, person } from '../blocks/mrkdwn.ts';
import { laneName } from '../cards/evidence-words.ts';
import { roleChannel, roleLabel } from '../cards/roles.ts';
import { amountWithUnit, guardrailLimit, words } from '../cards/values.ts';
import { howToAttach, missingGateText } from '../route-refusal-text.ts';
import { drillText } from './buttons.ts';
import { shareText } from './steps.ts';

/** What the gate's lines need to know beside the gate. */
export interface GateContext {
  readonly route: string;
  /** The request that rolls out. */
  readonly request: string;
  readonly policy: Policy;
  /** Basis points that are wished for now. */
  readonly bp: number;
  /** The request in which reviewers are asked for the next exposure now; null where none is. */
  readonly asked: string | null;
}

export const gateContext = (
  route: Route,
  rollout: Rollout,
  policy: Policy,
  asked: string | null = null,
): GateContext => ({
  route: route.id,
  request: rollout.request,
  policy,
  bp: rollout.control.wished.bp,
  asked,
});

type Texts = {
  readonly [G in GateKind]: (item: Extract<GateItem, { gate: G }>, context: GateContext) => string;
};

const roleNames = (roles: readonly Role[], policy: Policy): string =>
  listed(
    roles.map((role) => roleLabel(role, policy)),
    'or',
  );

/** Where a metric's readings come from, so that whoever misses one knows where to look. */
function sourceOf({ metric }: Guardrail, { route, policy }: GateContext): string {
  const query = policy.prometheus?.queries[metric];
  return query === undefined
    ? `post ${code(metric, 80)} to ${code(`/api/v1/routes/${route}/readings`, 120)}`
    : `Prometheus should answer ${code(query.replaceAll('$route', route), 200)}`;
}

const beyond = ({ on_breach }: Guardrail): string =>
  on_breach === 'roll_back'
    ? 'beyond it the route rolls back by itself'
    : 'beyond it the rollout pauses by itself';

/** Who or what can supply a thing that is missing; empty where only time can. */
const supply: Texts = {
  not_paused: (_item, { policy }) => `by ${roleNames(policy.rollout.mayMove, policy)}`,
  control: ({ because }, { bp }) => {
    if (because === 'drift') return `set the flag back to ${shareText(bp)} by hand, or Roll back`;
    return because === 'trouble' ? 'it is tried again until it works; Roll back goes first' : '';
  },
  hold_time: () => '',
  approval: ({ needs }, { policy, asked }) => {
    if (asked !== null) return `${bold(asked)} asks its reviewers`;
    const again = (['product_owner', 'release_owner'] as const).map((role) => roleChannel(role, policy));
    return needs === 'default' ? `needed from ${listed(again)}` : 'needed from everybody who reviewed it';
  },
  guardrail: ({ guardrail, because }, context) =>
    because === 'breached' ? beyond(guardrail) : sourceOf(guardrail, context),
  no_guardrail: () => 'a new request has to name one',
  evidence: () => '',
  condition: ({ owner }) => `owed by ${person(owner)}`,
  drill: (_item, { policy }) => `Record drill, by ${roleNames(policy.rollout.mayStop, policy)}`,
  freeze: () => 'the policy says so',
  review: (_item, { route }) => `${code(`/route-request renew ${route}`, 110)}, by its owners`,
  own_rule: ({ rule }) => `the policy's rule ${code(rule, 60)}`,
};

const valueText = ({ value }: Reading, { unit }: Guardrail): string =>
  value === null ? 'missing' : amountWithUnit(value, unit);

/** What holds, in a few words. */
const holds: Texts = {
  not_paused: () => 'not paused',
  control: (_item, { bp }) => `reads back ${shareText(bp)}`,
  hold_time: () => 'hold time over',
  approval: ({ reaches }) => `approved for ${words(reaches)}`,
  guardrail: ({ guardrail, reading }) =>
    `${inline(words(guardrail.metric), 80)} ${reading ? valueText(reading, guardrail) : ''} (${limitOf(guardrail)})`,
  no_guardrail: () => 'guardrails named',
  evidence: ({ lane }) => laneName(lane),
  condition: ({ text }) => `“${inline(text, 80)}” kept`,
  drill: ({ last }, { policy }) => `drill ${drillText(last ? [last] : [], policy)}`,
  freeze: () => 'no freeze',
  review: () => 'review in time',
  own_rule: ({ kind, rule, text }) =>
    kind === 'guard' ? inline(text, 100) : `${code(rule, 60)} not the case`,
};

function limitOf({ limit, value, unit }: Guardrail): string {
  return `${limit === 'at_most' ? '≤' : '≥'} ${amountWithUnit(value, unit)}`;
}

function textIn<G extends GateKind>(
  texts: Texts,
  gate: G,
  item: Extract<GateItem, { gate: G }>,
  context: GateContext,
): string {
  return texts[gate](item, context);
}

function missingLine(item: GateItem, context: GateContext): string {
  const by = textIn(supply, item.gate, item, context);
  const missing = missingGateText(item, context);
  return `✗ ${missing.charAt(0).toUpperCase()}${missing.slice(1)}${by ? ` · ${by}` : ''}`;
}

const mostMissing = 8;
const mostHolding = 10;

type EvidenceItem = Extract<GateItem, { gate: 'evidence' }>;
const isUnshown = (item: GateItem): item is EvidenceItem =>
  item.gate === 'evidence' && item.finding === 'missing';

/** Lanes of which nothing was shown yet say the same, so they share a line. */
function missingLines(missing: readonly GateItem[], context: GateContext): string[] {
  const unshown = missing.filter(isUnshown);
  if (unshown.length < 2) return missing.map((item) => missingLine(item, context));
  const others = missing.filter((item) => !isUnshown(item));
  return [
    ...others.map((item) => missingLine(item, context)),
    `✗ No evidence yet: ${listed(unshown.map(({ lane }) => laneName(lane)))}`,
  ];
}

/** A gate, line by line: what is missing first, each with who can supply it, then what holds in a line or two. */
export function gateLines(gate: Gate, context: GateContext): string[] {
  const missing = gate.items.filter((item) => !item.ok);
  const holding = gate.items.filter((item) => item.ok);
  const lines = missingLines(missing, context);
  const rest = lines.length - mostMissing;
  const inOneLine = (some: readonly GateItem[]): string[] => {
    const shown = some.slice(0, mostHolding).map((item) => `✓ ${textIn(holds, item.gate, item, context)}`);
    const more = some.length > mostHolding ? [`and ${some.length - mostHolding} more`] : [];
    return some.length > 0 ? [[...shown, ...more].join(' · ')] : [];
  };
  const kinds: ReadonlySet<GateKind> = new Set(['guardrail', 'evidence']);
  return [
    ...lines.slice(0, mostMissing),
    ...(rest > 0 ? [`✗ and ${rest} more`] : []),
    ...(missing.some(({ gate: kind }) => kind === 'evidence')
      ? [`📎 Evidence: ${howToAttach(context.request)}.`]
      : []),
    ...inOneLine(holding.filter(({ gate: kind }) => !kinds.has(kind))),
    ...inOneLine(holding.filter(({ gate: kind }) => kind === 'evidence')),
    ...inOneLine(holding.filter(({ gate: kind }) => kind === 'guardrail')),
  ];
}

/** Measured, fresh, and within its limit. */
export function isGood(
  guardrail: Guardrail,
  reading: Reading | undefined,
  facts: { readonly at: number; readonly freshMs: number },
): boolean {
  if (!reading || reading.value === null || !Number.isFinite(reading.value)) return false;
  return facts.at - reading.at <= facts.freshMs && withinLimit(guardrail, reading.value);
}

/** One guardrail with what was measured last; `freshMs` is how long a reading counts. */
export function readingLine(
  guardrail: Guardrail,
  reading: Reading | undefined,
  facts: { readonly at: number; readonly freshMs: number; readonly zone: string },
): string {
  const name = guardrailLimit(guardrail);
  if (!reading || reading.value === null || !Number.isFinite(reading.value)) return `⚪ ${name}: no reading`;
  const when = ago(reading.at, facts.zone);
  if (facts.at - reading.at > facts.freshMs)
    return `⚪ ${name}: ${valueText(reading, guardrail)}, old (${when})`;
  return withinLimit(guardrail, reading.value)
    ? `✅ ${name}: ${bold(valueText(reading, guardrail))}, ${when}`
    : `❌ ${name}: ${bold(valueText(reading, guardrail))}, ${when}`;
}
