import { and, desc, eq, sql } from 'drizzle-orm';
import type { KeptAlert } from '../../domain/alert.ts';
import type { Queries } from './database.ts';
import { alerts } from './schema.ts';

const given = (name: string) => sql.placeholder(name);

/** What each alert said last. */
export function alertTable(db: Queries) {
  const byKey = db
    .select({ kept: alerts.kept })
    .from(alerts)
    .where(eq(alerts.key, given('key')))
    .prepare();
  const firing = db
    .select({ kept: alerts.kept })
    .from(alerts)
    .where(and(eq(alerts.route, given('route')), sql`${alerts.firing} = 1`))
    .orderBy(desc(alerts.lastAt), desc(alerts.key))
    .limit(given('limit'))
    .prepare();
  const save = db
    .insert(alerts)
    .values({
      key: given('key'),
      route: given('route'),
      firing: given('firing'),
      lastAt: given('lastAt'),
      kept: given('kept'),
    })
    .onConflictDoUpdate({
      target: alerts.key,
      set: {
        route: sql`excluded.route`,
        firing: sql`excluded.firing`,
        lastAt: sql`excluded.last_at`,
        kept: sql`excluded.kept`,
      },
    })
    .prepare();
  return {
    get: (key: string): KeptAlert | null => byKey.get({ key })?.kept ?? null,
    firing: (route: string, limit: number): readonly KeptAlert[] =>
      firing.all({ route, limit }).map((row) => row.kept),
    save(kept: KeptAlert): void {
      const { key, route, status } = kept.alert;
      save.run({ key, route, firing: status === 'firing', lastAt: kept.lastAt, kept });
    },
  };
}
