import { schedule } from 'node-cron';
import type { App } from '../app/app.ts';
import { nextTimer } from '../domain/reminders.ts';
import type { Actor } from '../domain/request/commands.ts';
import type { Log } from '../ports/log.ts';
import type { Observer } from '../ports/observer.ts';
import type { Precedence } from '../ports/precedence.ts';
import { Bell } from './bell.ts';

export interface SchedulerParts {
  readonly app: App;
  readonly log: Log;
  readonly observer: Observer;
  readonly precedence: Precedence;
}

export interface Scheduler {
  start(): void;
  /** Something changed: the next timer may be an earlier one. */
  wake(): void;
  stop(): Promise<void>;
}

/** Time itself acts; it holds no role. */
export const timeActor: Actor = { person: 'system', roles: [], standing: 'member' };

const pageSize = 100;
/** What is due but came to nothing is not looked at again before this. */
const barrenMs = 60_000;

class RequestScheduler implements Scheduler {
  readonly #parts: SchedulerParts;
  readonly #bell = new Bell();
  readonly #stop = new AbortController();
  #cron: { stop(): void | Promise<void>; destroy(): void | Promise<void> } | null = null;
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  start(): void {
    // The calendar's tick is a safety net; the loop wakes at the moment that a timer is over.
    this.#cron = schedule('* * * * *', () => this.#bell.ring(), {
      noOverlap: true,
      suppressMissedWarning: true,
    });
    this.#loop = this.#run();
  }

  wake(): void {
    this.#bell.ring();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#bell.ring();
    await this.#cron?.stop();
    await this.#cron?.destroy();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { app, log } = this.#parts;
    while (!this.#stop.signal.aborted) {
      const rung = this.#bell.listen();
      let next: number | null = null;
      try {
        await this.#catchUp();
        next = await app.store.nextDueAt();
      } catch (error) {
        log.error({ err: error }, 'Timers could not be looked at');
        next = app.clock.now() + 5000;
      }
      if (!this.#stop.signal.aborted) await this.#wait(next, rung);
    }
  }

  async #wait(next: number | null, rung: Promise<void>): Promise<void> {
    const { clock } = this.#parts.app;
    const over = new AbortController();
    const now = clock.now();
    const at = next === null ? null : next > now ? next : now + barrenMs;
    await Promise.race(at === null ? [rung] : [rung, clock.until(at, over.signal)]);
    over.abort();
  }

  /** Acts on every timer that is over, the earliest first, each request once however many of its timers were missed. */
  async #catchUp(): Promise<void> {
    const { store, clock } = this.#parts.app;
    const seen = new Set<string>();
    for (;;) {
      const due = await store.dueRequests(clock.now(), pageSize + seen.size);
      const fresh = due.filter((id) => !seen.has(id));
      for (const id of fresh) {
        if (this.#stop.signal.aborted) return;
        seen.add(id);
        // After a week of silence there may be thousands.
        await this.#parts.precedence.turn();
        await this.#timePassed(id);
      }
      if (fresh.length === 0) return;
    }
  }

  async #timePassed(request: string): Promise<void> {
    const { app, log, observer } = this.#parts;
    try {
      const loaded = await app.store.request(request);
      const dueAt = loaded ? nextTimer(loaded.state, app.policy()) : null;
      if (dueAt === null || dueAt > app.clock.now()) return;
      observer.timerLate(Math.max(0, app.clock.now() - dueAt) / 1000);
      await app.handle(`timer:${request}:${dueAt}`, { type: 'time_passed', request }, timeActor);
    } catch (error) {
      log.error({ err: error, request }, 'A timer could not be acted on');
    }
  }
}

/** Lets requests know that time has passed: reminders, escalation, expiry. */
export const createScheduler = (parts: SchedulerParts): Scheduler => new RequestScheduler(parts);
