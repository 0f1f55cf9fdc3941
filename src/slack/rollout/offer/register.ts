import type {
  BlockAction,
  BlockButtonAction,
  App as BoltApp,
  MessageShortcut,
  ViewSubmitAction,
} from '@slack/bolt';
import { clickOf } from '../../actions/click.ts';
import type { SlackDeps } from '../../deps.ts';
import { askWhich, showChosen, submitRollBack } from './choosing.ts';
import { storeMention, writtenIn } from './mention.ts';
import { chooseRouteAction } from './offer.ts';
import { rollBackCallback, rollBackInput } from './roll-back-modal.ts';

/** `callback_id` of the message shortcut, as in the app's manifest. */
export const rollBackShortcut = 'roll_back_route';

const tooLate =
  'Slack did not let the form open in time. Try again, or type `/route-request rollback <route>`.';

/** Connects the ways back from any message: the shortcut, a mention, and the modal that asks which route. */
export function registerOffers(bolt: BoltApp, deps: SlackDeps): void {
  bolt.shortcut<MessageShortcut>(
    { callback_id: rollBackShortcut, type: 'message_action' },
    async ({ ack, shortcut, client, respond }) => {
      await ack();
      const { message, channel, trigger_id: triggerId } = shortcut;
      const ts = typeof message.thread_ts === 'string' ? message.thread_ts : message.ts;
      const text = writtenIn({ ...message, text: message.text });
      try {
        const person = shortcut.user.id;
        await askWhich({ client, triggerId, person, text, askedIn: { channel: channel.id, ts } }, deps);
      } catch (error) {
        deps.log.warn({ err: error }, 'The modal to roll back could not be opened');
        await respond({ text: tooLate, response_type: 'ephemeral', replace_original: false });
      }
    },
  );

  bolt.action<BlockButtonAction>(chooseRouteAction, async ({ ack, body, action, client, respond }) => {
    await ack();
    const { channel, triggerId, threadTs, person } = clickOf(body, action);
    const ts = threadTs ?? body.message?.ts ?? '';
    try {
      await askWhich({ client, triggerId, person, text: '', askedIn: { channel, ts } }, deps);
    } catch (error) {
      deps.log.warn({ err: error }, 'The modal to roll back could not be opened');
      await respond({ text: tooLate, response_type: 'ephemeral', replace_original: false });
    }
  });

  bolt.action<BlockAction>(
    { type: 'block_actions', action_id: rollBackInput },
    async ({ ack, body, client }) => {
      await ack();
      const [chosen] = body.actions;
      const { view } = body;
      if (!view || chosen?.type !== 'static_select' || !chosen.selected_option) return;
      await showChosen(view, chosen.selected_option.value, client, deps);
    },
  );

  bolt.view<ViewSubmitAction>(
    { callback_id: rollBackCallback, type: 'view_submission' },
    async ({ ack, body, view }) => {
      await submitRollBack(view, body.user.id, deps);
      await ack();
    },
  );

  bolt.event('app_mention', async ({ event, body, client }) => {
    await storeMention(
      {
        person: event.user ?? '',
        byApp: event.bot_id !== undefined,
        eventId: body.event_id,
        channel: event.channel,
        ts: event.ts,
        thread: event.thread_ts,
        text: writtenIn({ text: event.text, blocks: event.blocks, attachments: event.attachments }),
      },
      client,
      deps,
    );
  });
}
