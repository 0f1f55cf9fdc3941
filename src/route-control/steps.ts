import { ControlFault, type ControlFaultKind } from '../ports/route-control.ts';
import type { Turn } from './turns.ts';

/** One write of several. */
export type Step = () => Promise<unknown>;

/** After these the whole is tried again, so that what was done already does no harm. */
const triedAgain: ReadonlySet<ControlFaultKind> = new Set([
  'rate_limited',
  'unavailable',
  'outcome_unknown',
  'conflict',
  'partial',
]);

/**
 * Writes one after the other, where a backend cannot take them at once. Throws `partial` when one is refused for good
 * after another was made, and what the step threw in any other case. A roll back (no turn) is never overtaken.
 */
export async function takeSteps(steps: readonly Step[], turn: Turn | null): Promise<void> {
  for (const [taken, step] of steps.entries()) {
    turn?.stillMine();
    try {
      await step();
    } catch (error) {
      if (!(error instanceof ControlFault) || taken === 0 || triedAgain.has(error.kind)) throw error;
      throw new ControlFault(
        'partial',
        `Only ${taken} of ${steps.length} changes were made. ${error.message}`,
        {
          remedy: error.remedy,
          cause: error,
        },
      );
    }
  }
}
