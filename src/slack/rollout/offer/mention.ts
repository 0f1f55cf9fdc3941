import type { WebClient } from '@slack/web-api';
import type { WorkerDeps } from '../../actions/interaction.ts';
import { type StoredClick, storeClick } from '../../actions/stored-click.ts';
import { giveUpUnchecked, tell } from '../../actions/unchecked.ts';
import { code } from '../../blocks/mrkdwn.ts';
import type { SlackDeps } from '../../deps.ts';
import type { JobTry } from '../../messenger.ts';
import { calm } from '../calm.ts';
import { offerIn, watch } from '../watched.ts';
import { offerOf, offerToChoose } from './offer.ts';
import { recentlyChanged, routeNamedIn } from './recent-routes.ts';

/** Somebody calls Routegate in a thread: it says what the route serves that is spoken of, and offers the way back. */

/** What a stored mention is called. */
export const mentionAction = 'mention';

/** The part of Slack's event that matters. */
export interface Mention {
  readonly person: string;
  /** True where an app wrote it, such as one that alerts. */
  readonly byApp: boolean;
  readonly eventId: string;
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | undefined;
  readonly text: string;
}

const mostRead = 20;
const longestText = 6000;

/** Everything that was written in a message, whatever it is made of. */
export const writtenIn = (message: {
  readonly text?: string | undefined;
  readonly blocks?: unknown;
  readonly attachments?: unknown;
}): string => [message.text ?? '', JSON.stringify([message.blocks, message.attachments])].join('\n');

/** What the thread says; nothing where Slack does not let us read it. */
async function textOfThread(
  { channel, thread }: Mention,
  client: WebClient,
  deps: SlackDeps,
): Promise<string> {
  if (!thread) return '';
  try {
    const { messages = [] } = await client.conversations.replies({ channel, ts: thread, limit: mostRead });
    return messages.map(writtenIn).join('\n');
  } catch (error) {
    deps.log.info({ err: error }, 'A thread in which somebody calls Routegate cannot be read');
    return '';
  }
}

/** Stores a mention with what was said before it, for the worker to answer. The same event again is the same job. */
export async function storeMention(mention: Mention, client: WebClient, deps: SlackDeps): Promise<void> {
  const before = await textOfThread(mention, client, deps);
  const { person, channel, ts, thread, eventId, byApp } = mention;
  await storeClick(
    {
      person,
      action: mentionAction,
      value: byApp ? 'app' : 'person',
      commandId: `event:${eventId}`,
      channel,
      responseUrl: undefined,
      threadTs: thread ?? ts,
      typed: `${mention.text}\n${before}`.slice(0, longestText),
    },
    deps,
  );
}

const membersOnly = 'Only members of this workspace can ask about routes here.';

type MentionJob = JobTry & { readonly effect: { readonly person: string } };

async function mayAsk(click: StoredClick, person: string, { directory }: WorkerDeps): Promise<boolean> {
  if (click.value === 'app') return true;
  return (await directory.membership(person, [])).standing === 'member';
}

async function answer(click: StoredClick, job: MentionJob, deps: WorkerDeps) {
  const { app, clock, messenger } = deps;
  const policy = app.policy();
  const { channel, threadTs: ts = '' } = click;
  const recent = await recentlyChanged(50, deps);
  const route = await routeNamedIn(click.typed ?? '', recent, deps);
  if (!route) {
    const threadOf = `thread:${channel}:${ts}`;
    await app.store.saveMessage({ key: threadOf, channel, ts, shown: '' });
    const why = `Nothing here names a route. Write its id when you call me, such as ${code('support-summary-prod')}, or choose it:`;
    const offer = await calm(offerToChoose(why, recent.slice(0, 5), policy), [], deps);
    await messenger.say(`mention:${job.id}`, { to: { channel }, threadOf, ...offer }, job);
    return;
  }
  const key = await watch(route.id, { channel, ts }, clock.now(), deps);
  const offer = await calm(offerOf(route, 'mention', policy), [], deps);
  const said = await messenger.say(`mention:${job.id}`, { to: { channel }, threadOf: key, ...offer }, job);
  // The newest offer of a thread is the one that is kept in step.
  await app.store.saveMessage({ ...said, key: offerIn(key) });
}

/** Answers a stored mention in its thread. */
export async function answerMention(click: StoredClick, job: MentionJob, deps: WorkerDeps): Promise<void> {
  const { person } = job.effect;
  let may: boolean;
  try {
    may = await mayAsk(click, person, deps);
  } catch (error) {
    return giveUpUnchecked(error, job, click, deps);
  }
  return may ? answer(click, job, deps) : tell(click, person, membersOnly, deps);
}
