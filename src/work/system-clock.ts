import type { Clock } from '../ports/clock.ts';

/** A timer that waits longer than this would not notice that the machine slept or its clock was set. */
const longestWaitMs = 30_000;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  until: (at, signal) =>
    new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const wait = () => {
        const left = at - Date.now();
        if (left <= 0 || signal?.aborted) finish();
        else timer = setTimeout(wait, Math.min(left, longestWaitMs));
      };
      signal?.addEventListener('abort', finish);
      wait();
    }),
};
