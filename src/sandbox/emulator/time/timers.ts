import type { EmulatorClock } from './clock.ts';

/** Things to do at a time of the workspace's clock. */
export type Timers = {
  /** Runs `task` once the clock reads `due` (epoch ms) or later; answers how to cancel it. */
  at(due: number, task: () => void): () => void;
  /** Forgets everything that is still to come. */
  close(): void;
};

type Entry = { due: number; order: number; task: () => void };

const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Timers that follow the clock's jumps and changes of rate. What a jump passes runs at once, oldest first. */
export function createTimers(clock: EmulatorClock): Timers {
  let entries: Entry[] = [];
  let order = 0;
  let wake: NodeJS.Timeout | undefined;

  function runDue(): void {
    clearTimeout(wake);
    for (let next = entries[0]; next && next.due <= clock.now(); next = entries[0]) {
      entries.shift();
      next.task();
    }
    const first = entries[0];
    if (!first || clock.rate === 0) return;
    const wait = Math.min(LONGEST_WAIT_MS, Math.ceil((first.due - clock.now()) / clock.rate));
    wake = setTimeout(runDue, Math.max(1, wait));
    wake.unref();
  }
  const stopListening = clock.onChange(runDue);

  return {
    at(due, task) {
      const entry = { due, order: order++, task };
      const index = entries.findIndex((other) => other.due > due);
      entries.splice(index < 0 ? entries.length : index, 0, entry);
      if (entries[0] === entry) runDue();
      return () => {
        entries = entries.filter((other) => other !== entry);
      };
    },
    close() {
      clearTimeout(wake);
      stopListening();
      entries = [];
    },
  };
}
