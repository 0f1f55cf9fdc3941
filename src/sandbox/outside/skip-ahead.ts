/** The part of the workspace's clock that skipping needs. Times are epoch ms. */
export interface SkippedClock {
  now(): number;
  advance(ms: number): void;
}

export interface SkipParts {
  readonly clock: SkippedClock;
  readonly monitoring: { readonly isNeeded: boolean; report(): Promise<void> };
}

/** Readings are stale after an hour; monitoring reports more often than that. */
const sliceMs = 45 * 60_000;

/**
 * Moves the clock ahead. While something rolls out, time passes in slices and monitoring reports in each, because to
 * the product a jump would look as if monitoring had been down. Throws what a report throws.
 */
export async function skipAhead(ms: number, { clock, monitoring }: SkipParts): Promise<void> {
  const target = clock.now() + ms;
  if (monitoring.isNeeded) await monitoring.report();
  for (let left = ms; left > 0; left = target - clock.now()) {
    clock.advance(monitoring.isNeeded ? Math.min(left, sliceMs) : left);
    if (monitoring.isNeeded) await monitoring.report();
  }
}
