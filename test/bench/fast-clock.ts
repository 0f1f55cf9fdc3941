import type { Clock } from '../../src/ports/clock.ts';

/** A clock that runs `rate` times as fast as the wall's, so that what waits for Slack's limits is over soon. */
export function fastClock(rate: number): Clock {
  const start = Date.now();
  const now = () => start + (Date.now() - start) * rate;
  return {
    now,
    until: (at, signal) =>
      new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', finish);
          resolve();
        };
        const timer = setTimeout(finish, Math.max(0, (at - now()) / rate));
        if (signal?.aborted) finish();
        else signal?.addEventListener('abort', finish);
      }),
  };
}
