import { inOrder } from '../../../app/in-order.ts';
import type { KeptAlert } from '../../../domain/alert.ts';
import { Fault } from '../../../ports/fault.ts';
import type { JobHandlers } from '../../../ports/job-handler.ts';
import type { WorkerDeps } from '../../actions/interaction.ts';
import { type Shown, section } from '../../blocks/blocks.ts';
import { code, plainOf } from '../../blocks/mrkdwn.ts';
import { nearestRoute } from '../../commands/nearest-route.ts';
import type { JobTry, Rendering } from '../../messenger.ts';
import { calm } from '../calm.ts';
import { alertKey } from '../keys.ts';
import { closedOffer, offerOf, offerToChoose } from '../offer/offer.ts';
import { recentlyChanged } from '../offer/recent-routes.ts';
import { alertMessage, firedFor } from './alert-message.ts';

/** Alerts in the alert channel: one message for each, and in its thread what to know and to press. */

/** The key of what stands in an alert's thread about its route. */
const offerKey = (alert: string): string => `alert-offer:${alert}`;

const shownRecent = 3;

/** Where alerts go: to on-call, or to the operators where the policy has no on-call. */
export function alertChannel({ app }: Pick<WorkerDeps, 'app'>): { readonly channel: string } {
  const { roles, channels } = app.policy();
  const channel = roles.oncall?.channel ?? channels.operators;
  if (channel) return { channel };
  throw new Fault('needs_operator', 'the policy gives oncall no channel', {
    remedy: 'Give the role oncall a channel in the policy: alerts about routes are shown there.',
  });
}

/** Nobody knows the route, or none was named: then what changed lately is the best guess. */
async function unknownOffer({ alert }: KeptAlert, deps: WorkerDeps): Promise<Shown> {
  const near = alert.route ? await nearestRoute(alert.route, deps) : null;
  const why = alert.route
    ? `No route is called ${code(alert.route, 70)}.${near ? ` Did the alert mean ${code(near, 70)}?` : ''}`
    : `This alert names no route. Give it the label ${code('model_route')} with the route’s id, and its buttons stand here.`;
  return offerToChoose(why, await recentlyChanged(shownRecent, deps), deps.app.policy());
}

async function offerFor(kept: KeptAlert, deps: WorkerDeps): Promise<Rendering | null> {
  const { alert } = kept;
  const route = alert.route ? ((await deps.app.store.route(alert.route))?.state ?? null) : null;
  const policy = deps.app.policy();
  // What is over stays readable; pressing there later would be about something else.
  if (alert.status === 'resolved') return route ? closedOffer(route, policy) : null;
  return route ? offerOf(route, 'alert', policy) : unknownOffer(kept, deps);
}

async function bringAlert(key: string, job: JobTry, deps: WorkerDeps): Promise<void> {
  const { messenger, app } = deps;
  const { timeZone } = app.policy().workingHours;
  const render = async () => {
    const kept = await app.store.alert(key);
    return kept && alertMessage(kept, timeZone);
  };
  await messenger.bring(alertKey(key), { to: alertChannel(deps), render }, job);
}

/** Brings what stands in an alert's thread in step with the route. */
async function bringOffer(key: string, job: JobTry, deps: WorkerDeps): Promise<void> {
  const { messenger, app } = deps;
  const render = async () => {
    const kept = await app.store.alert(key);
    const offer = kept && (await offerFor(kept, deps));
    return offer && calm(offer, [], deps);
  };
  const bringing = { to: alertChannel(deps), threadOf: alertKey(key), render };
  // The alert's own job and those of its route come at the same time; it is posted once, and the newest state last.
  await inOrder(offerKey(key), () => messenger.bring(offerKey(key), bringing, job));
}

/** What is said once in the thread when an alert is over, or fires again after it was. */
function turnOf(kept: KeptAlert): { readonly occasion: string; readonly text: string } | null {
  const { alert, firstAt } = kept;
  if (alert.status === 'resolved')
    return { occasion: `over:${alert.endedAt ?? kept.lastAt}`, text: `🟢 Resolved after ${firedFor(kept)}.` };
  const isAgain = alert.startedAt !== null && alert.startedAt > firstAt;
  return isAgain ? { occasion: `again:${alert.startedAt}`, text: '🔴 It fires again.' } : null;
}

/** Shows an alert, what changed last on its route, and the way back; closes it when it is over. */
export const alertHandler =
  (deps: WorkerDeps): JobHandlers['alert_message'] =>
  async (job) => {
    const { alert: key } = job.effect;
    const kept = await deps.app.store.alert(key);
    if (!kept) return;
    await bringAlert(key, job, deps);
    await bringOffer(key, job, deps);
    const turn = turnOf(kept);
    if (!turn) return;
    const { text, occasion } = turn;
    const to = alertChannel(deps);
    const said = { to, threadOf: alertKey(key), text: plainOf(text), blocks: [section(text)] };
    await deps.messenger.say(`${alertKey(key)}:${occasion}`, said, job);
  };

const mostThreads = 10;

/** Keys of the alerts that fire for a route and stand in the alert channel. */
async function firingFor(route: string, { app }: WorkerDeps): Promise<string[]> {
  const firing = await app.store.firingAlerts(route, mostThreads);
  const standing = await Promise.all(firing.map(({ alert }) => app.store.message(alertKey(alert.key))));
  return firing.flatMap(({ alert }, index) => (standing[index] ? [alert.key] : []));
}

/** Brings the threads of alerts that fire for a route in step, so that their buttons say what pressing them would do now. */
export async function refreshAlerts(route: string, job: JobTry, deps: WorkerDeps): Promise<void> {
  for (const key of await firingFor(route, deps)) await bringOffer(key, job, deps);
}

/** Keys of the messages in whose threads it is told what is done to a route: of the alerts that fire for it. */
export async function alertThreads(route: string, deps: WorkerDeps): Promise<string[]> {
  return (await firingFor(route, deps)).map(alertKey);
}
