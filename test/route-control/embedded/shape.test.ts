import { FlagdCore } from '@openfeature/flagd-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlagDefinition } from '../../../src/ports/flag-store.ts';
import { candidateBpIn, definitionOf } from '../../../src/route-control/embedded/definition.ts';
import { FlagTable } from '../../../src/route-control/embedded/flag-table.ts';
import { shapeOf } from '../../../src/route-control/embedded/shape.ts';
import type { Wish } from '../../../src/route-control/wish.ts';
import { MemoryFlagStore } from '../../support/memory-flag-store.ts';
import { baseline, candidate, wish } from '../../support/route-control-contract.ts';

const silent = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
const attributes = ['region', 'plan', 'team'] as const;
const words = ['eu', 'us', '7', 'true', 'regulated', ''] as const;

const arbitraryWish: fc.Arbitrary<Wish> = fc.record({
  baseline: fc.constant(baseline),
  candidate: fc.constant(candidate),
  candidateBp: fc.oneof(fc.constantFrom(0, 500, 2500, 10_000), fc.integer({ min: 0, max: 10_000 })),
  audience: fc.array(
    fc.record({
      attribute: fc.constantFrom(...attributes),
      operator: fc.constantFrom('in', 'not_in'),
      values: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 3 },
  ),
  bucketBy: fc.constantFrom('targetingKey', 'team'),
  salt: fc.string({ minLength: 1, maxLength: 8 }),
});

const arbitraryContext = fc.record(
  {
    targetingKey: fc.string({ minLength: 1, maxLength: 12 }),
    region: fc.constantFrom(...words, 7, true),
    plan: fc.constantFrom(...words, 7, true),
    team: fc.constantFrom('red', 'green', 'blue'),
  },
  { requiredKeys: ['targetingKey', 'team'] },
);

async function tableOf(definitions: readonly FlagDefinition[]): Promise<FlagTable> {
  const store = new MemoryFlagStore();
  for (const [index, definition] of definitions.entries())
    await store.putFlag({ key: `route-${index}`, definition, operations: [] }, null);
  return FlagTable.open(store);
}

describe('flags that share their shape', () => {
  test('decide for everybody just as flagd does with each flag by itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryWish, { minLength: 1, maxLength: 6 }),
        fc.array(arbitraryContext, { minLength: 1, maxLength: 20 }),
        async (wishes, contexts) => {
          const table = await tableOf(wishes.map(definitionOf));
          const core = new FlagdCore(undefined, silent);
          core.setConfigurations(table.document());
          for (const key of table.keys())
            for (const context of contexts) {
              const { variant, value, reason } = core.resolveObjectEvaluation(key, {}, context);
              expect(table.evaluate(key, context)).toMatchObject({ variant, value, reason });
            }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('differ in their constants only', () => {
    const shapes = ['R-1', 'R-2'].map((salt, index) => {
      const audience = [{ attribute: 'region', operator: 'in', values: [`region-${index}`] }] as const;
      const { split, ...rest } = wish(500 + index, { salt, audience });
      return shapeOf(definitionOf({ ...rest, candidateBp: split.candidateBp }));
    });
    expect(shapes[0]?.targeting).toEqual(shapes[1]?.targeting);
    expect(shapes[0]?.constants).toEqual([['region-0'], 'R-1', 500, 9500]);
    expect(shapes[1]?.constants).toEqual([['region-1'], 'R-2', 501, 9499]);
  });

  test('leave alone what somebody else wrote', async () => {
    const byOwnKey: FlagDefinition = {
      state: 'ENABLED',
      variants: { baseline: { model: 'steady' }, candidate: { model: 'quick' } },
      defaultVariant: 'baseline',
      targeting: { if: [{ '==': [{ var: '$flagd.flagKey' }, 'route-1'] }, 'candidate', 'baseline'] },
    };
    expect(candidateBpIn(byOwnKey)).toBe(10_000);
    expect(shapeOf(byOwnKey)).toBeNull();
    const table = await tableOf([byOwnKey, byOwnKey]);
    expect(table.evaluate('route-0', {})).toMatchObject({ variant: 'baseline' });
    expect(table.evaluate('route-1', {})).toMatchObject({ variant: 'candidate' });
  });
});
