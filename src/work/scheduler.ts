import { schedule } from 'node-cron';
import type { App } from '../app/app.ts';
import { systemActor } from '../app/route-part.ts';
import { nextTimer } from '../domain/reminders.ts';
import type { Actor } from '../domain/request/commands.ts';
import { nextRouteTimer } from '../domain/route/timers.ts';
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
export const timeActor: Actor = systemActor;

/** Something that has timers: when they are over, and what to do then. Times are epoch ms. */
interface Timed {
  due(now: number, limit: number): Promise<readonly string[]>;
  nextAt(): Promise<number | null>;
  timerOf(id: string): Promise<number | null>;
  /** The occasion is named, so that no timer is acted on twice, though another may be over at the same moment. */
  timePassed(id: string, dueAt: number): Promise<unknown>;
}

const requestTimers = (app: App): Timed => ({
  due: (now, limit) => app.store.dueRequests(now, limit),
  nextAt: () => app.store.nextDueAt(),
  timerOf: async (id) => {
    const loaded = await app.store.request(id);
    return loaded && nextTimer(loaded.state, app.policy());
  },
  timePassed: (request, dueAt) =>
    app.handle(`timer:${request}:${dueAt}`, { type: 'time_passed', request }, timeActor),
});

const routeTimers = (app: App): Timed => ({
  due: (now, limit) => app.store.dueRoutes(now, limit),
  nextAt: () => app.store.nextRouteDueAt(),
  timerOf: async (id) => {
    const loaded = await app.store.route(id);
    return loaded && nextRouteTimer(loaded.state, app.policy().rollout);
  },
  timePassed: async (route, dueAt) => {
    // A pause and a resume may bring a moment back; then it is another state that it comes to.
    const version = (await app.store.route(route))?.version ?? 0;
    const id = `route-timer:${route}:${dueAt}:${version}`;
    return app.act(id, { type: 'route_time_passed', route }, timeActor);
  },
});

const pageSize = 100;
/** What is due but came to nothing is not looked at again before this. */
const barrenMs = 60_000;

class TimerScheduler implements Scheduler {
  readonly #parts: SchedulerParts;
  readonly #timed: readonly Timed[];
  readonly #bell = new Bell();
  readonly #stop = new AbortController();
  #cron: { stop(): void | Promise<void>; destroy(): void | Promise<void> } | null = null;
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#timed = [requestTimers(parts.app), routeTimers(parts.app)];
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
      const lookedAt = app.clock.now();
      let next: number | null = null;
      try {
        for (const timed of this.#timed) await this.#catchUp(timed);
        next = await this.#next();
      } catch (error) {
        log.error({ err: error }, 'Timers could not be looked at');
        next = app.clock.now() + 5000;
      }
      if (!this.#stop.signal.aborted) await this.#wait(next, lookedAt, rung);
    }
  }

  async #next(): Promise<number | null> {
    const moments = await Promise.all(this.#timed.map((timed) => timed.nextAt()));
    const coming = moments.filter((at): at is number => at !== null);
    return coming.length > 0 ? Math.min(...coming) : null;
  }

  /** What was due when it was looked at and still is came to nothing; what fell due since is looked at at once. */
  async #wait(next: number | null, lookedAt: number, rung: Promise<void>): Promise<void> {
    const { clock } = this.#parts.app;
    const over = new AbortController();
    const at = next === null ? null : next > lookedAt ? next : clock.now() + barrenMs;
    await Promise.race(at === null ? [rung] : [rung, clock.until(at, over.signal)]);
    over.abort();
  }

  /** Acts on every timer that is over, the earliest first, each thing once however many of its timers were missed. */
  async #catchUp(timed: Timed): Promise<void> {
    const { clock } = this.#parts.app;
    const seen = new Set<string>();
    for (;;) {
      const due = await timed.due(clock.now(), pageSize + seen.size);
      const fresh = due.filter((id) => !seen.has(id));
      for (const id of fresh) {
        if (this.#stop.signal.aborted) return;
        seen.add(id);
        // After a week of silence there may be thousands.
        await this.#parts.precedence.turn();
        await this.#timePassed(timed, id);
      }
      if (fresh.length === 0) return;
    }
  }

  async #timePassed(timed: Timed, id: string): Promise<void> {
    const { app, log, observer } = this.#parts;
    try {
      const dueAt = await timed.timerOf(id);
      if (dueAt === null || dueAt > app.clock.now()) return;
      observer.timerLate(Math.max(0, app.clock.now() - dueAt) / 1000);
      await timed.timePassed(id, dueAt);
    } catch (error) {
      log.error({ err: error, subject: id }, 'A timer could not be acted on');
    }
  }
}

/** Lets requests and routes know that time has passed: reminders, escalation, expiry, renewal. */
export const createScheduler = (parts: SchedulerParts): Scheduler => new TimerScheduler(parts);
