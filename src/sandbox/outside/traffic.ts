import { setTimeout as wait } from 'node:timers/promises';
import { type Followed, follow, nobodyYet } from './movement.ts';
import { type Audience, type Person, shareOf, usersOf, uses } from './population.ts';
import type { EvaluatedFlag, ProductApi } from './product-api.ts';
import type { Movement, Sample, Served } from './wire.ts';

export interface TrafficParts {
  readonly api: Pick<ProductApi, 'evaluate'>;
  readonly people: readonly Person[];
  /** The routes to ask about from the start, with those whom they are for. Others join when a flag of theirs answers. */
  readonly routes: readonly { readonly id: string; readonly audience: Audience }[];
  /** Epoch ms of the wall. */
  readonly now?: () => number;
}

/** People asked at once. */
const batch = 20;
/** How long it takes to ask everybody: while somebody watches, and else. */
const watchedMs = 450;
const unwatchedMs = 6000;
/** Somebody watches who looked this recently. */
const watchMs = 2000;
const sampleMs = 400;
const samplesKept = 1500;
const rateMs = 3000;

interface Asked {
  audience: Audience;
  readonly served: Served[];
  followed: Followed;
  baseline: string | null;
  candidate: string | null;
}

export interface SeenTraffic {
  readonly served: string;
  readonly share: number;
  readonly movement: Movement | null;
  readonly baseline: string | null;
  readonly candidate: string | null;
}

const variants: Readonly<Record<string, Served>> = { baseline: 'b', candidate: 'c' };

function modelOf({ value }: EvaluatedFlag): string | null {
  const model = value?.model;
  return model ? [model.name, model.version].filter(Boolean).join(' ') : null;
}

/**
 * Applications with users: before each model call they ask the flag endpoint which route to use, all day long. Every
 * answer is kept by person, so that one sees who gets what, and by time.
 */
export class Traffic {
  readonly #parts: TrafficParts;
  readonly #routes = new Map<string, Asked>();
  readonly #samples: Sample[] = [];
  readonly #questions: { at: number; count: number }[] = [];
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #seq = 0;
  #asking = true;
  #trouble: string | null = null;

  constructor(parts: TrafficParts) {
    this.#parts = parts;
    for (const { id, audience } of parts.routes) this.#add(id, audience);
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  /** Somebody watches: for a moment everybody is asked more often. */
  look(): void {
    this.#lookedAt = this.#now();
  }

  setAsking(asking: boolean): void {
    this.#asking = asking;
  }

  get asking(): boolean {
    return this.#asking;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  /** Questions a second, over the last seconds. */
  get rate(): number {
    if (!this.#asking) return 0;
    const since = this.#now() - rateMs;
    const recent = this.#questions.filter(({ at }) => at > since);
    return Math.round((recent.reduce((sum, { count }) => sum + count, 0) / rateMs) * 1000);
  }

  get routes(): readonly string[] {
    return [...this.#routes.keys()];
  }

  usersOf(route: string): 'customers' | 'colleagues' {
    return usersOf(this.#routes.get(route)?.audience ?? 'customers');
  }

  /** What a route's packet says of whom it is for. */
  setAudience(route: string, audience: Audience): void {
    const asked = this.#routes.get(route);
    if (!asked || asked.audience === audience) return;
    this.#routes.delete(route);
    this.#add(route, audience);
  }

  seen(route: string): SeenTraffic {
    const asked = this.#routes.get(route);
    if (!asked) return { served: '', share: 0, movement: null, baseline: null, candidate: null };
    const { served, followed, baseline, candidate } = asked;
    const share = shareOf(this.#parts.people, served, this.usersOf(route)) ?? 0;
    return { served: served.join(''), share, movement: followed.movement, baseline, candidate };
  }

  /** Those after the one with this number, oldest first. */
  samplesAfter(seq: number): readonly Sample[] {
    return this.#samples.filter((sample) => sample.seq > seq);
  }

  /** The number of the newest sample; 0 before any. */
  get newest(): number {
    return this.#seq;
  }

  #now(): number {
    return this.#parts.now?.() ?? Date.now();
  }

  #add(id: string, audience: Audience): void {
    const served = this.#parts.people.map(({ group }): Served => (uses(group, audience) ? '?' : '-'));
    this.#routes.set(id, { audience, served, followed: nobodyYet, baseline: null, candidate: null });
  }

  async #run(): Promise<void> {
    const { people } = this.#parts;
    const { signal } = this.#stop;
    const batches = Math.ceil(people.length / batch);
    for (let turn = 0; !signal.aborted; turn = (turn + 1) % batches) {
      const started = this.#now();
      if (this.#asking) await this.#askBatch(turn * batch);
      if (turn === batches - 1) this.#roundOver();
      if (signal.aborted) return;
      this.#sample();
      const isWatched = started - this.#lookedAt < watchMs;
      const pause = (isWatched ? watchedMs : unwatchedMs) / batches - (this.#now() - started);
      // Stopping ends the wait.
      await wait(Math.max(pause, 1), undefined, { signal }).catch(() => {});
    }
  }

  async #askBatch(first: number): Promise<void> {
    const asked = this.#parts.people.slice(first, first + batch);
    const answers = await Promise.allSettled(asked.map(({ context }) => this.#parts.api.evaluate(context)));
    if (this.#stop.signal.aborted) return;
    this.#trouble = null;
    for (const [offset, answer] of answers.entries()) {
      if (answer.status === 'fulfilled') this.#keep(first + offset, answer.value);
      else this.#keepNoAnswer(first + offset, answer.reason);
    }
    const at = this.#now();
    this.#questions.push({ at, count: asked.length });
    while ((this.#questions[0]?.at ?? at) < at - rateMs) this.#questions.shift();
  }

  #keep(person: number, flags: readonly EvaluatedFlag[]): void {
    const byKey = new Map(flags.map((flag) => [flag.key, flag]));
    for (const key of byKey.keys()) if (!this.#routes.has(key)) this.#add(key, 'customers');
    for (const [id, asked] of this.#routes) {
      if (asked.served[person] === '-') continue;
      const flag = byKey.get(id);
      const got = variants[flag?.variant ?? ''] ?? 'd';
      asked.served[person] = got;
      if (flag && got === 'b') asked.baseline = modelOf(flag);
      if (flag && got === 'c') asked.candidate = modelOf(flag);
    }
  }

  /** Without an answer an application uses the route that it was built with: the baseline. */
  #keepNoAnswer(person: number, reason: unknown): void {
    this.#trouble = reason instanceof Error ? reason.message : String(reason);
    for (const { served } of this.#routes.values()) if (served[person] !== '-') served[person] = 'd';
  }

  #roundOver(): void {
    for (const asked of this.#routes.values()) {
      const candidates = asked.served.flatMap((got, person) => (got === 'c' ? [person] : []));
      asked.followed = follow(asked.followed, new Set(candidates), this.#now());
    }
  }

  #sample(): void {
    const at = this.#now();
    const last = this.#samples.at(-1);
    if (!this.#asking || (last && at - last.at < sampleMs)) return;
    const shares = Object.fromEntries(
      [...this.#routes].map(([id, { served }]) => {
        const users = this.usersOf(id);
        const colleagues = users === 'customers' ? shareOf(this.#parts.people, served, 'colleagues') : null;
        return [id, [shareOf(this.#parts.people, served, users) ?? 0, colleagues] as const];
      }),
    );
    this.#seq += 1;
    this.#samples.push({ seq: this.#seq, at, shares });
    if (this.#samples.length > samplesKept) this.#samples.shift();
  }
}
