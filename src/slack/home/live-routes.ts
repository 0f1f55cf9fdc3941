import type { Request } from '../../domain/request/request.ts';
import { holdEndsAt } from '../../domain/route/gates.ts';
import type { Route } from '../../domain/route/route.ts';
import type { ReviewRole } from '../../domain/words.ts';
import type { SlackDeps } from '../deps.ts';

/** Live routes in App Home: what waits for somebody who moves rollouts, and what somebody owns. */

/** Why a rollout waits. */
export type Waits =
  | { readonly for: 'start'; readonly request: Request & { readonly status: 'approved' } }
  | { readonly for: 'next_step'; readonly since: number }
  | { readonly for: 'resume'; readonly since: number }
  | { readonly for: 'check' };

export interface WaitingRollout {
  readonly route: string;
  /** Null where nothing serves yet. */
  readonly state: Route | null;
  readonly waits: Waits;
}

export interface LiveRoutes {
  readonly waiting: readonly WaitingRollout[];
  readonly owned: readonly Route[];
}

export const noLiveRoutes: LiveRoutes = { waiting: [], owned: [] };

/** Looked at, at most: App Home costs the same however many routes there are. */
const mostRolling = 60;
const mostDecided = 30;
const mostRoutes = 300;
const mostOwn = 20;
const shown = 5;

function whyItWaits(route: Route, now: number): Waits | null {
  const { rollout } = route;
  if (!rollout) return null;
  if (rollout.status === 'paused' && rollout.intervention)
    return { for: 'resume', since: rollout.intervention.at };
  if (Object.values(rollout.checks).includes('asked')) return { for: 'check' };
  const held = holdEndsAt(rollout);
  const hasNext = rollout.step < rollout.plan.length - 1;
  return rollout.status === 'live' && hasNext && held !== null && held <= now
    ? { for: 'next_step', since: held }
    : null;
}

const isApproved = (request: Request | undefined): request is Request & { readonly status: 'approved' } =>
  request?.status === 'approved';

async function readyToStart(now: number, { app }: SlackDeps): Promise<WaitingRollout[]> {
  const { items } = await app.store.decidedRequests({ limit: mostDecided });
  const candidates = items.filter(({ status }) => status === 'approved');
  const loaded = await Promise.all(
    candidates.map(async ({ id, route }) => ({
      request: (await app.store.request(id))?.state,
      state: (await app.store.route(route))?.state ?? null,
    })),
  );
  return loaded.flatMap(({ request, state }) =>
    isApproved(request) && !request.used && request.useBy > now && !state?.rollout
      ? [{ route: request.route, state, waits: { for: 'start', request } as const }]
      : [],
  );
}

async function rollingNow({ app }: SlackDeps): Promise<Route[]> {
  const { items } = await app.store.rollingRoutes({ limit: mostRolling });
  const loaded = await Promise.all(items.map((id) => app.store.route(id)));
  return loaded.flatMap((each) => (each ? [each.state] : []));
}

const owns = ({ baseline, rollout }: Route, person: string): boolean =>
  [baseline, rollout?.candidate].some(
    (packet) => packet?.owners.business === person || packet?.owners.technical === person,
  );

/** Routes whose packet names the person, and those for which they asked for what serves. */
async function ownedBy(person: string, { app }: SlackDeps): Promise<Route[]> {
  const { store } = app;
  const named = (await store.routes('', { limit: mostRoutes })).items.filter((route) => owns(route, person));
  const asked = (await store.requestsBy(person, { limit: mostOwn })).items.filter(
    ({ status }) => status === 'approved',
  );
  const ids = [...new Set(asked.map(({ route }) => route))];
  const loaded = await Promise.all(ids.map((id) => store.route(id)));
  const own = loaded.flatMap((each) => {
    const request = each?.state.rollout?.request ?? each?.state.finished?.request;
    return each && asked.some(({ id }) => id === request) ? [each.state] : [];
  });
  const all = new Map([...named, ...own].map((route) => [route.id, route]));
  return [...all.values()]
    .filter(({ retired }) => retired === null)
    .sort((left, right) => (left.review?.by ?? Number.MAX_VALUE) - (right.review?.by ?? Number.MAX_VALUE));
}

/** What App Home says of live routes to somebody who holds these roles. Throws a Fault where the record does not answer. */
export async function liveRoutesFor(
  person: string,
  roles: readonly ReviewRole[],
  deps: SlackDeps,
): Promise<LiveRoutes> {
  const now = deps.clock.now();
  const moves = deps.app.policy().rollout.mayMove.some((role) => roles.some((held) => held === role));
  const rolling = await rollingNow(deps);
  const mine = moves ? rolling : rolling.filter((route) => owns(route, person));
  const waiting = mine.flatMap((state): WaitingRollout[] => {
    const waits = whyItWaits(state, now);
    return waits ? [{ route: state.id, state, waits }] : [];
  });
  const ready = moves ? await readyToStart(now, deps) : [];
  return {
    waiting: [...waiting, ...ready].slice(0, shown),
    owned: (await ownedBy(person, deps)).slice(0, shown),
  };
}
