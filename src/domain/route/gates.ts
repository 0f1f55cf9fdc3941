import type { Finding } from '../evidence/check.ts';
import type { LaneStanding } from '../evidence/judge.ts';
import { isDueAt } from '../evidence/lanes.ts';
import { laneSentence } from '../evidence/say.ts';
import type { Guardrail } from '../packet/schema.ts';
import { type EvidenceLane, type Exposure, exposures, type Stage, type Tier } from '../words.ts';
import type { Freeze } from './commands.ts';
import { isOverdue, type OwedCondition } from './owed-conditions.ts';
import { type OwnRuleItem, type OwnRules, ownRuleItems } from './own-rules.ts';
import type { Step } from './plan.ts';
import type { Drill, Reading, Rollout } from './rollout.ts';

/** One thing that must hold to enter a step. What is missing says who can supply it. */
export type GateItem = { readonly ok: boolean } & (
  | { readonly gate: 'hold_time'; readonly until: number | null }
  | { readonly gate: 'approval'; readonly needs: Exposure; readonly reaches: Exposure }
  | {
      readonly gate: 'guardrail';
      readonly guardrail: Guardrail;
      readonly reading: Reading | null;
      readonly because: 'within' | 'breached' | 'missing' | 'stale';
    }
  | { readonly gate: 'no_guardrail' }
  | {
      /** A lane of evidence that the step needs, or that says no. */
      readonly gate: 'evidence';
      readonly lane: EvidenceLane;
      readonly finding: Finding;
      /** Where it stands, and what to do about it; plain text. */
      readonly text: string;
    }
  | { readonly gate: 'condition'; readonly text: string; readonly owner: string; readonly due: string }
  | { readonly gate: 'drill'; readonly last: Drill | null; readonly maxAgeDays: number }
  | {
      readonly gate: 'control';
      readonly because: 'in_step' | 'moving' | 'trouble' | 'drift';
      readonly text: string;
    }
  | { readonly gate: 'freeze'; readonly until: number | null; readonly name: string }
  /** The approval of what serves has run out; nobody renewed or put it off. */
  | { readonly gate: 'review'; readonly due: number }
  | { readonly gate: 'not_paused' }
  /** What the company's own rules ask. */
  | Omit<OwnRuleItem, 'ok'>
);
export type GateKind = GateItem['gate'];

export interface Gate {
  readonly clear: boolean;
  /** What is missing first, then what holds. */
  readonly items: readonly GateItem[];
}

/** Everything a gate looks at besides the rollout. Times are epoch ms, dates local. */
export interface GateFacts {
  readonly at: number;
  readonly today: string;
  /** The latest reading of each metric. */
  readonly readings: ReadonlyMap<string, Reading>;
  readonly drills: readonly Drill[];
  readonly freeze: Freeze | null;
  /** When the review of what serves was due, if that is past. */
  readonly reviewWasDue: number | null;
  /** Where the evidence of the request that rolls out stands, lane by lane. */
  readonly lanes: readonly LaneStanding[];
  /** In an emergency nobody waits for hold times; when its time is over, nothing is approved. Absent outside of one. */
  readonly emergency?: 'holds' | 'over';
  /** Everything that is promised on the route. */
  readonly conditions: readonly OwedCondition[];
  readonly readingFreshMs: number;
  readonly drillMaxAgeDays: number;
  /** Absent where the company has no rules of its own. */
  readonly own?: OwnRules;
}

const reaches = (approved: Exposure, needed: Exposure): boolean =>
  exposures.indexOf(approved) >= exposures.indexOf(needed);

/** When the hold of the current step ends; null while its share is not in force yet. */
export function holdEndsAt(rollout: Rollout): number | null {
  const current = rollout.plan[rollout.step];
  if (rollout.stepSince === null || !current) return null;
  return Math.max(rollout.stepSince + current.holdHours * 3_600_000, rollout.heldUntil ?? 0);
}

function guardrailItem(guardrail: Guardrail, facts: GateFacts): GateItem {
  const reading = facts.readings.get(guardrail.metric) ?? null;
  const item = { gate: 'guardrail', guardrail, reading } as const;
  // A value that nobody measured is no good news: missing, empty and NaN all count as failed.
  if (!reading || reading.value === null || Number.isNaN(reading.value))
    return { ...item, ok: false, because: 'missing' };
  if (facts.at - reading.at > facts.readingFreshMs) return { ...item, ok: false, because: 'stale' };
  return withinLimit(guardrail, reading.value)
    ? { ...item, ok: true, because: 'within' }
    : { ...item, ok: false, because: 'breached' };
}

/** Whether a measured value keeps a guardrail's limit; the limit itself is still within. */
export function withinLimit(guardrail: Guardrail, value: number): boolean {
  return guardrail.limit === 'at_most' ? value <= guardrail.value : value >= guardrail.value;
}

function controlItem(rollout: Rollout): GateItem {
  const { control, status } = rollout;
  if (control.drift) return { gate: 'control', ok: false, because: 'drift', text: control.drift.text };
  if (control.trouble) return { gate: 'control', ok: false, because: 'trouble', text: control.trouble.text };
  const inStep = control.seen?.opId === control.wished.opId && status !== 'moving';
  return { gate: 'control', ok: inStep, because: inStep ? 'in_step' : 'moving', text: '' };
}

function drillItem(
  next: Step,
  tier: Tier,
  facts: Pick<GateFacts, 'at' | 'drills' | 'drillMaxAgeDays'>,
): GateItem[] {
  const strict = tier === 'high' || tier === 'restricted';
  if (!strict || !reaches(next.exposure, 'canary')) return [];
  const last = facts.drills.filter((drill) => drill.worked).at(-1) ?? null;
  const fresh = last !== null && facts.at - last.at <= facts.drillMaxAgeDays * 24 * 3_600_000;
  return [{ gate: 'drill', ok: fresh, last, maxAgeDays: facts.drillMaxAgeDays }];
}

function guardrailItems(rollout: Rollout, facts: GateFacts): GateItem[] {
  const current = rollout.plan[rollout.step];
  // Where nobody got the candidate yet, there is nothing to have measured.
  if (!current || current.bp === 0) return [];
  const { guardrails } = rollout.candidate;
  if (guardrails.length === 0) return rollout.tier === 'low' ? [] : [{ gate: 'no_guardrail', ok: false }];
  return guardrails.map((guardrail) => guardrailItem(guardrail, facts));
}

/** What was promised and is overdue; an emergency waits for no promise but its own. */
function conditionItems(request: string, facts: GateFacts): GateItem[] {
  return facts.conditions
    .filter((condition) => isOverdue(condition, facts.today))
    .filter(({ rollout }) => rollout === request || facts.emergency !== 'holds')
    .map(({ text, owner, due }): GateItem => ({ gate: 'condition', ok: false, text, owner, due }));
}

/** A drill is the evidence of the way back, and a gate of its own; only a failure of it counts twice. */
const drillSpeaks = ({ lane, finding }: LaneStanding): boolean => lane === 'rollback' && finding !== 'failed';

/**
 * What evidence says to entering a stage. What failed holds up every step; what is missing or stale the steps that need
 * it. In an emergency nobody waits for evidence, but what speaks against it is not waved through.
 */
function evidenceItems(
  stage: Stage,
  { lanes, emergency }: Pick<GateFacts, 'lanes' | 'emergency'>,
): GateItem[] {
  return lanes
    .filter((standing) => {
      const { lane, finding, blocks, required } = standing;
      if (finding === 'failed') return blocks;
      if (emergency === 'holds' || drillSpeaks(standing)) return false;
      return (blocks || required.length > 0) && isDueAt(lane, stage);
    })
    .map((standing): GateItem => {
      const { lane, finding, blocks } = standing;
      return { gate: 'evidence', ok: !blocks, lane, finding, text: laneSentence(standing) };
    });
}

/** What misses for an approval to begin with this step: nothing was measured yet, but the rest counts from the start. */
export function missingToBegin(
  first: Step,
  { request, tier, exposure }: { readonly request: string; readonly tier: Tier; readonly exposure: Exposure },
  facts: GateFacts,
): GateItem[] {
  const items: GateItem[] = [
    { gate: 'approval', ok: reaches(exposure, first.exposure), needs: first.exposure, reaches: exposure },
    ...conditionItems(request, facts),
    ...evidenceItems(first.stage, facts),
    ...drillItem(first, tier, facts),
    ...(facts.freeze && first.bp > 0 ? [{ gate: 'freeze', ok: false, ...facts.freeze } as const] : []),
    ...ownRuleItems(first, facts.own, facts),
  ];
  return items.filter((item) => !item.ok);
}

/** Whether the rollout may enter its next step, and exactly what is missing if not (B8, B9, B13). */
export function gateTo(next: Step, rollout: Rollout, facts: GateFacts): Gate {
  const held = holdEndsAt(rollout);
  const items: GateItem[] = [
    { gate: 'not_paused', ok: rollout.status !== 'paused' },
    controlItem(rollout),
    {
      gate: 'hold_time',
      ok: held !== null && (facts.emergency === 'holds' || facts.at >= held),
      until: held,
    },
    {
      gate: 'approval',
      ok: facts.emergency !== 'over' && reaches(rollout.reaches, next.exposure),
      needs: next.exposure,
      reaches: rollout.reaches,
    },
    ...guardrailItems(rollout, facts),
    ...ownRuleItems(next, facts.own, facts),
    ...conditionItems(rollout.request, facts),
    ...evidenceItems(next.stage, facts),
    ...drillItem(next, rollout.tier, facts),
    ...(facts.freeze ? [{ gate: 'freeze', ok: false, ...facts.freeze } as const] : []),
    ...(facts.reviewWasDue === null ? [] : [{ gate: 'review', ok: false, due: facts.reviewWasDue } as const]),
  ];
  const shown = items.filter((item) => !(item.ok && item.gate === 'not_paused'));
  return {
    clear: items.every((item) => item.ok),
    items: [...shown.filter((item) => !item.ok), ...shown.filter((item) => item.ok)],
  };
}
