import type { Step } from '../../domain/route/plan.ts';
import { bold } from '../blocks/mrkdwn.ts';
import { shareText, stepText } from './steps.ts';

/** What a step is called behind the one before: of several in one stage only the share is new. */
function label(step: Step, before: Step | undefined): string {
  return before?.stage === step.stage ? shareText(step.bp) : stepText(step);
}

/**
 * The way through the stages in one line: where it has been, where it is, what comes. `at` is the index of the
 * current step: -1 before the start, the plan's length once all are done.
 */
export function stageBar(plan: readonly Step[], at: number): string {
  const dots = plan.map((_, index) => (index < at ? '●' : index === at ? '◉' : '○')).join('');
  const names = plan.map((step, index) => {
    const name = label(step, plan[index - 1]);
    if (index < at) return `${name} ✓`;
    return index === at ? bold(name) : name;
  });
  return `${dots}   ${names.join(' → ')}`;
}
