import { z } from 'zod';
import { packetFields } from '../../domain/packet/fields.ts';
import { changeSchema, packetSchema } from '../../domain/packet/schema.ts';
import type { RiskFacts } from '../../domain/risk.ts';
import { changeAreas } from '../../domain/words.ts';

/** What a value looks like, as far as conditions care. */
export type Shape =
  | { readonly kind: 'text'; readonly words: readonly string[] | null }
  | { readonly kind: 'number' }
  | { readonly kind: 'truth' }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'group'; readonly fields: Readonly<Record<string, Shape>> }
  /** Keys that nobody knows beforehand, with plain values of any kind. */
  | { readonly kind: 'open' };

type JsonSchema = z.core.JSONSchema.BaseSchema;

function shapeFrom(schema: JsonSchema | boolean | undefined): Shape {
  if (typeof schema !== 'object') return { kind: 'open' };
  if (schema.type === 'string') return { kind: 'text', words: schema.enum?.map(String) ?? null };
  if (schema.type === 'number' || schema.type === 'integer') return { kind: 'number' };
  if (schema.type === 'boolean') return { kind: 'truth' };
  if (schema.type === 'array')
    return { kind: 'list', item: shapeFrom(Array.isArray(schema.items) ? undefined : schema.items) };
  const fields = Object.entries(schema.properties ?? {}).map(
    ([key, child]) => [key, shapeFrom(child)] as const,
  );
  const keys = typeof schema.propertyNames === 'object' ? (schema.propertyNames.enum ?? []).map(String) : [];
  const named = keys.map((key) => [key, shapeFrom(schema.additionalProperties)] as const);
  const all = [...fields, ...named];
  return all.length > 0 ? { kind: 'group', fields: Object.fromEntries(all) } : { kind: 'open' };
}

const shapeOf = (schema: z.ZodType): Shape =>
  shapeFrom(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
const wordsOf = (words: readonly string[]): Shape => ({ kind: 'list', item: { kind: 'text', words } });

export interface ConditionVariable {
  readonly name: string;
  readonly meaning: string;
  readonly shape: Shape;
  readonly value: (facts: RiskFacts) => unknown;
}

/** Everything that a condition of the policy may name. */
export const conditionVariables: readonly ConditionVariable[] = [
  {
    name: 'packet',
    meaning: 'the packet proposed, with every key that a packet file can have',
    shape: shapeOf(packetSchema),
    value: ({ packet }) => packet,
  },
  {
    name: 'baseline',
    meaning: 'the packet that serves now; it has no keys while is_new is true',
    shape: shapeOf(packetSchema),
    value: ({ baseline }) => baseline ?? {},
  },
  {
    name: 'change',
    meaning: 'what the requester says of the change: kind, what, why, expected_improvement',
    shape: shapeOf(changeSchema),
    value: ({ change }) => change,
  },
  {
    name: 'changed',
    meaning: 'the areas that change, declared or found, such as "model" or "logging"; none for a new route',
    shape: wordsOf(changeAreas),
    value: ({ changed }) => [...changed],
  },
  {
    name: 'changed_fields',
    meaning: 'the packet fields that differ from the baseline, such as "model.primary.name"',
    shape: wordsOf(packetFields.map(({ path }) => path)),
    value: ({ diff }) => diff.map(({ field }) => field.path),
  },
  {
    name: 'is_new',
    meaning: 'true while the route serves nothing, so that there is no baseline',
    shape: { kind: 'truth' },
    value: ({ baseline }) => baseline === null,
  },
];
