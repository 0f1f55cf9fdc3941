import { asc, eq, gt, max, sql } from 'drizzle-orm';
import type { FlagWrite, FlagWritten, StoredFlag } from '../../ports/flag-store.ts';
import type { Queries } from './database.ts';
import { flags } from './schema.ts';

const given = (name: string) => sql.placeholder(name);

/** The flags of the embedded route control. */
export function flagTable(db: Queries) {
  const byKey = db
    .select()
    .from(flags)
    .where(eq(flags.key, given('key')))
    .prepare();
  const later = db
    .select()
    .from(flags)
    .where(gt(flags.revision, given('revision')))
    .orderBy(asc(flags.revision))
    .limit(given('limit'))
    .prepare();
  const last = db
    .select({ revision: max(flags.revision) })
    .from(flags)
    .prepare();
  const save = db
    .insert(flags)
    .values({
      key: given('key'),
      revision: given('revision'),
      definition: given('definition'),
      operations: given('operations'),
    })
    .onConflictDoUpdate({
      target: flags.key,
      set: {
        revision: sql`excluded.revision`,
        definition: sql`excluded.definition`,
        operations: sql`excluded.operations`,
      },
    })
    .prepare();
  const get = (key: string): StoredFlag | null => byKey.get({ key }) ?? null;
  return {
    get,
    after: (revision: number, limit: number): readonly StoredFlag[] => later.all({ revision, limit }),
    /** Only within a transaction, so that no revision is given twice. */
    put(flag: FlagWrite, expectedRevision: number | null): FlagWritten {
      if ((get(flag.key)?.revision ?? null) !== expectedRevision) return { result: 'conflict' };
      const stored = { ...flag, revision: (last.get()?.revision ?? 0) + 1 };
      save.run({ ...stored });
      return { result: 'written', flag: stored };
    },
  };
}
