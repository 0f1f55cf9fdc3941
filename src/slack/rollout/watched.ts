import type { App } from '../../app/app.ts';
import type { PostedMessage } from '../../ports/store.ts';

/** Threads in which somebody asked for a route to be rolled back, and waits to hear what becomes of it. */

/** So long is it told there. */
const watchedMs = 24 * 3_600_000;

const prefixOf = (route: string): string => `watch:${route}:`;

/** A thread by its first message. */
export interface Thread {
  readonly channel: string;
  readonly ts: string;
}

type Parts = { readonly app: Pick<App, 'store'> };

/** Remembers for a day that people in this thread want to hear of a route; answers the thread's key. `at` is epoch ms. */
export async function watch(
  route: string,
  { channel, ts }: Thread,
  at: number,
  { app }: Parts,
): Promise<string> {
  const key = `${prefixOf(route)}${channel}:${ts}`;
  await app.store.saveMessage({ key, channel, ts, shown: String(at) });
  return key;
}

/** The threads in which it is told now what happens to a route. */
export async function watchedThreads(
  route: string,
  now: number,
  { app }: Parts,
): Promise<readonly PostedMessage[]> {
  const watched = await app.store.messages(prefixOf(route));
  return watched.filter(({ shown }) => now - Number(shown) < watchedMs);
}

/** The key of what Routegate offers in a thread. */
export const offerIn = (threadKey: string): string => `offer:${threadKey}`;
