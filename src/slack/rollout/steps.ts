import { everybodyBp } from '../../domain/rollout-words.ts';
import type { Step } from '../../domain/route/plan.ts';
import type { Rollout } from '../../domain/route/rollout.ts';
import { percent, words } from '../cards/values.ts';

/** Basis points as people read them: "5 %", "0.5 %". */
export const shareText = (bp: number): string => percent(bp / everybodyBp);

/** A share of whom: in the internal canary of colleagues, else of all users. */
export const shareOf = (bp: number, step: Pick<Step, 'stage'> | undefined): string =>
  bp > 0 && step?.stage === 'internal_canary' ? `${shareText(bp)} of colleagues` : shareText(bp);

/** From one step into another: "5 % → 25 %" within a stage, "shadow → internal canary" between two. */
export function moveText(
  from: Pick<Step, 'stage' | 'bp'> | undefined,
  to: Pick<Step, 'stage' | 'bp'>,
): string {
  if (!from) return stepText(to);
  return from.stage === to.stage && from.bp !== to.bp
    ? `${shareText(from.bp)} → ${shareText(to.bp)}`
    : `${stepText(from)} → ${stepText(to)}`;
}

/** A step in a few words: "shadow", "internal canary", "customer canary 5 %", "default". */
export function stepText({ stage, bp }: Pick<Step, 'stage' | 'bp'>): string {
  const isWhole = bp === 0 || bp === everybodyBp;
  return isWhole ? words(stage) : `${words(stage)} ${shareText(bp)}`;
}

/** Who gets the candidate in a step. */
export function reachText({ stage, bp }: Pick<Step, 'stage' | 'bp'>): string {
  if (bp === 0) return 'nobody gets the candidate';
  if (stage === 'internal_canary')
    return bp === everybodyBp ? 'colleagues' : `${shareText(bp)} of colleagues`;
  return bp === everybodyBp ? 'everybody' : shareText(bp);
}

/** What the button into a step says: "Expand to 25 %", "Go to shadow". */
export function expandText(step: Pick<Step, 'stage' | 'bp'>): string {
  return step.bp === 0 ? `Go to ${stepText(step)}` : `Expand to ${reachText(step)}`;
}

export const currentStep = ({ plan, step }: Pick<Rollout, 'plan' | 'step'>): Step | undefined => plan[step];
export const followingStep = ({ plan, step }: Pick<Rollout, 'plan' | 'step'>): Step | undefined =>
  plan[step + 1];
