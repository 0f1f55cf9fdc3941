import type { Clock } from '../../src/ports/clock.ts';

interface Waiter {
  readonly at: number;
  readonly resolve: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number;
  readonly #waiters = new Set<Waiter>();

  /** Monday 5 October 2026, 10:00 UTC, unless said otherwise. */
  constructor(startsAt = Date.UTC(2026, 9, 5, 10)) {
    this.#now = startsAt;
  }

  now(): number {
    return this.#now;
  }

  until(at: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (at <= this.#now || signal?.aborted) return resolve();
      const finish = () => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const waiter: Waiter = { at, resolve: finish };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', finish);
    });
  }

  /** Moves on; whoever waited for a moment up to then goes on, the earliest first. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = [...this.#waiters]
      .filter(({ at }) => at <= this.#now)
      .sort((left, right) => left.at - right.at);
    for (const waiter of due) waiter.resolve();
  }

  /** How many wait for a later moment. */
  get waiting(): number {
    return this.#waiters.size;
  }
}
