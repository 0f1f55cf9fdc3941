import type { EffectKind } from '../../domain/effects.ts';
import type { DeadJob, Job, NewJob, Page, PageRequest } from '../../ports/store.ts';
import { numbersAfter, pageOf } from '../paging.ts';
import type { Queries } from './database.ts';
import { jobStatements } from './job-statements.ts';
import type { jobs } from './schema.ts';

type Row = typeof jobs.$inferSelect;
type Place = Pick<Row, 'position' | 'id' | 'lane' | 'readyAt'>;

/** How long a finished job's id is remembered, and how many are forgotten with each that finishes. */
const rememberMs = 24 * 60 * 60 * 1000;
const forgetAtOnce = 4;
const afterAll = Number.MAX_SAFE_INTEGER;

const jobOf = ({ id, lane, key, effect, dueAt, attempts }: Row, firstTriedAt: number): Job => ({
  id,
  lane,
  key,
  effect,
  dueAt,
  attempts,
  firstTriedAt,
});

function deadJobOf(row: Row): DeadJob {
  const diedAt = row.diedAt ?? 0;
  return { ...jobOf(row, row.firstTriedAt ?? diedAt), error: row.error, remedy: row.remedy, diedAt };
}

/**
 * The outbox in its table. The oldest living job of each lane, its head, is the only one with a time to claim it at;
 * when a head leaves, the next takes its place. So claiming reads the heads that are due and nothing else, however
 * many jobs wait behind them. The writing ones belong in a transaction.
 */
export function jobTable(db: Queries) {
  const statements = jobStatements(db);

  function leave(job: Place, now: number): void {
    statements.remove.run({ position: job.position });
    statements.remember.run({ id: job.id, now });
  }

  function replace(waiting: Place, { id, effect, dueAt }: NewJob, now: number): void {
    const { position } = waiting;
    const readyAt = waiting.readyAt === null ? null : dueAt;
    statements.replace.run({
      position,
      id,
      kind: effect.kind,
      effectJson: JSON.stringify(effect),
      dueAt,
      readyAt,
    });
    statements.remember.run({ id: waiting.id, now });
  }

  /** Only an untried one is replaced: what a tried one may have posted is found again by its id. */
  function add(job: NewJob, now: number): void {
    const { id, key, lane, effect } = job;
    if (statements.finished.get({ id })) return;
    const waiting = key === null ? undefined : statements.untriedWithKey.get({ key });
    if (waiting) {
      if (statements.find.get({ id })) return;
      if (waiting.lane === lane) {
        replace(waiting, job, now);
        return;
      }
      leave(waiting, now);
      if (waiting.readyAt !== null) statements.promote.run({ lane: waiting.lane });
    }
    statements.add.run({ ...job, kind: effect.kind });
  }

  return {
    add(added: readonly NewJob[], now: number): void {
      for (const job of added) add(job, now);
    },

    /** Jobs that could be leased now. */
    claimable(now: number, limit: number, only: EffectKind | undefined): readonly Row[] {
      if (only === undefined) return statements.claimable.all({ now, limit });
      return statements.claimableOfKind.all({ now, limit, kind: only });
    },

    lease(row: Row, now: number, leaseMs: number): Job {
      const attempts = row.attempts + 1;
      const firstTriedAt = row.firstTriedAt ?? now;
      statements.lease.run({ position: row.position, attempts, firstTriedAt, until: now + leaseMs });
      return jobOf({ ...row, attempts }, firstTriedAt);
    },

    finish(id: string, now: number): void {
      const job = statements.find.get({ id });
      if (!job) return;
      leave(job, now);
      if (job.readyAt !== null) statements.promote.run({ lane: job.lane });
      statements.forget.run({ before: now - rememberMs, limit: forgetAtOnce });
    },

    retry(id: string, at: number, error: string): void {
      statements.giveBack.run({ id, at, error });
    },

    bury(id: string, now: number, error: string, remedy: string): void {
      const job = statements.find.get({ id });
      if (!job || job.diedAt !== null) return;
      statements.bury.run({ position: job.position, now, error, remedy });
      if (job.readyAt !== null) statements.promote.run({ lane: job.lane });
    },

    /** Back to the end of its lane, with all but one of its tries given back: the one says "look first", and keeps it whole. */
    revive(now: number): number {
      const dead = statements.oldestDead.all();
      for (const { position, lane } of dead) statements.revive.run({ position, lane, now });
      return dead.length;
    },

    retryNow(now: number): void {
      statements.hurry.run({ now });
    },

    nextAt(now: number): number | null {
      const at = statements.next.get()?.at ?? null;
      return at === null ? null : Math.max(now, at);
    },

    dead(page: PageRequest): Page<DeadJob> {
      const [diedBefore, before] = numbersAfter(page.after, [afterAll, afterAll]);
      const rows = statements.dead.all({ diedBefore, before, limit: page.limit + 1 });
      return pageOf(rows, page.limit, (row) => `${row.diedAt}:${row.position}`, deadJobOf);
    },

    counts() {
      const { waiting = 0, oldestAt = null } = statements.countWaiting.get() ?? {};
      return { waiting, dead: statements.countDead.get()?.dead ?? 0, oldestWaitingAt: oldestAt };
    },
  };
}
