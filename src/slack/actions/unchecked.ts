import { jobsFor } from '../../app/handle-command.ts';
import { dayMs } from '../../domain/reminders.ts';
import { Fault } from '../../ports/fault.ts';
import { section } from '../blocks/blocks.ts';
import { plainOf } from '../blocks/mrkdwn.ts';
import type { SlackDeps } from '../deps.ts';
import type { Messenger } from '../messenger.ts';
import type { StoredClick } from './stored-click.ts';

/** Tries to look somebody's roles up; then the clicker is told that nothing happened. Some seconds, as the worker spaces them. */
const mostTries = 5;

type Deps = SlackDeps & { readonly messenger: Messenger };

/** Answers whoever clicked, privately and where they clicked. */
export async function tell(
  click: Pick<StoredClick, 'responseUrl' | 'channel' | 'threadTs'>,
  person: string,
  text: string,
  { messenger }: Pick<Deps, 'messenger'>,
): Promise<void> {
  const { responseUrl, channel, threadTs } = click;
  const shown = { text: plainOf(text), blocks: [section(text)] };
  await messenger.answer({ responseUrl, channel, person, threadTs, ...shown });
}

const unchecked = 'Slack did not say whether you may do this, so nothing was recorded.';

/** Told once a day for the same trouble, however many people run into it. */
async function callOperators(fault: Fault, deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const effect = { kind: 'operator_message', subject: fault.message, text: fault.remedy } as const;
  const cause = `unchecked:${fault.message}:${Math.floor(now / dayMs)}`;
  await deps.jobs.enqueue(jobsFor([effect], cause, now, deps.app.policy()));
  deps.jobs.wake();
}

/**
 * Ends a click that could not be decided because nobody could say who clicked: the clicker is told. Throws `error`
 * again while another try may bring an answer, and where it is something else.
 */
export async function giveUpUnchecked(
  error: unknown,
  job: { readonly id: string; readonly attempts: number; readonly effect: { readonly person: string } },
  click: StoredClick,
  deps: Deps,
): Promise<void> {
  const needsOperator = error instanceof Fault && error.kind === 'needs_operator';
  if (!(error instanceof Fault) || (!needsOperator && job.attempts < mostTries)) throw error;
  deps.log.warn({ err: error, job: job.id }, 'A click was given up because nobody could say who clicked');
  if (needsOperator) await callOperators(error, deps);
  const remedy = needsOperator ? 'The operators were told.' : 'Press the button again in a moment.';
  await tell(click, job.effect.person, `${unchecked} ${remedy}`, deps);
}
