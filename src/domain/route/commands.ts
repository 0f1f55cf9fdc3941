import type { LaneStanding } from '../evidence/judge.ts';
import type { Actor } from '../request/commands.ts';
import type { Approved } from '../request/request.ts';
import type { HealthCheck, InterventionCause, TriggerKind } from '../rollout-words.ts';
import type { Exposure, Role, Tier } from '../words.ts';
import type { GateRule, ReadingRule } from './own-rules.ts';
import type { Reading } from './rollout.ts';
import type { RetirementRecord } from './route.ts';

/** What happens to an approval that nobody renewed; `freeze` only keeps anything from being expanded. */
export type RenewalAct = 'freeze' | 'pause' | 'roll_back';

/** A freeze that holds now; `until`, epoch ms, is the first moment after it. */
export interface Freeze {
  readonly name: string;
  readonly until: number;
}

/** What policy says of live routes. Durations are in the unit of their name. */
export interface RolloutPolicy {
  /** Who starts, expands, holds and resumes. */
  readonly mayMove: readonly Role[];
  /** Who pauses, rolls back and drills; a route's technical owner always may. */
  readonly mayStop: readonly Role[];
  readonly drillMaxAgeDays: number;
  readonly readingFreshMinutes: number;
  readonly pausedNagHours: number;
  /** A roll back that is not verified after this long pages people with what to do by hand. */
  readonly pageAfterSeconds: number;
  /** What the company asks for, beside the built-in gates, before a step is entered. */
  readonly gateRules: readonly GateRule[];
  /** Guardrails over several readings. */
  readonly readingRules: readonly ReadingRule[];
  readonly renewal: {
    /** Days before the review date on which owners are reminded, the most first. */
    readonly reminderDays: readonly number[];
    readonly snoozeDays: number;
    readonly mostSnoozes: number;
    readonly graceDays: number;
    /** What happens to an approval that nobody renewed, after the grace. */
    readonly act: Readonly<Record<Tier, RenewalAct>>;
    /** Days until what serves has to be approved again. */
    readonly reviewDays: Readonly<Record<Tier, number>>;
    /** Reminders come at this time of the owners' day, in minutes after local midnight. */
    readonly atMinutes: number;
    /** IANA zone of the owners' day. */
    readonly timeZone: string;
    /** ISO days on which people work, 1 is Monday, and local dates on which nobody does. */
    readonly workdays: readonly number[];
    readonly holidays: readonly string[];
  };
}

/** What somebody, the worker or the clock wants of a live route. `step` is the one the person was looking at. */
export type RouteCommand =
  | { readonly type: 'start_rollout'; readonly route: string; readonly request: Approved }
  | { readonly type: 'expand'; readonly route: string; readonly step: number }
  | { readonly type: 'hold'; readonly route: string; readonly hours: number }
  | {
      readonly type: 'pause';
      readonly route: string;
      readonly cause: InterventionCause;
      readonly detail: string;
    }
  | { readonly type: 'resume'; readonly route: string }
  | {
      readonly type: 'roll_back';
      readonly route: string;
      readonly cause: InterventionCause;
      readonly detail: string;
    }
  | { readonly type: 'give_reason'; readonly route: string; readonly reason: string }
  | {
      readonly type: 'record_drill';
      readonly route: string;
      readonly tookMs: number;
      readonly worked: boolean;
    }
  | {
      readonly type: 'answer_check';
      readonly route: string;
      readonly check: HealthCheck;
      readonly healthy: boolean;
      readonly note: string;
    }
  | {
      readonly type: 'meet_condition';
      readonly route: string;
      /** Its id, such as `R-142.1`. */
      readonly condition: string;
      /** What shows it: a link or a sentence. */
      readonly proof: string;
    }
  | {
      readonly type: 'widen_reach';
      readonly route: string;
      readonly request: string;
      readonly reaches: Exposure;
    }
  | { readonly type: 'snooze_review'; readonly route: string; readonly reason: string }
  | {
      readonly type: 'record_retirement';
      readonly route: string;
      readonly record: RetirementRecord;
    }
  | { readonly type: 'cancel_retirement'; readonly route: string }
  | { readonly type: 'confirm_drained'; readonly route: string }
  | { readonly type: 'sign_off_retirement'; readonly route: string }
  | {
      readonly type: 'record_trigger';
      readonly route: string;
      readonly kind: TriggerKind;
      readonly source: string;
      readonly note: string;
    }
  | {
      /** The control plane was read back. */
      readonly type: 'report_share';
      readonly route: string;
      readonly opId: string;
      readonly bp: number;
      readonly tookMs: number;
    }
  | {
      readonly type: 'report_trouble';
      readonly route: string;
      readonly opId: string;
      readonly text: string;
      readonly remedy: string;
    }
  | { readonly type: 'report_drift'; readonly route: string; readonly text: string | null }
  | {
      /** A wish for more users met a freeze before it was in force. */
      readonly type: 'report_freeze';
      readonly route: string;
      readonly opId: string;
    }
  | { readonly type: 'route_time_passed'; readonly route: string };
export type RouteCommandType = RouteCommand['type'];

/** All that a decision on a route may know besides the route. `at` is epoch ms, `today` a local date. */
export interface RouteContext {
  readonly at: number;
  readonly today: string;
  readonly actor: Actor;
  readonly policy: RolloutPolicy;
  /** A fresh id for a wish to the control plane; the same for the same command. */
  readonly opId: string;
  readonly readings: ReadonlyMap<string, Reading>;
  readonly freeze: Freeze | null;
  /** Where the evidence of what starts or rolls out stands; empty where nothing does. */
  readonly lanes: readonly LaneStanding[];
}
