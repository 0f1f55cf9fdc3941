import { setTimeout } from 'node:timers/promises';

/** How an answer to a wrong token is slowed down. */
export interface Slowed {
  /** How long the answer is to be held back. */
  readonly delayMs: number;
  /** Set where there were too many: the seconds until another try is looked at. */
  readonly retryAfterSeconds: number | null;
}

const freely = 5;
const allowed = 100;
const windowMs = 60_000;
const addressesKept = 10_000;
const firstDelayMs = 50;
const longestDelayMs = 2000;
const mostHeld = 500;

/** Doubles with every try after the first few, which are slips. */
const delayAfter = (count: number): number =>
  count <= freely ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(count - freely - 1, 10));

/**
 * Counts wrong tokens by address and holds the answers to them back, so that nobody can try many quickly. It only ever
 * sees wrong ones: a right token is let in at once, whoever else guesses from the same address. The memory that it takes
 * is bounded, both in addresses and in answers that wait.
 */
export class WrongTokens {
  readonly #counts = new Map<string, { count: number; until: number }>();
  #held = 0;

  /** Counts one more. `now` is milliseconds of any steady clock. */
  add(address: string, now: number = performance.now()): Slowed {
    const known = this.#counts.get(address);
    const current = known && known.until > now ? known : { count: 0, until: now + windowMs };
    current.count += 1;
    this.#counts.delete(address);
    this.#counts.set(address, current);
    if (this.#counts.size > addressesKept) {
      const [oldest] = this.#counts.keys();
      if (oldest !== undefined) this.#counts.delete(oldest);
    }
    const { count, until } = current;
    return {
      delayMs: delayAfter(count),
      retryAfterSeconds: count > allowed ? Math.ceil((until - now) / 1000) : null,
    };
  }

  /** Resolves when the answer may go out; at once where too many wait already. */
  async hold(delayMs: number): Promise<void> {
    if (delayMs <= 0 || this.#held >= mostHeld) return;
    this.#held += 1;
    try {
      await setTimeout(delayMs, undefined, { ref: false });
    } finally {
      this.#held -= 1;
    }
  }
}
