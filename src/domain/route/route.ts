import type { Packet } from '../packet/schema.ts';
import type { TriggerKind } from '../rollout-words.ts';
import type { Tier } from '../words.ts';
import type { OwedCondition } from './owed-conditions.ts';
import type { Drill, FinishedRollout, Rollout } from './rollout.ts';

/** Something that makes a review due early. */
export interface Trigger {
  readonly kind: TriggerKind;
  readonly source: string;
  readonly note: string;
  readonly at: number;
}

/** How long what serves now is approved for. */
export interface ReviewDate {
  /** Epoch ms at which the approval runs out. */
  readonly by: number;
  /** Of the request that was approved; what happens when nobody renews goes by it. */
  readonly tier: Tier;
  /** The fewest days before, for which a reminder went out; null before any. */
  readonly remindedAtDays: number | null;
  readonly snoozes: number;
  readonly overdueSaid: boolean;
  readonly acted: boolean;
}

/** What is written down when a route is decommissioned (A11); empty where it is not known yet. */
export interface RetirementRecord {
  /** The route that takes over, or in words why none does. */
  readonly replacement: string;
  /** Local date `YYYY-MM-DD` until which applications may still ask. */
  readonly drainBy: string;
  readonly disabledKeys: string;
  readonly deletedSecrets: string;
  readonly retainedLogs: string;
  readonly billingCloseout: string;
}

/** The way of a route out of service: recorded, drained, and in the end signed off by an owner. */
export interface Retirement {
  readonly request: string;
  readonly by: string;
  readonly at: number;
  readonly record: RetirementRecord;
  /** That its drain date came was said. */
  readonly drainSaid: boolean;
  /** Nobody asks any more, and its flag is taken away; null before. */
  readonly drained: { readonly by: string; readonly at: number } | null;
}

export const nothingRecorded: RetirementRecord = {
  replacement: '',
  drainBy: '',
  disabledKeys: '',
  deletedSecrets: '',
  retainedLogs: '',
  billingCloseout: '',
};

/** A route: a stable id, what serves now, and what is on its way. Times are epoch ms. */
export interface Route {
  readonly id: string;
  /** What serves now; null while nothing does. */
  readonly baseline: Packet | null;
  readonly baselineDigest: string | null;
  /** Since when the baseline serves as far as Routegate knows. */
  readonly since: number;
  /** What served before; where a roll back of a completed rollout goes. */
  readonly previous: { readonly packet: Packet; readonly digest: string } | null;
  readonly rollout: Rollout | null;
  readonly finished: FinishedRollout | null;
  readonly drills: readonly Drill[];
  readonly review: ReviewDate | null;
  readonly triggers: readonly Trigger[];
  /** What was promised at approvals, and not long ago kept; absent before anything was. */
  readonly conditions?: readonly OwedCondition[];
  /** Kept after the end, as the record of how it ended. */
  readonly retirement: Retirement | null;
  readonly retired: { readonly by: string; readonly at: number } | null;
  /** What was let out in an emergency, and until when; absent once it is over, taken back or approved after all. */
  readonly emergency?: { readonly request: string; readonly until: number };
}

export function newRoute(id: string, at: number): Route {
  return {
    id,
    baseline: null,
    baselineDigest: null,
    since: at,
    previous: null,
    rollout: null,
    finished: null,
    drills: [],
    review: null,
    triggers: [],
    retirement: null,
    retired: null,
  };
}
