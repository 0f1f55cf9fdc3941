/** What the page is told about everything around the product. Times are epoch ms of the wall unless they say otherwise. */

/** Who asks, in the order in which `served` names them. */
export interface PeopleGroup {
  readonly id: 'customers' | 'colleagues' | 'excluded';
  readonly count: number;
}

/**
 * What somebody got the last time: by the flag `b`aseline or `c`andidate; by the application's own `d`efault, which
 * is the baseline, because there was no flag or no answer; `-` for whoever has no use for this route; `?` not asked yet.
 */
export type Served = 'b' | 'c' | 'd' | '-' | '?';

/** Who moved the last time that anybody did. */
export interface Movement {
  readonly at: number;
  readonly joined: number;
  readonly left: number;
  /** How many of those who had the candidate before still have it. */
  readonly kept: number;
}

/** What monitoring reports of a metric: values within the limit, none, or values beyond it. */
export const measurements = ['good', 'missing', 'bad'] as const;
export type Measurement = (typeof measurements)[number];

export interface Gauge {
  readonly metric: string;
  readonly limit: 'at_most' | 'at_least';
  readonly value: number;
  readonly unit: string | null;
  readonly onBreach: 'pause' | 'roll_back';
  readonly measurement: Measurement;
  /** What was reported last; null when that was "nothing", undefined before any report. */
  readonly reported?: number | null;
}

/** An alert that can be fired. Times are the workspace's. */
export interface AlertState {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Since when it fires; null while it does not. */
  readonly firingSince: number | null;
  readonly sent: number;
}

export interface RolloutState {
  readonly request: string;
  readonly status: 'moving' | 'live' | 'paused' | 'rolling_back';
  readonly stage: string;
  readonly percent: number;
  readonly verified: boolean;
}

export interface RouteState {
  readonly id: string;
  /** Who its users are: the group whose share is drawn. */
  readonly users: 'customers' | 'colleagues';
  readonly served: string;
  /** Part of its users on the candidate, 0 to 1. */
  readonly share: number;
  readonly movement: Movement | null;
  readonly baseline: string | null;
  readonly candidate: string | null;
  readonly rollout: RolloutState | null;
  /** What became of the rollout before. */
  readonly last: {
    readonly request: string;
    readonly outcome: 'complete' | 'rolled_back';
    readonly fromPercent: number;
    readonly tookMs: number;
  } | null;
  readonly gauges: readonly Gauge[];
  readonly alerts: readonly AlertState[];
}

/** The shares of one moment by route: of its users, and of colleagues where those are others. */
export interface Sample {
  readonly seq: number;
  readonly at: number;
  readonly shares: Readonly<Record<string, readonly [users: number, colleagues: number | null]>>;
}

/** The workspace's clock was moved ahead. */
export interface Skip {
  readonly at: number;
  readonly ms: number;
}

export interface OutsideState {
  readonly now: number;
  readonly people: readonly PeopleGroup[];
  readonly routes: readonly RouteState[];
  /** Those after the one that was asked for, oldest first. */
  readonly samples: readonly Sample[];
  /** The number of the newest sample; smaller than one heard of before once the sandbox was started anew. */
  readonly newest: number;
  readonly skips: readonly Skip[];
  readonly asking: boolean;
  readonly questionsPerSecond: number;
  /** Why the product does not answer; null while it does. */
  readonly trouble: string | null;
  /** For asking oneself, in a terminal. */
  readonly product: { readonly url: string; readonly token: string };
}
