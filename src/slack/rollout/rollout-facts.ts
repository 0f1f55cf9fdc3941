import { routeFacts } from '../../app/route-part.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Request } from '../../domain/request/request.ts';
import type { RouteContext } from '../../domain/route/commands.ts';
import { decideRoute, nextGate } from '../../domain/route/decide.ts';
import type { Gate } from '../../domain/route/gates.ts';
import type { Step } from '../../domain/route/plan.ts';
import type { RouteRefusal } from '../../domain/route/refusal.ts';
import type { FinishedRollout, Intervention, Reading, Rollout } from '../../domain/route/rollout.ts';
import { newRoute, type Route } from '../../domain/route/route.ts';
import type { SlackDeps } from '../deps.ts';

/** Where a request's rollout stands, as people see it. */
export type Phase =
  | Rollout['status']
  | FinishedRollout['outcome']
  | 'ready'
  | 'lapsed'
  | 'renewed'
  | 'retiring'
  | 'over';

/** Everything that the messages of one request's rollout are drawn from. */
export interface RolloutFacts {
  /** The request's id; `null` state where only the route knows of it. */
  readonly id: string;
  readonly request: Request | null;
  readonly route: Route;
  readonly phase: Phase;
  /** What must hold for the next step; null where there is none. */
  readonly gate: Gate | null;
  readonly readings: ReadonlyMap<string, Reading>;
  /** Why it could not be started now; null where it could, or where that is over. */
  readonly startRefusal: RouteRefusal | null;
  /** The request in which reviewers are asked for the next exposure now; null where none is. */
  readonly asked: string | null;
  readonly policy: Policy;
  /** Epoch ms at which the facts hold. */
  readonly at: number;
}

/** The rollout of this very request, while it runs. */
export const rolloutOf = ({ route, id }: Pick<RolloutFacts, 'route' | 'id'>): Rollout | null =>
  route.rollout?.request === id ? route.rollout : null;

/** How it ended, as long as nothing else ended on the route since. */
export const finishedOf = ({ route, id }: Pick<RolloutFacts, 'route' | 'id'>): FinishedRollout | null =>
  route.finished?.request === id ? route.finished : null;

/** What was asked and answered about health, while it rolls out and after. */
export const checksOf = (facts: Pick<RolloutFacts, 'route' | 'id'>): Rollout['checks'] =>
  (rolloutOf(facts) ?? finishedOf(facts))?.checks ?? {};

/** The step of that index, of a rollout that runs or ended. */
export const stepOf = (facts: Pick<RolloutFacts, 'route' | 'id'>, index: number): Step | undefined =>
  (rolloutOf(facts) ?? finishedOf(facts))?.plan[index];

/** The last pause or roll back of this request's rollout. */
export const interventionOf = (facts: Pick<RolloutFacts, 'route' | 'id'>): Intervention | null =>
  rolloutOf(facts)?.intervention ?? finishedOf(facts)?.intervention ?? null;

export function phaseOf(id: string, request: Request | null, route: Route): Phase {
  const running = rolloutOf({ id, route });
  if (running) return running.status;
  const finished = finishedOf({ id, route });
  if (finished) return finished.outcome;
  if (request?.status === 'lapsed') return 'lapsed';
  if (request?.status !== 'approved') return 'over';
  if (!request.used) return 'ready';
  if (request.change.kind === 'retirement') return 'retiring';
  return request.change.kind === 'renewal' ? 'renewed' : 'over';
}

/** Decided as Routegate itself, which needs no role: what is left are the rules. */
function whyNoStart(
  request: Request | null,
  route: Route,
  context: Omit<RouteContext, 'actor' | 'opId'>,
): RouteRefusal | null {
  if (request?.status !== 'approved') return null;
  const actor = { person: 'system', roles: [], standing: 'member' } as const;
  const command = { type: 'start_rollout', route: route.id, request } as const;
  const decision = decideRoute(route, command, { ...context, actor, opId: 'foreseen' });
  return 'refusal' in decision ? decision.refusal : null;
}

async function askedNow(rollout: Rollout | null, { app }: Pick<SlackDeps, 'app'>): Promise<string | null> {
  if (!rollout?.asked) return null;
  const asking = (await app.store.request(rollout.asked))?.state;
  return asking?.status === 'in_review' ? asking.id : null;
}

/** Reads what a request's rollout messages show; null where neither the route nor the request is known. */
export async function rolloutFacts(
  routeId: string,
  id: string,
  { app }: Pick<SlackDeps, 'app'>,
): Promise<RolloutFacts | null> {
  const request = (await app.store.request(id))?.state ?? null;
  const known = (await app.store.route(routeId))?.state ?? null;
  if (!known && !request) return null;
  const context = await routeFacts(routeId, app, id);
  const route = known ?? newRoute(routeId, context.at);
  const phase = phaseOf(id, request, route);
  const running = rolloutOf({ id, route });
  return {
    id,
    request,
    route,
    phase,
    gate: running && running.status !== 'rolling_back' ? nextGate(route, context) : null,
    readings: context.readings,
    startRefusal: phase === 'ready' ? whyNoStart(request, route, context) : null,
    asked: await askedNow(running, { app }),
    policy: app.policy(),
    at: context.at,
  };
}
