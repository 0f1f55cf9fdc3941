import type { HomeView } from '@slack/types';
import type { Request } from '../../domain/request/request.ts';
import { Fault } from '../../ports/fault.ts';
import type { Page, RequestSummary } from '../../ports/store.ts';
import { absenceText, standingInText } from '../absence/absence-text.ts';
import type { SlackDeps } from '../deps.ts';
import { draftsOf } from '../modals/drafts.ts';
import { knownLinks } from './card-links.ts';
import { type HomeFacts, homeView, type Shelf } from './home-view.ts';
import { reviewerOf, waitingFor } from './inbox.ts';
import { liveRoutesFor, noLiveRoutes } from './live-routes.ts';
import { owedBy } from './owed.ts';

/** Which page of each list is shown: the keys of the pages before it and its own. */
export type HomePages = Readonly<Record<'waiting' | 'mine' | 'decided', readonly string[]>>;
export const firstPages: HomePages = { waiting: [], mine: [], decided: [] };

const pageSize = 5;

async function statesOf(
  page: Page<RequestSummary>,
  trail: readonly string[],
  deps: SlackDeps,
): Promise<Shelf<Request>> {
  const states = await Promise.all(page.items.map(({ id }) => deps.app.store.request(id)));
  return { items: states.flatMap((state) => (state ? [state.state] : [])), trail, next: page.next };
}

/** Who decides for a person now or soon, and for whom the person does now. */
async function awayLines(person: string, { app, clock }: SlackDeps): Promise<string[]> {
  const at = clock.now();
  const { timeZone } = app.policy().workingHours;
  const own = absenceText((await app.store.absence(person))?.state ?? null, at, timeZone);
  const lent = await app.store.absencesFor(person, at);
  return [...(own ? [own] : []), ...lent.map((absence) => standingInText(absence, timeZone))];
}

/** What App Home shows a person. The record must answer; Slack's directory need not. */
export async function homeFacts(person: string, pages: HomePages, deps: SlackDeps): Promise<HomeFacts> {
  const { store } = deps.app;
  const at = (trail: readonly string[]) => ({ limit: pageSize, after: trail.at(-1) });
  const reviewer = await reviewerOf(person, deps).catch((error: unknown) => {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ kind: error.kind, remedy: error.remedy }, 'App Home is shown without what waits');
    return null;
  });
  // Who Slack knows nothing of right now sees no more than their own.
  const isMember = reviewer?.standing === 'member';
  const found = reviewer ? await waitingFor(person, reviewer, at(pages.waiting), deps) : null;
  const mine = await store.requestsBy(person, at(pages.mine));
  const decided = isMember ? await store.decidedRequests(at(pages.decided)) : null;
  return {
    waiting: found ? { ...found, trail: pages.waiting } : null,
    away: await awayLines(person, deps),
    links: await knownLinks(found?.items ?? [], deps),
    drafts: await draftsOf(person, deps),
    owed: await owedBy(person, deps),
    live: isMember ? await liveRoutesFor(person, reviewer?.own ?? [], deps) : noLiveRoutes,
    at: deps.clock.now(),
    mine: await statesOf(mine, pages.mine, deps),
    isGuest: reviewer !== null && !isMember,
    decided: decided ? await statesOf(decided, pages.decided, deps) : null,
  };
}

/** App Home of a person, with the lists at these pages. Throws a Fault where the record does not answer. */
export async function renderHome(person: string, pages: HomePages, deps: SlackDeps): Promise<HomeView> {
  const view = homeView(await homeFacts(person, pages, deps), deps.app.policy());
  return { ...view, private_metadata: encodePages(pages) };
}

export const encodePages = (pages: HomePages): string =>
  [pages.waiting, pages.mine, pages.decided].map((trail) => trail.slice(-40).join('|')).join(';');

export function decodePages(metadata: string): HomePages {
  const trails = metadata.split(';').map((trail) => trail.split('|').filter(Boolean));
  return { waiting: trails[0] ?? [], mine: trails[1] ?? [], decided: trails[2] ?? [] };
}
