import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, min, sql } from 'drizzle-orm';
import type { Queries } from './database.ts';
import { finishedJobs, jobs } from './schema.ts';

const given = (name: string) => sql.placeholder(name);
/** A placeholder where an update wants an expression; JSON must be given as text. */
const set = (name: string) => sql`${sql.placeholder(name)}`;

/**
 * The statements of the outbox. Literals in conditions (`attempts = 0`) are not bound, because SQLite only then sees
 * that a partial index covers them; and what runs for every job has no `limit`, which makes SQLite plan it anew each
 * time, for a bound limit takes part in the plan.
 */
export function jobStatements(db: Queries) {
  const byId = eq(jobs.id, given('id'));
  const atPosition = eq(jobs.position, given('position'));
  const alive = isNull(jobs.diedAt);
  const claimable = and(isNotNull(jobs.readyAt), lte(jobs.readyAt, given('now')));
  const oldestFirst = [asc(jobs.readyAt), asc(jobs.position)];
  const place = {
    position: jobs.position,
    id: jobs.id,
    lane: jobs.lane,
    readyAt: jobs.readyAt,
    diedAt: jobs.diedAt,
  };
  const inLane = and(eq(jobs.lane, given('lane')), alive);
  const firstOfLane = sql`(select ${jobs.position} from ${jobs} where ${inLane} order by ${jobs.position} limit 1)`;
  const unlessLaneIsTaken = (name: string) =>
    sql`case when exists ${db.select({ position: jobs.position }).from(jobs).where(inLane)} then null else ${given(name)} end`;
  const outdated = db
    .select({ id: finishedJobs.id })
    .from(finishedJobs)
    .where(lt(finishedJobs.finishedAt, given('before')))
    .orderBy(asc(finishedJobs.finishedAt))
    .limit(given('limit'));
  return {
    find: db.select(place).from(jobs).where(byId).prepare(),
    finished: db
      .select({ id: finishedJobs.id })
      .from(finishedJobs)
      .where(eq(finishedJobs.id, given('id')))
      .prepare(),
    untriedWithKey: db
      .select(place)
      .from(jobs)
      .where(and(eq(jobs.key, given('key')), isNotNull(jobs.key), sql`${jobs.attempts} = 0`, alive))
      .prepare(),
    add: db
      .insert(jobs)
      .values({
        id: given('id'),
        lane: given('lane'),
        key: given('key'),
        kind: given('kind'),
        effect: given('effect'),
        dueAt: given('dueAt'),
        readyAt: unlessLaneIsTaken('dueAt'),
      })
      .onConflictDoNothing({ target: jobs.id })
      .prepare(),
    replace: db
      .update(jobs)
      .set({
        id: set('id'),
        kind: set('kind'),
        effect: set('effectJson'),
        dueAt: set('dueAt'),
        readyAt: set('readyAt'),
      })
      .where(atPosition)
      .prepare(),
    remove: db.delete(jobs).where(atPosition).prepare(),
    promote: db.update(jobs).set({ readyAt: jobs.dueAt }).where(eq(jobs.position, firstOfLane)).prepare(),
    remember: db
      .insert(finishedJobs)
      .values({ id: given('id'), finishedAt: given('now') })
      .onConflictDoNothing()
      .prepare(),
    forget: db.delete(finishedJobs).where(inArray(finishedJobs.id, outdated)).prepare(),
    claimable: db
      .select()
      .from(jobs)
      .where(claimable)
      .orderBy(...oldestFirst)
      .limit(given('limit'))
      .prepare(),
    claimableOfKind: db
      .select()
      .from(jobs)
      .where(and(eq(jobs.kind, given('kind')), claimable))
      .orderBy(...oldestFirst)
      .limit(given('limit'))
      .prepare(),
    lease: db
      .update(jobs)
      .set({ attempts: set('attempts'), firstTriedAt: set('firstTriedAt'), readyAt: set('until') })
      .where(atPosition)
      .prepare(),
    giveBack: db
      .update(jobs)
      .set({ readyAt: set('at'), error: set('error') })
      .where(and(byId, isNotNull(jobs.readyAt)))
      .prepare(),
    hurry: db
      .update(jobs)
      .set({ readyAt: set('now') })
      .where(and(gt(jobs.readyAt, given('now')), isNotNull(jobs.readyAt), gt(jobs.attempts, 0)))
      .prepare(),
    bury: db
      .update(jobs)
      .set({ readyAt: sql`null`, diedAt: set('now'), error: set('error'), remedy: set('remedy') })
      .where(atPosition)
      .prepare(),
    next: db
      .select({ at: min(jobs.readyAt) })
      .from(jobs)
      .where(isNotNull(jobs.readyAt))
      .prepare(),
    dead: db
      .select()
      .from(jobs)
      .where(
        and(
          isNotNull(jobs.diedAt),
          sql`(${jobs.diedAt}, ${jobs.position}) < (${given('diedBefore')}, ${given('before')})`,
        ),
      )
      .orderBy(desc(jobs.diedAt), desc(jobs.position))
      .limit(given('limit'))
      .prepare(),
    oldestDead: db
      .select({ position: jobs.position, lane: jobs.lane })
      .from(jobs)
      .where(isNotNull(jobs.diedAt))
      .orderBy(asc(jobs.diedAt), asc(jobs.position))
      .prepare(),
    revive: db
      .update(jobs)
      .set({
        position: sql`(select max(position) + 1 from jobs)`,
        dueAt: set('now'),
        readyAt: unlessLaneIsTaken('now'),
        attempts: 1,
        error: '',
        remedy: '',
        diedAt: sql`null`,
      })
      .where(atPosition)
      .prepare(),
    countWaiting: db
      .select({ waiting: count(), oldestAt: min(jobs.dueAt) })
      .from(jobs)
      .where(alive)
      .prepare(),
    countDead: db.select({ dead: count() }).from(jobs).where(isNotNull(jobs.diedAt)).prepare(),
  };
}
