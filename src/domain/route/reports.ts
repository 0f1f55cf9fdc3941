import type { RouteContext } from './commands.ts';
import { type Command, happened, type RouteDecision } from './decision.ts';
import type { RouteEvent } from './events.ts';
import { reviewDate } from './review-date.ts';
import { type Rollout, waitsToGrow } from './rollout.ts';

/** A share that was read back: the step is in force, the roll back is done, or the rollout is complete. */
export function reportShare(
  rollout: Rollout,
  command: Command<'report_share'>,
  context: RouteContext,
): RouteDecision {
  const { opId, bp, tookMs } = command;
  const { wished, seen } = rollout.control;
  if (opId !== wished.opId || bp !== wished.bp || seen?.opId === opId) return happened();
  const verified: RouteEvent = { type: 'share_verified', opId, bp, tookMs };
  if (rollout.status === 'rolling_back')
    return happened(verified, { type: 'rolled_back', opId, fromBp: rollout.lastMove.fromBp, tookMs });
  // What was paused stays paused, also where everybody has it by now.
  return rollout.status === 'paused'
    ? happened(verified)
    : happened(verified, ...completion(rollout, context));
}

/** Nothing is left to do once the last step is in force. */
export function completion(rollout: Rollout, context: RouteContext): RouteEvent[] {
  const last = rollout.step === rollout.plan.length - 1;
  if (!last || rollout.plan[rollout.step]?.stage !== 'default') return [];
  return [
    { type: 'rollout_completed', digest: rollout.candidateDigest },
    { type: 'review_set', by: reviewDate(rollout, context), tier: rollout.tier },
  ];
}

/** What was let through at the click is held again at the act: before it is in force, an expansion can be taken back. */
export function withhold(
  rollout: Rollout,
  { opId }: Command<'report_freeze'>,
  { freeze, opId: wish }: RouteContext,
): RouteDecision {
  const { wished, seen } = rollout.control;
  const goesOn = rollout.status === 'moving' || rollout.status === 'paused';
  if (!freeze || !goesOn || opId !== wished.opId || !waitsToGrow(rollout)) return happened();
  // A first step has nothing to go back to.
  if (!seen || rollout.step === 0)
    return rollout.control.waits?.opId === opId && rollout.control.waits.freeze.until === freeze.until
      ? happened()
      : happened({ type: 'start_waits', opId, freeze });
  return happened({
    type: 'expansion_withheld',
    step: rollout.step - 1,
    freeze,
    opId: wish,
    fromBp: wished.bp,
    toBp: seen.bp,
  });
}

/** Somebody else changed what was set, or it is as it was set again. */
export function reportDrift(rollout: Rollout, command: Command<'report_drift'>): RouteDecision {
  if (command.text === null) return rollout.control.drift ? happened({ type: 'drift_cleared' }) : happened();
  return rollout.control.drift?.text === command.text
    ? happened()
    : happened({ type: 'drift_found', text: command.text });
}

/** Why a wish is not in force yet; what was said already is not said again. */
export function reportTrouble(
  { control }: Rollout,
  { opId, text, remedy }: Command<'report_trouble'>,
): RouteDecision {
  return opId === control.wished.opId && control.trouble?.text !== text
    ? happened({ type: 'control_troubled', opId, text, remedy })
    : happened();
}
