import type { Channels } from './channels.ts';
import type { Answer } from './messenger.ts';
import { faultOfNetwork, faultOfRateLimit, faultOfStatus, hasCode } from './slack-fault.ts';
import type { SlackClient } from './web-client.ts';

export interface AnswerParts {
  readonly slack: SlackClient;
  readonly channels: Channels;
}

/** Slack waits for nobody who presses a button; an answer that takes longer is sent another way. */
const timeoutMs = 5000;

const bodyOf = (answer: Answer) => ({
  text: answer.text,
  ...(answer.blocks && answer.blocks.length > 0 ? { blocks: [...answer.blocks] } : {}),
  ...(answer.threadTs ? { thread_ts: answer.threadTs } : {}),
});

/** Answers at the address that came with the click; false where it is used up. */
async function respond(url: string, answer: Answer): Promise<boolean> {
  const method = 'response_url';
  const body = JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...bodyOf(answer) });
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' }).catch(
    (error: unknown) => {
      throw faultOfNetwork(method, error);
    },
  );
  await response.body?.cancel();
  if (response.ok) return true;
  if (response.status === 429)
    throw faultOfRateLimit(method, Number(response.headers.get('retry-after')) || 1);
  if (response.status >= 500) throw faultOfStatus(method, response.status);
  return false;
}

/** Where Slack cannot show something only to this person in this channel. */
const notThere = ['channel_not_found', 'not_in_channel', 'user_not_in_channel', 'is_archived'] as const;
const left = [
  'user_not_found',
  'user_disabled',
  'users_not_found',
  'cannot_dm_bot',
  'user_not_visible',
] as const;

async function whisper(answer: Answer, { slack, channels }: AnswerParts): Promise<void> {
  const { channel, person } = answer;
  const id = await channels.idOf(channel);
  await slack.call(
    'chat.postEphemeral',
    (web) => web.chat.postEphemeral({ channel: id, user: person, ...bodyOf(answer) }),
    { channel, person },
  );
}

async function write(answer: Answer, { slack, channels }: AnswerParts): Promise<void> {
  const id = await channels.directWith(answer.person);
  const { text, blocks } = bodyOf(answer);
  await slack.call(
    'chat.postMessage',
    (web) => web.chat.postMessage({ channel: id, text, ...(blocks ? { blocks } : {}) }),
    { channel: id, person: answer.person },
  );
}

/** Tells one person something, the nearest way there is: at the click, in the channel, or directly. */
export async function sendAnswer(answer: Answer, parts: AnswerParts): Promise<void> {
  if (answer.responseUrl && (await respond(answer.responseUrl, answer))) return;
  try {
    if (answer.channel) {
      try {
        return await whisper(answer, parts);
      } catch (error) {
        if (!hasCode(error, ...notThere)) throw error;
      }
    }
    await write(answer, parts);
  } catch (error) {
    if (!hasCode(error, ...left)) throw error;
  }
}
