import type { Movement } from './wire.ts';

/** Asking everybody takes a while, so that one change of the flag is seen in several rounds. */
const restRounds = 2;

/** Who had the candidate at rest, who has it now, and since when that differs. */
export interface Followed {
  readonly rest: ReadonlySet<number>;
  readonly now: ReadonlySet<number>;
  /** Rounds in which nobody moved, since somebody did. */
  readonly still: number;
  readonly movement: Movement | null;
}

export const nobodyYet: Followed = { rest: new Set(), now: new Set(), still: restRounds, movement: null };

const without = (one: ReadonlySet<number>, other: ReadonlySet<number>): number =>
  [...one].filter((person) => !other.has(person)).length;

/** What a round of questions showed, in the light of those before. `at` is epoch ms. */
export function follow(before: Followed, candidates: ReadonlySet<number>, at: number): Followed {
  if (without(before.now, candidates) + without(candidates, before.now) === 0)
    return { ...before, still: before.still + 1 };
  const ongoing = before.still < restRounds ? before.movement : null;
  const rest = ongoing ? before.rest : before.now;
  const left = without(rest, candidates);
  const joined = without(candidates, rest);
  const movement = { at: ongoing?.at ?? at, joined, left, kept: rest.size - left };
  return { rest, now: new Set(candidates), still: 0, movement };
}
