import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Approval, fillSlots, type SeparationRule } from '../../src/domain/matching.ts';
import type { Slot } from '../../src/domain/slots.ts';
import type { ReviewRole } from '../../src/domain/words.ts';

const roles = ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'] as const;
const people = ['ann', 'ben', 'cho', 'dan'];

const slot = (role: ReviewRole, count = 1): Slot => ({ role, count, reasons: ['because'] });
const approval = (person: string, role: ReviewRole): Approval => ({ person, role });
const rule = (more: Partial<SeparationRule> = {}): SeparationRule => ({
  severalSlotsPerPerson: true,
  apart: [],
  people: 1,
  ...more,
});
const openRoles = (filling: ReturnType<typeof fillSlots>): string[] => filling.open.map(({ role }) => role);

interface Situation {
  readonly slots: readonly Slot[];
  readonly rule: SeparationRule;
  /** Everything that somebody could approve, being in the role. */
  readonly held: readonly Approval[];
}

const situation: fc.Arbitrary<Situation> = fc.record({
  slots: fc
    .uniqueArray(fc.record({ role: fc.constantFrom(...roles), count: fc.integer({ min: 1, max: 2 }) }), {
      selector: ({ role }) => role,
      minLength: 1,
      maxLength: 4,
    })
    .map((list) => list.map(({ role, count }) => slot(role, count))),
  rule: fc.record({
    severalSlotsPerPerson: fc.boolean(),
    apart: fc.array(fc.subarray([...roles], { minLength: 2, maxLength: 3 }), { maxLength: 2 }),
    people: fc.integer({ min: 1, max: 3 }),
  }),
  held: fc
    .array(fc.subarray([...roles]), { minLength: people.length, maxLength: people.length })
    .map((lists) => lists.flatMap((list, index) => list.map((role) => approval(people[index] ?? '', role)))),
});

const shuffled = <T>(list: readonly T[], seed: number): T[] =>
  list
    .map((item, index) => ({ item, key: Math.sin(seed + index * 7919) }))
    .sort((left, right) => left.key - right.key)
    .map(({ item }) => item);

/** Roles between which one person counts once, worked out on their own: joined while they share a role. */
function apartSets({ slots, rule: { severalSlotsPerPerson, apart } }: Situation): ReviewRole[][] {
  const asked = slots.map(({ role }) => role);
  if (!severalSlotsPerPerson) return [asked];
  let sets: ReviewRole[][] = asked.map((role) => [role]);
  for (const set of apart) {
    const joined = sets.filter((group) => group.some((role) => set.includes(role)));
    sets = [...sets.filter((group) => !joined.includes(group)), joined.flat()];
  }
  return sets;
}

/** Whether the approvals can fill every seat: by trying everything, not by a matching. */
function canFill(situated: Situation, given: readonly Approval[]): boolean {
  const sets = apartSets(situated);
  const seats = situated.slots.flatMap(({ role, count }) => Array.from({ length: count }, () => role));
  const place = (at: number, used: ReadonlySet<string>): boolean => {
    const role = seats[at];
    if (role === undefined) return true;
    const set = sets.findIndex((group) => group.includes(role));
    return given
      .filter((one) => one.role === role && !used.has(`${set}/${one.person}`))
      .some((one) => place(at + 1, new Set([...used, `${set}/${one.person}`])));
  };
  return place(0, new Set());
}

function isDone(situated: Situation, given: readonly Approval[]): boolean {
  const asked = new Set(situated.slots.map(({ role }) => role));
  const approvers = new Set(given.filter(({ role }) => asked.has(role)).map(({ person }) => person));
  return canFill(situated, given) && approvers.size >= situated.rule.people;
}

/** People click as long as any click is taken; a click for a role that is not open is refused. */
function clickThrough({ slots, rule: separation, held }: Situation, seed: number): Approval[] {
  const given: Approval[] = [];
  for (let round = 0; round <= held.length; round += 1) {
    const taken = shuffled(held, seed + round).find(
      (one) => !given.includes(one) && openRoles(fillSlots(slots, given, separation)).includes(one.role),
    );
    if (!taken) break;
    given.push(taken);
  }
  return given;
}

describe('filling slots', () => {
  it('moves an approval to its giver’s other role when that lets a later one count', () => {
    const slots = [slot('product_owner'), slot('release_owner')];
    const apart = rule({ apart: [['product_owner', 'release_owner']] });
    // Ann may do both but counts once; Ben can only do product.
    const first = [approval('ann', 'product_owner'), approval('ann', 'release_owner')];
    expect(fillSlots(slots, first, apart)).toMatchObject({ complete: false, filled: [{ person: 'ann' }] });
    expect(openRoles(fillSlots(slots, first, apart)).sort()).toEqual(['product_owner', 'release_owner']);
    const filling = fillSlots(slots, [...first, approval('ben', 'product_owner')], apart);
    expect(filling.complete).toBe(true);
    expect(filling.filled).toEqual(
      expect.arrayContaining([approval('ben', 'product_owner'), approval('ann', 'release_owner')]),
    );
  });

  it('lets one person fill several slots in a small team, and not where policy says otherwise', () => {
    const slots = [slot('finance'), slot('security')];
    const both = [approval('ann', 'finance'), approval('ann', 'security')];
    expect(fillSlots(slots, both, rule()).complete).toBe(true);
    const strict = fillSlots(slots, both, rule({ severalSlotsPerPerson: false }));
    expect(strict).toMatchObject({ complete: false });
    expect(openRoles(strict).sort()).toEqual(['finance', 'security']);
  });

  it('counts a person once for a slot that needs two', () => {
    const twice = [approval('ann', 'security'), approval('ann', 'security')];
    expect(fillSlots([slot('security', 2)], twice, rule())).toMatchObject({
      complete: false,
      open: [{ role: 'security', lacking: 1 }],
    });
    const two = [approval('ann', 'security'), approval('ben', 'security')];
    expect(fillSlots([slot('security', 2)], two, rule()).complete).toBe(true);
  });

  it('asks for another person when every slot is filled by too few', () => {
    const slots = [slot('ai_platform'), slot('security')];
    const one = [approval('ann', 'ai_platform'), approval('ann', 'security')];
    const filling = fillSlots(slots, one, rule({ people: 2 }));
    expect(filling).toMatchObject({ complete: false, peopleLacking: 1 });
    expect(openRoles(filling).sort()).toEqual(['ai_platform', 'security']);
    expect(fillSlots(slots, [...one, approval('ben', 'ai_platform')], rule({ people: 2 })).complete).toBe(
      true,
    );
  });

  it('does not ask again for what is filled while something else is open', () => {
    const slots = [slot('finance'), slot('security')];
    expect(openRoles(fillSlots(slots, [approval('ann', 'finance')], rule()))).toEqual(['security']);
  });

  it('needs nobody where nothing is asked', () => {
    expect(fillSlots([], [], rule({ people: 2 }))).toEqual({
      filled: [],
      open: [],
      peopleLacking: 0,
      complete: true,
    });
  });

  it('ignores approvals for roles that are not asked', () => {
    const filling = fillSlots([slot('finance')], [approval('ann', 'legal')], rule());
    expect(filling).toMatchObject({ complete: false, filled: [] });
  });

  it('agrees with trying everything', () => {
    fc.assert(
      fc.property(situation, fc.nat(), (situated, seed) => {
        const given = shuffled(situated.held, seed).slice(0, seed % 9);
        const filling = fillSlots(situated.slots, given, situated.rule);
        expect(filling.complete).toBe(isDone(situated, given));
        expect(filling.open.length === 0).toBe(filling.complete);
      }),
      { numRuns: 2000 },
    );
  });

  it('comes out the same whatever the order of the approvals', () => {
    fc.assert(
      fc.property(situation, fc.nat(), fc.nat(), ({ slots, held, rule: separation }, one, other) => {
        const left = fillSlots(slots, shuffled(held, one), separation);
        const right = fillSlots(slots, shuffled(held, other), separation);
        expect(openRoles(right)).toEqual(openRoles(left));
        expect([right.complete, right.peopleLacking, right.filled.length]).toEqual([
          left.complete,
          left.peopleLacking,
          left.filled.length,
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it('uses only approvals that were given, within the counts and the separation', () => {
    fc.assert(
      fc.property(situation, (situated) => {
        const { slots, held, rule: separation } = situated;
        const { filled } = fillSlots(slots, held, separation);
        for (const one of filled) expect(held).toContainEqual(one);
        for (const { role, count } of slots)
          expect(filled.filter((one) => one.role === role).length).toBeLessThanOrEqual(count);
        for (const set of apartSets(situated)) {
          const inSet = filled.filter(({ role }) => set.includes(role)).map(({ person }) => person);
          expect(new Set(inSet).size).toBe(inSet.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('strands no request: if some order of clicks completes it, every order does', () => {
    fc.assert(
      fc.property(situation, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), (situated, seeds) => {
        const possible = isDone(situated, situated.held);
        for (const seed of seeds) {
          const given = clickThrough(situated, seed);
          expect(fillSlots(situated.slots, given, situated.rule).complete).toBe(possible);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is open exactly for the roles whose approval by somebody new could still help', () => {
    fc.assert(
      fc.property(situation, fc.nat(), ({ slots, held, rule: separation }, seed) => {
        const given = shuffled(held, seed).slice(0, seed % 7);
        const before = fillSlots(slots, given, separation);
        for (const { role } of slots) {
          const after = fillSlots(slots, [...given, approval('somebody new', role)], separation);
          const helps =
            after.filled.length > before.filled.length || after.peopleLacking < before.peopleLacking;
          const seatsFull = before.filled.length === slots.reduce((sum, { count }) => sum + count, 0);
          const useful = seatsFull ? !before.complete && helps : after.filled.length > before.filled.length;
          expect(openRoles(before).includes(role)).toBe(useful);
        }
      }),
      { numRuns: 500 },
    );
  });
});
