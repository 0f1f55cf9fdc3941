import type { Precedence } from '../ports/precedence.ts';

/** By the wall: whoever waits longer than this for an answer waits for something else than this process. */
const longestBeginMs = 1000;
/** By the wall: work in the background goes on this often even if somebody always waits. */
const defaultPatienceMs = 100;

interface Turn {
  readonly since: number;
  readonly take: () => void;
}

class PeopleFirst implements Precedence {
  readonly #patienceMs: number;
  readonly #turns: Turn[] = [];
  #waiting = 0;
  #next: { readonly cancel: () => void } | null = null;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  begin(): () => void {
    this.#waiting += 1;
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#arm();
    };
    const late = setTimeout(end, longestBeginMs);
    late.unref();
    return end;
  }

  turn(): Promise<void> {
    return new Promise((take) => {
      this.#turns.push({ since: performance.now(), take });
      if (!this.#next) this.#arm();
    });
  }

  /** One turn for each round of the event loop, so that whatever came in meanwhile is seen before the next. */
  #arm(): void {
    this.#next?.cancel();
    this.#next = null;
    const [first] = this.#turns;
    if (!first) return;
    const leftMs = this.#waiting === 0 ? 0 : first.since + this.#patienceMs - performance.now();
    if (leftMs <= 0) {
      const immediate = setImmediate(() => this.#give());
      this.#next = { cancel: () => clearImmediate(immediate) };
    } else {
      const timer = setTimeout(() => this.#give(), leftMs);
      this.#next = { cancel: () => clearTimeout(timer) };
    }
  }

  #give(): void {
    this.#next = null;
    const [first] = this.#turns;
    const isPatient = first && performance.now() - first.since < this.#patienceMs;
    if (this.#waiting === 0 || !isPatient) this.#turns.shift()?.take();
    this.#arm();
  }
}

/**
 * Lets requests that somebody waits for go before work in the background, which everything shares one thread with.
 * Slack shows a warning sign after three seconds without an answer, while a card may well turn a little later.
 */
export const peopleFirst = (patienceMs = defaultPatienceMs): Precedence => new PeopleFirst(patienceMs);
