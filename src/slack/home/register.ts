import type { BlockAction, BlockButtonAction, App as BoltApp } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { inOrder } from '../../app/in-order.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeListPage, homeKey, type ListPage, listActions } from '../ids.ts';
import { openForm } from '../modals/open-form.ts';
import { learnLinks } from './card-links.ts';
import { decodePages, encodePages, firstPages, type HomePages, homeFacts } from './home.ts';
import { homeView } from './home-view.ts';

async function publish(person: string, pages: HomePages, client: WebClient, deps: SlackDeps): Promise<void> {
  const send = () =>
    inOrder(homeKey(person), async () => {
      const facts = await homeFacts(person, pages, deps);
      const view = { ...homeView(facts, deps.app.policy()), private_metadata: encodePages(pages) };
      await client.views.publish({ user_id: person, view });
      return facts;
    });
  const { waiting } = await send();
  // Asked for after the first sight of Home, so that nobody waits for it.
  if (waiting && (await learnLinks(waiting.items, client, deps))) await send();
}

/** Remembers that somebody looks at App Home, so that jobs keep theirs fresh. */
async function remember(person: string, { app }: SlackDeps): Promise<void> {
  const key = homeKey(person);
  if (!(await app.store.message(key)))
    await app.store.saveMessage({ key, channel: person, ts: '0', shown: '' });
}

function turned(pages: HomePages, { list, trail }: ListPage): HomePages {
  return list === 'waiting' || list === 'mine' || list === 'decided' ? { ...pages, [list]: trail } : pages;
}

/** Turns a page of a list in App Home; what the other lists show stays. */
export async function turnHome(
  body: BlockAction,
  page: ListPage,
  client: WebClient,
  deps: SlackDeps,
): Promise<void> {
  const before = decodePages(body.view?.private_metadata ?? '');
  await publish(body.user.id, turned(before, page), client, deps);
}

/** Connects App Home. */
export function registerHome(bolt: BoltApp, deps: SlackDeps): void {
  bolt.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    await remember(event.user, deps);
    await publish(event.user, firstPages, client, deps);
  });

  bolt.action<BlockButtonAction>(listActions.newRequest, async ({ ack, body, client }) => {
    await ack();
    await openForm(
      { client, triggerId: body.trigger_id, person: body.user.id, start: { kind: 'new' } },
      deps,
    );
  });

  bolt.action<BlockButtonAction>(
    new RegExp(`^${listActions.turn}(waiting|mine|decided)-`),
    async ({ ack, body, action, client }) => {
      await ack();
      const page = decodeListPage(action.value);
      if (page) await turnHome(body, page, client, deps);
    },
  );
}
