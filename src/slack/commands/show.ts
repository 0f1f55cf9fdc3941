import { shortDigest } from '../../domain/packet/digest.ts';
import type { Route } from '../../domain/route/route.ts';
import { context, divider, header, type Shown, section } from '../blocks/blocks.ts';
import { ago } from '../blocks/dates.ts';
import { bold, code } from '../blocks/mrkdwn.ts';
import { groupLines, showGroup } from '../cards/packet-text.ts';
import { requesterMessage } from '../cards/requester-message.ts';
import type { SlackDeps } from '../deps.ts';
import { refusalText } from '../refusal-text.ts';
import { historyBlocks } from './lists.ts';
import { unknownRouteText } from './nearest-route.ts';

/** What a route serves now, and every request for it. */

const sentence = (text: string): Shown => ({ text, blocks: [section(text)] });

function servesBlocks(route: Route, timeZone: string) {
  const { baseline, baselineDigest } = route;
  if (!baseline) return [section('Serves nothing now.')];
  const lines = groupLines(null, baseline, 240).slice(0, 12).map(showGroup);
  return [
    section([bold('Serves now'), ...lines].join('\n')),
    context([
      `since ${ago(route.since, timeZone)}${baselineDigest ? ` · packet ${code(shortDigest(baselineDigest))}` : ''} · the whole of it: ${code(`/route-request export ${route.id}`, 110)}`,
    ]),
  ];
}

/** A route that nobody registered may still have requests: then it is to become one. */
export async function showAnswer(id: string, deps: SlackDeps): Promise<Shown> {
  const { store } = deps.app;
  const route = (await store.route(id))?.state ?? null;
  const requests = await store.requestsOnRoute(id, { limit: 1 });
  if (!route && requests.items.length === 0) return sentence(await unknownRouteText(id, deps));
  const { timeZone } = deps.app.policy().workingHours;
  return {
    text: `${id}: what it serves, and its requests`,
    blocks: [
      header(id),
      ...(route
        ? servesBlocks(route, timeZone)
        : [section('A new route: nothing serves under this id yet.')]),
      divider(),
      section(bold('Requests')),
      ...(await historyBlocks({ list: 'history', about: id, trail: [] }, deps)),
    ],
  };
}

/** How a request stands, as its requester sees it, for anybody who asks; without the buttons that are the requester's. */
export async function requestAnswer(id: string, deps: SlackDeps): Promise<Shown> {
  const policy = deps.app.policy();
  const request = (await deps.app.store.request(id))?.state;
  if (!request) return sentence(refusalText({ reason: 'request_unknown', request: id }, { policy }));
  const shown = requesterMessage(request, policy);
  return { text: shown.text, blocks: shown.blocks.filter((block) => block.type !== 'actions') };
}
