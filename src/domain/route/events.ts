import type { Packet } from '../packet/schema.ts';
import type { HealthCheck, InterventionCause } from '../rollout-words.ts';
import type { Exposure, Tier } from '../words.ts';
import type { Freeze, RenewalAct } from './commands.ts';
import type { GateItem } from './gates.ts';
import type { ConditionWord, PromisedCondition } from './owed-conditions.ts';
import type { Step } from './plan.ts';
import type { RouteRefusal } from './refusal.ts';
import type { Rollout } from './rollout.ts';
import type { RetirementRecord, Trigger } from './route.ts';

/** A wish sent to the control plane; its id makes repeating it harmless. */
interface Wish {
  readonly opId: string;
  readonly fromBp: number;
  readonly toBp: number;
}

/** What happened to a route, in the past tense. `at` and the actor stand on the record around the event. */
export type RouteEvent =
  /** A route that already served was brought under review: its packet is the first baseline. */
  | {
      readonly type: 'route_registered';
      readonly packet: Packet;
      readonly digest: string;
      readonly by: string;
    }
  | ({
      readonly type: 'rollout_started';
      readonly route: string;
      readonly by: string;
      readonly request: string;
      readonly tier: Tier;
      readonly candidate: Packet;
      readonly candidateDigest: string;
      readonly plan: readonly Step[];
      readonly reaches: Exposure;
      readonly approvedBy: Rollout['approvedBy'];
      /** Set where it was let out in an emergency: epoch ms until which it may be with users. */
      readonly emergencyUntil?: number;
    } & Wish)
  | ({
      readonly type: 'rollout_expanded';
      readonly by: string;
      readonly step: number;
      /** The gate as it stood: what the expansion rested on. */
      readonly gate: readonly GateItem[];
    } & Wish)
  /** A freeze began before the expansion was in force, so it is taken back; people may ask for it again later. */
  | ({ readonly type: 'expansion_withheld'; readonly step: number; readonly freeze: Freeze } & Wish)
  /** A freeze began before the first step was in force: it waits, and begins by itself when that is over. */
  | { readonly type: 'start_waits'; readonly opId: string; readonly freeze: Freeze }
  | { readonly type: 'rollout_held'; readonly by: string; readonly until: number }
  | {
      readonly type: 'rollout_paused';
      readonly by: string;
      readonly cause: InterventionCause;
      readonly detail: string;
      readonly bp: number;
    }
  | { readonly type: 'rollout_resumed'; readonly by: string }
  | ({
      readonly type: 'rollback_started';
      readonly by: string;
      readonly cause: InterventionCause;
      readonly detail: string;
      /** True where the rollout was complete already: what served before comes back. */
      readonly afterCompletion: boolean;
    } & Wish)
  | { readonly type: 'share_verified'; readonly opId: string; readonly bp: number; readonly tookMs: number }
  | { readonly type: 'rolled_back'; readonly opId: string; readonly fromBp: number; readonly tookMs: number }
  | { readonly type: 'rollout_completed'; readonly digest: string }
  | {
      readonly type: 'control_troubled';
      readonly opId: string;
      readonly text: string;
      readonly remedy: string;
    }
  | { readonly type: 'drift_found'; readonly text: string }
  | { readonly type: 'drift_cleared' }
  | { readonly type: 'reason_given'; readonly by: string; readonly reason: string }
  | {
      readonly type: 'drill_recorded';
      readonly by: string;
      readonly tookMs: number;
      readonly worked: boolean;
    }
  | {
      /** Reviewers are asked whether more people may get it. */
      readonly type: 'expansion_asked';
      readonly request: string;
      readonly to: Exposure;
    }
  | { readonly type: 'reach_widened'; readonly request: string; readonly reaches: Exposure }
  /** Approved with conditions: they are owed from now on, whether anything rolls out yet or not. */
  | {
      readonly type: 'conditions_promised';
      readonly route: string;
      readonly conditions: readonly PromisedCondition[];
    }
  /** Whoever owes it is told; of what was missed only the latest word. */
  | {
      readonly type: 'condition_reminded';
      readonly condition: string;
      /** The request whose rollout it belongs to. */
      readonly rollout: string;
      readonly word: ConditionWord;
      readonly nth: number;
    }
  | {
      readonly type: 'condition_met';
      readonly condition: string;
      readonly rollout: string;
      readonly by: string;
      readonly text: string;
      readonly proof: string;
    }
  /** What they were promised for will not be: the approval lapsed, or nobody uses it. */
  | { readonly type: 'conditions_released'; readonly request: string }
  | { readonly type: 'expansion_reminded'; readonly step: number; readonly clear: boolean }
  | { readonly type: 'check_asked'; readonly check: HealthCheck }
  | {
      readonly type: 'check_answered';
      readonly check: HealthCheck;
      readonly by: string;
      readonly healthy: boolean;
      readonly note: string;
    }
  | { readonly type: 'pause_nagged'; readonly times: number }
  | { readonly type: 'review_set'; readonly by: number; readonly tier: Tier }
  /** What serves was approved again as it is. */
  | {
      readonly type: 'route_renewed';
      readonly by: string;
      readonly request: string;
      readonly tier: Tier;
      readonly until: number;
    }
  | { readonly type: 'review_reminded'; readonly daysLeft: number; readonly dueAt: number }
  | { readonly type: 'review_snoozed'; readonly by: string; readonly until: number; readonly reason: string }
  | { readonly type: 'review_overdue'; readonly dueAt: number }
  /** Nobody renewed within the grace: what policy says then was done. */
  | { readonly type: 'review_acted'; readonly act: RenewalAct }
  /** The time of an emergency is over, and nobody approved it meanwhile. */
  | { readonly type: 'emergency_ended'; readonly request: string; readonly rolledBack: boolean }
  | ({ readonly type: 'trigger_recorded' } & Omit<Trigger, 'at'>)
  /** Its retirement was approved and begun: it serves on until it is drained. */
  | { readonly type: 'retirement_started'; readonly by: string; readonly request: string }
  | {
      readonly type: 'retirement_recorded';
      readonly by: string;
      readonly record: RetirementRecord;
    }
  | { readonly type: 'retirement_cancelled'; readonly by: string; readonly request: string }
  | { readonly type: 'drain_due'; readonly drainBy: string }
  | { readonly type: 'route_drained'; readonly by: string }
  /** An owner signed off that nothing of it is left. */
  | { readonly type: 'route_retired'; readonly by: string; readonly request: string }
  | {
      readonly type: 'route_action_refused';
      readonly by: string;
      readonly action: string;
      readonly refusal: RouteRefusal;
    };
