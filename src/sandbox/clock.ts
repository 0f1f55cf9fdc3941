import type { Clock } from '../ports/clock.ts';
import type { EmulatorClock } from './emulator/time/clock.ts';

/** Timers of the wall cannot be longer than this. */
const longestTimerMs = 2 ** 31 - 1;

/** The emulated workspace's clock as the product sees it, so that skipping a day skips it for both. */
export function clockOf(clock: EmulatorClock): Clock {
  return {
    now: () => clock.now(),
    until: (at, signal) =>
      new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const finish = () => {
          clearTimeout(timer);
          forget();
          signal?.removeEventListener('abort', finish);
          resolve();
        };
        const look = () => {
          clearTimeout(timer);
          const left = at - clock.now();
          if (left <= 0 || signal?.aborted) finish();
          else if (clock.rate > 0) timer = setTimeout(look, Math.min(left / clock.rate, longestTimerMs));
        };
        const forget = clock.onChange(look);
        signal?.addEventListener('abort', finish);
        look();
      }),
  };
}
