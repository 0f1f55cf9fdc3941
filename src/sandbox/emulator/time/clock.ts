/**
 * The workspace's clock. Everything that Slack would do at a time (message ts, scheduled messages, retries of
 * events, rate limits) reads it, so that tests and the sandbox can move it.
 */
export type EmulatorClock = {
  /** Epoch milliseconds, whole. */
  now(): number;
  /** Workspace milliseconds per millisecond of wall time; 0 when stopped. */
  readonly rate: number;
  /** Milliseconds that `advance` has skipped so far. */
  readonly skipped: number;
  /** Skips forward. Throws a RangeError for a negative or endless amount. */
  advance(ms: number): void;
  /** Throws a RangeError for a negative or endless rate. */
  setRate(rate: number): void;
  /** Calls back after every advance and change of rate; answers how to stop that. */
  onChange(listener: () => void): () => void;
};

/** A clock that starts at `startsAt` (now when absent) and runs at `rate` (1 when absent). */
export function createClock({
  startsAt = Date.now(),
  rate = 1,
}: {
  startsAt?: number;
  rate?: number;
} = {}): EmulatorClock {
  let base = startsAt;
  let anchor = performance.now();
  let speed = rate;
  let skipped = 0;
  const listeners = new Set<() => void>();
  const current = (): number => base + (performance.now() - anchor) * speed;

  function rebase(by: number): void {
    base = current() + by;
    anchor = performance.now();
  }
  function tell(): void {
    for (const listener of [...listeners]) listener();
  }

  return {
    now: () => Math.floor(current()),
    get rate() {
      return speed;
    },
    get skipped() {
      return skipped;
    },
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`cannot advance a clock by ${ms} ms`);
      rebase(ms);
      skipped += ms;
      tell();
    },
    setRate(next) {
      if (!Number.isFinite(next) || next < 0) throw new RangeError(`cannot run a clock at rate ${next}`);
      rebase(0);
      speed = next;
      tell();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * Milliseconds a person has lived through: wall time plus what was skipped, whatever the clock's rate.
 * What people's patience limits (trigger ids, response urls) is measured by it, so that a fast clock does not
 * make clicks expire, and a skipped hour does.
 */
export function livedMs(clock: EmulatorClock): number {
  return performance.now() + clock.skipped;
}
