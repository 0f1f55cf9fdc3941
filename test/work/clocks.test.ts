import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import { clockOf } from '../../src/sandbox/clock.ts';
import { createClock } from '../../src/sandbox/emulator/time/clock.ts';
import { systemClock } from '../../src/work/system-clock.ts';

const hour = 3_600_000;

/** Whether a promise is settled by now, without waiting for it. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe.each<[string, () => Clock]>([
  ['the clock of the machine', () => systemClock],
  ['the clock of the sandbox', () => clockOf(createClock())],
])('%s', (_name, make) => {
  it('tells the time of day', () => {
    expect(Math.abs(make().now() - Date.now())).toBeLessThan(1000);
  });

  it('does not wait for what is past', async () => {
    const clock = make();
    await clock.until(clock.now() - 1);
    await clock.until(clock.now());
  });

  it('waits until a moment has come', async () => {
    const clock = make();
    const at = clock.now() + 30;
    await clock.until(at);
    expect(clock.now()).toBeGreaterThanOrEqual(at);
  });

  it('stops waiting when told, before or meanwhile', async () => {
    const clock = make();
    await clock.until(clock.now() + hour, AbortSignal.abort());
    const stop = new AbortController();
    const waiting = clock.until(clock.now() + hour, stop.signal);
    expect(await isSettled(waiting)).toBe(false);
    stop.abort();
    await waiting;
  });

  it('waits for moments months away without waking early', async () => {
    const clock = make();
    const stop = new AbortController();
    const waiting = clock.until(clock.now() + 100 * 24 * hour, stop.signal);
    expect(await isSettled(waiting)).toBe(false);
    stop.abort();
    await waiting;
  });
});

describe('the clock of the sandbox', () => {
  it('goes on when somebody skips time, and not before', async () => {
    const moved = createClock({ rate: 0 });
    const clock = clockOf(moved);
    const waiting = clock.until(clock.now() + 24 * hour);
    moved.advance(23 * hour);
    expect(await isSettled(waiting)).toBe(false);
    moved.advance(hour);
    await waiting;
  });

  it('follows a clock that runs faster, or starts to run again', async () => {
    const moved = createClock({ rate: 0 });
    const clock = clockOf(moved);
    const waiting = clock.until(clock.now() + 10 * hour);
    expect(await isSettled(waiting)).toBe(false);
    moved.setRate(3_600_000);
    await waiting;
  });
});
