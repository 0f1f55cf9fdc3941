import type { PlannedStage } from '../packet/schema.ts';
import { everybodyBp } from '../rollout-words.ts';
import type { Exposure, Stage, Tier } from '../words.ts';

/** One step of a rollout: a stage at a share of users, held for a time before the next. */
export interface Step {
  readonly stage: Stage;
  /** Basis points of users on the candidate; 0 where users see nothing of it. */
  readonly bp: number;
  readonly holdHours: number;
  /** What an approval must reach before this step is entered. */
  readonly exposure: Exposure;
}

const exposureOf: Readonly<Record<Stage, Exposure>> = {
  testing: 'testing',
  offline_eval: 'testing',
  shadow: 'testing',
  internal_canary: 'internal',
  customer_canary: 'canary',
  ab_comparison: 'canary',
  default: 'default',
};

/** Stages in which no user gets an answer of the candidate. */
const unseen: ReadonlySet<Stage> = new Set(['testing', 'offline_eval', 'shadow']);

const defaultPercent: Readonly<Record<Stage, number>> = {
  testing: 0,
  offline_eval: 0,
  shadow: 0,
  internal_canary: 100,
  customer_canary: 5,
  ab_comparison: 50,
  default: 100,
};

const stage = (name: Stage, holdHours: number, percent?: number): PlannedStage => ({
  stage: name,
  hold_hours: holdHours,
  ...(percent === undefined ? {} : { percent }),
});

/** The stages a tier prescribes where the packet names none (B8). */
export const defaultStages: Readonly<Record<Tier, readonly PlannedStage[]>> = {
  low: [stage('testing', 0), stage('default', 0)],
  medium: [stage('internal_canary', 24), stage('default', 0)],
  high: [
    stage('offline_eval', 0),
    stage('shadow', 24),
    stage('internal_canary', 24),
    stage('customer_canary', 24, 5),
    stage('customer_canary', 24, 25),
    stage('default', 0),
  ],
  restricted: [
    stage('offline_eval', 0),
    stage('shadow', 48),
    stage('internal_canary', 72),
    stage('customer_canary', 72, 5),
    stage('customer_canary', 72, 25),
    stage('default', 0),
  ],
};

/** The steps of a rollout, in order. What the packet plans wins; what it leaves open follows from the tier. */
export function planOf(stages: readonly PlannedStage[], tier: Tier): Step[] {
  const planned = stages.length > 0 ? stages : defaultStages[tier];
  return planned.map((entry) => ({
    stage: entry.stage,
    bp: unseen.has(entry.stage)
      ? 0
      : Math.round(((entry.percent ?? defaultPercent[entry.stage]) / 100) * everybodyBp),
    holdHours: entry.hold_hours,
    exposure: exposureOf[entry.stage],
  }));
}
