import { eq, sql } from 'drizzle-orm';
import type { Reading } from '../../domain/route/rollout.ts';
import type { Queries } from './database.ts';
import { readings } from './schema.ts';

const given = (name: string) => sql.placeholder(name);

/** The latest reading of each metric of a route. */
export function readingTable(db: Queries) {
  const ofRoute = db
    .select({
      metric: readings.metric,
      value: readings.value,
      at: readings.at,
      source: readings.source,
    })
    .from(readings)
    .where(eq(readings.route, given('route')))
    .prepare();
  const save = db
    .insert(readings)
    .values({
      route: given('route'),
      metric: given('metric'),
      value: given('value'),
      at: given('at'),
      source: given('source'),
    })
    .onConflictDoUpdate({
      target: [readings.route, readings.metric],
      set: { value: sql`excluded.value`, at: sql`excluded.at`, source: sql`excluded.source` },
      setWhere: sql`excluded.at >= ${readings.at}`,
    })
    .prepare();
  return {
    ofRoute: (route: string): readonly Reading[] => ofRoute.all({ route }),
    save(route: string, measured: readonly Reading[]): void {
      for (const reading of measured) save.run({ route, ...reading });
    },
  };
}
