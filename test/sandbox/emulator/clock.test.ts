import { describe, expect, it } from 'vitest';
import { createClock, livedMs } from '../../../src/sandbox/emulator/time/clock.ts';
import { createTimers } from '../../../src/sandbox/emulator/time/timers.ts';

describe('the clock', () => {
  it('starts where it is told, stands still at rate 0, and skips', () => {
    const clock = createClock({ startsAt: 1_000_000, rate: 0 });
    expect(clock.now()).toBe(1_000_000);
    clock.advance(500);
    clock.advance(500);
    expect([clock.now(), clock.skipped]).toEqual([1_001_000, 1000]);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.setRate(Number.NaN)).toThrow(RangeError);
  });

  it('runs faster when told, while people live at their own pace', async () => {
    const clock = createClock({ startsAt: 0, rate: 1_000_000 });
    const lived = livedMs(clock);
    const { promise, resolve } = Promise.withResolvers<void>();
    const timers = createTimers(clock);
    timers.at(60_000, resolve);
    await promise;
    timers.close();
    expect(clock.now()).toBeGreaterThanOrEqual(60_000);
    expect(livedMs(clock) - lived).toBeLessThan(30_000);
    clock.advance(60_000);
    expect(livedMs(clock) - lived).toBeGreaterThanOrEqual(60_000);
  });

  it('tells those who listen, until they stop', () => {
    const clock = createClock();
    let heard = 0;
    const stop = clock.onChange(() => {
      heard += 1;
    });
    clock.advance(1);
    clock.setRate(2);
    stop();
    clock.advance(1);
    expect(heard).toBe(2);
  });
});

describe('timers', () => {
  it('do what a jump passes over, oldest first, and what that brings about', () => {
    const clock = createClock({ startsAt: 0, rate: 0 });
    const timers = createTimers(clock);
    const done: string[] = [];
    timers.at(300, () => done.push('late'));
    timers.at(100, () => {
      done.push('early');
      timers.at(200, () => done.push('middle'));
    });
    const cancel = timers.at(150, () => done.push('cancelled'));
    cancel();
    timers.at(10_000, () => done.push('later'));
    clock.advance(99);
    expect(done).toEqual([]);
    clock.advance(1000);
    expect(done).toEqual(['early', 'middle', 'late']);
    timers.close();
    clock.advance(100_000);
    expect(done).toEqual(['early', 'middle', 'late']);
  });
});
