/**
 * Remembers answers for a moment and shares questions that are under way, so that ten clicks at once ask Slack
 * once. A failed question is never remembered.
 */
export class Fresh<Answer> {
  readonly #forMs: number;
  readonly #now: () => number;
  #answers = new Map<string, { readonly answer: Promise<Answer>; goodUntil: number }>();

  /** `now` in milliseconds; it need not be the time of day. */
  constructor(forMs: number, now: () => number) {
    this.#forMs = forMs;
    this.#now = now;
  }

  get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(key);
    if (known && known.goodUntil > this.#now()) return known.answer;
    const answers = this.#answers;
    // An answer is as old as its question: what changed meanwhile may not be in it.
    const entry = { answer: ask(), goodUntil: this.#now() + this.#forMs };
    if (answers.size > 1000) this.#dropOld();
    answers.set(key, entry);
    entry.answer.catch(() => {
      if (answers.get(key) === entry) answers.delete(key);
    });
    return entry.answer;
  }

  /** Nothing known or being asked is good any more. */
  forget(): void {
    this.#answers = new Map();
  }

  #dropOld(): void {
    const now = this.#now();
    for (const [key, { goodUntil }] of this.#answers) if (goodUntil <= now) this.#answers.delete(key);
  }
}
