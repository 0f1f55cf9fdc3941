import { closest } from '../../domain/closest.ts';
import { code } from '../blocks/mrkdwn.ts';
import type { SlackDeps } from '../deps.ts';

const mostCompared = 500;

/** The known route that was probably meant; null where none is near. Looks at a bounded number of routes. */
export async function nearestRoute(typed: string, deps: SlackDeps): Promise<string | null> {
  const known: string[] = [];
  const containing = await deps.app.store.routes(typed.slice(0, 64), { limit: 5 });
  if (containing.items.length === 1) return containing.items[0]?.id ?? null;
  // Those that share the first letters come first, however many routes there are.
  for (const search of [typed.split('-')[0] ?? '', '']) {
    const { items } = await deps.app.store.routes(search, { limit: mostCompared });
    known.push(...items.map((route) => route.id));
    const near = closest(typed, known);
    if (near) return near;
  }
  return null;
}

/** "No route is called `x`. Did you mean `y`?" */
export async function unknownRouteText(typed: string, deps: SlackDeps): Promise<string> {
  const near = await nearestRoute(typed, deps);
  const hint = near
    ? ` Did you mean ${code(near, 70)}?`
    : ` ${code('/route-request list')} shows those there are.`;
  return `No route is called ${code(typed, 70)}.${hint}`;
}
