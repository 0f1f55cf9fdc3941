import { describe, expect, it } from 'vitest';
import { closest } from '../../src/domain/closest.ts';

const known = ['production', 'staging', 'development', 'test', 'product_owner', 'ai_platform', 'cost'];

describe('the word that was probably meant', () => {
  it.each([
    ['prodution', 'production'],
    ['stagign', 'staging'],
    ['Production', 'production'],
    ['product owner', 'product_owner'],
    ['product-owner', 'product_owner'],
    ['dev', 'development'],
    ['ai_plattform', 'ai_platform'],
    ['cots', 'cost'],
    ['tset', 'test'],
    ['prod', undefined], // begins two of them
    ['x', undefined],
    ['', undefined],
    ['banana', undefined],
    ['production'.repeat(1000), undefined],
  ])('for %s is %s', (written, meant) => {
    expect(closest(written, known)).toBe(meant);
  });

  it('is none where nothing is known', () => {
    expect(closest('anything', [])).toBeUndefined();
  });
});
