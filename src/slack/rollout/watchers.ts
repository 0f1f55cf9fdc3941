import type { JobHandlers } from '../../ports/job-handler.ts';
import type { WorkerDeps } from '../actions/interaction.ts';
import type { JobTry } from '../messenger.ts';
import { alertThreads, refreshAlerts } from './alerts/alert-job.ts';
import { calm } from './calm.ts';
import { watchNote } from './watch-note.ts';

/** Threads outside the rollout's own, in which people wait to hear what becomes of a route. */

/** So long is it told in a thread where somebody asked for a roll back. */
const watchedMs = 24 * 3_600_000;

const watchPrefix = (route: string): string => `watch:${route}:`;

/** A place in Slack: a thread's first message. */
export interface Thread {
  readonly channel: string;
  readonly ts: string;
}

/** Remembers that people in this thread want to hear of a route for the next day. `at` is epoch ms. */
export async function watch(
  route: string,
  { channel, ts }: Thread,
  at: number,
  { app }: Pick<WorkerDeps, 'app'>,
): Promise<string> {
  const key = `${watchPrefix(route)}${channel}:${ts}`;
  await app.store.saveMessage({ key, channel, ts, shown: String(at) });
  return key;
}

async function watchedThreads(route: string, { app, clock }: WorkerDeps): Promise<string[]> {
  const watched = await app.store.messages(watchPrefix(route));
  return watched.filter(({ shown }) => clock.now() - Number(shown) < watchedMs).map(({ key }) => key);
}

/** Tells what was done to a route in the threads of alerts that fire for it, and where somebody asked for it. */
export async function tellWatchers(
  job: Parameters<JobHandlers['rollout_note']>[0],
  deps: WorkerDeps,
): Promise<void> {
  const { route: id, event } = job.effect;
  const threads = [...(await alertThreads(id, deps)), ...(await watchedThreads(id, deps))];
  if (threads.length === 0) return;
  const route = (await deps.app.store.route(id))?.state;
  const note = route && watchNote(event, { route, policy: deps.app.policy() });
  if (!note) return;
  const shown = await calm(note, [], deps);
  for (const threadOf of threads) {
    const parent = await deps.app.store.message(threadOf);
    if (parent)
      await deps.messenger.say(
        `note:${job.id}:${threadOf}`,
        { to: { channel: parent.channel }, threadOf, ...shown },
        job,
      );
  }
}

/** Brings what is offered in those threads in step with the route. */
export const refreshWatchers = (route: string, job: JobTry, deps: WorkerDeps): Promise<void> =>
  refreshAlerts(route, job, deps);
