import type { Operation } from '../../ports/route-control.ts';
import type { Step } from '../steps.ts';
import type { Wish } from '../wish.ts';
import type { FeatBitApi, Place } from './featbit-api.ts';
import {
  type Flag,
  hasTargeting,
  hasVariation,
  servesCandidate,
  type TargetingWish,
  targetingOf,
  variationsOf,
} from './flag.ts';

/** Written in FeatBit's audit log. */
export const noteOf = ({ comment, opId }: Operation): string => `${comment} (Routegate ${opId})`;

/** The variations as wished; others that somebody made stay, unused. */
function variationsWith(flag: Flag, wish: Wish): readonly object[] {
  const wished = variationsOf(wish);
  const ours = new Set<string>(wished.map(({ id }) => id));
  return [...wished, ...flag.variations.filter(({ id }) => !ours.has(id))];
}

/**
 * The writes that make a flag what is wished. What people get is changed by one of them, the targeting. Before the
 * candidate becomes another one, nobody gets it, so that it starts with the share that was wished for it.
 */
export function stepsTo(
  api: FeatBitApi,
  place: Place,
  flag: Flag,
  wish: Wish,
  operation: Operation,
): readonly Step[] {
  const { signal } = operation;
  const note = noteOf(operation);
  let { revision } = flag;
  const next =
    (write: (last: string) => Promise<string>): Step =>
    async () => {
      revision = await write(revision);
    };
  const target = (targeting: TargetingWish): Step =>
    next((last) => api.putTargeting(place, last, targeting, note, signal));
  const wished = variationsOf(wish);
  const stale = wished.filter((variation) => !hasVariation(flag, variation));
  const swapped = stale.some(({ id }) => id === 'candidate') && servesCandidate(flag);
  const targeting = targetingOf(wish);
  return [
    ...(swapped ? [target(targetingOf({ ...wish, candidateBp: 0 }))] : []),
    ...(stale.length > 0
      ? [next((last) => api.putVariations(place, last, variationsWith(flag, wish), note, signal))]
      : []),
    ...(swapped || !hasTargeting(flag, targeting) ? [target(targeting)] : []),
    ...(flag.disabledVariationId === 'baseline'
      ? []
      : [next((last) => api.putOffVariation(place, last, note, signal))]),
    ...(flag.isEnabled ? [] : [() => api.switchOn(place, note, signal)]),
  ];
}
