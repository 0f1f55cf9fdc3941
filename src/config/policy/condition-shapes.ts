import type { Environment } from '@marcbachmann/cel-js';
import { z } from 'zod';

/** What a value looks like, as far as conditions care. */
export type Shape =
  | { readonly kind: 'text'; readonly words: readonly string[] | null }
  | { readonly kind: 'number' }
  | { readonly kind: 'truth' }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'group'; readonly fields: Readonly<Record<string, Shape>> }
  /** Keys that nobody knows beforehand, with values of one shape. */
  | { readonly kind: 'keyed'; readonly item: Shape }
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

export const shapeOf = (schema: z.ZodType): Shape =>
  shapeFrom(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
export const text: Shape = { kind: 'text', words: null };
export const number: Shape = { kind: 'number' };
export const truth: Shape = { kind: 'truth' };
export const wordOf = (words: readonly string[]): Shape => ({ kind: 'text', words });
export const listOf = (item: Shape): Shape => ({ kind: 'list', item });
export const group = (fields: Readonly<Record<string, Shape>>): Shape => ({ kind: 'group', fields });
export const keyed = (item: Shape): Shape => ({ kind: 'keyed', item });

/** A group of values as the expression language sees it; keys left out are absent, not empty. */
class Group {
  constructor(fields: Readonly<Record<string, unknown>>) {
    Object.assign(this, fields);
  }
}

/** How the expression language calls a shape, and how a value of it is handed over. */
export interface KnownType {
  readonly name: string;
  readonly convert: (value: unknown) => unknown;
}

const entriesOf = (value: unknown): [string, unknown][] =>
  Object.entries(value !== null && typeof value === 'object' ? value : {});

/** Makes a shape known to an environment under a name of its own. */
export function registerShape(environment: Environment, name: string, shape: Shape): KnownType {
  switch (shape.kind) {
    case 'text':
      return { name: 'string', convert: (value) => value };
    case 'number':
      return { name: 'double', convert: (value) => value };
    case 'truth':
      return { name: 'bool', convert: (value) => value };
    case 'open':
      return { name: 'map<string, dyn>', convert: (value) => new Map(entriesOf(value)) };
    case 'keyed': {
      const item = registerShape(environment, `${name}_item`, shape.item);
      const convert = (value: unknown) =>
        new Map(entriesOf(value).map(([key, child]) => [key, item.convert(child)]));
      return { name: `map<string, ${item.name}>`, convert };
    }
    case 'list': {
      const item = registerShape(environment, name, shape.item);
      const convert = (value: unknown) => (Array.isArray(value) ? value.map(item.convert) : value);
      return { name: `list<${item.name}>`, convert };
    }
    case 'group':
      return registerGroup(environment, name, shape.fields);
  }
}

function registerGroup(
  environment: Environment,
  name: string,
  fields: Readonly<Record<string, Shape>>,
): KnownType {
  const known = new Map(
    Object.entries(fields).map(([key, shape]) => [key, registerShape(environment, `${name}_${key}`, shape)]),
  );
  const ctor = class extends Group {};
  environment.registerType(name, {
    ctor,
    fields: Object.fromEntries([...known].map(([key, type]) => [key, type.name])),
  });
  const convert = (value: unknown) => {
    const converted = entriesOf(value)
      .filter(([key, child]) => known.has(key) && child !== undefined)
      .map(([key, child]) => [key, known.get(key)?.convert(child)] as const);
    return new ctor(Object.fromEntries(converted));
  };
  return { name, convert };
}
