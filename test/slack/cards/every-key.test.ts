import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Packet, type Proposal, proposalSchema } from '../../../src/domain/packet/schema.ts';
import { partBlocks } from '../../../src/slack/actions/packet-parts.ts';
import { packetSections } from '../../../src/slack/cards/packet-sections.ts';
import { valuesOf } from '../../../src/slack/modals/proposal-form.ts';
import { filed, policy } from './states.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Path = readonly (string | number)[];

const shape = z.toJSONSchema(proposalSchema, { io: 'input', unrepresentable: 'any' });
const isSchema = (schema: unknown): schema is JsonSchema => typeof schema === 'object' && schema !== null;

/** Some value of a schema with every key that it knows; texts tell where they stand. */
function full(schema: JsonSchema, path: Path): unknown {
  if (schema.anyOf?.[0] !== undefined && isSchema(schema.anyOf[0])) return full(schema.anyOf[0], path);
  if (schema.enum) return schema.enum[0];
  if (schema.format === 'date') return '2027-01-02';
  if (schema.format === 'uri') return 'https://example.com/x';
  if (schema.type === 'boolean') return true;
  if (schema.type === 'number') return 0.25;
  if (schema.type === 'integer') return 8;
  if (schema.type === 'array' && isSchema(schema.items) && !Array.isArray(schema.items))
    return [full(schema.items, [...path, 0])];
  if (schema.type !== 'object') return path.at(-1) === 'route' ? 'a-route' : `at ${path.join(' ')}`;
  const names = isSchema(schema.propertyNames) ? (schema.propertyNames.enum ?? ['some key']) : [];
  const answers = names.map((name) => [String(name), schema.additionalProperties] as const);
  return Object.fromEntries(
    [...Object.entries(schema.properties ?? {}), ...answers].flatMap(([key, child]) =>
      isSchema(child) ? [[key, full(child, [...path, key])]] : [],
    ),
  );
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      inner !== null && typeof inner === 'object'
        ? Object.getOwnPropertyDescriptor(inner, key)?.value
        : undefined,
    value,
  );

function leaves(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, child]) =>
    leaves(child, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function replaced(value: unknown, path: Path, next: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  if (Array.isArray(value))
    return value.map((item, index) => (index === key ? replaced(item, rest, next) : item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, child]) => {
      if (name !== key) return [[name, child]];
      const after = replaced(child, rest, next);
      return after === undefined ? [] : [[name, after]];
    }),
  );
}

/** A transition has a goal or attempts, never both, so there is one of each. */
const written = replaced(
  full(shape, []),
  ['fallback', 'transitions'],
  [
    { on: 'an outage', act: 'fall_back', to: 'a peer' },
    { on: 'a timeout', act: 'retry', attempts: 2 },
  ],
);
const example: Proposal = proposalSchema.parse(written);

const wordsAt = (path: Path): readonly unknown[] => {
  let schema: unknown = shape;
  for (const key of path) {
    if (!isSchema(schema)) return [];
    schema =
      typeof key === 'number' ? schema.items : (schema.properties?.[key] ?? schema.additionalProperties);
  }
  return isSchema(schema) ? (schema.enum ?? []) : [];
};

/** The same proposal with another value at one place, as far as the schema allows any. */
function withOther(path: Path): Proposal {
  const value = at(written, path);
  const others = [
    ...wordsAt(path).filter((word) => word !== value),
    ...(typeof value === 'string' ? [`${value}z`, '2027-03-04', 'https://example.com/y'] : []),
    ...(typeof value === 'number' ? [value * 2] : []),
    ...(typeof value === 'boolean' ? [!value] : []),
  ];
  for (const other of others) {
    const read = proposalSchema.safeParse(replaced(written, path, other));
    if (read.success) return read.data;
  }
  throw new Error(`Nothing else can stand at ${path.join('.')}`);
}

const printed = (packet: Packet): string => JSON.stringify(packetSections(packet, null));
const { open } = filed();
/** What View packet says of a request beside its packet. */
const printedBeside = ({ change, evidence }: Proposal): string => {
  const contents = {
    request: { ...open, change, evidence },
    policy,
    events: [],
    reader: 'U0READER01',
    at: open.revisedAt,
  };
  return JSON.stringify([partBlocks('packet', contents), partBlocks('evidence', contents)]);
};
/** Nothing but a retry has attempts, so nothing else can stand there. */
const fixed = 'fallback.transitions.1.act';
const everyPlace = leaves(written).filter((path) => path.join('.') !== fixed);
const places = everyPlace.filter(([top]) => top !== 'change' && top !== 'evidence');

describe('whatever a packet says', () => {
  it('is a lot', () => {
    expect(places.length).toBeGreaterThan(150);
  });

  it.each(places.map((path) => [path.join('.'), path] as const))('%s is in View packet', (_name, path) => {
    expect(printed(withOther(path).packet)).not.toBe(printed(example.packet));
  });

  it.each(
    everyPlace
      .filter(([top]) => top === 'change' || top === 'evidence')
      .map((path) => [path.join('.'), path] as const),
  )('%s is in View packet, beside it', (_name, path) => {
    expect(printedBeside(withOther(path))).not.toBe(printedBeside(example));
  });

  it.each(everyPlace.map((path) => [path.join('.'), path] as const))('%s is in the form', (_name, path) => {
    expect(valuesOf(withOther(path))).not.toEqual(valuesOf(example));
  });
});
