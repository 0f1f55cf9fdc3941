import { z } from 'zod';
import type { AudienceRule, Observed } from '../../ports/route-control.ts';
import { canonicalText, digestIn, hashOf, parsedJson, servedValue } from '../served-value.ts';
import { everybodyBp, targetingKey, type Wish } from '../wish.ts';

const text = z.string();
const constraintSchema = z.looseObject({
  contextName: text,
  operator: text,
  values: z.array(text).nullish(),
  value: text.nullish(),
  inverted: z.boolean().nullish(),
  caseInsensitive: z.boolean().nullish(),
});
const variantSchema = z.looseObject({
  name: text,
  weight: z.number(),
  weightType: text.nullish(),
  stickiness: text.nullish(),
  payload: z.looseObject({ type: text, value: text }).nullish(),
});
const strategySchema = z.looseObject({
  id: text,
  name: text,
  title: text.nullish(),
  disabled: z.boolean().nullish(),
  sortOrder: z.number().nullish(),
  parameters: z.record(text, z.unknown()).nullish(),
  constraints: z.array(constraintSchema).nullish(),
  segments: z.array(z.number()).nullish(),
  variants: z.array(variantSchema).nullish(),
});
const environmentSchema = z.looseObject({
  name: text,
  enabled: z.boolean(),
  strategies: z.array(strategySchema).default([]),
});
export const featureSchema = z.looseObject({
  name: text,
  archived: z.boolean().nullish(),
  environments: z.array(environmentSchema),
  dependencies: z.array(z.unknown()).nullish(),
});

type Constraint = z.output<typeof constraintSchema>;
export type Strategy = z.output<typeof strategySchema>;
/** A feature as it stands in one environment. */
export interface Feature {
  readonly enabled: boolean;
  readonly dependencies: readonly unknown[];
  /** In the order in which clients try them. */
  readonly strategies: readonly Strategy[];
}

/** What is written of a strategy. */
export interface StrategyWish {
  readonly name: 'flexibleRollout';
  readonly title: string;
  readonly disabled: false;
  readonly sortOrder: number;
  readonly parameters: { readonly rollout: '100'; readonly stickiness: string; readonly groupId: string };
  readonly constraints: readonly ConstraintWish[];
  readonly segments: readonly never[];
  readonly variants: readonly VariantWish[];
}
interface ConstraintWish {
  readonly contextName: string;
  readonly operator: 'IN' | 'NOT_IN' | 'REGEX';
  readonly values: readonly string[];
  readonly value?: string;
}
interface VariantWish {
  readonly name: 'baseline' | 'candidate';
  readonly weight: number;
  readonly weightType: 'fix' | 'variable';
  readonly stickiness: string;
  readonly payload: { readonly type: 'json'; readonly value: string };
}

const splitTitle = 'Routegate ';
const restTitle = 'Routegate: everybody else';
const longestTitle = 250;

/** Our strategies are known by their titles; the rest is for whoever is outside the audience. */
export const isRest = ({ title }: Strategy): boolean => title === restTitle;
export const isSplit = ({ title }: Strategy): boolean => title?.startsWith(splitTitle) ?? false;
export const isForeign = (strategy: Strategy): boolean => !isRest(strategy) && !isSplit(strategy);

/** Unleash's name for who is asked about is its own; other attributes keep theirs. */
const contextField = (attribute: string): string => (attribute === targetingKey ? 'userId' : attribute);

function constraintsOf({ attribute, operator, values }: AudienceRule): ConstraintWish[] {
  const contextName = contextField(attribute);
  if (operator === 'in') return [{ contextName, operator: 'IN', values }];
  return [
    { contextName, operator: 'NOT_IN', values },
    // Whoever does not say the attribute might be excluded, so counts as excluded.
    { contextName, operator: 'REGEX', values: [], value: '.' },
  ];
}

/** The strategy that splits the audience. Its title names the operation, for Unleash's event log. */
export function splitStrategy(wish: Wish, opId: string, comment: string): StrategyWish {
  const { candidateBp, salt, bucketBy, audience, baseline, candidate } = wish;
  const split = candidateBp > 0 && candidateBp < everybodyBp;
  const stickiness = split ? contextField(bucketBy) : 'random';
  const weight = candidateBp / 10;
  const variant = (name: VariantWish['name'], share: number, value: Wish['baseline']): VariantWish => ({
    name,
    weight: share,
    weightType: name === 'candidate' ? 'fix' : 'variable',
    stickiness,
    payload: { type: 'json', value: canonicalText(servedValue(value)) },
  });
  return {
    name: 'flexibleRollout',
    title: `${splitTitle}${opId}: ${comment}`.slice(0, longestTitle),
    disabled: false,
    sortOrder: 0,
    parameters: { rollout: '100', stickiness, groupId: salt },
    constraints: audience.flatMap(constraintsOf),
    segments: [],
    variants: [
      ...(candidate ? [variant('candidate', weight, candidate)] : []),
      variant('baseline', 1000 - weight, baseline),
    ],
  };
}

/** The strategy for everybody outside the audience: without it they would get nothing, rather than the baseline. */
export function restStrategy(wish: Wish): StrategyWish {
  const everybody: Wish = { ...wish, candidate: null, candidateBp: 0, audience: [] };
  return { ...splitStrategy(everybody, '', ''), title: restTitle, sortOrder: 1 };
}

type Comparable = Pick<
  Strategy,
  'parameters' | 'constraints' | 'segments' | 'variants' | 'disabled' | 'name'
>;

/** A strategy without what Unleash adds, leaves out or orders in its own way. */
function comparable(strategy: Comparable | StrategyWish): string {
  const { name, parameters, constraints, segments, variants, disabled } = strategy;
  const { rollout, stickiness, groupId } = parameters ?? {};
  return canonicalText({
    name,
    disabled: disabled ?? false,
    parameters: { rollout: String(rollout), stickiness, groupId },
    segments: segments ?? [],
    constraints: (constraints ?? []).map((constraint: Constraint | ConstraintWish) => ({
      contextName: constraint.contextName,
      operator: constraint.operator,
      values: constraint.values ?? [],
      value: constraint.value ?? '',
      inverted: ('inverted' in constraint && constraint.inverted) ?? false,
      caseInsensitive: ('caseInsensitive' in constraint && constraint.caseInsensitive) ?? false,
    })),
    variants: (variants ?? [])
      .map((variant) => ({
        variant: variant.name,
        weight: variant.weight,
        stickiness: variant.stickiness,
        value: parsedJson(variant.payload?.value ?? '') ?? null,
      }))
      .sort((left, right) => left.variant.localeCompare(right.variant)),
  });
}

export const sameStrategy = (strategy: Strategy, wished: StrategyWish): boolean =>
  comparable(strategy) === comparable(wished);

const enabled = ({ strategies }: Feature): readonly Strategy[] =>
  strategies.filter(({ disabled }) => disabled !== true);

/** Just our two strategies, in their order; null where anything else decides what people get. */
function ourPair(feature: Feature): { readonly split: Strategy; readonly rest: Strategy } | null {
  const [split, rest, ...others] = enabled(feature);
  if (!feature.enabled || !split || !rest || others.length > 0) return null;
  return isSplit(split) && isRest(rest) ? { split, rest } : null;
}

const variantOf = (strategy: Strategy | undefined, name: string) =>
  strategy?.variants?.find((variant) => variant.name === name);

/** Whether everybody gets just what is wished. */
export function fulfils(feature: Feature, wish: Wish): boolean {
  const pair = ourPair(feature);
  if (!pair || !sameStrategy(pair.rest, restStrategy(wish))) return false;
  if (wish.candidateBp > 0) return sameStrategy(pair.split, splitStrategy(wish, '', ''));
  // With nobody on the candidate it does not matter who could get it.
  const value = parsedJson(variantOf(pair.split, 'baseline')?.payload?.value ?? '') ?? null;
  return shareOf(feature) === 0 && canonicalText(value) === canonicalText(servedValue(wish.baseline));
}

function shareOf(feature: Feature): number | null {
  const pair = ourPair(feature);
  if (!pair || String(pair.split.parameters?.rollout) !== '100') return null;
  const weights = new Map(pair.split.variants?.map(({ name, weight }) => [name, weight]));
  const candidate = weights.get('candidate') ?? 0;
  const baseline = weights.get('baseline');
  const total = candidate + (baseline ?? 0);
  if (baseline === undefined || weights.size > 2 || total === 0) return null;
  return Math.round((candidate / total) * everybodyBp);
}

function digestOfVariant(feature: Feature, name: string): string | null {
  const ours = feature.strategies.filter((strategy) => !isForeign(strategy));
  const payload = ours.map((strategy) => variantOf(strategy, name)?.payload).find(Boolean);
  return digestIn(parsedJson(payload?.value ?? ''));
}

/**
 * A feature in our terms. Unleash has no revision; the hash of all that is set stands in for one. Since our titles
 * name the operation, no state ever looks like an earlier one.
 */
export function observedIn(feature: Feature): Observed {
  const rawHash = hashOf(feature);
  return {
    exists: true,
    candidateBp: shareOf(feature),
    baselineDigest: digestOfVariant(feature, 'baseline'),
    candidateDigest: digestOfVariant(feature, 'candidate'),
    revision: rawHash,
    rawHash,
  };
}
