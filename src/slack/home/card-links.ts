import type { WebClient } from '@slack/web-api';
import type { SlackDeps } from '../deps.ts';
import { cardKey, linkKey } from '../ids.ts';
import type { Waiting } from './inbox.ts';

/** Links to the cards of what waits, by request, as far as they are known. */
export async function knownLinks(
  waiting: readonly Waiting[],
  { app }: SlackDeps,
): Promise<ReadonlyMap<string, string>> {
  const links = new Map<string, string>();
  for (const { request, roles } of waiting) {
    const found = await Promise.all(
      roles.map((role) => app.store.message(linkKey(cardKey(request.id, role)))),
    );
    const link = found.find((message) => message !== null)?.shown;
    if (link) links.set(request.id, link);
  }
  return links;
}

/**
 * Asks Slack for the links to the cards of what waits, where they are not known yet, and remembers them. Answers
 * whether any was found. Never throws: a row without a link still says in which channel its card is.
 */
export async function learnLinks(
  waiting: readonly Waiting[],
  client: WebClient,
  deps: SlackDeps,
): Promise<boolean> {
  const { store } = deps.app;
  const learnt = await Promise.all(
    waiting.map(async ({ request, roles }) => {
      const key = cardKey(request.id, roles[0] ?? 'ai_platform');
      try {
        const card = (await store.message(linkKey(key))) ? null : await store.message(key);
        if (!card) return false;
        const { permalink } = await client.chat.getPermalink({ channel: card.channel, message_ts: card.ts });
        if (!permalink) return false;
        await store.saveMessage({ key: linkKey(key), channel: card.channel, ts: card.ts, shown: permalink });
        return true;
      } catch (error) {
        deps.log.info({ err: error, request: request.id }, 'The link to a card is not known');
        return false;
      }
    }),
  );
  return learnt.includes(true);
}
