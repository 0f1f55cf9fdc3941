import type { Effect } from '../effects.ts';
import { exposureToApprove } from '../request/expansion.ts';
import type { RouteEvent } from './events.ts';
import { conditionsOf, isFirstOverdue, isOwed } from './owed-conditions.ts';
import type { Route } from './route.ts';

/** Told in the rollout's thread. What only changes the card is not. */
const toldInThread: ReadonlySet<RouteEvent['type']> = new Set([
  'rollout_started',
  'rollout_expanded',
  'expansion_withheld',
  'start_waits',
  'rollout_held',
  'rollout_paused',
  'rollout_resumed',
  'rollback_started',
  'rolled_back',
  'rollout_completed',
  'share_verified',
  'drill_recorded',
  'control_troubled',
  'drift_found',
  'drift_cleared',
  'reason_given',
  'expansion_asked',
  'reach_widened',
  'expansion_reminded',
  'check_asked',
  'check_answered',
  'pause_nagged',
]);

/** Told to whoever owns the route, whether anything is rolling out or not. */
const toldToOwner: ReadonlySet<RouteEvent['type']> = new Set([
  'emergency_ended',
  'review_reminded',
  'review_overdue',
  'review_acted',
  'review_snoozed',
  'trigger_recorded',
  'retirement_started',
  'retirement_recorded',
  'retirement_cancelled',
  'drain_due',
  'route_drained',
  'route_retired',
  'route_renewed',
  'conditions_promised',
  'condition_reminded',
  'condition_met',
  'conditions_released',
  'rolled_back',
]);

/** These make a new wish to the control plane. */
const steering: ReadonlySet<RouteEvent['type']> = new Set([
  'rollout_started',
  'rollout_expanded',
  'rollback_started',
  'rollout_completed',
  'route_drained',
]);

/** These say that the share was read back, too. */
const endings: ReadonlySet<RouteEvent['type']> = new Set(['rolled_back', 'rollout_completed']);

/** What belongs in the thread, of several events at once; a drill only where something rolls out that it is for. */
function threadEvents(told: readonly RouteEvent[], after: Route): readonly RouteEvent[] {
  const ended = told.some((event) => endings.has(event.type));
  return told.filter(
    ({ type }) =>
      toldInThread.has(type) &&
      !(type === 'share_verified' && ended) &&
      !(type === 'drill_recorded' && !after.rollout),
  );
}

/** The card of what rolled out before offers nothing any more once something else does. */
function earlierCard(before: Route | null, route: string, request: string): Effect[] {
  const earlier = before?.finished?.request;
  return earlier && earlier !== request ? [{ kind: 'rollout_card', route, request: earlier }] : [];
}

/** The last step of the procedure is the rollout: of the request that is rolling out, and of the one that asks for more. */
const pictures = (requests: readonly (string | undefined)[]): Effect[] =>
  requests.flatMap((request) => (request === undefined ? [] : [{ kind: 'picture' as const, request }]));

/** Somebody wanted to go on, or could have, and the approvals do not reach that far: reviewers are asked. */
function expansionReview(events: readonly RouteEvent[], before: Route | null, after: Route): Effect[] {
  const { id: route, rollout } = after;
  const asked = before?.rollout?.asked;
  if (asked && events.some((event) => event.type === 'rollback_started'))
    return [{ kind: 'expansion_review', route, moot: asked }];
  const wanted = events.some(
    (event) =>
      event.type === 'expansion_reminded' ||
      (event.type === 'route_action_refused' &&
        event.action === 'expand' &&
        event.refusal.reason === 'gate_not_clear' &&
        event.refusal.missing.every(({ gate }) => gate !== 'hold_time')),
  );
  return wanted && rollout && exposureToApprove(rollout)
    ? [{ kind: 'expansion_review', route, moot: null }]
    : [];
}

/** The threads of rollouts hear which of their conditions are kept, and once which are overdue. */
function conditionEffects(told: readonly RouteEvent[], route: string, at: number): Effect[] {
  return told.flatMap((event): Effect[] => {
    if (event.type !== 'condition_met' && event.type !== 'condition_reminded') return [];
    const request = event.rollout;
    const isNews = event.type === 'condition_met' || isFirstOverdue(event.nth);
    return [
      { kind: 'rollout_card', route, request },
      ...(isNews ? [{ kind: 'rollout_note', route, request, event, at } as const] : []),
    ];
  });
}

/** Whoever owed or owes something sees it in App Home. */
function debtorsHome(before: Route | null, after: Route): Effect[] {
  const owing = (route: Route | null) =>
    new Map(
      conditionsOf(route ?? {})
        .filter(isOwed)
        .map((condition) => [condition.id, condition]),
    );
  const [earlier, now] = [owing(before), owing(after)];
  const changed = [...earlier.values(), ...now.values()].filter(({ id }) => earlier.has(id) !== now.has(id));
  const people = changed.flatMap(({ owner, requester }) => [owner, requester]);
  return [...new Set(people)].map((person) => ({ kind: 'home', person }));
}

/** What has to be done and shown after something happened to a route. `at` is the events' time, epoch ms. */
export function effectsOfRoute(
  events: readonly RouteEvent[],
  before: Route | null,
  after: Route,
  at: number,
): Effect[] {
  const told = events.filter((event) => event.type !== 'route_action_refused');
  const review = expansionReview(events, before, after);
  if (told.length === 0) return review;
  const route = after.id;
  const request = after.rollout?.request ?? before?.rollout?.request ?? after.finished?.request ?? null;
  const back = told.some((event) => event.type === 'rollback_started');
  const steer: Effect[] = told.some((event) => steering.has(event.type))
    ? [{ kind: 'control', route, back }]
    : [];
  const owner = told
    .filter((event) => toldToOwner.has(event.type))
    .map((event): Effect => ({ kind: 'route_note', route, event, at }));
  const conditions = [...conditionEffects(told, route, at), ...debtorsHome(before, after)];
  if (!request) return [...steer, ...review, ...conditions, ...owner];
  const started = told.some((event) => event.type === 'rollout_started');
  const notes = threadEvents(told, after).map(
    (event): Effect => ({ kind: 'rollout_note', route, request, event, at }),
  );
  return [
    ...steer,
    ...review,
    { kind: 'rollout_card', route, request },
    ...pictures([request, after.rollout?.asked ?? before?.rollout?.asked]),
    ...(started ? earlierCard(before, route, request) : []),
    ...notes,
    ...conditions,
    ...owner,
  ];
}
