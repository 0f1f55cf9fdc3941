import { createHash } from 'node:crypto';
import type { Fault } from '../ports/fault.ts';
import type { Job, NewJob } from '../ports/store.ts';

/** Something that only an operator can mend, and which jobs wait for it. */
interface Trouble {
  readonly remedy: string;
  readonly waiting: Set<string>;
}

const dayMs = 24 * 3_600_000;
const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function notice(subject: string, text: string, at: number): NewJob {
  return {
    id: `operator:${subject}`,
    lane: 'operators',
    key: null,
    effect: { kind: 'operator_message', subject, text },
    dueAt: at,
  };
}

/**
 * Keeps count of what waits for an operator, and says each thing once: again only when it was mended and came
 * back, or when this program was started anew. Held in memory: the jobs themselves are what must not be lost.
 */
export class OperatorNotices {
  readonly #troubles = new Map<string, Trouble>();
  /** When something was last said to be given up, by subject, epoch ms. */
  readonly #givenUp = new Map<string, number>();

  /** How many different things wait for an operator. */
  get count(): number {
    return this.#troubles.size;
  }

  /** Remedies that are waited for now. */
  get remedies(): readonly string[] {
    return [...this.#troubles.values()].map((trouble) => trouble.remedy);
  }

  /** A job waits for an operator: the message to send, or null where this was said before. */
  waits(job: Job, fault: Fault, now: number): NewJob | null {
    const remedy = fault.remedy || fault.message;
    const subject = shortHash(remedy);
    this.settled(job.id, subject);
    const known = this.#troubles.get(subject);
    if (known) {
      known.waiting.add(job.id);
      return null;
    }
    this.#troubles.set(subject, { remedy, waiting: new Set([job.id]) });
    // A notice about the operators' own channel would wait for the very thing that it asks for.
    if (job.effect.kind === 'operator_message') return null;
    const text = `${remedy} What waits for this goes out by itself soon after it is mended.`;
    return notice(`${subject}:${job.firstTriedAt}`, text, now);
  }

  /** A job was given up: the message to send, at most one a day for the same reason. */
  gaveUp(job: Job, error: string, remedy: string, now: number): NewJob | null {
    if (job.effect.kind === 'operator_message') return null;
    const subject = `given-up:${shortHash(remedy || error)}`;
    if (now - (this.#givenUp.get(subject) ?? Number.NEGATIVE_INFINITY) < dayMs) return null;
    this.#givenUp.set(subject, now);
    const text =
      `Work was given up (${job.effect.kind}: ${error}). ${remedy} ` +
      '`npm run -s cli -- doctor` lists what was given up; with `--retry` it is tried again.';
    return notice(`${subject}:${job.id}`, text.replace(/ {2,}/g, ' '), now);
  }

  /** A job no longer waits: done, given up, or failing for another reason (`except`). */
  settled(job: string, except?: string): void {
    for (const [subject, trouble] of this.#troubles) {
      if (subject === except || !trouble.waiting.delete(job)) continue;
      if (trouble.waiting.size === 0) this.#troubles.delete(subject);
    }
  }

  /** A job that had waited was done: whatever it waited for is mended, for the others too. */
  mended(job: string): void {
    for (const [subject, trouble] of this.#troubles) {
      if (trouble.waiting.has(job)) this.#troubles.delete(subject);
    }
  }
}
