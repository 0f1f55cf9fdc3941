import { describe, expect, test } from 'vitest';
import { follow, nobodyYet } from '../../../src/sandbox/outside/movement.ts';
import { groupsOf, populationOf, shareOf, usersOf, uses } from '../../../src/sandbox/outside/population.ts';
import type { Served } from '../../../src/sandbox/outside/wire.ts';

describe('the people who use the company’s features', () => {
  const people = populationOf(['regulated-region', 'plan=free']);

  test('are told apart by a key, and say what exclusions go by', () => {
    expect(groupsOf(people)).toEqual([
      { id: 'customers', count: 200 },
      { id: 'colleagues', count: 40 },
      { id: 'excluded', count: 20 },
    ]);
    expect(new Set(people.map(({ context }) => context.targetingKey)).size).toBe(260);
    expect(people.every(({ context }) => context.segment && context.audience)).toBe(true);
    expect(people.at(-2)?.context).toMatchObject({ segment: 'regulated-region' });
    expect(people.at(-1)?.context).toMatchObject({ segment: 'standard', plan: 'free' });
  });

  test('come across the routes that are made for them; colleagues try out what customers get', () => {
    expect(usersOf('customers')).toBe('customers');
    expect(usersOf('internal')).toBe('colleagues');
    expect(uses('customers', 'internal')).toBe(false);
    expect(uses('colleagues', 'internal')).toBe(true);
    expect(uses('colleagues', 'customers')).toBe(true);
  });

  test('count towards a share once they were asked', () => {
    const served = people.map((_, index): Served => (index < 5 ? 'c' : index < 20 ? 'b' : '?'));
    expect(shareOf(people, served, 'customers')).toBe(0.25);
    expect(shareOf(people, served, 'colleagues')).toBeNull();
  });
});

describe('who moved', () => {
  const at = 1000;
  const some = follow(nobodyYet, new Set([1, 2]), at);
  const atRest = [1, 2].reduce((now) => follow(now, new Set([1, 2]), at), some);

  test('is told of one change, however many rounds it takes to see all of it', () => {
    expect(some.movement).toEqual({ at, joined: 2, left: 0, kept: 0 });
    const more = follow(some, new Set([1, 2, 3]), at + 60_000);
    expect(more.movement).toEqual({ at, joined: 3, left: 0, kept: 0 });
  });

  test('says how many kept the candidate when the share grew, and how many went back', () => {
    expect(atRest.movement).toBe(some.movement);
    const more = follow(atRest, new Set([1, 2, 3, 4]), at + 2000);
    expect(more.movement).toEqual({ at: at + 2000, joined: 2, left: 0, kept: 2 });
    const grown = [1, 2].reduce((now) => follow(now, new Set([1, 2, 3, 4]), at), more);
    expect(follow(grown, new Set(), at + 4000).movement).toEqual({
      at: at + 4000,
      joined: 0,
      left: 4,
      kept: 0,
    });
  });
});
