import type { Judged } from '../judged.ts';
import type { Packet } from '../packet/schema.ts';
import type { Approved } from '../request/request.ts';
import { type Exposure, exposures, type ReviewRole, type Stage, stages, type Tier } from '../words.ts';
import { conditionsOf, type OwedCondition, promisedIn } from './owed-conditions.ts';
import type { Step } from './plan.ts';
import type { Drill, Reading } from './rollout.ts';
import type { Route } from './route.ts';

/** A reading that counts: measured, and fresh. */
export interface Measured {
  readonly metric: string;
  readonly value: number;
  readonly ageMinutes: number;
}

/** Where a candidate stands or would stand, and what was measured of it. */
interface StepFacts {
  readonly packet: Packet;
  readonly baseline: Packet | null;
  readonly tier: Tier;
  readonly step: Step;
  readonly measured: readonly Measured[];
}

/** All that a gate rule may look at; `step` is the one that would be entered. */
export interface GateRuleFacts extends StepFacts {
  readonly approvals: readonly { readonly role: ReviewRole; readonly person: string }[];
  readonly openConditions: number;
  readonly overdueConditions: number;
  readonly emergency: boolean;
  /** The last roll back that was rehearsed and worked; null where there is none. */
  readonly drill: { readonly ageDays: number; readonly tookMs: number } | null;
}

/** All that a reading rule may look at; `step` is the one that is in force. */
export interface ReadingRuleFacts extends StepFacts {
  /** Since users can get the candidate. */
  readonly exposedMinutes: number;
}

/** The metrics that a rule reads by name, or all of them where it looks at whatever was measured. */
export type MetricsRead = readonly string[] | 'all';

/** Whether a rule looks at the readings of a metric. */
export const readsMetric = ({ metrics }: { readonly metrics: MetricsRead }, metric: string): boolean =>
  metrics === 'all' || metrics.includes(metric);

/** What must hold, beside the built-in gates, before a rollout enters a step. */
export interface GateRule {
  readonly id: string;
  /** Stages and exposures that it guards; every step where empty. */
  readonly to: readonly (Stage | Exposure)[];
  /** What must hold, as people read it; without a full stop. */
  readonly sentence: string;
  /** Whether it can be judged long afterwards: it looks at nothing that was measured or that time changes. */
  readonly timeless: boolean;
  readonly metrics: MetricsRead;
  readonly judge: (facts: GateRuleFacts) => Judged;
}

/** Several readings that together stop a rollout. */
export interface ReadingRule {
  readonly id: string;
  readonly act: 'pause' | 'roll_back';
  /** What is wrong when it holds; a short phrase without a full stop. */
  readonly reason: string;
  readonly metrics: MetricsRead;
  readonly judge: (facts: ReadingRuleFacts) => Judged;
}

/** One rule of the company's own, as a gate shows it. A guard must hold; a stop must not. */
export interface OwnRuleItem {
  readonly gate: 'own_rule';
  readonly ok: boolean;
  readonly rule: string;
  readonly kind: 'guard' | 'stop';
  readonly text: string;
  /** Why it could not be judged; null where it was. */
  readonly unclear: string | null;
}

/** What a rule that does not hold says, as one sentence without its full stop. */
export function ownRuleSentence({ kind, text, unclear }: Omit<OwnRuleItem, 'gate' | 'ok'>): string {
  if (unclear === null) return text;
  return kind === 'guard'
    ? `${text}; that could not be judged: ${unclear}`
    : `it could not be ruled out that ${text}: ${unclear}`;
}

export const guards = ({ to }: GateRule, { stage, exposure }: Step): boolean =>
  to.length === 0 || to.includes(stage) || to.includes(exposure);

/** Every stage and exposure once, in the order of a rollout: what `to` may name. */
export const gateTargets: readonly (Stage | Exposure)[] = [
  ...new Set<Stage | Exposure>([...stages, ...exposures]),
];

/** Readings that nobody measured, that are old, or from before `since` are left out, like those that never were. */
export function measuredAt(
  readings: Iterable<Reading>,
  { at, freshMs, since }: { readonly at: number; readonly freshMs: number; readonly since: number },
): Measured[] {
  return [...readings].flatMap(({ metric, value, at: measuredAt }) =>
    value === null || !Number.isFinite(value) || at - measuredAt > freshMs || measuredAt < since
      ? []
      : [{ metric, value, ageMinutes: Math.max(0, at - measuredAt) / 60_000 }],
  );
}

/** What the company's gate rules come to for one step. What cannot be judged does not hold. */
export function gateRuleItems(rules: readonly GateRule[], facts: GateRuleFacts): OwnRuleItem[] {
  return rules
    .filter((rule) => guards(rule, facts.step))
    .map(({ id, sentence, judge }) => {
      const judged = judge(facts);
      const item = { gate: 'own_rule', rule: id, kind: 'guard', text: sentence } as const;
      return 'unclear' in judged
        ? { ...item, ok: false, unclear: judged.unclear }
        : { ...item, ok: judged.holds, unclear: null };
    });
}

/** The same for reading rules: as long as one holds, or cannot be judged, nothing is expanded. */
export function readingRuleItems(rules: readonly ReadingRule[], facts: ReadingRuleFacts): OwnRuleItem[] {
  return rules.map(({ id, reason, judge }) => {
    const judged = judge(facts);
    const item = { gate: 'own_rule', rule: id, kind: 'stop', text: reason } as const;
    return 'unclear' in judged
      ? { ...item, ok: false, unclear: judged.unclear }
      : { ...item, ok: !judged.holds, unclear: null };
  });
}

/** The reading rules that hold, and so stop the rollout. One that cannot be judged stops nothing by itself. */
export const brokenRules = (rules: readonly ReadingRule[], facts: ReadingRuleFacts): ReadingRule[] =>
  rules.filter(({ judge }) => {
    const judged = judge(facts);
    return 'holds' in judged && judged.holds;
  });

/** How the last rehearsal stands at `at`, epoch ms; null where none worked. */
export function lastDrill(drills: readonly Drill[], at: number): GateRuleFacts['drill'] {
  const last = drills.filter(({ worked }) => worked).at(-1);
  return last ? { ageDays: Math.max(0, at - last.at) / 86_400_000, tookMs: last.tookMs } : null;
}

/** How many conditions are not met, and how many of these are late; `today` is a local date. */
export function conditionCounts(
  conditions: readonly Pick<OwedCondition, 'due' | 'met'>[],
  today: string,
): Pick<GateRuleFacts, 'openConditions' | 'overdueConditions'> {
  const open = conditions.filter(({ met }) => met === null);
  return {
    openConditions: open.length,
    overdueConditions: open.filter(({ due }) => due < today).length,
  };
}

/** What the company's own rules are asked about: a candidate that rolls out, or one that would begin to. */
export interface OwnRules {
  readonly gateRules: readonly GateRule[];
  readonly readingRules: readonly ReadingRule[];
  readonly packet: Packet;
  readonly baseline: Packet | null;
  readonly tier: Tier;
  readonly approvals: GateRuleFacts['approvals'];
  readonly conditions: readonly Pick<OwedCondition, 'due' | 'met'>[];
  /** It was let out before its reviews. */
  readonly emergency: boolean;
  /** The step that is in force, and since when users can get the candidate; null before the first. */
  readonly current: { readonly step: Step; readonly exposedSince: number | null } | null;
}

/** The company's own rules about what an approval would begin to roll out. */
export function ownRulesOfRequest(
  request: Approved,
  baseline: Packet | null,
  { gateRules, readingRules }: Pick<OwnRules, 'gateRules' | 'readingRules'>,
): OwnRules {
  const { packet, assessment, approvals, emergency, kept = [] } = request;
  return {
    gateRules,
    readingRules,
    packet,
    baseline,
    tier: assessment.tier,
    approvals: approvals.map(({ role, person }) => ({ role, person })),
    conditions: promisedIn(request).map(({ id, due }) => ({
      due,
      met: kept.find((each) => each.id === id) ?? null,
    })),
    emergency: emergency !== undefined,
    current: null,
  };
}

/** The company's own rules about what rolls out on a route; null where nothing does. */
export function ownRulesOf(
  route: Pick<Route, 'rollout' | 'baseline' | 'emergency' | 'conditions'>,
  { gateRules, readingRules }: Pick<OwnRules, 'gateRules' | 'readingRules'>,
): OwnRules | null {
  const { rollout, baseline, emergency: out } = route;
  if (!rollout) return null;
  const { candidate: packet, tier, approvedBy: approvals, exposedSince } = rollout;
  const conditions = conditionsOf(route).filter((condition) => condition.rollout === rollout.request);
  const step = rollout.plan[rollout.step];
  const current = step ? { step, exposedSince } : null;
  const emergency = out?.request === rollout.request;
  return { gateRules, readingRules, packet, baseline, tier, approvals, conditions, emergency, current };
}

/** What is known when the company's own rules are asked. Times are epoch ms, `today` is a local date. */
export interface OwnRulesKnown {
  readonly at: number;
  readonly today: string;
  readonly readings: ReadonlyMap<string, Reading>;
  readonly drills: readonly Drill[];
  readonly readingFreshMs: number;
}

/** What reading rules look at; null where nobody gets the candidate yet, so that there is nothing to have measured. */
export function readingRuleFacts(
  { packet, baseline, tier, current }: Pick<OwnRules, 'packet' | 'baseline' | 'tier' | 'current'>,
  { at, readings, readingFreshMs }: Pick<OwnRulesKnown, 'at' | 'readings' | 'readingFreshMs'>,
): ReadingRuleFacts | null {
  if (!current || current.step.bp === 0 || current.exposedSince === null) return null;
  const { step, exposedSince: since } = current;
  return {
    packet,
    baseline,
    tier,
    step,
    measured: measuredAt(readings.values(), { at, freshMs: readingFreshMs, since }),
    exposedMinutes: Math.max(0, at - since) / 60_000,
  };
}

/** What the company's own rules come to for entering a step. */
export function ownRuleItems(next: Step, own: OwnRules | undefined, known: OwnRulesKnown): OwnRuleItem[] {
  if (!own) return [];
  const { at, today, readings, drills, readingFreshMs } = known;
  const { packet, baseline, tier, approvals, conditions, emergency } = own;
  const measured = measuredAt(readings.values(), {
    at,
    freshMs: readingFreshMs,
    since: Number.NEGATIVE_INFINITY,
  });
  const facts: GateRuleFacts = {
    packet,
    baseline,
    tier,
    step: next,
    measured,
    approvals,
    ...conditionCounts(conditions, today),
    emergency,
    drill: lastDrill(drills, at),
  };
  const live = readingRuleFacts(own, known);
  return [...gateRuleItems(own.gateRules, facts), ...(live ? readingRuleItems(own.readingRules, live) : [])];
}
