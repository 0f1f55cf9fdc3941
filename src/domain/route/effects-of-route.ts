import type { Effect } from '../effects.ts';
import type { RouteEvent } from './events.ts';
import type { Route } from './route.ts';

/** Told in the rollout's thread. What only changes the card (a share read back, a reminder answered) is not. */
const toldInThread: ReadonlySet<RouteEvent['type']> = new Set([
  'rollout_started',
  'rollout_expanded',
  'rollout_held',
  'rollout_paused',
  'rollout_resumed',
  'rollback_started',
  'rolled_back',
  'rollout_completed',
  'control_troubled',
  'drift_found',
  'drift_cleared',
  'reason_given',
  'reach_widened',
  'condition_met',
  'expansion_reminded',
  'check_asked',
  'check_answered',
  'pause_nagged',
]);

/** Told to whoever owns the route, whether anything is rolling out or not. */
const toldToOwner: ReadonlySet<RouteEvent['type']> = new Set([
  'review_reminded',
  'review_overdue',
  'review_acted',
  'review_snoozed',
  'trigger_recorded',
  'route_retired',
  'route_renewed',
]);

/** These make a new wish to the control plane. */
const steering: ReadonlySet<RouteEvent['type']> = new Set([
  'rollout_started',
  'rollout_expanded',
  'rollback_started',
  'rollout_completed',
  'route_retired',
]);

/** What has to be done and shown after something happened to a route. `at` is the events' time, epoch ms. */
export function effectsOfRoute(
  events: readonly RouteEvent[],
  before: Route | null,
  after: Route,
  at: number,
): Effect[] {
  const told = events.filter((event) => event.type !== 'route_action_refused');
  if (told.length === 0) return [];
  const route = after.id;
  const request = after.rollout?.request ?? before?.rollout?.request ?? after.finished?.request ?? null;
  const back = told.some((event) => event.type === 'rollback_started');
  const steer: Effect[] = told.some((event) => steering.has(event.type))
    ? [{ kind: 'control', route, back }]
    : [];
  const owner = told
    .filter((event) => toldToOwner.has(event.type))
    .map((event): Effect => ({ kind: 'route_note', route, event, at }));
  if (!request) return [...steer, ...owner];
  const notes = told
    .filter((event) => toldInThread.has(event.type))
    .map((event): Effect => ({ kind: 'rollout_note', route, request, event, at }));
  return [...steer, { kind: 'rollout_card', route, request }, ...notes, ...owner];
}
