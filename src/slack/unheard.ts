import type { App as BoltApp, ReceiverEvent } from '@slack/bolt';
import { storeClick } from './actions/stored-click.ts';
import type { SlackDeps } from './deps.ts';
import { triggerCommandId } from './ids.ts';

type Body = ReceiverEvent['body'];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const objectAt = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);
const textAt = (value: unknown, key: string): string => {
  const found = objectAt(value, key);
  return typeof found === 'string' ? found : '';
};

const fromPeople: ReadonlySet<string> = new Set([
  'block_actions',
  'view_submission',
  'shortcut',
  'message_action',
]);

/** Who did it; empty where no person did. */
function personIn(body: Body): string {
  if (textAt(body, 'command') !== '') return textAt(body, 'user_id');
  return fromPeople.has(textAt(body, 'type')) ? textAt(objectAt(body, 'user'), 'id') : '';
}

async function answerLater(body: Body, person: string, deps: SlackDeps): Promise<void> {
  const triggerId = textAt(body, 'trigger_id');
  await storeClick(
    {
      person,
      action: 'unheard',
      value: '',
      commandId: triggerCommandId(triggerId, person),
      triggerId,
      responseUrl: textAt(body, 'response_url') || undefined,
      channel: textAt(objectAt(body, 'channel'), 'id') || textAt(body, 'channel_id'),
      threadTs: undefined,
      view: undefined,
    },
    deps,
  );
}

/**
 * Whatever a person does and no handler knows, such as a button of a message from years ago, is acknowledged and
 * answered: nobody should see Slack's warning sign, or nothing at all. Put in front of Bolt's own dispatch, because
 * only there one sees whether any handler acknowledged.
 */
export function answerTheUnheard(bolt: BoltApp, deps: SlackDeps): void {
  const dispatch = bolt.processEvent.bind(bolt);
  bolt.processEvent = async (event) => {
    let isAcknowledged = false;
    const ack: ReceiverEvent['ack'] = async (...response) => {
      isAcknowledged = true;
      await event.ack(...response);
    };
    await dispatch({ ...event, ack });
    const person = isAcknowledged ? '' : personIn(event.body);
    if (person === '') return;
    deps.log.warn({ type: textAt(event.body, 'type') }, 'Nothing knew what somebody did');
    try {
      await answerLater(event.body, person, deps);
    } catch (error) {
      deps.log.warn({ err: error }, 'Somebody could not be told that a button is out of date');
    }
    await event.ack();
  };
}
