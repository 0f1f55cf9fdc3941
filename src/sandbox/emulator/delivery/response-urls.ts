import { validateMessage } from '../blocks/message.ts';
import { wording } from '../blocks/problem.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { appDraft, contentsOf } from '../state/app-message.ts';
import { deleteMessage, editMessage, findEphemeral, postEphemeral, postMessage } from '../state/messages.ts';
import { pictureProblems } from '../state/pictures.ts';
import type { Message, World } from '../state/world.ts';
import { livedMs } from '../time/clock.ts';

export const RESPONSE_URL_USES = 5;
export const RESPONSE_URL_LIFE_MS = 30 * 60_000;
const KEPT = 20_000;

/** What a response answers to. */
export type ResponseContext = {
  user: string;
  channel: string;
  /** The message with the element that was used. */
  message?: { ts: string; ephemeral: boolean };
  thread_ts?: string;
};

export type ResponseUrls = {
  /** A path under the emulator's url. */
  issue(context: ResponseContext): string;
  /** Takes what an app posted to the url with this id; answers an HTTP status and body. */
  use(id: string, body: Json | undefined): { status: number; body: string };
};

type Issued = ResponseContext & { born: number; uses: number };

export function createResponseUrls(world: () => World): ResponseUrls {
  const issued = new Map<string, Issued>();
  const refuse = (status: number, error: string, more: JsonObject = {}) => ({
    status,
    body: JSON.stringify({ ok: false, error, ...more }),
  });

  return {
    issue(context) {
      const { ids, clock, team, app } = world();
      const id = `${team.id}-${app.id}-${ids.uuid()}`;
      issued.set(id, { ...context, born: livedMs(clock), uses: 0 });
      const oldest = issued.size > KEPT ? issued.keys().next().value : undefined;
      if (oldest !== undefined) issued.delete(oldest);
      return `/response/${id}`;
    },
    use(id, body) {
      const context = issued.get(id);
      if (!context) return refuse(404, 'expired_url');
      if (livedMs(world().clock) - context.born > RESPONSE_URL_LIFE_MS) return refuse(404, 'expired_url');
      if (context.uses >= RESPONSE_URL_USES) return refuse(404, 'used_url');
      if (!isJsonObject(body)) return refuse(400, 'invalid_payload');
      const problem = problemOf(body, world());
      if (problem) return refuse(400, problem.error, { response_metadata: { messages: [problem.message] } });
      context.uses += 1;
      return respond(world(), context, body) ? { status: 200, body: 'ok' } : refuse(404, 'message_not_found');
    },
  };
}

/** Why an app's response cannot be shown; nothing when it can. */
export function problemOf(body: JsonObject, world: World): { error: string; message: string } | undefined {
  if (body.delete_original === true) return undefined;
  const [problem] = [
    ...validateMessage(body, { as: 'respond' }),
    ...pictureProblems(world, body, 'invalid_blocks'),
  ];
  return problem && { error: problem.error, message: `[ERROR] ${wording(problem)}` };
}

/** Does what an app's response says: a new message, or the original one replaced or deleted. False when that is gone. */
export function respond(world: World, context: ResponseContext, body: JsonObject): boolean {
  if (body.delete_original === true || body.replace_original === true) {
    const original = originalOf(world, context);
    if (!original) return false;
    if (body.delete_original === true) deleteMessage(world, original);
    else editMessage(world, original, contentsOf(world, body));
    return true;
  }
  const thread = typeof body.thread_ts === 'string' ? body.thread_ts : undefined;
  const draft = {
    ...appDraft(world, context.channel, body),
    ...(thread !== undefined && { thread_ts: thread }),
  };
  if (body.response_type === 'in_channel') {
    postMessage(world, draft);
  } else {
    const inThread = thread ?? context.thread_ts;
    postEphemeral(world, {
      ...draft,
      ...(inThread !== undefined && { thread_ts: inThread }),
      ephemeralTo: context.user,
    });
  }
  return true;
}

function originalOf(world: World, { user, channel, message }: ResponseContext): Message | undefined {
  const conversation = world.conversations.get(channel);
  if (!conversation || !message) return undefined;
  return message.ephemeral
    ? findEphemeral(conversation, user, message.ts)
    : conversation.byTs.get(message.ts);
}
