import { withDeliveries } from '../../core.ts';
import { homeOpenedEvent } from '../../delivery/events.ts';
import type { ActAnswer, Acts, OpenImAnswer, UploadAnswer } from '../../people.ts';
import {
  canSee,
  directMessage,
  isGuest,
  joinConversation,
  leaveConversation,
} from '../../state/conversations.ts';
import { storeFile } from '../../state/files.ts';
import { resolveTyped } from '../../state/mentions.ts';
import {
  deleteMessage,
  editMessage,
  findEphemeral,
  markSeen,
  postMessage,
  react,
} from '../../state/messages.ts';
import type { Conversation, Message } from '../../state/world.ts';
import { seenFile, seenMessage } from '../seen.ts';
import { type Acting, answerOf, done, invalid, settleEvents } from './answer.ts';
import { richTextOf } from './rich-text.ts';

function find({ core, person }: Acting, channel: string): Conversation | undefined {
  const conversation = core.world.conversations.get(channel);
  return conversation && canSee(conversation, person) ? conversation : undefined;
}

/** Why the person cannot write there; nothing when they can. */
function whyNotWritable({ person }: Acting, conversation: Conversation | undefined): string | undefined {
  if (!conversation) return 'no such conversation';
  if (conversation.is_archived) return 'is_archived';
  return conversation.members.has(person.id) ? undefined : 'not_in_channel';
}

export async function say(acting: Acting, act: Acts['say']): Promise<ActAnswer> {
  const { core, person } = acting;
  const { world } = core;
  const conversation = find(acting, act.channel);
  const refusal = whyNotWritable(acting, conversation);
  if (!conversation || refusal !== undefined) return invalid(refusal ?? 'no such conversation');
  const files = act.files ?? [];
  const text = resolveTyped(world, act.text);
  if (text.trim() === '' && files.length === 0) return invalid('there is nothing to say');
  if (files.some((id) => world.files.get(id)?.user !== person.id)) return invalid('no such file');
  const anchor = act.thread_ts === undefined ? undefined : conversation.byTs.get(act.thread_ts);
  if (act.thread_ts !== undefined && !anchor) return invalid('no such thread');
  const thread = anchor && (anchor.thread_ts ?? anchor.ts);
  const broadcast = act.reply_broadcast === true && thread !== undefined;
  const subtype = files.length > 0 ? 'file_share' : broadcast ? 'thread_broadcast' : undefined;
  const { result, sent } = withDeliveries(core, () =>
    postMessage(world, {
      channel: conversation.id,
      user: person.id,
      text,
      blocks: text.trim() === '' ? [] : [richTextOf(text, world.ids.block())],
      files,
      client_msg_id: world.ids.uuid(),
      ...(thread !== undefined && { thread_ts: thread }),
      ...(broadcast && { broadcast }),
      ...(subtype !== undefined && { subtype }),
    }),
  );
  return settleEvents(sent, { message: seenMessage(world, result, person) });
}

function own(acting: Acting, channel: string, ts: string): Message | undefined {
  const message = find(acting, channel)?.byTs.get(ts);
  return message?.user === acting.person.id ? message : undefined;
}

export async function edit(acting: Acting, act: Acts['edit']): Promise<ActAnswer> {
  const { core, person } = acting;
  const { world } = core;
  const message = own(acting, act.channel, act.ts);
  if (!message) return invalid('no such message of yours');
  const text = resolveTyped(world, act.text);
  const { sent } = withDeliveries(core, () =>
    editMessage(world, message, {
      text,
      blocks: [richTextOf(text, world.ids.block())],
      edited: { user: person.id, ts: world.ids.ts() },
    }),
  );
  return settleEvents(sent, { message: seenMessage(world, message, person) });
}

export async function remove(acting: Acting, act: Acts['remove']): Promise<ActAnswer> {
  const message = own(acting, act.channel, act.ts);
  if (!message) return invalid('no such message of yours');
  const { sent } = withDeliveries(acting.core, () => deleteMessage(acting.core.world, message));
  return settleEvents(sent);
}

export async function dismiss(acting: Acting, act: Acts['dismiss']): Promise<ActAnswer> {
  const conversation = find(acting, act.channel);
  const message = conversation && findEphemeral(conversation, acting.person.id, act.ts);
  if (!message) return invalid('no such message');
  deleteMessage(acting.core.world, message);
  return done();
}

export async function read(acting: Acting, act: Acts['read']): Promise<ActAnswer> {
  const conversation = find(acting, act.channel);
  if (!conversation) return invalid('no such conversation');
  markSeen(acting.core.world, conversation, acting.person.id, {
    ...(act.ts !== undefined && { ts: act.ts }),
    ...(act.thread_ts !== undefined && { thread: act.thread_ts }),
  });
  return done();
}

export async function reactTo(acting: Acting, act: Acts['react']): Promise<ActAnswer> {
  const { core, person } = acting;
  const message = find(acting, act.channel)?.byTs.get(act.ts);
  if (!message) return invalid('no such message');
  const { result, sent } = withDeliveries(core, () =>
    react(core.world, message, person.id, act.name.replaceAll(':', ''), act.remove !== true),
  );
  return result ? settleEvents(sent) : done();
}

export async function upload(acting: Acting, act: Acts['upload']): Promise<UploadAnswer> {
  const { core, person } = acting;
  const content = act.base64 === undefined ? Buffer.from(act.text ?? '') : Buffer.from(act.base64, 'base64');
  if (content.length === 0) return invalid('the file is empty');
  const file = storeFile(core.world, {
    name: act.name,
    user: person.id,
    content,
    ...(act.title !== undefined && { title: act.title }),
    ...(act.mimetype !== undefined && { mimetype: act.mimetype }),
  });
  return { ...done(), file: seenFile(file, person.id) };
}

export async function join(acting: Acting, act: Acts['join']): Promise<ActAnswer> {
  const { core, person } = acting;
  const conversation = find(acting, act.channel);
  if (conversation?.kind !== 'channel') return invalid('no such channel');
  if (conversation.is_archived) return invalid('is_archived');
  if (isGuest(person)) return invalid('guests are invited, they do not join');
  const { result, sent } = withDeliveries(core, () => joinConversation(core.world, conversation, person.id));
  return result ? settleEvents(sent) : done();
}

export async function leave(acting: Acting, act: Acts['leave']): Promise<ActAnswer> {
  const { core, person } = acting;
  const conversation = find(acting, act.channel);
  if (!conversation || conversation.kind === 'im') return invalid('no such channel');
  const { result, sent } = withDeliveries(core, () => leaveConversation(core.world, conversation, person.id));
  return result ? settleEvents(sent) : done();
}

export async function openIm(acting: Acting, act: Acts['open-im']): Promise<OpenImAnswer> {
  const { core, person } = acting;
  const { world } = core;
  const other = world.users.get(act.user);
  if (!other) return invalid('no such user');
  const conversation = directMessage(world, person.id, other.id);
  world.emit({ type: 'conversation_changed', conversation });
  return { ...done(), channel: conversation.id };
}

export async function openHome(acting: Acting, act: Acts['open-home']): Promise<OpenImAnswer> {
  const { core, person } = acting;
  const { app } = core.world;
  const tab = act.tab ?? 'home';
  if (tab === 'home' ? !app.home_tab : !app.messages_tab) return invalid(`the app has no ${tab} tab`);
  const { channel = '' } = await openIm(acting, { user: app.bot_user_id });
  const delivered = await homeOpenedEvent(core, person.id, channel, tab);
  return { ...(delivered ? answerOf(delivered) : done()), channel };
}
