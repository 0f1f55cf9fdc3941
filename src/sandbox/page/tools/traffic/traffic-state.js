/**
 * What is around the product, as the page follows it: asked for again and again, often while somebody watches.
 * @import { OutsideState, RouteState, Sample } from '../../../outside/wire.ts'
 */
import { recallHere, rememberHere } from '../../core/preferences.js';
import { createStore } from '../../core/store.js';

const PATH = '/sandbox/outside';
const ROUTE = 'traffic.route';
const WATCHED_MS = 200;
const UNWATCHED_MS = 4000;
const SAMPLES = 600;

/** @typedef {{ state: OutsideState, samples: Sample[], lost: boolean }} Traffic `lost`: the sandbox does not answer */

export const traffic = createStore(/** @type {Traffic | null} */ (null));
export const chosenRoute = createStore(String(recallHere(ROUTE) ?? ''));

/** @param {string} route */
export function chooseRoute(route) {
  rememberHere(ROUTE, route);
  chosenRoute.set(route);
}

/** The chosen route, else the first. @param {OutsideState} state @param {string} chosen @returns {RouteState | undefined} */
export function shownRoute({ routes }, chosen) {
  return routes.find(({ id }) => id === chosen) ?? routes[0];
}

let watchers = 0;
let timer = 0;

/** While somebody watches, everything is fresh within a blink. @returns {() => void} ends it */
export function watch() {
  watchers += 1;
  void poll();
  return () => {
    watchers -= 1;
  };
}

/** Whether there is anything around the product here; from then on it is followed. */
export async function followTraffic() {
  const answer = await fetch(PATH, { cache: 'no-store' }).catch(() => null);
  // 503: the product is still starting. 204: a workspace without anything around it.
  const isThere = answer?.status === 200 || answer?.status === 503;
  if (isThere) void poll();
  return isThere;
}

async function poll() {
  clearTimeout(timer);
  const isWatched = watchers > 0 && !document.hidden;
  const before = traffic.get();
  const after = before?.samples.at(-1)?.seq ?? 0;
  try {
    const answer = await fetch(`${PATH}?after=${after}${isWatched ? '&watch=1' : ''}`, { cache: 'no-store' });
    if (answer.ok) take(await answer.json(), before);
  } catch {
    traffic.update((now) => now && { ...now, lost: true });
  }
  clearTimeout(timer);
  timer = setTimeout(poll, isWatched ? WATCHED_MS : UNWATCHED_MS);
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && watchers > 0) void poll();
});

/** @param {OutsideState} state @param {Traffic | null} before */
function take(state, before) {
  const known = before?.samples ?? [];
  const isNew = state.newest < (known.at(-1)?.seq ?? 0);
  const kept = isNew ? [] : known;
  const fresh = state.samples.filter(({ seq }) => seq > (kept.at(-1)?.seq ?? 0));
  traffic.set({ state, samples: [...kept, ...fresh].slice(-SAMPLES), lost: false });
}

/**
 * Does something out there, and looks at once what came of it.
 * @param {'traffic' | 'measurements' | 'alerts' | 'skip'} what @param {object} body
 * @returns {Promise<string>} why it did not work; '' when it did
 */
export async function press(what, body) {
  try {
    const answer = await fetch(`${PATH}/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { ok, error } = await answer.json();
    void poll();
    return ok ? '' : String(error);
  } catch {
    return 'The sandbox is not reachable.';
  }
}
