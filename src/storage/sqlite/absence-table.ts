import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import type { Absence } from '../../domain/absence/absence.ts';
import type { StreamChange, Versioned } from '../../ports/store.ts';
import type { Queries } from './database.ts';
import { absences } from './schema.ts';

const given = (name: string) => sql.placeholder(name);

/** Who is away, and for whom somebody decides. */
export function absenceTable(db: Queries) {
  const ofPerson = db
    .select({ version: absences.version, state: absences.state })
    .from(absences)
    .where(eq(absences.person, given('person')))
    .prepare();
  const versionOf = db
    .select({ version: absences.version })
    .from(absences)
    .where(eq(absences.stream, given('stream')))
    .prepare();
  const delegated = db
    .select({ state: absences.state })
    .from(absences)
    .where(
      and(
        eq(absences.delegate, given('delegate')),
        gt(absences.until, given('at')),
        lte(absences.from, given('at')),
      ),
    )
    .orderBy(asc(absences.until), asc(absences.person))
    .limit(given('limit'))
    .prepare();
  const holding = db
    .select({ state: absences.state })
    .from(absences)
    .where(and(gt(absences.until, given('at')), lte(absences.from, given('at'))))
    .orderBy(asc(absences.until), asc(absences.person))
    .limit(given('limit'))
    .prepare();
  const save = db
    .insert(absences)
    .values({
      person: given('person'),
      stream: given('stream'),
      version: given('version'),
      state: given('state'),
      delegate: given('delegate'),
      from: given('from'),
      until: given('until'),
    })
    .onConflictDoUpdate({
      target: absences.person,
      set: {
        version: sql`excluded.version`,
        state: sql`excluded.state`,
        delegate: sql`excluded.delegate`,
        from: sql`excluded.from_at`,
        until: sql`excluded.until_at`,
      },
    })
    .prepare();
  return {
    get: (person: string): Versioned<Absence> | null => ofPerson.get({ person }) ?? null,
    delegatedTo: (delegate: string, at: number, limit: number): readonly Absence[] =>
      delegated.all({ delegate, at, limit }).map((row) => row.state),
    holdingAt: (at: number, limit: number): readonly Absence[] =>
      holding.all({ at, limit }).map((row) => row.state),
    version: (stream: string): number => versionOf.get({ stream })?.version ?? 0,
    save({ stream, expectedVersion, events, state }: Extract<StreamChange, { kind: 'absence' }>): void {
      const { person, delegate, from, until } = state;
      const version = expectedVersion + events.length;
      save.run({ person, stream, version, state, delegate, from, until });
    },
  };
}
