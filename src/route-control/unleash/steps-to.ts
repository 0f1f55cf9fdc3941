import type { Operation } from '../../ports/route-control.ts';
import type { Step } from '../steps.ts';
import type { Wish } from '../wish.ts';
import {
  type Feature,
  isForeign,
  isRest,
  isSplit,
  restStrategy,
  type Strategy,
  type StrategyWish,
  sameStrategy,
  splitStrategy,
} from './feature.ts';
import type { Place, UnleashApi } from './unleash-api.ts';

/**
 * The writes that make a feature what is wished. The split comes first where it is there, because one write then
 * changes it for the whole audience; the environment is switched on last, so that nobody sees a half-made feature.
 */
export function stepsTo(
  api: UnleashApi,
  place: Place,
  feature: Feature,
  wish: Wish,
  { opId, comment, signal }: Operation,
): readonly Step[] {
  const [split, ...spareSplits] = feature.strategies.filter(isSplit);
  const [rest, ...spareRests] = feature.strategies.filter(isRest);
  const foreign = feature.strategies.filter((each) => isForeign(each) && each.disabled !== true);
  const set = (strategy: Strategy | undefined, wished: StrategyWish): Step[] => {
    if (!strategy) return [() => api.addStrategy(place, wished, signal)];
    const same = sameStrategy(strategy, wished) && strategy.sortOrder === wished.sortOrder;
    return same ? [] : [() => api.putStrategy(place, strategy.id, wished, signal)];
  };
  const setSplit = set(split, splitStrategy(wish, opId, comment));
  const setRest = set(rest, restStrategy(wish));
  return [
    ...(split ? [...setSplit, ...setRest] : [...setRest, ...setSplit]),
    ...foreign.map(
      ({ id }) =>
        () =>
          api.disableStrategy(place, id, signal),
    ),
    ...[...spareSplits, ...spareRests].map(
      ({ id }) =>
        () =>
          api.deleteStrategy(place, id, signal),
    ),
    ...(feature.enabled ? [] : [() => api.switchOn(place, signal)]),
  ];
}
