import type { PlainTextOption } from '@slack/types';
import { routeIdSchema } from '../../domain/packet/schema.ts';
import type { Route } from '../../domain/route/route.ts';
import { Fault } from '../../ports/fault.ts';
import { option } from '../blocks/inputs.ts';
import type { SlackDeps } from '../deps.ts';

/** Routes to choose from while somebody types; what no route is called can be asked for as a new one. */

const mostOffered = 40;

/** What was typed, as a route's id could read: "Support summary" becomes `support-summary`. */
export const routeIdFrom = (typed: string): string =>
  typed
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');

/** None where the record does not answer: what was typed can still be asked for as it is. */
async function routesLike(search: string, deps: SlackDeps): Promise<readonly Route[]> {
  try {
    return (await deps.app.store.routes(search, { limit: mostOffered })).items;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn(
      { kind: error.kind, remedy: error.remedy },
      'Routes could not be looked up while somebody typed',
    );
    return [];
  }
}

export async function suggestRoutes(typed: string, deps: SlackDeps): Promise<PlainTextOption[]> {
  const search = routeIdFrom(typed);
  const items = await routesLike(search, deps);
  const isTaken = items.some((route) => route.id === search);
  const canBeNew = routeIdSchema.safeParse(search).success && !isTaken;
  return [
    ...items.map((route) => option({ value: route.id, text: route.id })),
    ...(canBeNew ? [option({ value: search, text: `New: ${search}` })] : []),
  ];
}
