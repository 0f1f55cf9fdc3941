import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

export interface PeriodicParts {
  readonly clock: Clock;
  readonly log: Log;
  /** What it is for, in the log. */
  readonly name: string;
  /** By the clock, from the end of one round to the beginning of the next. */
  readonly everyMs: () => number;
  readonly work: (signal: AbortSignal) => Promise<void>;
}

export interface Periodic {
  start(): void;
  stop(): Promise<void>;
}

/** Something that is done again and again; a round that fails is one that is missing. */
export function createPeriodic({ clock, log, name, everyMs, work }: PeriodicParts): Periodic {
  const stopping = new AbortController();
  let rounds: Promise<void> = Promise.resolve();
  const run = async () => {
    while (!stopping.signal.aborted) {
      await clock.until(clock.now() + everyMs(), stopping.signal);
      if (stopping.signal.aborted) return;
      await work(stopping.signal).catch((error: unknown) =>
        log.error({ err: error, name }, 'A round failed'),
      );
    }
  };
  return {
    start: () => {
      rounds = run();
    },
    stop: async () => {
      stopping.abort();
      await rounds;
    },
  };
}
