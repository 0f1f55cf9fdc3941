import type { Delivered } from '../../delivery/deliveries.ts';
import { actionTs, channelName, channelRef, interactionBase } from '../../delivery/payloads.ts';
import { problemOf, respond } from '../../delivery/response-urls.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import type { ActAnswer, Acts } from '../../people.ts';
import { canSee } from '../../state/conversations.ts';
import { resolveTyped } from '../../state/mentions.ts';
import { messageJson } from '../../state/message-json.ts';
import { findEphemeral } from '../../state/messages.ts';
import type { Conversation } from '../../state/world.ts';
import { type Acting, answerOf, failed, failureText, invalid, tell } from './answer.ts';
import { responseTo } from './containers.ts';

/** Types a slash command. */
export async function command(acting: Acting, act: Acts['command']): Promise<ActAnswer> {
  const { core, person } = acting;
  const { world } = core;
  const conversation = visible(acting, act.channel);
  if (!conversation) return invalid('no such conversation');
  const known = world.app.commands.find((each) => each.command === act.command);
  if (!known) {
    tell(acting, { level: 'error', channel: act.channel, text: `${act.command} is not a valid command.` });
    return invalid(`${act.command} is not a valid command`);
  }
  const typed = (act.text ?? '').trim();
  const trigger_id = core.triggers.issue({ user: person.id, channel: conversation.id });
  const context = { user: person.id, channel: conversation.id };
  const delivered = await core.deliveries.deliver('slash_commands', act.command, person.id, {
    token: world.app.verification_token,
    team_id: world.team.id,
    team_domain: world.team.domain,
    channel_id: conversation.id,
    channel_name: channelName(conversation),
    user_id: person.id,
    user_name: person.name,
    command: act.command,
    text: known.should_escape ? resolveTyped(world, typed, { labels: true }) : typed,
    api_app_id: world.app.id,
    is_enterprise_install: 'false',
    response_url: world.baseUrl + core.responseUrls.issue(context),
    trigger_id,
  });
  const failure = failureText(delivered);
  if (failure) {
    tell(acting, { level: 'error', channel: conversation.id, text: `${act.command} failed. ${failure}` });
    return answerOf(delivered, { trigger_id });
  }
  return showResponse(acting, conversation, delivered, trigger_id);
}

/** Shows what the ack of a command says: nothing, a text, or a whole message. */
function showResponse(
  acting: Acting,
  conversation: Conversation,
  delivered: Delivered,
  trigger_id: string,
): ActAnswer {
  const { core, person } = acting;
  const body = typeof delivered.body === 'string' ? { text: delivered.body } : delivered.body;
  if (!isJsonObject(body) || !saysSomething(body)) return answerOf(delivered, { trigger_id });
  const problem = problemOf(body, core.world);
  if (problem) {
    tell(acting, {
      level: 'error',
      channel: conversation.id,
      text: `The app's answer cannot be shown: ${problem.error}`,
    });
    return failed(problem.message, { trigger_id, delivery_id: delivered.delivery.id });
  }
  respond(core.world, { user: person.id, channel: conversation.id }, body);
  return answerOf(delivered, { trigger_id });
}

function saysSomething(body: JsonObject): boolean {
  return body.text !== undefined || body.blocks !== undefined || body.attachments !== undefined;
}

function visible({ core, person }: Acting, channel: string): Conversation | undefined {
  const conversation = core.world.conversations.get(channel);
  return conversation && canSee(conversation, person) ? conversation : undefined;
}

/** Uses a global shortcut, or a message's one. */
export async function shortcut(acting: Acting, act: Acts['shortcut']): Promise<ActAnswer> {
  const { core } = acting;
  const type = act.message_ts === undefined ? 'global' : 'message';
  const known = core.world.app.shortcuts.find(
    (each) => each.type === type && each.callback_id === act.callback_id,
  );
  if (!known) return invalid(`no ${type} shortcut ${act.callback_id}`);
  return type === 'global' ? globalShortcut(acting, act) : messageShortcut(acting, act);
}

async function globalShortcut(acting: Acting, act: Acts['shortcut']): Promise<ActAnswer> {
  const { core, person } = acting;
  const trigger_id = core.triggers.issue({
    user: person.id,
    ...(act.channel !== undefined && { channel: act.channel }),
  });
  const delivered = await core.deliveries.deliver('interactive', 'shortcut', person.id, {
    ...interactionBase(core.world, 'shortcut', person.id),
    callback_id: act.callback_id,
    trigger_id,
    action_ts: actionTs(core.world),
  });
  return settleShortcut(acting, delivered, trigger_id);
}

async function messageShortcut(acting: Acting, act: Acts['shortcut']): Promise<ActAnswer> {
  const { core, person } = acting;
  const { world } = core;
  const conversation = visible(acting, act.channel ?? '');
  const ts = act.message_ts ?? '';
  const message = conversation && (conversation.byTs.get(ts) ?? findEphemeral(conversation, person.id, ts));
  if (!conversation || !message) return invalid('no such message');
  const trigger_id = core.triggers.issue({ user: person.id, channel: conversation.id });
  const context = responseTo(person.id, conversation, message);
  const delivered = await core.deliveries.deliver('interactive', 'message_action', person.id, {
    ...interactionBase(world, 'message_action', person.id),
    callback_id: act.callback_id,
    trigger_id,
    action_ts: actionTs(world),
    channel: channelRef(conversation),
    message_ts: message.ts,
    message: messageJson(world, message),
    response_url: world.baseUrl + core.responseUrls.issue(context),
  });
  return settleShortcut(acting, delivered, trigger_id, conversation.id);
}

function settleShortcut(
  acting: Acting,
  delivered: Delivered,
  trigger_id: string,
  channel?: string,
): ActAnswer {
  const failure = failureText(delivered);
  if (failure) tell(acting, { level: 'error', text: failure, ...(channel !== undefined && { channel }) });
  return answerOf(delivered, { trigger_id });
}
