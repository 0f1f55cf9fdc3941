import type { BlockAction, ButtonAction } from '@slack/bolt';
import { clickCommandId } from '../ids.ts';

/** What is needed of a click, wherever the button stood. */
export interface Click {
  readonly person: string;
  readonly action: string;
  readonly value: string | undefined;
  /** One click's own id; the same click delivered twice has the same. */
  readonly commandId: string;
  readonly triggerId: string;
  /** Slack's address for a private answer; messages have one, modals and Home have none. */
  readonly responseUrl: string | undefined;
  /** Empty where the button stood in a modal or in Home. */
  readonly channel: string;
  readonly threadTs: string | undefined;
  readonly view: ClickedView | undefined;
}

/** The modal or Home in which a button was pressed. */
export interface ClickedView {
  readonly id: string;
  readonly hash: string;
  readonly metadata: string;
  readonly isModal: boolean;
}

export function clickOf(
  body: BlockAction,
  action: Pick<ButtonAction, 'action_id' | 'action_ts' | 'value'>,
): Click {
  const person = body.user.id;
  const thread: unknown = body.message?.thread_ts;
  // A reply that was also sent to the channel is mostly pressed there, where an answer in the thread is not seen;
  // and in the thread is where Slack puts what is sent to the address that comes with the click.
  const isBroadcast = body.message?.subtype === 'thread_broadcast';
  const isInChannel = thread === body.message?.ts || isBroadcast;
  const { view } = body;
  return {
    person,
    action: action.action_id,
    value: action.value,
    commandId: clickCommandId({ actionTs: action.action_ts, person, action: action.action_id }),
    triggerId: body.trigger_id,
    responseUrl: isBroadcast ? undefined : body.response_url || undefined,
    channel: body.channel?.id ?? '',
    // A message that was replied to names its own thread; whoever clicked it looks at the channel all the same.
    threadTs: typeof thread === 'string' && !isInChannel ? thread : undefined,
    view: view && {
      id: view.id,
      hash: view.hash,
      metadata: view.private_metadata,
      isModal: view.type === 'modal',
    },
  };
}
