import { createHash } from 'node:crypto';
import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { canonicalJson } from '../domain/packet/digest.ts';
import type { Clock } from '../ports/clock.ts';
import { Fault } from '../ports/fault.ts';
import type { PostedMessage, Store } from '../ports/store.ts';
import { sendAnswer } from './answers.ts';
import type { Channels } from './channels.ts';
import { linkKey } from './ids.ts';
import type {
  Bringing,
  JobTry,
  Keeping,
  Messenger,
  OpenView,
  Recipient,
  Rendering,
  Saying,
  Uploading,
} from './messenger.ts';
import { Pacer } from './pacer.ts';
import { findPosted, findShared, marked, metadataOf, type Trace } from './posted.ts';
import { didNothing, hasCode, SlackFault } from './slack-fault.ts';
import type { SlackClient } from './web-client.ts';

export interface MessengerParts {
  readonly slack: SlackClient;
  readonly channels: Channels;
  readonly store: Pick<Store, 'message' | 'saveMessage'>;
  readonly clock: Clock;
  /** Our own user in Slack, once it is known. */
  readonly author?: () => string | null;
}

/** What an upload to nobody is answered with, as far as it matters. */
const keptFileSchema = z.object({
  files: z.tuple([z.object({ files: z.tuple([z.object({ id: z.string().min(1) })]) })]),
});

/** Where and what to post. */
interface Post {
  readonly to: Recipient;
  readonly channel: string;
  readonly thread: string | null;
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  readonly broadcast: boolean;
}

/** Before a message is posted, its key may be known to have come to nothing in every try so far. */
const mostRemembered = 10_000;

const nameOf = (to: Recipient): string | undefined => ('channel' in to ? to.channel : undefined);

const digestOfShown = (shown: Rendering): string =>
  createHash('sha256')
    .update(canonicalJson({ text: shown.text, blocks: shown.blocks }))
    .digest('hex');

type ThreadArguments =
  | Record<never, never>
  | { readonly thread_ts: string }
  | { readonly thread_ts: string; readonly reply_broadcast: true };

function threadArguments(thread: string | null, broadcast: boolean): ThreadArguments {
  if (thread === null) return {};
  return broadcast ? { thread_ts: thread, reply_broadcast: true } : { thread_ts: thread };
}

/** The message is gone, or stands where it can no longer be changed. */
const isGone = (error: unknown): boolean =>
  hasCode(error, 'message_not_found', 'cant_update_message', 'edit_window_closed');
const isUnreachable = (error: unknown): boolean =>
  hasCode(error, 'channel_not_found', 'is_archived', 'is_inactive', 'not_in_channel');

class WebMessenger implements Messenger {
  readonly #parts: MessengerParts;
  readonly #pacer: Pacer;
  /** Number of the last try after which it is certain that Slack has no message of this key yet. */
  readonly #surelyUnposted = new Map<string, number>();

  constructor(parts: MessengerParts) {
    this.#parts = parts;
    this.#pacer = new Pacer(parts.clock);
  }

  async bring(key: string, what: Bringing, job: JobTry): Promise<PostedMessage | null> {
    const standing = await this.#parts.store.message(key);
    const rendering = await what.render();
    if (!rendering) return standing;
    const shown = digestOfShown(rendering);
    const trace: Trace = { job: job.id, key, by: 'key' };
    if (standing) {
      if (standing.shown === shown && !what.evenIfUnchanged) return standing;
      const updated = await this.#update(standing, rendering, shown, trace, what.to);
      if (updated) return updated;
    }
    const parent = what.threadOf ? await this.#parts.store.message(what.threadOf) : null;
    const channel = parent?.channel ?? (await this.#channelOf(what.to));
    const thread = parent?.ts ?? null;
    const post: Post = { to: what.to, channel, thread, ...rendering, broadcast: false };
    const found = await this.#lookUp(post, trace, job);
    if (found && found !== standing?.ts) {
      const again = { key, channel, ts: found, shown: '' };
      await this.#parts.store.saveMessage(again);
      const updated = await this.#update(again, rendering, shown, trace, what.to);
      if (updated) return updated;
    }
    return this.#post(post, trace, job, shown);
  }

  async say(key: string, what: Saying, job: JobTry): Promise<PostedMessage> {
    const said = await this.#parts.store.message(key);
    if (said) return said;
    const channel = await this.#channelOf(what.to);
    const parent = what.threadOf ? await this.#parts.store.message(what.threadOf) : null;
    const blocks = what.blocks ?? [];
    const post: Post = {
      to: what.to,
      // A thread stays where its parent stands, even if the policy names another channel by now.
      channel: parent?.channel ?? channel,
      thread: parent?.ts ?? null,
      text: what.text,
      blocks,
      broadcast: what.broadcast ?? false,
    };
    const trace: Trace = { job: job.id, key, by: 'job' };
    const shown = digestOfShown({ text: what.text, blocks });
    const ts = await this.#lookUp(post, trace, job);
    if (ts) return this.#save({ key, channel: post.channel, ts, shown });
    return this.#post(post, trace, job, shown);
  }

  async linkTo(key: string): Promise<string | null> {
    const { slack, store } = this.#parts;
    const known = await store.message(linkKey(key));
    const standing = await store.message(key);
    if (!standing) return null;
    if (known?.ts === standing.ts && known.channel === standing.channel) return known.shown;
    const { channel, ts } = standing;
    try {
      const { permalink } = await slack.call(
        'chat.getPermalink',
        (web) => web.chat.getPermalink({ channel, message_ts: ts }),
        { channel },
      );
      if (!permalink) return null;
      await this.#save({ key: linkKey(key), channel, ts, shown: permalink });
      return permalink;
    } catch (error) {
      // Without a link a message says as much; it is not worth being late for.
      if (error instanceof Fault) return null;
      throw error;
    }
  }

  async publishHome(person: string, view: Parameters<Messenger['publishHome']>[1]): Promise<void> {
    try {
      await this.#parts.slack.call('views.publish', (web) => web.views.publish({ user_id: person, view }), {
        person,
      });
    } catch (error) {
      // Somebody who left has no Home to look at.
      if (!hasCode(error, 'user_not_found', 'user_disabled', 'user_not_visible', 'user_is_bot')) throw error;
    }
  }

  answer(answer: Parameters<Messenger['answer']>[0]): Promise<void> {
    return sendAnswer(answer, this.#parts);
  }

  async upload(key: string, what: Uploading, job: JobTry): Promise<void> {
    const { slack, store } = this.#parts;
    if (await store.message(key)) return;
    const channel = await this.#channelOf(what.to);
    const thread = (what.threadOf ? await store.message(what.threadOf) : null)?.ts ?? null;
    const place = { channel, thread, author: this.#author(), since: job.firstTriedAt };
    const before = this.#mayBePosted(key, job) ? await findShared(slack, place, what.name) : null;
    if (before === null) {
      const common = { filename: what.name, title: what.title, initial_comment: what.text };
      const file =
        typeof what.content === 'string' ? { content: what.content } : { file: Buffer.from(what.content) };
      const where = thread ? { channel_id: channel, thread_ts: thread } : { channel_id: channel };
      await this.#surely(key, job, () =>
        slack.call('files.uploadV2', (web) => web.filesUploadV2({ ...common, ...file, ...where }), {
          channel,
        }),
      );
    }
    await this.#save({ key, channel, ts: before ?? '', shown: '' });
  }

  async keep({ name, title, content }: Keeping): Promise<string> {
    const answer = await this.#parts.slack.call('files.uploadV2', (web) =>
      web.filesUploadV2({ filename: name, title, file: Buffer.from(content) }),
    );
    const id = keptFileSchema.safeParse(answer).data?.files[0].files[0].id;
    if (id === undefined)
      throw new SlackFault('outcome_unknown', 'no_file', 'files.uploadV2: no file in the answer');
    return id;
  }

  async showIn({ id, hash }: OpenView, view: ModalView): Promise<boolean> {
    try {
      await this.#parts.slack.call('views.update', (web) => web.views.update({ view_id: id, hash, view }));
      return true;
    } catch (error) {
      if (hasCode(error, 'not_found', 'hash_conflict', 'view_not_found', 'expired_trigger_id')) return false;
      throw error;
    }
  }

  #author(): string | null {
    return this.#parts.author?.() ?? null;
  }

  #channelOf(to: Recipient): Promise<string> {
    const { channels } = this.#parts;
    return 'channel' in to ? channels.idOf(to.channel) : channels.directWith(to.person);
  }

  /** Shows something else where the message stands; null where it no longer stands there. */
  async #update(
    standing: PostedMessage,
    rendering: Rendering,
    shown: string,
    trace: Trace,
    to: Recipient,
  ): Promise<PostedMessage | null> {
    const { slack } = this.#parts;
    const { channel, ts } = standing;
    try {
      await slack.call(
        'chat.update',
        (web) =>
          web.chat.update({
            channel,
            ts,
            text: rendering.text,
            blocks: marked(rendering.blocks, trace),
            metadata: metadataOf(trace),
          }),
        { channel: nameOf(to) ?? channel },
      );
    } catch (error) {
      if (isGone(error)) return null;
      // The policy may name another channel since; without one, the fault says what to do.
      if (isUnreachable(error) && (await this.#channelOf(to)) !== channel) return null;
      throw error;
    }
    return this.#save({ ...standing, shown });
  }

  /** True unless it is certain that no try so far had its effect. */
  #mayBePosted(key: string, job: JobTry): boolean {
    return job.attempts > 1 && this.#surelyUnposted.get(key) !== job.attempts - 1;
  }

  async #lookUp(post: Post, trace: Trace, job: JobTry): Promise<string | null> {
    if (!this.#mayBePosted(trace.key, job)) return null;
    const { channel, thread } = post;
    const place = { channel, thread, author: this.#author(), since: job.firstTriedAt };
    return findPosted(this.#parts.slack, place, trace);
  }

  async #post(post: Post, trace: Trace, job: JobTry, shown: string): Promise<PostedMessage> {
    const posted = await this.#surely(trace.key, job, async () => {
      await this.#pacer.turn(post.channel);
      return this.#send(post, trace);
    });
    return this.#save({ key: trace.key, ...posted, shown });
  }

  /** Remembers where a try certainly came to nothing, so that the next one need not look for its effect. */
  async #surely<Result>(key: string, job: JobTry, doIt: () => Promise<Result>): Promise<Result> {
    try {
      const result = await doIt();
      this.#surelyUnposted.delete(key);
      return result;
    } catch (error) {
      if (!didNothing(error)) this.#surelyUnposted.delete(key);
      else if (this.#surelyUnposted.size < mostRemembered) this.#surelyUnposted.set(key, job.attempts);
      throw error;
    }
  }

  async #send(post: Post, trace: Trace): Promise<{ channel: string; ts: string }> {
    const { slack, channels } = this.#parts;
    const send = (thread: string | null) =>
      slack.call(
        'chat.postMessage',
        (web) =>
          web.chat.postMessage({
            channel: post.channel,
            text: post.text,
            ...(post.blocks.length > 0 ? { blocks: marked(post.blocks, trace) } : {}),
            ...threadArguments(thread, post.broadcast),
            metadata: metadataOf(trace),
            unfurl_links: false,
            unfurl_media: false,
          }),
        { channel: nameOf(post.to) ?? post.channel },
      );
    try {
      // What was said under a message that somebody deleted is said in the channel.
      const sent = await send(post.thread).catch((error: unknown) => {
        if (post.thread && hasCode(error, 'thread_not_found', 'message_not_found')) return send(null);
        throw error;
      });
      if (!sent.ts) throw new SlackFault('outcome_unknown', 'no_ts', 'chat.postMessage: no ts in the answer');
      return { channel: sent.channel ?? post.channel, ts: sent.ts };
    } catch (error) {
      if (isUnreachable(error)) channels.forget(nameOf(post.to) ?? post.channel);
      throw error;
    }
  }

  async #save(message: PostedMessage): Promise<PostedMessage> {
    await this.#parts.store.saveMessage(message);
    return message;
  }
}

export const createMessenger = (parts: MessengerParts): Messenger => new WebMessenger(parts);
