import { findElement, type PlacedElement } from '../../blocks/walk.ts';
import { channelRef, viewPayload } from '../../delivery/payloads.ts';
import type { ResponseContext } from '../../delivery/response-urls.ts';
import type { JsonObject } from '../../json.ts';
import type { ContainerRef, InputValues } from '../../people.ts';
import { canSee } from '../../state/conversations.ts';
import { messageJson } from '../../state/message-json.ts';
import { findEphemeral } from '../../state/messages.ts';
import { findView, touchView } from '../../state/views.ts';
import type { Conversation, Message, View } from '../../state/world.ts';
import { clickableBlocks, messageValues } from '../seen.ts';
import type { Acting } from './answer.ts';

/** A message or view that somebody uses, the same to those who use its elements. */
export type Container = {
  blocks: JsonObject[];
  values: InputValues;
  keep(values: InputValues): void;
  /** What an interaction says of it beside the action: container, view or message and channel, state. */
  payload(): JsonObject;
  /** Messages have a response_url. */
  response?: ResponseContext;
  channel?: string;
  view?: View;
};

/** The container that is meant, if the person sees it and it is the app's. */
export function findContainer(acting: Acting, ref: ContainerRef): Container | undefined {
  return ref.type === 'view'
    ? viewContainer(acting, ref.view_id)
    : messageContainer(acting, ref.channel, ref.ts);
}

function viewContainer({ core, person }: Acting, id: string): Container | undefined {
  const { world } = core;
  const view = findView(world, { id });
  if (view?.user !== person.id) return undefined;
  return {
    blocks: view.blocks,
    get values() {
      return view.values;
    },
    keep: (values) => touchView(world, view, { values }),
    payload: () => ({
      container: { type: 'view', view_id: view.id },
      view: viewPayload(world, view),
    }),
    view,
    ...(view.openedIn !== undefined && { channel: view.openedIn }),
  };
}

function messageContainer({ core, person }: Acting, channel: string, ts: string): Container | undefined {
  const { world } = core;
  const conversation = world.conversations.get(channel);
  if (!conversation || !canSee(conversation, person)) return undefined;
  const message = conversation.byTs.get(ts) ?? findEphemeral(conversation, person.id, ts);
  if (message?.bot_id !== world.app.bot_id) return undefined;
  const ephemeral = message.ephemeralTo !== undefined;
  return {
    blocks: clickableBlocks(message),
    get values() {
      return messageValues(world, message, person.id);
    },
    keep(values) {
      const mine = world.messageValues.get(person.id) ?? new Map<string, InputValues>();
      mine.set(`${channel}:${ts}`, values);
      world.messageValues.set(person.id, mine);
    },
    payload: () => ({
      container: messageRef(message),
      channel: channelRef(conversation),
      ...(!ephemeral && { message: messageJson(world, message) }),
      state: { values: messageValues(world, message, person.id) },
    }),
    response: responseTo(person.id, conversation, message),
    channel,
  };
}

function messageRef(message: Message): JsonObject {
  return {
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: message.ephemeralTo !== undefined,
    ...(message.thread_ts !== undefined && { thread_ts: message.thread_ts }),
  };
}

/** What a response_url given out for a message answers to. */
export function responseTo(user: string, conversation: Conversation, message: Message): ResponseContext {
  return {
    user,
    channel: conversation.id,
    message: { ts: message.ts, ephemeral: message.ephemeralTo !== undefined },
    ...(message.thread_ts !== undefined && { thread_ts: message.thread_ts }),
  };
}

export function findInContainer(
  container: Container,
  blockId: string,
  actionId: string,
): PlacedElement | undefined {
  return findElement(container.blocks, blockId, actionId);
}
