import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Route } from '../../domain/route/route.ts';
import { context, divider, header, type Shown, section } from '../blocks/blocks.ts';
import { ago } from '../blocks/dates.ts';
import { bold, inline } from '../blocks/mrkdwn.ts';
import { modelName } from '../cards/values.ts';
import type { SlackDeps } from '../deps.ts';
import { knownLinks, learnLinks } from '../home/card-links.ts';
import { reviewerOf, waitingFor } from '../home/inbox.ts';
import { owedBlocks, owedBy } from '../home/owed.ts';
import { summaryRow, turnButtons, waitingRow } from '../home/request-rows.ts';
import type { ListPage } from '../ids.ts';

/** Private answers that are lists, a page at a time. */

/** Who reads the answer, and through which client Slack is asked for them. */
export interface Reader {
  readonly person: string;
  readonly client: WebClient;
}

const pageSize = 8;
const at = (page: ListPage) => ({ limit: pageSize, after: page.trail.at(-1) });

function routeLine(route: Route, timeZone: string): string {
  const serves = route.baseline
    ? `${modelName(route.baseline.model.primary)} · ${route.baseline.environment}`
    : 'serves nothing';
  return `${bold(inline(route.id, 70))}  ${serves} · since ${ago(route.since, timeZone)}`;
}

async function openBlocks(page: ListPage, deps: SlackDeps): Promise<KnownBlock[]> {
  const { items, next } = await deps.app.store.openRequests({}, at(page));
  return [
    header('Open requests'),
    ...(items.length > 0
      ? items.map((summary) => summaryRow(summary, deps.app.policy()))
      : [context(['No request is in review.'])]),
    ...turnButtons(page, next, 'turn-open'),
  ];
}

async function routeBlocks(page: ListPage, deps: SlackDeps): Promise<KnownBlock[]> {
  const { items, next } = await deps.app.store.routes('', at(page));
  const { timeZone } = deps.app.policy().workingHours;
  return [
    header('Routes'),
    ...(items.length > 0
      ? [section(items.map((route) => routeLine(route, timeZone)).join('\n'))]
      : [context(['No route is known yet. `/route-request` asks for the first one.'])]),
    ...turnButtons(page, next, 'turn-routes'),
  ];
}

const first = (list: ListPage['list'], about = ''): ListPage => ({ list, about, trail: [] });

/** Open requests and known routes, each with pages of its own. */
export async function listAnswer(person: string, deps: SlackDeps): Promise<Shown> {
  return {
    text: 'Open requests and routes',
    blocks: [
      ...(await promisedBlocks(person, deps)),
      ...(await openBlocks(first('open'), deps)),
      divider(),
      ...(await routeBlocks(first('routes'), deps)),
    ],
  };
}

async function inboxBlocks(
  { person, client }: Reader,
  page: ListPage,
  deps: SlackDeps,
): Promise<KnownBlock[]> {
  const reviewer = await reviewerOf(person, deps);
  const { items, next } = await waitingFor(person, reviewer, at(page), deps);
  await learnLinks(items, client, deps);
  const links = await knownLinks(items, deps);
  const none =
    reviewer.own.length + reviewer.lent.length === 0
      ? 'You hold no role that reviews, so nothing can wait for you.'
      : 'Nothing waits for your decision.';
  return [
    header('Waiting for you'),
    ...(items.length > 0
      ? items.map(({ request, roles }) =>
          waitingRow(request, roles, links.get(request.id) ?? null, deps.app.policy()),
        )
      : [context([none])]),
    ...turnButtons(page, next, 'turn-inbox'),
  ];
}

/** What the reader promised stands on the first page only. */
async function promisedBlocks(person: string, deps: SlackDeps): Promise<KnownBlock[]> {
  const blocks = owedBlocks(await owedBy(person, deps), deps.clock.now(), deps.app.policy());
  return blocks.length > 0 ? [...blocks, divider()] : [];
}

export async function inboxAnswer(reader: Reader, deps: SlackDeps): Promise<Shown> {
  return {
    text: 'What waits for your decision',
    blocks: [
      ...(await promisedBlocks(reader.person, deps)),
      ...(await inboxBlocks(reader, first('inbox'), deps)),
    ],
  };
}

/** Requests of a route that are listed under what it serves. */
export async function historyBlocks(page: ListPage, deps: SlackDeps): Promise<KnownBlock[]> {
  const { items, next } = await deps.app.store.requestsOnRoute(page.about, at(page));
  return [
    ...items.map((summary) => summaryRow(summary, deps.app.policy())),
    ...(items.length === 0 ? [context(['No request was ever filed for it.'])] : []),
    ...turnButtons(page, next, 'turn-history'),
  ];
}

/** Another page of a list that was answered before; null for a list that is no answer. */
export async function turnedAnswer(reader: Reader, page: ListPage, deps: SlackDeps): Promise<Shown | null> {
  switch (page.list) {
    case 'open':
      return { text: 'Open requests', blocks: await openBlocks(page, deps) };
    case 'routes':
      return { text: 'Routes', blocks: await routeBlocks(page, deps) };
    case 'inbox':
      return { text: 'What waits for your decision', blocks: await inboxBlocks(reader, page, deps) };
    case 'history':
      return {
        text: `Requests for ${page.about}`,
        blocks: [header(`Requests for ${page.about}`), ...(await historyBlocks(page, deps))],
      };
    default:
      return null;
  }
}
