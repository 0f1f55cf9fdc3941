import { setTimeout as wait } from 'node:timers/promises';
import { Alerting } from './alerting.ts';
import { Monitoring } from './monitoring.ts';
import { type Audience, groupsOf, type Person, populationOf } from './population.ts';
import { ProductApi, type SeenRoute } from './product-api.ts';
import { type SkippedClock, skipAhead } from './skip-ahead.ts';
import { Traffic } from './traffic.ts';
import type { Measurement, OutsideState, RouteState, Skip } from './wire.ts';

export interface OutsideParts {
  /** Where the product listens, and the token that it knows the company's systems by. */
  readonly url: string;
  readonly token: string;
  readonly routes: readonly {
    readonly id: string;
    readonly audience: Audience;
    readonly excluded: readonly string[];
  }[];
  readonly clock: SkippedClock & {
    readonly skipped: number;
    onChange(listener: () => void): () => void;
  };
}

/** By the wall. */
const lookMs = 1000;
const reportMs = 15_000;
const skipsKept = 50;

/** Timers are over a moment after they were set for. */
const justAfterMs = 1000;

/**
 * Everything around the product that a company has: applications with users, monitoring, an Alertmanager, and time that
 * passes. It knows the product only by its HTTP endpoints.
 */
export class Outside {
  readonly #parts: OutsideParts;
  readonly #people: readonly Person[];
  readonly #api: ProductApi;
  readonly #traffic: Traffic;
  readonly #monitoring: Monitoring;
  readonly #alerting: Alerting;
  readonly #seen = new Map<string, SeenRoute>();
  readonly #skips: Skip[] = [];
  readonly #stop = new AbortController();
  readonly #forgetClock: () => void;
  #loop: Promise<void> | null = null;
  #skipped: number;
  #reportedAt = 0;
  #skipping: Promise<unknown> = Promise.resolve();
  #skipsRunning = 0;
  #trouble: string | null = null;

  constructor(parts: OutsideParts) {
    this.#parts = parts;
    this.#people = populationOf([...new Set(parts.routes.flatMap(({ excluded }) => excluded))]);
    this.#api = new ProductApi(parts);
    const now = () => parts.clock.now();
    this.#traffic = new Traffic({ api: this.#api, people: this.#people, routes: parts.routes });
    this.#monitoring = new Monitoring({ api: this.#api, now });
    this.#alerting = new Alerting({ api: this.#api, now });
    this.#skipped = parts.clock.skipped;
    this.#forgetClock = parts.clock.onChange(() => this.#clockChanged());
  }

  /** Everything begins when somebody first looks: a sandbox that nobody looks at has no traffic. */
  look(after: number, isWatched: boolean): OutsideState {
    if (!this.#loop && !this.#stop.signal.aborted) {
      this.#traffic.start();
      this.#loop = this.#run();
    }
    if (isWatched) this.#traffic.look();
    return {
      now: Date.now(),
      people: groupsOf(this.#people),
      routes: this.#traffic.routes.map((id) => this.#routeState(id)),
      samples: this.#traffic.samplesAfter(after),
      newest: this.#traffic.newest,
      skips: this.#skips,
      asking: this.#traffic.asking,
      questionsPerSecond: this.#traffic.rate,
      trouble: this.#traffic.trouble ?? this.#trouble,
      product: { url: this.#parts.url, token: this.#parts.token },
    };
  }

  setAsking(asking: boolean): void {
    this.#traffic.setAsking(asking);
  }

  /** From now on monitoring reports that of a metric. False where the route's rollout has no such guardrail. */
  async measure(route: string, metric: string, measurement: Measurement): Promise<boolean> {
    if (!this.#monitoring.setMeasurement(route, metric, measurement)) return false;
    await this.#monitoring.report();
    return true;
  }

  /** False where the route has no such alert. Throws a ProductError. */
  fire(route: string, alert: string): Promise<boolean> {
    return this.#alerting.fire(route, alert);
  }

  /** False where it does not fire. Throws a ProductError. */
  resolve(route: string, alert: string): Promise<boolean> {
    return this.#alerting.resolve(route, alert);
  }

  /** Moves the clock ahead by milliseconds. Throws a ProductError. */
  skip(ms: number): Promise<void> {
    return this.#oneByOne(() => this.#skipNow(ms));
  }

  /** Moves the clock to just after the product's next timer; false where none runs. Throws a ProductError. */
  skipToNextTimer(): Promise<boolean> {
    return this.#oneByOne(async () => {
      const timer = await this.#api.nextTimer();
      if (timer === null) return false;
      await this.#skipNow(Math.max(timer - this.#parts.clock.now(), 0) + justAfterMs);
      return true;
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#forgetClock();
    this.#api.close();
    await Promise.allSettled([this.#traffic.stop(), this.#loop, this.#skipping]);
  }

  #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#skipping.then(work, work);
    this.#skipping = done.catch(() => {});
    return done;
  }

  async #skipNow(ms: number): Promise<void> {
    this.#skipsRunning += 1;
    try {
      await this.#lookAtRoutes();
      this.#noteSkip(ms);
      await skipAhead(ms, { clock: this.#parts.clock, monitoring: this.#monitoring });
    } finally {
      this.#skipsRunning -= 1;
    }
  }

  #noteSkip(ms: number): void {
    this.#skips.push({ at: Date.now(), ms });
    if (this.#skips.length > skipsKept) this.#skips.shift();
  }

  /** Others may move the clock, too; monitoring then has something to say about the time that it finds itself in. */
  #clockChanged(): void {
    const ms = this.#parts.clock.skipped - this.#skipped;
    this.#skipped = this.#parts.clock.skipped;
    if (ms <= 0 || this.#skipsRunning > 0) return;
    this.#noteSkip(ms);
    if (this.#loop) void this.#tried(() => this.#monitoring.report());
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#tried(async () => {
        const isNews = await this.#lookAtRoutes();
        const isTime = Date.now() - this.#reportedAt >= reportMs;
        if (!isNews && !isTime) return;
        await this.#monitoring.report();
        this.#reportedAt = Date.now();
      });
      // Stopping ends the wait.
      await wait(lookMs, undefined, { signal }).catch(() => {});
    }
  }

  /** Reads how the product's routes are; true where something new is to be measured. */
  async #lookAtRoutes(): Promise<boolean> {
    let isNews = false;
    for (const id of this.#traffic.routes) {
      const route = await this.#api.route(id);
      if (!route) continue;
      this.#seen.set(id, route);
      if (route.baseline) this.#traffic.setAudience(id, route.baseline.audience);
      this.#alerting.watch(route);
      isNews = this.#monitoring.watch(route) || isNews;
    }
    return isNews;
  }

  async #tried(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#trouble = null;
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#trouble = error instanceof Error ? error.message : String(error);
    }
  }

  #routeState(id: string): RouteState {
    const { served, share, movement, baseline, candidate } = this.#traffic.seen(id);
    const seen = this.#seen.get(id);
    const rollout = seen?.rollout ?? null;
    const last = seen?.last_rollout ?? null;
    const serving = seen?.baseline?.model.primary;
    return {
      id,
      users: this.#traffic.usersOf(id),
      served,
      share,
      movement,
      baseline: baseline ?? (serving ? [serving.name, serving.version].filter(Boolean).join(' ') : null),
      candidate,
      rollout: rollout && {
        request: rollout.request,
        status: rollout.status,
        stage: rollout.plan[rollout.step]?.stage ?? '',
        percent: rollout.wished_percent,
        verified: rollout.verified,
      },
      last: last && {
        request: last.request,
        outcome: last.outcome,
        fromPercent: last.from_percent,
        tookMs: last.took_ms,
      },
      gauges: this.#monitoring.gauges(id),
      alerts: this.#alerting.alerts(id),
    };
  }
}
