import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  evolvePolicy,
  policyChange,
  policyDifferences,
} from '../../src/domain/policy-change/policy-change.ts';

const before = {
  tiers: { high: { people: 1, reaches: 'canary' } },
  risk_rules: [
    { id: 'big', tier: 'high', when: 'packet.cost > 1' },
    { id: 'far', tier: 'low', when: 'true' },
  ],
  apart: [['product_owner', 'release_owner']],
};

test('the first policy of a record has nothing before it; the same one again is no change', () => {
  const first = policyChange(null, { digest: 'a', declared: before });
  expect(first).toMatchObject({ type: 'policy_changed', digest: 'a', previous: null, differences: [] });
  const known = first && evolvePolicy(null, first, 5);
  expect(known).toEqual({ digest: 'a', since: 5, declared: before });
  expect(policyChange(known, { digest: 'a', declared: before })).toBeNull();
});

test('names each key that says something else, rules by their names', () => {
  const after = {
    ...before,
    tiers: { high: { people: 2, reaches: 'canary' } },
    risk_rules: [
      { id: 'far', tier: 'low', when: 'true' },
      { id: 'big', tier: 'high', when: 'packet.cost > 2' },
    ],
    freezes: ['x'],
  };
  expect(policyDifferences(before, after)).toEqual([
    { path: 'tiers.high.people', before: '1', after: '2' },
    { path: 'risk_rules.big.when', before: '"packet.cost > 1"', after: '"packet.cost > 2"' },
    { path: 'freezes', before: null, after: '["x"]' },
  ]);
});

test('finds no difference in what is the same, and the same ones the other way round', () => {
  const declared = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(declared, declared, (left, right) => {
      expect(policyDifferences(left, left)).toEqual([]);
      const there = policyDifferences(left, right).map(({ path }) => path);
      const back = policyDifferences(right, left).map(({ path }) => path);
      expect(there.sort()).toEqual(back.sort());
    }),
    { numRuns: 200 },
  );
});
