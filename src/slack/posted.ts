import { createHash } from 'node:crypto';
import type { KnownBlock, MessageMetadata } from '@slack/types';
import type { SlackClient } from './web-client.ts';

/**
 * How a message that may have been posted is found again: by what it carries unseen. The job and the key are in
 * its metadata; a mark of the key in a `block_id` says the same where a server does not give metadata back.
 */
export interface Trace {
  readonly job: string;
  readonly key: string;
  /** `job`: only this job's message will do. `key`: any message with this key. */
  readonly by: 'job' | 'key';
}

export const eventType = 'routegate_job';

export const metadataOf = ({ job, key }: Trace): MessageMetadata => ({
  event_type: eventType,
  event_payload: { job, key },
});

const markOf = (trace: Trace): string =>
  `rg-${createHash('sha256')
    .update(trace.by === 'job' ? trace.job : trace.key)
    .digest('hex')
    .slice(0, 20)}`;

/** The blocks with the mark on the first one that has no `block_id` of its own. */
export function marked(blocks: readonly KnownBlock[], trace: Trace): KnownBlock[] {
  const free = blocks.findIndex((block) => block.block_id === undefined);
  return blocks.map((block, index) => (index === free ? { ...block, block_id: markOf(trace) } : block));
}

interface SeenMessage {
  readonly ts?: string;
  readonly bot_id?: string;
  readonly user?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: unknown };
  readonly blocks?: readonly { readonly block_id?: string }[];
  readonly files?: readonly { readonly name?: string | null }[];
}

/** Written by an app; or by us, where a server does not say of a message that an app wrote it. */
const isOurs = (message: SeenMessage, place: Place): boolean =>
  Boolean(message.bot_id) || (place.author !== null && message.user === place.author);

function isTraced(message: SeenMessage, place: Place, trace: Trace): boolean {
  if (!isOurs(message, place)) return false;
  const { metadata, blocks } = message;
  const payload = metadata?.event_type === eventType ? metadata.event_payload : null;
  if (payload && typeof payload === 'object') {
    const value = Object.getOwnPropertyDescriptor(payload, trace.by)?.value;
    return value === trace[trace.by];
  }
  const mark = markOf(trace);
  return (blocks ?? []).some((block) => block.block_id === mark);
}

/** Clocks differ; what was posted may seem older than the try that posted it. */
const slackMs = 5 * 60_000;
const pageSize = 200;

interface Place {
  readonly channel: string;
  /** The thread that it would stand in; null for the channel itself. */
  readonly thread: string | null;
  /** Our own user in Slack; null while it is not known. */
  readonly author: string | null;
  /** When the first try began, epoch ms. */
  readonly since: number;
}

async function* messagesIn(slack: SlackClient, place: Place): AsyncGenerator<SeenMessage> {
  const { channel, thread } = place;
  const oldest = String(Math.max(0, place.since - slackMs) / 1000);
  let cursor: string | undefined;
  do {
    const common = {
      channel,
      oldest,
      inclusive: true,
      include_all_metadata: true,
      limit: pageSize,
      ...(cursor ? { cursor } : {}),
    };
    const page = thread
      ? await slack.call(
          'conversations.replies',
          (web) => web.conversations.replies({ ...common, ts: thread }),
          {
            channel,
          },
        )
      : await slack.call('conversations.history', (web) => web.conversations.history(common), { channel });
    yield* page.messages ?? [];
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
}

/** The ts of a message with this trace in this place; null where there is none. */
export async function findPosted(slack: SlackClient, place: Place, trace: Trace): Promise<string | null> {
  for await (const message of messagesIn(slack, place)) {
    if (message.ts && isTraced(message, place, trace)) return message.ts;
  }
  return null;
}

/** The ts of a message of a bot that shares a file of this name; null where there is none. */
export async function findShared(slack: SlackClient, place: Place, name: string): Promise<string | null> {
  for await (const message of messagesIn(slack, place)) {
    if (message.ts && isOurs(message, place) && (message.files ?? []).some((file) => file.name === name))
      return message.ts;
  }
  return null;
}
