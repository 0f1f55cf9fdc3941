import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldGroups, packetFields, valueAt } from '../../../src/domain/packet/fields.ts';
import { packetSchema } from '../../../src/domain/packet/schema.ts';
import { packet, supportSummary } from '../../support/proposals.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Every place of a packet that holds a value of its own: texts, numbers, lists and free groups. */
function leaves(schema: JsonSchema | boolean | undefined, path = ''): string[] {
  if (typeof schema !== 'object' || !schema.properties) return [path];
  return Object.entries(schema.properties).flatMap(([key, child]) =>
    leaves(child, path === '' ? key : `${path}.${key}`),
  );
}

const schemaLeaves = leaves(z.toJSONSchema(packetSchema, { io: 'input', unrepresentable: 'any' }));
const covers = (field: string, leaf: string): boolean => leaf === field || leaf.startsWith(`${field}.`);

describe('the fields of a packet', () => {
  it('are as many as the schema has, at least', () => {
    expect(schemaLeaves.length).toBeGreaterThan(50);
  });

  it.each(schemaLeaves)('%s belongs to exactly one of them', (leaf) => {
    expect(packetFields.filter(({ path }) => covers(path, leaf)).map(({ path }) => path)).toHaveLength(1);
  });

  it.each(packetFields.map(({ path }) => path))('%s is in the schema', (path) => {
    expect(schemaLeaves.some((leaf) => covers(path, leaf))).toBe(true);
  });

  it('have each a label of their own and a line on the card', () => {
    expect(new Set(packetFields.map(({ label }) => label)).size).toBe(packetFields.length);
    for (const { group } of packetFields) expect(fieldGroups).toHaveProperty(group);
  });

  it('name no role twice, and nobody for prose', () => {
    for (const { concerns } of packetFields) expect(new Set(concerns).size).toBe(concerns.length);
    const prose = packetFields.filter(({ concerns }) => concerns.length === 0).map(({ path }) => path);
    expect(prose).toEqual(['feature', 'task']);
  });

  it('are read where they stand; what is left out is undefined', () => {
    const example = packet(supportSummary);
    expect(valueAt(example, 'model.primary.name')).toBe('gpt-summary-a');
    expect(valueAt(example, 'retrieval.profile')).toBeUndefined();
    expect(valueAt(example, 'model.primary.name.length')).toBeUndefined();
    expect(valueAt(example, 'constructor')).toBeUndefined();
  });
});
