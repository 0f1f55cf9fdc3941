import type { EffectKind } from '../domain/effects.ts';
import type { FaultKind } from './fault.ts';
import type { Change } from './store.ts';

/** How a try of a job ended. `dead`: given up, where operators see it; `let_go`: given up, and nobody need mind. */
export type JobOutcome = 'done' | FaultKind | 'defect' | 'dead' | 'let_go';

/** Told what happens at the edges, so that it can be counted. Nothing here may throw or take long. */
export interface Observer {
  /** A change was committed: its events are what happened. */
  committed(change: Change): void;
  /** A call of Slack's Web API ended. */
  slackCalled(method: string, outcome: 'ok' | FaultKind, seconds: number): void;
  /** Something from Slack was acknowledged; `kind` is `block_actions`, `view_submission`, `command` and so on. */
  acknowledged(kind: string, seconds: number): void;
  jobTried(kind: EffectKind, outcome: JobOutcome): void;
  /** How many different things wait for an operator now. */
  operatorsNeeded(count: number): void;
  /** A proposal was judged by the policy in canary, too. */
  canaryJudged(differs: boolean): void;
  /** A timer was acted on this long after it was due. */
  timerLate(seconds: number): void;
}

/** Counts nothing. */
export const silentObserver: Observer = {
  committed: () => {},
  slackCalled: () => {},
  acknowledged: () => {},
  jobTried: () => {},
  operatorsNeeded: () => {},
  canaryJudged: () => {},
  timerLate: () => {},
};
