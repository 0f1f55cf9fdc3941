import { z } from 'zod';
import type { AudienceRule, Observed } from '../../ports/route-control.ts';
import { canonicalText, digestIn, hashOf, parsedJson, servedValue } from '../served-value.ts';
import { everybodyBp, targetingKey, type Wish } from '../wish.ts';

const text = z.string();
const rolloutSchema = z.looseObject({ id: text, rollout: z.tuple([z.number(), z.number()]) });
const conditionSchema = z.looseObject({ property: text, op: text, value: text.nullish() });
const ruleSchema = z.looseObject({
  dispatchKey: text.nullish(),
  conditions: z.array(conditionSchema),
  variations: z.array(rolloutSchema),
});
export const flagSchema = z.looseObject({
  key: text,
  revision: text,
  variationType: text,
  variations: z.array(z.looseObject({ id: text, name: text.nullish(), value: text })),
  targetUsers: z.array(z.looseObject({ keyIds: z.array(text), variationId: text })).nullish(),
  rules: z.array(ruleSchema).nullish(),
  isEnabled: z.boolean(),
  disabledVariationId: text.nullish(),
  fallthrough: z.looseObject({ dispatchKey: text.nullish(), variations: z.array(rolloutSchema) }),
  isArchived: z.boolean().nullish(),
});
export type Flag = z.output<typeof flagSchema>;

/** A variation of ours has its name as its id, so that no look-up stands between them. */
export type VariationId = 'baseline' | 'candidate';
export interface VariationWish {
  readonly id: VariationId;
  readonly name: string;
  readonly value: string;
}
interface RolloutWish {
  readonly id: VariationId;
  readonly rollout: readonly [number, number];
  readonly exptRollout: 1;
}
interface ServeWish {
  readonly dispatchKey: string;
  readonly includedInExpt: boolean;
  readonly variations: readonly RolloutWish[];
}
export interface TargetingWish {
  readonly targetUsers: readonly never[];
  readonly rules: readonly (ServeWish & {
    readonly id: string;
    readonly name: string;
    readonly conditions: readonly {
      readonly id: string;
      readonly property: string;
      readonly op: string;
      readonly value: string;
    }[];
  })[];
  readonly fallthrough: ServeWish;
  readonly exptIncludeAllTargets: boolean;
}

/** FeatBit's name for who is asked about is its own; other attributes keep theirs. */
const property = (attribute: string): string => (attribute === targetingKey ? 'keyId' : attribute);

/** Ranges that follow each other without gap or overlap, the candidate first: FeatBit itself does not check that. */
function serve(candidateBp: number, bucketBy: string): ServeWish {
  const edge = candidateBp / everybodyBp;
  const all: readonly RolloutWish[] = [
    { id: 'candidate', rollout: [0, edge], exptRollout: 1 },
    { id: 'baseline', rollout: [edge, 1], exptRollout: 1 },
  ];
  return {
    dispatchKey: property(bucketBy),
    includedInExpt: false,
    variations: all.filter(({ rollout: [from, to] }) => to > from),
  };
}

function conditionOf({ attribute, operator, values }: AudienceRule, index: number) {
  const common = { id: `condition-${index + 1}`, property: property(attribute) };
  if (operator === 'in') return { ...common, op: 'IsOneOf', value: JSON.stringify(values) };
  // FeatBit takes an attribute that nobody said for an empty text: such a person might be excluded, so counts as such.
  return { ...common, op: 'NotOneOf', value: JSON.stringify(['', ...values]) };
}

export function targetingOf({ candidateBp, audience, bucketBy }: Wish): TargetingWish {
  const limited = audience.length > 0 && candidateBp > 0;
  const rule = {
    id: 'routegate-audience',
    name: 'Routegate: the audience',
    ...serve(candidateBp, bucketBy),
    conditions: audience.map(conditionOf),
  };
  return {
    targetUsers: [],
    rules: limited ? [rule] : [],
    fallthrough: serve(limited ? 0 : candidateBp, bucketBy),
    exptIncludeAllTargets: false,
  };
}

export function variationsOf({ baseline, candidate }: Wish): readonly VariationWish[] {
  const variation = (id: VariationId, value: Wish['baseline']): VariationWish => ({
    id,
    name: id,
    value: canonicalText(servedValue(value)),
  });
  return [variation('baseline', baseline), ...(candidate ? [variation('candidate', candidate)] : [])];
}

const variationIn = (flag: Flag, id: string) => flag.variations.find((variation) => variation.id === id);

/** Whether a variation serves the wished value, however its JSON is written. */
export function hasVariation(flag: Flag, { id, value }: VariationWish): boolean {
  const held = parsedJson(variationIn(flag, id)?.value ?? '') ?? null;
  return canonicalText(held) === canonicalText(parsedJson(value));
}

type Served = Pick<ServeWish, 'variations'> | Flag['fallthrough'];

/** Who gets what, without empty ranges and without the dust of floating point. */
const ranges = ({ variations }: Served) =>
  variations
    .map(({ id, rollout: [from, to] }) => ({ id, from: round(from), to: round(to) }))
    .filter(({ from, to }) => to > from);
const round = (share: number): number => Math.round(share * 1e6) / 1e6;

const comparable = (served: Served & { readonly dispatchKey?: string | null | undefined }) => {
  const split = ranges(served);
  // Where everybody gets the same, it does not matter what they are told apart by.
  return { split, dispatchKey: split.length > 1 ? served.dispatchKey || 'keyId' : '' };
};

/** Whether a flag's targeting is just the wished one. */
export function hasTargeting(flag: Flag, wished: TargetingWish): boolean {
  const conditionsOf = (rule: { conditions: readonly z.output<typeof conditionSchema>[] }) =>
    rule.conditions.map(({ property: name, op, value }) => ({
      name,
      op,
      value: parsedJson(value ?? '') ?? value,
    }));
  const held = {
    users: (flag.targetUsers ?? []).flatMap(({ keyIds }) => keyIds),
    rules: (flag.rules ?? []).map((rule) => ({ ...comparable(rule), conditions: conditionsOf(rule) })),
    others: comparable(flag.fallthrough),
  };
  const asked = {
    users: [],
    rules: wished.rules.map((rule) => ({
      ...comparable(rule),
      conditions: conditionsOf({ conditions: [...rule.conditions] }),
    })),
    others: comparable(wished.fallthrough),
  };
  return canonicalText(held) === canonicalText(asked);
}

export function fulfils(flag: Flag, wish: Wish): boolean {
  const needed = variationsOf(wish).filter(({ id }) => id === 'baseline' || wish.candidateBp > 0);
  return (
    flag.isEnabled &&
    flag.disabledVariationId === 'baseline' &&
    needed.every((variation) => hasVariation(flag, variation)) &&
    hasTargeting(flag, targetingOf(wish))
  );
}

/** The candidate's share in what is served; null where the ranges have gaps, overlap, or serve anything else. */
function shareIn(served: Served): number | null {
  let edge = 0;
  let share = 0;
  for (const { id, from, to } of ranges(served)) {
    if (from !== edge || (id !== 'candidate' && id !== 'baseline')) return null;
    if (id === 'candidate') share += to - from;
    edge = to;
  }
  return edge === 1 ? Math.round(share * everybodyBp) : null;
}

function candidateBpIn(flag: Flag): number | null {
  const [rule, ...others] = flag.rules ?? [];
  const users = (flag.targetUsers ?? []).some(({ keyIds }) => keyIds.length > 0);
  if (!flag.isEnabled || flag.disabledVariationId !== 'baseline' || users || others.length > 0) return null;
  const outside = shareIn(flag.fallthrough);
  if (!rule) return outside;
  // Our only rule is the audience; whoever is outside it gets the baseline.
  return outside === 0 ? shareIn(rule) : null;
}

/** Whether anybody can get the candidate now. */
export const servesCandidate = (flag: Flag): boolean =>
  [flag.fallthrough, ...(flag.rules ?? [])].some((served) =>
    ranges(served).some(({ id }) => id === 'candidate'),
  ) ||
  (flag.targetUsers ?? []).some(
    ({ keyIds, variationId }) => keyIds.length > 0 && variationId === 'candidate',
  );

export function observedIn(flag: Flag): Observed {
  const {
    revision,
    createdAt: _created,
    updatedAt: _updated,
    creatorId: _by,
    updatorId: _last,
    ...content
  } = flag;
  return {
    exists: true,
    candidateBp: candidateBpIn(flag),
    baselineDigest: digestIn(parsedJson(variationIn(flag, 'baseline')?.value ?? '')),
    candidateDigest: digestIn(parsedJson(variationIn(flag, 'candidate')?.value ?? '')),
    revision,
    rawHash: hashOf(content),
  };
}
