import { z } from 'zod';
import { closest } from './closest.ts';

/** One thing wrong with a value, said to the person who wrote it. */
export interface ValueIssue {
  readonly path: readonly PropertyKey[];
  /** One or two sentences: what is wrong, and what to write instead. */
  readonly message: string;
}

export type CheckedValue<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly ValueIssue[] };

type RawIssue = z.core.$ZodRawIssue;
type JsonSchema = z.core.JSONSchema.BaseSchema;

const schemas = new WeakMap<z.ZodType, JsonSchema>();

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const known = schemas.get(schema);
  if (known) return known;
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  schemas.set(schema, made);
  return made;
}

const asSchema = (schema: JsonSchema | boolean | undefined): JsonSchema | undefined =>
  typeof schema === 'object' ? schema : undefined;

function childOf(schema: JsonSchema, step: PropertyKey): JsonSchema | undefined {
  if (typeof step === 'number') return Array.isArray(schema.items) ? undefined : asSchema(schema.items);
  return asSchema(schema.properties?.[String(step)]) ?? asSchema(schema.additionalProperties);
}

/** The schema of what stands at a path; undefined where the path leaves what the schema knows. */
function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  let current: JsonSchema | undefined = schema;
  for (const step of path) {
    if (!current) return undefined;
    const branches: JsonSchema[] = [current];
    for (const branch of current.anyOf ?? []) if (typeof branch === 'object') branches.push(branch);
    current = branches.map((branch) => childOf(branch, step)).find((child) => child !== undefined);
  }
  return current;
}

function keysOf(schema: JsonSchema | undefined): string[] {
  if (!schema) return [];
  const named = asSchema(schema.propertyNames)?.enum?.map(String) ?? [];
  return [...Object.keys(schema.properties ?? {}), ...named];
}

const quoted = (value: unknown): string => {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value));
  return `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
};

/** `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list (one "- " for each entry)',
  object: 'a group of keys',
  record: 'a group of keys',
};

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return `${value}`;
  return typeof value === 'string' ? 'a text' : 'a group of keys';
}

function wanted(issue: RawIssue, schema: JsonSchema | undefined): string {
  if (issue.code === 'invalid_value') return oneOf(issue.values.map(String));
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? `${issue.expected}`;
  const types = schema?.anyOf
    ?.map((one) => kinds[String(asSchema(one)?.type)] ?? '')
    .filter((kind) => kind !== '');
  return oneOf(types ?? []);
}

function wrongValue(written: unknown, values: readonly unknown[]): string {
  const allowed = values.map(String);
  const meant = typeof written === 'string' ? closest(written, allowed) : undefined;
  const hint = meant ? ` Did you mean ${meant}?` : '';
  return `${quoted(written)} is not known here.${hint} Write ${oneOf(allowed)}.`;
}

function wrongSize(issue: RawIssue): string {
  if (issue.code === 'too_big') {
    if (issue.origin === 'string')
      return `Shorten this to ${issue.maximum} characters; it has ${String(issue.input).length}.`;
    if (issue.origin === 'array')
      return `List at most ${issue.maximum} entries; there are ${Array.isArray(issue.input) ? issue.input.length : 'more'}.`;
    return `Write a number of ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}.`;
  }
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return 'Write something here, or leave the key out.';
    if (issue.origin === 'array')
      return `List at least ${issue.minimum === 1 ? 'one entry' : `${issue.minimum} entries`}.`;
    return `Write a number of ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}.`;
  }
  return 'This value is not allowed here.';
}

/** A sentence for an issue that the schema itself says nothing better about. */
function sentenceFor(issue: RawIssue, schema: JsonSchema | undefined): string {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      if (issue.input === undefined) return `This is missing. Write ${wanted(issue, schema)}.`;
      if (typeof issue.input === 'number' && issue.code === 'invalid_type' && issue.expected !== 'string')
        return `Write ${wanted(issue, schema)}.`;
      return `Write ${wanted(issue, schema)} here, not ${kindOf(issue.input)}.`;
    case 'invalid_value':
      return issue.input === undefined
        ? `This is missing. Write ${wanted(issue, schema)}.`
        : wrongValue(issue.input, issue.values);
    case 'too_big':
    case 'too_small':
      return wrongSize(issue);
    default:
      return 'This value is not allowed here.';
  }
}

function unknownKey(key: string, known: readonly string[]): { message: string; meant: string | undefined } {
  const meant = closest(key, known);
  const hint = meant
    ? `Did you mean ${quoted(meant)}?`
    : known.length > 0
      ? `Known keys: ${known.slice(0, 40).join(', ')}.`
      : 'Remove it.';
  return { message: `${quoted(key)} is not a known key here. ${hint}`, meant };
}

const pathKey = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String));

/**
 * Checks a value against a schema. Issues come in the schema's order, each in words for the person who wrote the
 * value; an unknown key says which was probably meant. `writtenAs` gives the text of a plain value before it was
 * taken for a number or the like, so that the advice can be to quote it. Never throws for any JSON value.
 */
export function checkValue<S extends z.ZodType>(
  schema: S,
  value: unknown,
  writtenAs: (path: readonly PropertyKey[]) => string | undefined = () => undefined,
): CheckedValue<z.output<S>> {
  const shape = jsonSchemaOf(schema);
  const result = schema.safeParse(value, {
    error: (issue) => {
      const path = issue.path ?? [];
      const written = issue.code === 'invalid_type' && issue.expected === 'string' ? writtenAs(path) : '';
      if (written) return `Put this in quotes, so that it stays a text: "${written}".`;
      return sentenceFor(issue, schemaAt(shape, path));
    },
  });
  if (result.success) return { ok: true, value: result.data };
  const meant = new Set<string>();
  const issues: ValueIssue[] = [];
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      const known = keysOf(schemaAt(shape, issue.path));
      for (const key of issue.keys) {
        const unknown = unknownKey(key, known);
        if (unknown.meant) meant.add(pathKey([...issue.path, unknown.meant]));
        issues.push({ path: [...issue.path, key], message: unknown.message });
      }
      continue;
    }
    issues.push({ path: issue.path, message: issue.message });
  }
  // A misspelt key explains the missing one that was meant.
  return { ok: false, issues: issues.filter(({ path }) => !meant.has(pathKey(path))) };
}
