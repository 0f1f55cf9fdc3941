import { z } from 'zod';
import type { RouteAct } from '../../app/app.ts';
import { jobsFor } from '../../app/handle-command.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Actor } from '../../domain/request/commands.ts';
import { type HealthCheck, healthChecks } from '../../domain/rollout-words.ts';
import type { Route } from '../../domain/route/route.ts';
import type { Role } from '../../domain/words.ts';
import { Fault } from '../../ports/fault.ts';
import type { Job, RouteOutcome } from '../../ports/store.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import type { StoredClick } from '../actions/stored-click.ts';
import { giveUpUnchecked, tell } from '../actions/unchecked.ts';
import { bold, code, quote } from '../blocks/mrkdwn.ts';
import { modelName, percent } from '../cards/values.ts';
import { routeRefusalText } from '../route-refusal-text.ts';
import { alertKey, rolloutKey } from './keys.ts';
import { tookText } from './took.ts';
import { watchedThreads } from './watched.ts';

/**
 * Everything that is done to a live route by pressing something, wherever the button stands: on the rollout's card,
 * under a reminder, in an alert's thread, in a shortcut's modal. A press is stored before it is acknowledged, and done
 * by the worker here. What comes of it is told in the rollout's thread, and in the threads of alerts that fire for the
 * route, by the notes of its events; whoever pressed is answered only where that is said somewhere else.
 */
export const routeActions = {
  start: 'route_start',
  expand: 'route_expand',
  hold: 'route_hold',
  pause: 'route_pause',
  resume: 'route_resume',
  rollBack: 'route_roll_back',
  drill: 'route_drill',
  /** Opens a modal, which is stored under the same name with what was typed. */
  reason: 'route_reason',
  /** Nobody asks for a retiring route any more. */
  drained: 'route_drained',
  signOff: 'route_sign_off',
  /** A retirement is called off. */
  keep: 'route_keep',
} as const;
/** The two answers to a health check; the second opens a modal that asks what is wrong. */
export const healthyAction = (check: HealthCheck): string => `route_healthy:${check}`;
export const unhealthyAction = (check: HealthCheck): string => `route_unhealthy:${check}`;

/** A card offers no more conditions at once; the others follow as these are met. */
export const mostConditionsShown = 8;
/** A condition of the approval is met, by its id; opens a modal that asks what shows it. */
export const conditionAction = (id: string): string => `route_condition:${id}`;
export const conditionPattern = /^route_condition:(R-\d{1,9}\.\d{1,4})$/;

const actionIds: ReadonlySet<string> = new Set([
  ...Object.values(routeActions),
  ...healthChecks.flatMap((check) => [healthyAction(check), unhealthyAction(check)]),
]);
export const isRouteAction = (action: string): boolean =>
  actionIds.has(action) || conditionPattern.test(action);

/** These never wait behind anything else that somebody pressed. */
const urgentActions: ReadonlySet<string> = new Set([routeActions.pause, routeActions.rollBack]);
export const isUrgentAction = (action: string): boolean => urgentActions.has(action);

/** What a button is about: the route, the request whose rollout was shown, and the step at which it stood then. */
export interface RouteRef {
  readonly route: string;
  readonly request: string | null;
  readonly step: number | null;
}

const refSchema = z.tuple([
  z.string().min(1).max(64),
  z
    .string()
    .regex(/^R-\d{1,9}$/)
    .nullable(),
  z.int().min(0).max(1000).nullable(),
]);

export const encodeRouteRef = ({ route, request, step }: RouteRef): string =>
  JSON.stringify([route, request, step]);

/** Null for anything that no version of ours wrote. */
export function decodeRouteRef(value: string | undefined): RouteRef | null {
  try {
    const parsed = refSchema.safeParse(JSON.parse(value ?? ''));
    if (!parsed.success) return null;
    const [route, request, step] = parsed.data;
    return { route, request, step };
  } catch {
    return null;
  }
}

/** How much longer Hold keeps a rollout where it is. */
export const holdHours = 24;

/** What is to be done, and by whom it may be; a drill is done first and recorded then. */
interface RouteWish {
  readonly act: RouteAct;
  readonly by: 'movers' | 'stoppers' | 'owners';
}

function checkWish(action: string, route: string, note: string): RouteWish | null {
  for (const check of healthChecks) {
    const healthy = action === healthyAction(check);
    if (healthy || action === unhealthyAction(check))
      return { act: { type: 'answer_check', route, check, healthy, note }, by: 'movers' };
  }
  return null;
}

/** A condition is its own, whatever rolls out by now. */
function conditionWish(action: string, route: string, proof: string): RouteWish | null {
  const [, condition] = conditionPattern.exec(action) ?? [];
  return condition ? { act: { type: 'meet_condition', route, condition, proof }, by: 'movers' } : null;
}

/** Null where the button lacks what its act needs. */
function wishOf(action: string, { route, request, step }: RouteRef, typed: string): RouteWish | null {
  const pressed = { route, cause: 'person', detail: '' } as const;
  switch (action) {
    case routeActions.start:
      return request === null ? null : { act: { type: 'start_rollout', route, request }, by: 'movers' };
    case routeActions.expand:
      return step === null ? null : { act: { type: 'expand', route, step }, by: 'movers' };
    case routeActions.hold:
      return { act: { type: 'hold', route, hours: holdHours }, by: 'movers' };
    case routeActions.resume:
      return { act: { type: 'resume', route }, by: 'movers' };
    case routeActions.pause:
      return { act: { type: 'pause', ...pressed }, by: 'stoppers' };
    case routeActions.rollBack:
      return { act: { type: 'roll_back', ...pressed }, by: 'stoppers' };
    case routeActions.drill:
      return { act: { type: 'record_drill', route, tookMs: 0, worked: true }, by: 'stoppers' };
    case routeActions.reason:
      return typed === '' ? null : { act: { type: 'give_reason', route, reason: typed }, by: 'stoppers' };
    case routeActions.drained:
      return { act: { type: 'confirm_drained', route }, by: 'owners' };
    case routeActions.signOff:
      return { act: { type: 'sign_off_retirement', route }, by: 'owners' };
    case routeActions.keep:
      return { act: { type: 'cancel_retirement', route }, by: 'owners' };
    default:
      return conditionWish(action, route, typed) ?? checkWish(action, route, typed);
  }
}

/**
 * Who `person` is among those who may. Each role is asked on its own, so that one group that cannot be read keeps
 * nobody from rolling back whose other role is known. Throws a Fault where no role is known and one could not be asked.
 */
export async function routeActor(
  person: string,
  roles: readonly Role[],
  { directory }: Pick<WorkerDeps, 'directory'>,
): Promise<Actor> {
  const asked = await Promise.allSettled(
    [[], ...roles.map((role) => [role])].map((some) => directory.membership(person, some)),
  );
  const known = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const held = known.flatMap((membership) => membership.roles);
  const failed = asked.find((answer) => answer.status === 'rejected');
  const [first] = known;
  if (!first || (failed && held.length === 0))
    throw failed?.reason ?? new Fault('unavailable', 'nobody said who this is');
  return { person, standing: first.standing, roles: [...new Set(held)] };
}

/** Whom an act of this kind is asked of; the owners that a packet names need no role. */
function rolesFor(by: RouteWish['by'], { rollout: { mayMove, mayStop } }: Policy): readonly Role[] {
  if (by === 'stoppers') return mayStop;
  return by === 'movers' ? mayMove : ownerRoles(mayMove);
}

/** Who acts for a route's owners where its packet names nobody who could: the movers, and the product's owners. */
export const ownerRoles = (mayMove: readonly Role[]): readonly Role[] => [
  ...new Set<Role>([...mayMove, 'product_owner']),
];

async function doWish(
  id: string,
  { act, by }: RouteWish,
  person: string,
  deps: WorkerDeps,
): Promise<RouteOutcome> {
  const actor = await routeActor(person, rolesFor(by, deps.app.policy()), deps);
  if (act.type !== 'record_drill') return deps.app.act(id, act, actor);
  if (!deps.drill) throw new Fault('needs_operator', 'nothing can be rehearsed here');
  return deps.drill(id, act.route, actor);
}

/** Answers a press on a button that means nothing to this version. */
export const oldRouteButton =
  'This button comes from an older version of Routegate and does nothing any more. Use the newest card of the rollout.';

type Done = RouteAct['type'];

/** What was done, for whoever pressed where the rollout's own thread is not in sight. */
function doneText(act: Done, route: Route): string {
  const { rollout } = route;
  const name = code(route.id, 70);
  const serves = route.baseline ? modelName(route.baseline.model.primary) : 'what served before';
  if (act === 'roll_back')
    return rollout
      ? `⏪ Rolling ${name} back: ${percent(rollout.lastMove.fromBp / 10_000)} → 0 %, everybody gets ${serves}. It repeats until it is read back.`
      : `✅ ${name} is rolled back: everybody gets ${serves}.`;
  if (act === 'resume' && rollout)
    return `▶️ ${name} is resumed at ${percent(rollout.control.wished.bp / 10_000)}.`;
  if (act === 'pause' && rollout)
    return `⏸️ ${name} is paused at ${percent(rollout.control.wished.bp / 10_000)}. Nothing is expanded until somebody resumes it.`;
  return '';
}

function drillText(route: Route, person: string): string {
  const drill = route.drills.filter(({ by }) => by === person).at(-1);
  if (!drill) return '';
  return drill.worked
    ? `🧪 Rehearsed the roll back of ${code(route.id, 70)} on a flag beside its own: it took ${bold(tookText(drill.tookMs))} and was read back. No user noticed.`
    : `🧪 ⚠️ The rehearsal on ${code(route.id, 70)} ${bold('failed')}: the roll back could not be read back. The log of Routegate says why; rehearse again once that is mended.`;
}

/** Whether the thread in which it was pressed is told what came of it: an alert's, or one in which somebody asked. */
async function isToldIn(
  route: string,
  { channel, threadTs }: Pick<StoredClick, 'channel' | 'threadTs'>,
  { store, clock }: Pick<WorkerDeps['app'], 'store' | 'clock'>,
): Promise<boolean> {
  if (!threadTs) return false;
  const alerts = await store.firingAlerts(route, 10);
  const roots = await Promise.all(alerts.map(({ alert }) => store.message(alertKey(alert.key))));
  const asked = await watchedThreads(route, clock.now(), { app: { store } });
  return [...roots, ...asked].some((root) => root?.ts === threadTs && root.channel === channel);
}

/** Empty where the clicker sees what came of it anyway. */
async function answerTo(
  click: Pick<StoredClick, 'channel' | 'threadTs'>,
  act: Done,
  ref: RouteRef,
  person: string,
  { app }: WorkerDeps,
): Promise<string> {
  const route = (await app.store.route(ref.route))?.state;
  if (!route) return '';
  if (act === 'record_drill') return drillText(route, person);
  const request = route.rollout?.request ?? route.finished?.request ?? ref.request;
  const card = request === null ? null : await app.store.message(rolloutKey(request));
  // Whoever typed a command looks at no card, wherever they typed it.
  const sees = ref.request !== null && card?.channel === click.channel;
  if (await isToldIn(ref.route, click, app)) return '';
  return sees ? '' : doneText(act, route);
}

/** Brings the card that was looked at in step: it may show what no longer holds, or what this press changed. */
async function heal(ref: RouteRef, cause: string, deps: WorkerDeps): Promise<void> {
  if (ref.request === null) return;
  const effect = { kind: 'rollout_card', route: ref.route, request: ref.request } as const;
  await deps.jobs.enqueue(jobsFor([effect], `heal:${cause}`, deps.clock.now(), deps.app.policy()));
  deps.jobs.wake();
}

/** These are about the rollout that was looked at. Pause, Roll back and drills are about the route, whatever it serves. */
const ofOneRollout: ReadonlySet<RouteAct['type']> = new Set([
  'expand',
  'hold',
  'resume',
  'give_reason',
  'answer_check',
]);

/** A button of a rollout that is over does nothing to the one that runs now. What was done already stays done. */
async function isOfEarlierRollout(
  { route, request }: RouteRef,
  { type }: RouteAct,
  commandId: string,
  { app }: WorkerDeps,
): Promise<boolean> {
  if (request === null || !ofOneRollout.has(type) || (await app.store.outcomeOf(commandId))) return false;
  const state = (await app.store.route(route))?.state;
  const now = (state?.rollout ?? state?.finished)?.request;
  return now !== undefined && now !== request;
}

/**
 * Does what a stored press asks for, and answers whoever pressed. Who may is asked of Slack now, and fails closed;
 * the same press again gives the same answer and does nothing twice. Throws a Fault where it has to be tried again.
 */
export async function performRouteAct(
  click: StoredClick,
  job: Pick<Job, 'id' | 'attempts'> & { readonly effect: { readonly person: string } },
  deps: WorkerDeps,
): Promise<void> {
  const { person } = job.effect;
  const ref = decodeRouteRef(click.value);
  const typed = click.typed?.trim() ?? '';
  const wish = ref && wishOf(click.action, ref, typed);
  if (!ref || !wish) return tell(click, person, oldRouteButton, deps);
  const kept = typed === '' ? [] : ['What you wrote:', quote(typed, 1500)];
  if (await isOfEarlierRollout(ref, wish.act, click.commandId, deps)) {
    await heal(ref, click.commandId, deps);
    const over = 'Another rollout is on this route by now, so nothing was recorded.';
    return tell(click, person, [over, ...kept].join('\n'), deps);
  }
  let outcome: RouteOutcome;
  try {
    outcome = await doWish(click.commandId, wish, person, deps);
  } catch (error) {
    return giveUpUnchecked(error, job, click, deps);
  }
  await heal(ref, click.commandId, deps);
  const text = outcome.ok
    ? await answerTo(click, wish.act.type, ref, person, deps)
    : [
        routeRefusalText(outcome.routeRefusal, {
          policy: deps.app.policy(),
          route: ref.route,
          request: ref.request,
        }),
        ...kept,
      ].join('\n');
  if (text !== '') await tell(click, person, text, deps);
}
