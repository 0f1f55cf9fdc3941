import type { Packet } from '../packet/schema.ts';
import type { HealthCheck, InterventionCause } from '../rollout-words.ts';
import type { Exposure, ReviewRole, Tier } from '../words.ts';
import type { Freeze } from './commands.ts';
import type { Step } from './plan.ts';

/** What was asked of the control plane last, and what it is known to do. Times are epoch ms. */
export interface ControlState {
  readonly wished: {
    readonly opId: string;
    readonly bp: number;
    readonly at: number;
    /** Set where a freeze took an expansion back: users are to keep what they have. */
    readonly withheld?: true;
  };
  /** The last wish that was read back, and how long it took. */
  readonly seen: {
    readonly opId: string;
    readonly bp: number;
    readonly at: number;
    readonly tookMs: number;
  } | null;
  /** Why the wish is not in force yet; null when nothing is wrong. */
  readonly trouble: { readonly since: number; readonly text: string; readonly remedy: string } | null;
  /** The freeze that the first step waits for, which is no trouble: it begins by itself afterwards. */
  readonly waits?: { readonly opId: string; readonly freeze: Freeze };
  /** Somebody else changed what we set; blocks expansion until it is gone. */
  readonly drift: { readonly since: number; readonly text: string } | null;
}

export interface Intervention {
  readonly by: string;
  readonly at: number;
  readonly cause: InterventionCause;
  readonly detail: string;
  /** Asked afterwards, never before. */
  readonly reason: string | null;
}

export interface AnsweredCheck {
  readonly by: string;
  readonly at: number;
  readonly healthy: boolean;
  readonly note: string;
}

/** The way of an approved candidate through its stages. */
export interface Rollout {
  readonly request: string;
  readonly tier: Tier;
  readonly candidate: Packet;
  readonly candidateDigest: string;
  readonly plan: readonly Step[];
  /** Index into the plan. */
  readonly step: number;
  /** `moving` until the step's share was read back; `rolling_back` until the baseline was. */
  readonly status: 'moving' | 'live' | 'paused' | 'rolling_back';
  /** How far the approvals reach by now. */
  readonly reaches: Exposure;
  /** The newest request that asks for more; absent before any. */
  readonly asked?: string;
  readonly approvedBy: readonly { readonly role: ReviewRole; readonly person: string }[];
  readonly startedBy: string;
  readonly startedAt: number;
  /** Since when the step's share is in force; null while it moves. */
  readonly stepSince: number | null;
  /** Since when users can get the candidate at all; the health checks count from here. */
  readonly exposedSince: number | null;
  /** Held until then, beyond the step's own hold time. */
  readonly heldUntil: number | null;
  readonly lastMove: {
    readonly by: string;
    readonly at: number;
    readonly fromBp: number;
    readonly toBp: number;
  };
  readonly control: ControlState;
  readonly intervention: Intervention | null;
  readonly checks: Readonly<Partial<Record<HealthCheck, 'asked' | AnsweredCheck>>>;
  /** The step for which the expansion reminder was posted; -1 before any. */
  readonly remindedStep: number;
  readonly pausedNags: number;
}

/** True while a step that lets people get the candidate is wished for and not in force; a way back is none. */
export function waitsToGrow({ status, control: { wished, seen } }: Rollout): boolean {
  return status !== 'rolling_back' && wished.bp > 0 && !wished.withheld && wished.opId !== seen?.opId;
}

/** How a rollout ended; kept so that an alert can say what changed last. */
export interface FinishedRollout {
  readonly request: string;
  readonly candidateDigest: string;
  readonly outcome: 'complete' | 'rolled_back';
  readonly by: string;
  readonly at: number;
  readonly fromBp: number;
  readonly tookMs: number;
  readonly intervention: Intervention | null;
  readonly approvedBy: Rollout['approvedBy'];
  readonly plan: readonly Step[];
  /** How far it got: index into the plan. */
  readonly step: number;
  /** Since when users can get it; the health checks of what is complete go on from here. */
  readonly exposedSince: number | null;
  readonly checks: Rollout['checks'];
}

/** A rehearsed rollback. */
export interface Drill {
  readonly by: string;
  readonly at: number;
  readonly tookMs: number;
  readonly worked: boolean;
}

/** One measured value of a guardrail's metric. A missing value is a reading that says so. */
export interface Reading {
  readonly metric: string;
  readonly value: number | null;
  readonly at: number;
  readonly source: string;
}
