import type { BlockButtonAction, App as BoltApp, ViewSubmitAction } from '@slack/bolt';
import { answerClick, type WayBack } from '../actions/answer.ts';
import { type Click, clickOf } from '../actions/click.ts';
import { oldButton } from '../actions/open-decision.ts';
import type { SlackDeps } from '../deps.ts';
import { cardActions, decodeRequestRef } from '../ids.ts';
import { refusalText } from '../refusal-text.ts';
import { afterCallback, afterModal, callCallback, submitAfterReview, submitCall } from './forms.ts';

async function openAfterReview(click: Click, way: WayBack, deps: SlackDeps): Promise<void> {
  const ref = decodeRequestRef(click.value);
  const request = ref ? ((await deps.app.store.request(ref.request))?.state ?? null) : null;
  if (!request?.emergency) return answerClick(click, oldButton, way);
  const { review } = request.emergency;
  const policy = deps.app.policy();
  if (review) {
    const refusal = { reason: 'after_review_closed', by: review.by, at: review.at } as const;
    return answerClick(click, refusalText(refusal, { policy, request }), way);
  }
  try {
    await way.client.views.open({ trigger_id: click.triggerId, view: afterModal(request) });
  } catch (error) {
    deps.log.warn({ err: error, request: request.id }, 'A modal could not be opened');
    await answerClick(click, 'Slack did not let the form open in time. Press the button again.', way);
  }
}

/** Connects the forms of an emergency. Joining one is a click like an approval, and is registered with those. */
export function registerEmergency(bolt: BoltApp, deps: SlackDeps): void {
  bolt.action<BlockButtonAction>(
    cardActions.closeAfterReview,
    async ({ ack, body, action: pressed, client, respond }) => {
      await ack();
      await openAfterReview(clickOf(body, pressed), { client, respond, log: deps.log }, deps);
    },
  );
  for (const [callback, submit] of [
    [callCallback, submitCall],
    [afterCallback, submitAfterReview],
  ] as const)
    bolt.view<ViewSubmitAction>(
      { callback_id: callback, type: 'view_submission' },
      async ({ ack, body, view }) => {
        const reply = await submit(view, body.user.id, deps);
        await (reply ? ack(reply) : ack());
      },
    );
}
