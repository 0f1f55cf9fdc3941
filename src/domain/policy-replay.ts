import { stoppedByList } from './fallback/list-only.ts';
import { fillSlots } from './matching.ts';
import type { Proposal } from './packet/schema.ts';
import type { Policy } from './policy.ts';
import { assess } from './request/assess.ts';
import { objectionTo } from './request/filing.ts';
import type { Assessment, Request, RequestBase } from './request/request.ts';
import { gateRuleItems } from './route/own-rules.ts';
import { planOf } from './route/plan.ts';
import type { Slot } from './slots.ts';
import type { Exposure, ReviewRole, Stage, Tier } from './words.ts';
import { localDate } from './working-time.ts';

/** How a request came out, or would have. */
export type ReplayOutcome = 'refused' | 'waiting' | 'approved' | 'rejected' | 'withdrawn' | 'expired';

export interface Judgement {
  readonly tier: Tier;
  /** Why the tier, as the rules print it. */
  readonly because: readonly string[];
  readonly slots: readonly Pick<Slot, 'role' | 'count'>[];
  readonly reaches: Exposure;
  readonly outcome: ReplayOutcome;
  /** Roles whose approval would have been lacking; empty unless it waits or expired. */
  readonly lacking: readonly ReviewRole[];
  /** Gate rules that would have held it before a step; only those that can be judged long afterwards. */
  readonly held: readonly { readonly rule: string; readonly before: Stage }[];
}

export const replayAspects = ['tier', 'slots', 'reaches', 'outcome', 'gates'] as const;
export type ReplayAspect = (typeof replayAspects)[number];

/** A past request under two policies, and in what they differ. */
export interface ReplayedRequest {
  readonly request: string;
  readonly route: string;
  readonly submittedAt: number;
  readonly before: Judgement;
  readonly after: Judgement;
  readonly differs: readonly ReplayAspect[];
}

const recordedOutcomes: Readonly<Record<Request['status'], ReplayOutcome>> = {
  in_review: 'waiting',
  approved: 'approved',
  lapsed: 'approved',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
};

type Facts = Pick<Judgement, 'tier' | 'because' | 'slots' | 'reaches'>;

const factsOf = ({ tier, reasons, slots, reaches }: Assessment): Facts => ({
  tier,
  because: reasons.filter((given) => given.tier === tier).map(({ reason }) => reason),
  slots: slots.map(({ role, count }) => ({ role, count })),
  reaches,
});

/** What really happened, as it is recorded. */
function recorded(request: Request): Judgement {
  const { assessment, approvals } = request;
  const outcome = recordedOutcomes[request.status];
  const open = outcome === 'waiting' || outcome === 'expired';
  const { open: lacking } = fillSlots(assessment.slots, approvals, assessment.separation);
  const roles = open ? lacking.map(({ role }) => role) : [];
  return { ...factsOf(assessment), outcome, lacking: roles, held: [] };
}

/** Whether somebody's no stands: a role that is not asked has none. */
function saidNo(request: Request, asked: ReadonlySet<ReviewRole>): ReplayOutcome | null {
  if (request.status === 'withdrawn') return 'withdrawn';
  if (request.status === 'rejected' && asked.has(request.rejection.role)) return 'rejected';
  return null;
}

/**
 * What the same decisions by the same people would have come to with these slots. What people would have done if they
 * had been asked is not guessed: a role that nobody asked then is one that is lacking.
 */
function outcomeWith(request: Request, assessment: Assessment): Pick<Judgement, 'outcome' | 'lacking'> {
  const asked = new Set(assessment.slots.map(({ role }) => role));
  const no = saidNo(request, asked);
  if (no) return { outcome: no, lacking: [] };
  const { complete, open } = fillSlots(assessment.slots, request.approvals, assessment.separation);
  const objected = request.objections.some(({ role }) => asked.has(role));
  if (complete && !objected) return { outcome: 'approved', lacking: [] };
  const lacking = new Set([
    ...open.map(({ role }) => role),
    ...request.objections.map(({ role }) => role).filter((role) => asked.has(role)),
  ]);
  return { outcome: request.status === 'expired' ? 'expired' : 'waiting', lacking: [...lacking] };
}

/** Gate rules that would have held what was approved, whatever was measured meanwhile. */
function heldAt(request: Request, { tier }: Assessment, policy: Policy): Judgement['held'] {
  const { packet, baseline, approvals, emergency, change } = request;
  if (change.kind === 'renewal' || change.kind === 'retirement') return [];
  const timeless = policy.rollout.gateRules.filter((rule) => rule.timeless);
  const found = planOf(packet.rollout.stages, tier).flatMap((step) =>
    gateRuleItems(timeless, {
      packet,
      baseline,
      tier,
      step,
      approvals: approvals.map(({ role, person }) => ({ role, person })),
      emergency: emergency !== undefined,
      measured: [],
      openConditions: 0,
      overdueConditions: 0,
      drill: null,
    })
      .filter(({ ok }) => !ok)
      .map(({ rule }) => ({ rule, before: step.stage })),
  );
  // A stage in several shares is one place.
  return found.filter(
    ({ rule, before }, index) =>
      found.findIndex((other) => other.rule === rule && other.before === before) === index,
  );
}

const dayOf = (at: number, { workingHours }: Policy): string => localDate(at, workingHours.timeZone);

/** What a policy makes of a request as it was last proposed, with what people asked for and decided since. */
function judged(request: Request, policy: Policy): Judgement {
  const { packet, change, evidence, baseline, raisedTo, lowered } = request;
  const proposal: Proposal = { packet, change, evidence: [...evidence] };
  const wish = { raiseTo: raisedTo, lowerTo: lowered?.to ?? null };
  // Where its fallbacks led was found out when it was filed; routes have changed since.
  const assessment = assess(proposal, baseline, policy, wish, request.assessment.fallbacks);
  const refused =
    objectionTo(proposal, baseline, assessment, policy) !== null ||
    (change.kind !== 'retirement' && stoppedByList(packet, policy, dayOf(request.submittedAt, policy)));
  if (refused) return { ...factsOf(assessment), outcome: 'refused', lacking: [], held: [] };
  const came = outcomeWith(request, assessment);
  const held = came.outcome === 'approved' ? heldAt(request, assessment, policy) : [];
  return { ...factsOf(assessment), ...came, held };
}

const slotKeys = (slots: Judgement['slots']): string =>
  slots
    .map(({ role, count }) => `${role}:${count}`)
    .toSorted()
    .join(' ');

const heldKeys = (held: Judgement['held']): string =>
  held.map(({ rule, before }) => `${rule}>${before}`).join(' ');

/** The record does not say what gates a policy asked for then, so these are only compared between two policies. */
function differences(before: Judgement, after: Judgement, compareGates: boolean): ReplayAspect[] {
  const same: Readonly<Record<ReplayAspect, boolean>> = {
    tier: before.tier === after.tier,
    slots: slotKeys(before.slots) === slotKeys(after.slots),
    reaches: before.reaches === after.reaches,
    outcome: before.outcome === after.outcome,
    gates: !compareGates || heldKeys(before.held) === heldKeys(after.held),
  };
  return replayAspects.filter((aspect) => !same[aspect]);
}

/** Whether rules made anything of a request: one that asks to expand takes over what was made of the first. */
export const canBeReplayed = ({ expands }: Pick<RequestBase, 'expands'>): boolean => expands === undefined;

/**
 * What a changed policy would have made of a request. Compared with what is recorded, or with what `base` would have
 * made of it. Pure; who holds a role is taken from the decisions that were made, not asked again.
 */
export function replayRequest(request: Request, changed: Policy, base: Policy | null): ReplayedRequest {
  const before = base ? judged(request, base) : recorded(request);
  const after = judged(request, changed);
  return {
    request: request.id,
    route: request.route,
    submittedAt: request.submittedAt,
    before,
    after,
    differs: differences(before, after, base !== null),
  };
}
