import type { BlockButtonAction, App as BoltApp, ViewSubmitAction } from '@slack/bolt';
import { clickOf } from '../actions/click.ts';
import type { SlackDeps } from '../deps.ts';
import { awayActions, awayCallback, comeBack, openAway, submitAway } from './away-modal.ts';

/** Connects what people say of being away. */
export function registerAbsence(bolt: BoltApp, deps: SlackDeps): void {
  for (const [action, handle] of [
    [awayActions.name, openAway],
    [awayActions.back, comeBack],
  ] as const)
    bolt.action<BlockButtonAction>(action, async ({ ack, body, action: pressed, client, respond }) => {
      await ack();
      await handle(clickOf(body, pressed), { client, respond, log: deps.log }, deps);
    });
  bolt.view<ViewSubmitAction>(
    { callback_id: awayCallback, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const reply = await submitAway(view, body.user.id, deps);
      await (reply ? ack(reply) : ack());
    },
  );
}
