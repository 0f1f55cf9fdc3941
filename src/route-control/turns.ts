import { ControlFault } from '../ports/route-control.ts';

/** Handed to a write in several steps, so that it stops where a roll back came in between. */
export interface Turn {
  /** Throws `conflict` when a roll back of the same flag has begun. */
  stillMine(): void;
}

interface Flag {
  /** Roll backs that ever began, and those that are under way. */
  rollbacksBegun: number;
  rollbacksUnderWay: number;
  /** Ordinary writes that wait or work. */
  writes: number;
  /** Settles when the last ordinary write is over. */
  last: Promise<unknown>;
}

const settled = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );

const overtaken = (): ControlFault =>
  new ControlFault('conflict', 'A roll back of this flag came in between.', {
    remedy: 'Nothing is to be done: the roll back stands.',
  });

/**
 * One ordinary write of a flag at a time, in order; a roll back waits for nobody and has the last word. It works at
 * once, and when a write was under way then, once more after that write is over, whatever it may still have done.
 * A write that comes while a roll back is under way is refused.
 */
export class Turns {
  readonly #flags = new Map<string, Flag>();

  async write<T>(key: string, work: (turn: Turn) => Promise<T>): Promise<T> {
    const flag = this.#flag(key);
    if (flag.rollbacksUnderWay > 0) throw overtaken();
    const begun = flag.rollbacksBegun;
    const stillMine = () => {
      if (flag.rollbacksBegun !== begun) throw overtaken();
    };
    const before = flag.last;
    const mine = (async () => {
      await settled(before);
      stillMine();
      return work({ stillMine });
    })();
    flag.last = mine;
    flag.writes += 1;
    try {
      return await mine;
    } finally {
      flag.writes -= 1;
      this.#forget(key, flag);
    }
  }

  async rollback<T>(key: string, work: () => Promise<T>): Promise<T> {
    const flag = this.#flag(key);
    const underWay = flag.writes > 0 ? flag.last : null;
    flag.rollbacksBegun += 1;
    flag.rollbacksUnderWay += 1;
    try {
      if (underWay === null) return await work();
      await settled(work());
      await settled(underWay);
      return await work();
    } finally {
      flag.rollbacksUnderWay -= 1;
      this.#forget(key, flag);
    }
  }

  #flag(key: string): Flag {
    const known = this.#flags.get(key);
    if (known) return known;
    const made: Flag = { rollbacksBegun: 0, rollbacksUnderWay: 0, writes: 0, last: Promise.resolve() };
    this.#flags.set(key, made);
    return made;
  }

  #forget(key: string, flag: Flag): void {
    if (flag.writes === 0 && flag.rollbacksUnderWay === 0) this.#flags.delete(key);
  }
}

/** Remembers the latest operations that were done, so that a repeated one is not done again. */
export class DoneOperations {
  readonly #done = new Set<string>();
  readonly #limit: number;

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  has(opId: string): boolean {
    return this.#done.has(opId);
  }

  add(opId: string): void {
    this.#done.add(opId);
    if (this.#done.size <= this.#limit) return;
    const [oldest] = this.#done;
    if (oldest !== undefined) this.#done.delete(oldest);
  }
}
