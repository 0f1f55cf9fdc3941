import type { Movement } from './wire.ts';

/** Asking everybody takes a while, so that one change of the flag is seen in several rounds. */
const oneChangeMs = 3000;

/** Who had the candidate at rest, who has it now, and since when that differs. */
export interface Followed {
  readonly rest: ReadonlySet<number>;
  readonly now: ReadonlySet<number>;
  readonly movement: Movement | null;
}

export const nobodyYet: Followed = { rest: new Set(), now: new Set(), movement: null };

const without = (one: ReadonlySet<number>, other: ReadonlySet<number>): number =>
  [...one].filter((person) => !other.has(person)).length;

/** What a round of questions showed, in the light of those before. `at` is epoch ms. */
export function follow(before: Followed, candidates: ReadonlySet<number>, at: number): Followed {
  if (without(before.now, candidates) + without(candidates, before.now) === 0) return before;
  const ongoing = before.movement !== null && at - before.movement.at < oneChangeMs;
  const rest = ongoing ? before.rest : before.now;
  const left = without(rest, candidates);
  const movement = {
    at: ongoing && before.movement ? before.movement.at : at,
    joined: without(candidates, rest),
    left,
    kept: rest.size - left,
  };
  return { rest, now: new Set(candidates), movement };
}
