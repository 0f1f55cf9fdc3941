import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Policy } from '../../../domain/policy.ts';
import type { ReviewDate } from '../../../domain/route/route.ts';
import { answerClick, type WayBack } from '../../actions/answer.ts';
import type { Click } from '../../actions/click.ts';
import { section } from '../../blocks/blocks.ts';
import { moment } from '../../blocks/dates.ts';
import { input, textInput } from '../../blocks/inputs.ts';
import { modal } from '../../blocks/modal.ts';
import { bold, code, counted } from '../../blocks/mrkdwn.ts';
import type { SlackDeps } from '../../deps.ts';
import { routeRefusalText } from '../../route-refusal-text.ts';
import { ownerRoles } from '../acts.ts';
import { fieldErrors, type Reply, submitAct, textIn } from './submitting.ts';

/** Puts a review off, by a bounded time and for a reason. */

export const snoozeCallback = 'review_snooze';
export const snoozeInput = 'snooze_reason';

function snoozeModal(route: string, review: ReviewDate, at: number, policy: Policy): ModalView {
  const { snoozeDays, mostSnoozes } = policy.rollout.renewal;
  const until = Math.max(review.by, at) + snoozeDays * 24 * 3_600_000;
  const left = mostSnoozes - review.snoozes - 1;
  const last =
    left > 0
      ? `It can be put off ${counted(left, 'more time')} after this.`
      : 'It cannot be put off again after this.';
  return modal({
    callback: snoozeCallback,
    title: 'Put the review off',
    submit: 'Snooze',
    close: 'Cancel',
    metadata: route,
    blocks: [
      section(
        `${code(route, 70)} then stays approved until ${bold(moment(until, policy.workingHours.timeZone))}. ${last}`,
      ),
      input({
        id: snoozeInput,
        label: 'Why not now?',
        element: textInput({ action: snoozeInput, multiline: true, max: 1000 }),
        hint: 'It is kept in the record.',
      }),
    ],
  });
}

export async function openSnooze(click: Click, way: WayBack, deps: SlackDeps): Promise<void> {
  const id = click.value ?? '';
  const policy = deps.app.policy();
  const review = (await deps.app.store.route(id))?.state.review;
  if (!review)
    return answerClick(click, `${code(id, 70)} has no review date, so there is nothing to put off.`, way);
  if (review.snoozes >= policy.rollout.renewal.mostSnoozes) {
    const refusal = { reason: 'snoozed_enough', until: review.by } as const;
    return answerClick(click, routeRefusalText(refusal, { policy, route: id }), way);
  }
  try {
    const view = snoozeModal(id, review, deps.clock.now(), policy);
    await way.client.views.open({ trigger_id: click.triggerId, view });
  } catch (error) {
    deps.log.warn({ err: error, route: id }, 'A modal could not be opened');
    await answerClick(click, 'Slack did not let the form open in time. Press the button again.', way);
  }
}

export async function submitSnooze(view: ViewOutput, person: string, deps: SlackDeps): Promise<Reply> {
  const reason = textIn(view.state.values, snoozeInput);
  if (reason === '')
    return fieldErrors({ [snoozeInput]: 'Say why it is put off; it is kept in the record.' });
  return submitAct(
    {
      view,
      person,
      act: { type: 'snooze_review', route: view.private_metadata, reason },
      roles: ownerRoles(deps.app.policy().rollout.mayMove),
      firstInput: snoozeInput,
      typed: [reason],
    },
    deps,
  );
}
