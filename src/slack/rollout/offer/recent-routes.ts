import type { Route } from '../../../domain/route/route.ts';
import type { SlackDeps } from '../../deps.ts';
import { changedAt } from './route-now.ts';

/** Looked at, at most, to find what changed lately: a bounded cost however many routes there are. */
const mostRolling = 100;
const mostDecided = 100;

/** Routes that changed most recently, the latest first: what rolls out, and what was decided lately. */
export async function recentlyChanged(limit: number, { app }: Pick<SlackDeps, 'app'>): Promise<Route[]> {
  const { store } = app;
  const rolling = await store.rollingRoutes({ limit: mostRolling });
  const decided = await store.decidedRequests({ limit: mostDecided });
  const ids = [...new Set([...rolling.items, ...decided.items.map(({ route }) => route)])];
  const loaded = await Promise.all(ids.map((id) => store.route(id)));
  return loaded
    .flatMap((each) => (each && !each.state.retired ? [each.state] : []))
    .sort((left, right) => changedAt(right) - changedAt(left) || left.id.localeCompare(right.id))
    .slice(0, limit);
}

/** What could be a route's id in a text that somebody or some system wrote; hyphenated words first, as most ids are. */
function idsIn(text: string): string[] {
  const words = [...new Set(text.toLowerCase().match(/[a-z0-9]+(?:-[a-z0-9]+)*/g) ?? [])];
  const isHyphenated = (word: string) => word.includes('-');
  return [...words.filter(isHyphenated), ...words.filter((word) => !isHyphenated(word))];
}

const mostLookedUp = 60;

/** The known route that a text names; null where it names none. Of several, the one that changed last. */
export async function routeNamedIn(
  text: string,
  recent: readonly Route[],
  { app }: Pick<SlackDeps, 'app'>,
): Promise<Route | null> {
  const words = idsIn(text);
  const known = new Set(words);
  const changed = recent.find(({ id }) => known.has(id));
  if (changed) return changed;
  for (const id of words.filter((word) => word.length <= 64).slice(0, mostLookedUp)) {
    const loaded = await app.store.route(id);
    if (loaded) return loaded.state;
  }
  return null;
}
