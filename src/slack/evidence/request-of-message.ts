import type { WebClient } from '@slack/web-api';
import type { SlackDeps } from '../deps.ts';

/** Keys of messages that stand for one request: its cards and their copies, its rollout, what its requester reads. */
const ofRequest = /^(?:card|rollout|requester|emergency):(R-\d{1,9})(?::|$)/;

/** The key that a message of ours carries unseen; null for anybody else's. */
function keyIn(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('metadata' in message)) return null;
  const { metadata } = message;
  if (typeof metadata !== 'object' || metadata === null || !('event_payload' in metadata)) return null;
  const payload: unknown = metadata.event_payload;
  if (typeof payload !== 'object' || payload === null || !('key' in payload)) return null;
  return typeof payload.key === 'string' ? payload.key : null;
}

/**
 * The request in whose thread a message stands: that of the card, or of the requester's message, which begins it. What
 * the message says of itself has to agree with what the store knows. Null elsewhere, and where Slack does not say.
 */
export async function requestOfThread(
  channel: string,
  thread: string,
  client: WebClient,
  deps: SlackDeps,
): Promise<string | null> {
  try {
    const { messages = [] } = await client.conversations.replies({
      channel,
      ts: thread,
      limit: 1,
      include_all_metadata: true,
    });
    const key = keyIn(messages[0]);
    const request = key === null ? undefined : ofRequest.exec(key)?.[1];
    if (key === null || request === undefined) return null;
    const known = await deps.app.store.message(key);
    return known?.channel === channel && known.ts === thread ? request : null;
  } catch (error) {
    deps.log.info({ err: error }, 'The request of a thread could not be found out');
    return null;
  }
}

const named = /\bR-\d{1,9}\b/;

/** A request that a text names and that there is; null where it names none. */
export async function requestNamedIn(text: string, { app }: SlackDeps): Promise<string | null> {
  const id = named.exec(text)?.[0];
  return id && (await app.store.request(id)) ? id : null;
}
