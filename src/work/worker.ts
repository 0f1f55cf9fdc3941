import type { EffectKind } from '../domain/effects.ts';
import type { Clock } from '../ports/clock.ts';
import { Fault } from '../ports/fault.ts';
import type { JobHandlers } from '../ports/job-handler.ts';
import type { Log } from '../ports/log.ts';
import type { JobOutcome, Observer } from '../ports/observer.ts';
import type { Precedence } from '../ports/precedence.ts';
import type { Job, NewJob, Store } from '../ports/store.ts';
import { afterFailure, type Failure, type Verdict } from './backoff.ts';
import { Bell } from './bell.ts';
import { perform } from './job-handlers.ts';
import { OperatorNotices } from './operator-notices.ts';

export interface WorkerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly handlers: JobHandlers;
  readonly log: Log;
  readonly observer: Observer;
  readonly precedence: Precedence;
}

export interface Worker {
  start(): void;
  /** There may be something to do now. */
  wake(): void;
  /** Takes no more jobs, gives the running ones `graceMs` of wall time to end, then aborts them. */
  stop(graceMs: number): Promise<void>;
  /** What only an operator can mend, now. */
  readonly operatorsNeeded: readonly string[];
}

/** So many jobs side by side; clicks, and what steers users, have places of their own and never wait behind posts. */
const pools = [
  { only: undefined, places: 24 },
  { only: 'interaction', places: 8 },
  { only: 'urgent_interaction', places: 8 },
  { only: 'control', places: 8 },
] as const satisfies readonly { only: EffectKind | undefined; places: number }[];

/** What stops a rollout, and what steers users: never put behind anybody, whatever else is asked of the program. */
const aheadOfAll: ReadonlySet<EffectKind> = new Set(['urgent_interaction', 'control']);

/** By the clock. A job that was claimed by a process that died is taken up again after this. */
const leaseMs = 60_000;
/** By the wall: a handler that has not ended by then is told to. */
const jobTimeoutMs = 45_000;
/** Looked for work at least this often by the clock, in case somebody else put it there. */
const idleMs = 15_000;
/** Never sooner again than this where something is due that cannot be claimed yet. */
const busyMs = 200;
/** By the wall: how long a job may take to end once it was aborted. */
const abortGraceMs = 2000;

const wallTime = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** What becomes of a job that is not tried again. */
const outcomes: Readonly<Partial<Record<Verdict['verdict'], JobOutcome>>> = {
  bury: 'dead',
  let_go: 'let_go',
};

function failureOf(error: unknown): Failure {
  return error instanceof Fault
    ? { kind: error.kind, retryAfterMs: error.retryAfterMs }
    : { kind: 'defect', retryAfterMs: null };
}

class OutboxWorker implements Worker {
  readonly #parts: WorkerParts;
  readonly #notices = new OperatorNotices();
  readonly #bell = new Bell();
  readonly #running = new Map<string, Promise<void>>();
  /** Failures in a row, by job. In memory: after a restart everything is worth a quick try. */
  readonly #failures = new Map<string, number>();
  readonly #abort = new AbortController();
  #stopping = false;
  #loops: readonly Promise<void>[] = [];

  constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  get operatorsNeeded(): readonly string[] {
    return this.#notices.remedies;
  }

  start(): void {
    this.#loops = pools.map((pool) => this.#loop(pool.only, pool.places));
  }

  wake(): void {
    this.#bell.ring();
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    this.#bell.ring();
    await Promise.all(this.#loops);
    await this.#runningEnd(graceMs);
    this.#abort.abort(new Fault('unavailable', 'stopped before it was done'));
    await this.#runningEnd(abortGraceMs);
  }

  async #runningEnd(withinMs: number): Promise<void> {
    if (this.#running.size === 0) return;
    const enough = new AbortController();
    await Promise.race([Promise.all(this.#running.values()), wallTime(withinMs, enough.signal)]);
    enough.abort();
  }

  async #loop(only: EffectKind | undefined, places: number): Promise<void> {
    const mine = new Set<string>();
    let troubles = 0;
    while (!this.#stopping) {
      const rung = this.#bell.listen();
      let until: number | null = null;
      try {
        until = await this.#claim(only, places, mine);
        troubles = 0;
      } catch (error) {
        troubles += 1;
        this.#parts.log.error({ err: error, troubles }, 'The outbox cannot be read');
        until = this.#parts.clock.now() + Math.min(30_000, 500 * 2 ** Math.min(troubles, 10));
      }
      if (!this.#stopping) await this.#wait(until, rung);
    }
  }

  /** Starts what can be started; answers when to look again by the clock. */
  async #claim(only: EffectKind | undefined, places: number, mine: Set<string>): Promise<number> {
    const { store, clock, precedence } = this.#parts;
    for (;;) {
      if (only === undefined || !aheadOfAll.has(only)) await precedence.turn();
      const free = places - mine.size;
      const claimed = free > 0 ? await store.claimJobs(clock.now(), leaseMs, free, only) : [];
      // A lease ends early where the clock is moved; the job that runs here goes on.
      const fresh = claimed.filter((job) => !this.#running.has(job.id));
      for (const job of fresh) this.#begin(job, mine);
      if (claimed.length === 0 || claimed.length < free || this.#stopping) break;
    }
    const now = clock.now();
    const next = mine.size < places ? await store.nextJobAt(now) : null;
    if (next === null) return now + idleMs;
    return Math.min(next > now ? next : now + busyMs, now + idleMs);
  }

  async #wait(until: number, rung: Promise<void>): Promise<void> {
    const over = new AbortController();
    await Promise.race([rung, this.#parts.clock.until(until, over.signal)]);
    over.abort();
  }

  #begin(job: Job, mine: Set<string>): void {
    mine.add(job.id);
    const run = this.#run(job).finally(() => {
      mine.delete(job.id);
      this.#running.delete(job.id);
      this.#bell.ring();
    });
    this.#running.set(job.id, run);
  }

  async #run(job: Job): Promise<void> {
    const { handlers, store, clock, log, observer, precedence } = this.#parts;
    try {
      if (!aheadOfAll.has(job.effect.kind)) await precedence.turn();
      const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(jobTimeoutMs)]);
      const failed = await perform(handlers, job, signal).then(
        () => null,
        (error: unknown) => ({ error }),
      );
      if (failed) return await this.#afterFailure(job, failed.error);
      this.#failures.delete(job.id);
      this.#notices.mended(job.id);
      observer.operatorsNeeded(this.#notices.count);
      observer.jobTried(job.effect.kind, 'done');
      await store.finishJob(job.id, clock.now());
    } catch (error) {
      // The outcome could not be written down. The lease runs out, and the job looks at what it did before.
      log.error({ err: error, job: job.id, kind: job.effect.kind }, 'The end of a job could not be stored');
    }
  }

  async #afterFailure(job: Job, error: unknown): Promise<void> {
    const { store, clock, log, observer } = this.#parts;
    const failure = failureOf(error);
    const failures = (this.#failures.get(job.id) ?? 0) + (failure.kind === 'rate_limited' ? 0 : 1);
    this.#failures.set(job.id, failures);
    const now = clock.now();
    const { firstTriedAt } = job;
    const verdict = afterFailure(failure, job.effect.kind, { failures, firstTriedAt, now });
    const message = error instanceof Error ? error.message : String(error);
    const remedy = error instanceof Fault ? error.remedy : '';
    const fields = { job: job.id, kind: job.effect.kind, fault: failure.kind, failures, remedy, err: error };
    observer.jobTried(job.effect.kind, outcomes[verdict.verdict] ?? failure.kind);
    if (verdict.verdict === 'let_go') {
      log.warn(fields, 'A job was let go: nothing depends on it');
      this.#failures.delete(job.id);
      await store.finishJob(job.id, now);
    } else if (verdict.verdict === 'bury') {
      log.error(fields, 'A job was given up');
      this.#failures.delete(job.id);
      this.#notices.settled(job.id);
      await store.buryJob(job.id, now, message, remedy);
      await this.#tell(this.#notices.gaveUp(job, message, remedy, now));
    } else {
      if (failure.kind === 'defect') log.error(fields, 'A job failed and is tried again');
      else if (failure.kind !== 'rate_limited') log.warn(fields, 'A job has to wait');
      await store.retryJob(job.id, verdict.at, message);
      if (failure.kind === 'needs_operator' && error instanceof Fault)
        await this.#tell(this.#notices.waits(job, error, now));
      else this.#notices.settled(job.id);
    }
    observer.operatorsNeeded(this.#notices.count);
  }

  async #tell(message: NewJob | null): Promise<void> {
    if (message) await this.#parts.store.enqueue([message]);
  }
}

/** Does what the outbox asks for: lane by lane in order, lanes side by side, each job until it is done or given up. */
export const createWorker = (parts: WorkerParts): Worker => new OutboxWorker(parts);
