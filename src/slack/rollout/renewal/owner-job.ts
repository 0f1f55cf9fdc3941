import type { RouteEvent } from '../../../domain/route/events.ts';
import type { Route } from '../../../domain/route/route.ts';
import type { JobHandlers } from '../../../ports/job-handler.ts';
import type { WorkerDeps } from '../../actions/interaction.ts';
import { section } from '../../blocks/blocks.ts';
import { isSlackUser, plainOf } from '../../blocks/mrkdwn.ts';
import type { JobTry, Recipient } from '../../messenger.ts';
import { calm } from '../calm.ts';
import { tellDebtors } from '../conditions/condition-job.ts';
import { retirementCard, retirementKey } from '../retirement/retirement-card.ts';
import { rolloutChannel } from '../rollout-jobs.ts';
import { ownerNote } from './owner-notes.ts';
import {
  type Reminder,
  reminderKey,
  reminderMessage,
  reminderOf,
  reminderOfKey,
  reminderPrefix,
} from './reminder.ts';

/** Tells the owners of a route what concerns it whether anything rolls out or not. */

type Job = Parameters<JobHandlers['route_note']>[0];

/**
 * Whom to tell directly: the owners that the packet names, as far as Slack knows them; else whoever asked last for
 * what serves.
 */
async function ownersOf({ baseline, finished }: Route, { app }: WorkerDeps): Promise<string[]> {
  const { business, technical } = baseline?.owners ?? { business: '', technical: '' };
  const named = [...new Set([business, technical])].filter(isSlackUser);
  if (named.length > 0) return named;
  const request = finished ? (await app.store.request(finished.request))?.state : null;
  return request && isSlackUser(request.requester) ? [request.requester] : [];
}

/** Where an overdue review is told besides: with the product's owners, whose approval ran out. */
function escalation({ app }: WorkerDeps): readonly Recipient[] {
  const channel = app.policy().roles.product_owner?.channel;
  return channel ? [{ channel }] : [];
}

const placeOf = (to: Recipient): string => ('channel' in to ? to.channel : to.person);

async function shown(reminder: Reminder, route: string, deps: WorkerDeps) {
  const state = (await deps.app.store.route(route))?.state;
  if (!state) return null;
  return calm(reminderMessage(reminder, { route: state, policy: deps.app.policy() }), [], deps);
}

async function remind(reminder: Reminder, route: Route, job: JobTry, deps: WorkerDeps): Promise<void> {
  const people = (await ownersOf(route, deps)).map((person): Recipient => ({ person }));
  const more = reminder.kind === 'overdue' ? escalation(deps) : [];
  for (const to of [rolloutChannel(deps), ...people, ...more]) {
    const render = () => shown(reminder, route.id, deps);
    await deps.messenger.bring(reminderKey(route.id, reminder, placeOf(to)), { to, render }, job);
  }
}

const mostKept = 60;

/** Takes the buttons away from reminders that something newer has overtaken. */
async function refreshReminders(route: string, job: JobTry, deps: WorkerDeps): Promise<void> {
  const standing = await deps.app.store.messages(reminderPrefix(route));
  for (const { key, channel } of standing.slice(-mostKept)) {
    const reminder = reminderOfKey(route, key);
    if (!reminder) continue;
    const render = () => shown(reminder, route, deps);
    await deps.messenger.bring(key, { to: { channel }, render }, job);
  }
}

const isOfRetirement: ReadonlySet<RouteEvent['type']> = new Set([
  'retirement_started',
  'retirement_recorded',
  'retirement_cancelled',
  'drain_due',
  'route_drained',
  'route_retired',
]);

/** The request of a retirement, also once it was called off. */
function retirementOf(event: RouteEvent, route: Route): string | null {
  if (!isOfRetirement.has(event.type)) return null;
  return 'request' in event ? event.request : (route.retirement?.request ?? null);
}

async function bringRetirement(route: string, request: string, job: JobTry, deps: WorkerDeps): Promise<void> {
  const render = async () => {
    const state = (await deps.app.store.route(route))?.state;
    return state ? calm(retirementCard(state, request, deps.app.policy()), [], deps) : null;
  };
  await deps.messenger.bring(retirementKey(request), { to: rolloutChannel(deps), render }, job);
}

/** The newest reminder in the release owner's channel, under which it is told what became of it. */
async function newestReminder(route: string, deps: WorkerDeps): Promise<string | null> {
  const { channel } = rolloutChannel(deps);
  const standing = await deps.app.store.messages(reminderPrefix(route));
  const here = standing.filter(({ key }) => key.endsWith(`:${channel}`));
  const [newest] = here.sort((left, right) => Number(right.ts) - Number(left.ts));
  return newest?.key ?? null;
}

async function note(event: RouteEvent, route: Route, job: Job, deps: WorkerDeps): Promise<void> {
  const told = ownerNote(event, { route, policy: deps.app.policy() });
  if (!told) return;
  const { text, under, loud } = told;
  const request = retirementOf(event, route);
  const threadOf =
    under === 'retirement' && request ? retirementKey(request) : await newestReminder(route.id, deps);
  const blocks = [section(text)];
  const said = await calm({ text: plainOf(text), blocks }, [], deps);
  const to = rolloutChannel(deps);
  await deps.messenger.say(
    `note:${job.id}`,
    { to, threadOf, ...said, broadcast: loud && threadOf !== null },
    job,
  );
  if (!loud) return;
  for (const person of await ownersOf(route, deps)) {
    const key = `note:${job.id}:${person}`;
    await deps.messenger.say(key, { to: { person }, threadOf: null, text: plainOf(text), blocks }, job);
  }
}

/** Reminds, tells, and keeps what was said before in step with the newest state. */
export const ownerNoteHandler =
  (deps: WorkerDeps): JobHandlers['route_note'] =>
  async (job) => {
    const { route: id, event, at } = job.effect;
    const route = (await deps.app.store.route(id))?.state;
    if (!route) return;
    const reminder = reminderOf(event, at);
    if (reminder) await remind(reminder, route, job, deps);
    const request = retirementOf(event, route);
    if (request) await bringRetirement(id, request, job, deps);
    await note(event, route, job, deps);
    await tellDebtors(route, job, deps);
    await refreshReminders(id, job, deps);
  };
