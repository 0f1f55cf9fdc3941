import type { App as BoltApp, ViewSubmitAction } from '@slack/bolt';
import type { SlackDeps } from '../../deps.ts';
import { submitTrigger, triggerCallback } from './trigger-modal.ts';

/** Connects what owners do about the life of a route: renew, put off, trigger, retire. */
export function registerRenewal(bolt: BoltApp, deps: SlackDeps): void {
  bolt.view<ViewSubmitAction>(
    { callback_id: triggerCallback, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const reply = await submitTrigger(view, body.user.id, deps);
      await (reply ? ack(reply) : ack());
    },
  );
}
