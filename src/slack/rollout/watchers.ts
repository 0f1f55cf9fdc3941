import type { JobHandlers } from '../../ports/job-handler.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import type { JobTry } from '../messenger.ts';
import { hasCode } from '../slack-fault.ts';
import { alertThreads, refreshAlerts } from './alerts/alert-job.ts';
import { calm } from './calm.ts';
import { offerOf } from './offer/offer.ts';
import { watchNote } from './watch-note.ts';
import { offerIn, watchedThreads } from './watched.ts';

/** Threads outside the rollout's own, in which people wait to hear what becomes of a route. */

/** Somebody may ask from a place that Routegate is not in: they are answered directly, and the thread stays silent. */
const elsewhere = [
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'cannot_reply_to_message',
  'thread_not_found',
  'restricted_action',
] as const;

async function unlessElsewhere(work: Promise<unknown>, { log }: WorkerDeps): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!hasCode(error, ...elsewhere)) throw error;
    log.info({ err: error }, 'A thread where somebody asked about a route cannot be answered');
  }
}

/** Tells what was done to a route in the threads of alerts that fire for it, and where somebody asked for it. */
export async function tellWatchers(
  job: Parameters<JobHandlers['rollout_note']>[0],
  deps: WorkerDeps,
): Promise<void> {
  const { route: id, event } = job.effect;
  const asked = await watchedThreads(id, deps.clock.now(), deps);
  const threads = [...new Set([...(await alertThreads(id, deps)), ...asked.map(({ key }) => key)])];
  if (threads.length === 0) return;
  const route = (await deps.app.store.route(id))?.state;
  const note = route && watchNote(event, { route, policy: deps.app.policy() });
  if (!note) return;
  const shown = await calm(note, [], deps);
  for (const threadOf of threads) {
    const parent = await deps.app.store.message(threadOf);
    if (!parent) continue;
    const saying = { to: { channel: parent.channel }, threadOf, ...shown };
    await unlessElsewhere(deps.messenger.say(`note:${job.id}:${threadOf}`, saying, job), deps);
  }
}

/** Brings what is offered in those threads in step with the route, so that pressing does what it says. */
export async function refreshWatchers(route: string, job: JobTry, deps: WorkerDeps): Promise<void> {
  await refreshAlerts(route, job, deps);
  for (const { key, channel } of await watchedThreads(route, deps.clock.now(), deps)) {
    if (!(await deps.app.store.message(offerIn(key)))) continue;
    const render = async () => {
      const state = (await deps.app.store.route(route))?.state;
      return state ? calm(offerOf(state, 'mention', deps.app.policy()), [], deps) : null;
    };
    const bringing = deps.messenger.bring(offerIn(key), { to: { channel }, threadOf: key, render }, job);
    await unlessElsewhere(bringing, deps);
  }
}
