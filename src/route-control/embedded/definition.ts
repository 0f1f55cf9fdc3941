import type { FlagDefinition, Json, JsonObject } from '../../ports/flag-store.ts';
import type { AudienceRule } from '../../ports/route-control.ts';
import { canonicalText, servedValue } from '../served-value.ts';
import { everybodyBp, type Wish } from '../wish.ts';

/**
 * A wish as a flagd flag. While nothing is rolled out there is no targeting and everybody gets the default, the
 * baseline; the flag is never disabled, because a disabled one serves nothing at all.
 */
export function definitionOf(wish: Wish): FlagDefinition {
  const targeting = targetingOf(wish);
  return {
    state: 'ENABLED',
    variants: {
      baseline: servedValue(wish.baseline),
      ...(wish.candidate ? { candidate: servedValue(wish.candidate) } : {}),
    },
    defaultVariant: 'baseline',
    ...(targeting ? { targeting } : {}),
  };
}

function targetingOf({ candidateBp, audience, bucketBy, salt }: Wish): JsonObject | null {
  if (candidateBp === 0) return null;
  const everybody = candidateBp === everybodyBp;
  // Without the key that tells people apart, all of them would land in one bucket; they get the baseline instead.
  const known: JsonObject[] = everybody ? [] : [{ '!!': [{ var: bucketBy }] }];
  const conditions = [...known, ...audience.map(conditionOf)];
  const served: Json = everybody
    ? 'candidate'
    : {
        // The candidate first: its people stay where they are while the share grows.
        fractional: [
          { cat: [salt, { var: bucketBy }] },
          ['candidate', candidateBp],
          ['baseline', everybodyBp - candidateBp],
        ],
      };
  return { if: [conditions.length > 0 ? { and: conditions } : true, served, 'baseline'] };
}

/** Applications send numbers and booleans as such, people write them as text: both are meant. */
function spellings(value: string): Json[] {
  if (value === 'true' || value === 'false') return [value, value === 'true'];
  return value.trim() !== '' && String(Number(value)) === value ? [value, Number(value)] : [value];
}

function conditionOf({ attribute, operator, values }: AudienceRule): JsonObject {
  const listed = values.flatMap(spellings);
  if (operator === 'in') return { in: [{ var: attribute }, listed] };
  // Whoever does not say the attribute might be excluded, so counts as excluded.
  return { '!': [{ in: [{ var: attribute }, [null, '', ...listed]] }] };
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** The weight of a `[variant, weight]` pair of that variant. */
function weightOf(pair: Json | undefined, variant: string): number | null {
  if (!isList(pair) || pair[0] !== variant) return null;
  return typeof pair[1] === 'number' && Number.isInteger(pair[1]) && pair[1] >= 0 ? pair[1] : null;
}

function shareIn(served: Json | undefined): number | null {
  if (served === 'candidate') return everybodyBp;
  if (!isObject(served) || !isList(served.fractional) || served.fractional.length !== 3) return null;
  const candidate = weightOf(served.fractional[1], 'candidate');
  const baseline = weightOf(served.fractional[2], 'baseline');
  if (candidate === null || baseline === null || candidate + baseline === 0) return null;
  return Math.round((candidate / (candidate + baseline)) * everybodyBp);
}

/** The candidate's share in basis points; null where the targeting is not of our making. */
export function candidateBpIn({ state, defaultVariant, targeting }: FlagDefinition): number | null {
  if (state !== 'ENABLED' || defaultVariant !== 'baseline') return null;
  if (targeting === undefined) return 0;
  const branches = targeting.if;
  return isList(branches) && branches.length === 3 && branches[2] === 'baseline'
    ? shareIn(branches[1])
    : null;
}

/** Whether a flag serves just what is wished. A candidate that nobody gets does not count. */
export function fulfils(definition: FlagDefinition, wish: Wish): boolean {
  const wished = definitionOf(wish);
  const baselineOnly = wish.candidateBp === 0;
  const compared = ({ state, defaultVariant, variants, targeting }: FlagDefinition) =>
    canonicalText({
      state,
      defaultVariant,
      targeting: targeting ?? null,
      baseline: variants.baseline ?? null,
      candidate: baselineOnly ? null : (variants.candidate ?? null),
    });
  return compared(definition) === compared(wished);
}

/** What a flag asks of whoever is asked about: the attributes it reads, and the one it cannot do without. */
export interface Needs {
  readonly attributes: readonly string[];
  readonly bucketBy: string | null;
}

/** The names that a piece of JSON logic looks up. */
export function variablesIn(logic: Json | undefined): string[] {
  if (isList(logic)) return logic.flatMap(variablesIn);
  if (!isObject(logic)) return [];
  return Object.entries(logic).flatMap(([operator, operand]) =>
    operator === 'var' && typeof operand === 'string' ? [operand] : variablesIn(operand),
  );
}

export function needsOf({ targeting }: FlagDefinition): Needs {
  const attributes = [...new Set(variablesIn(targeting))];
  const branches = targeting?.if;
  const served = isList(branches) ? branches[1] : undefined;
  const bucketBy =
    isObject(served) && isList(served.fractional) ? variablesIn(served.fractional[0])[0] : null;
  return { attributes, bucketBy: bucketBy ?? null };
}
