import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor, StandIn } from '../../../src/domain/request/commands.ts';
import { filling } from '../../../src/domain/request/standing.ts';
import type { ReviewRole } from '../../../src/domain/words.ts';
import { member, RequestUnderTest } from '../../support/given-when-then.ts';
import { testPolicy } from '../../support/policy.ts';

const asked: readonly ReviewRole[] = ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'];
const standIn = (person: string, ...standsInFor: StandIn[]): Actor => ({ ...member(person), standsInFor });
const forGrace = standIn('U-leo', { role: 'finance', person: 'U-grace' });

describe('somebody who stands in', () => {
  test('decides for the absent holder, and the decision says so', () => {
    const request = new RequestUnderTest().submit();
    expect(request.approve('finance', forGrace)).toBeNull();
    expect(request.open.approvals).toMatchObject([{ role: 'finance', person: 'U-leo', actsFor: 'U-grace' }]);
    expect(filling(request.open).filled).toHaveLength(1);
    expect(request.requestChanges('finance', forGrace)).toBeNull();
    expect(request.open.objections).toMatchObject([{ person: 'U-leo', actsFor: 'U-grace' }]);
  });

  test('decides for nothing else', () => {
    const request = new RequestUnderTest().submit();
    expect(request.approve('security', forGrace)).toEqual({ reason: 'not_in_role', role: 'security' });
    expect(request.when({ type: 'lower_tier', request: 'R-1', to: 'low', reason: 'x' }, forGrace)).toEqual({
      reason: 'not_in_role',
      role: 'security',
    });
  });

  test('never decides on a request of their own', () => {
    const request = new RequestUnderTest().submit(undefined, 'U-leo');
    expect(request.approve('finance', forGrace)).toEqual({ reason: 'own_request', role: 'finance' });
  });

  test('never decides for somebody who asked for it or edited it', () => {
    const request = new RequestUnderTest().submit(undefined, 'U-grace');
    expect(request.approve('finance', forGrace)).toEqual({
      reason: 'stands_in_for_barred',
      role: 'finance',
      absent: 'U-grace',
    });
    const two = standIn(
      'U-leo',
      { role: 'finance', person: 'U-grace' },
      { role: 'finance', person: 'U-gil' },
    );
    expect(request.approve('finance', two)).toBeNull();
    expect(request.open.approvals).toMatchObject([{ actsFor: 'U-gil' }]);
  });

  test('uses a role of their own before one that is lent', () => {
    const request = new RequestUnderTest().submit();
    const both = {
      ...member('U-leo', 'finance'),
      standsInFor: [{ role: 'finance', person: 'U-grace' }],
    } as const;
    expect(request.approve('finance', both)).toBeNull();
    expect(request.open.approvals[0]?.actsFor).toBeUndefined();
  });

  test('answers what the absent holder objected to', () => {
    const request = new RequestUnderTest().submit();
    request.requestChanges('finance', member('U-grace', 'finance'));
    expect(request.approve('finance', forGrace)).toBeNull();
    expect(request.open.objections).toEqual([]);
  });
});

test('where a role needs two people, a holder and their stand-in are one of them, in either order', () => {
  const holder = member('U-grace', 'finance');
  const other = member('U-gil', 'finance');
  const twice = (...actors: Actor[]) => {
    const request = new RequestUnderTest().submit();
    const { assessment } = request.open;
    const slots = [{ role: 'finance' as const, count: 2, reasons: [] }];
    request.state = { ...request.open, assessment: { ...assessment, slots } };
    for (const actor of actors) request.approve('finance', actor);
    return request.state?.status;
  };
  expect(twice(holder, forGrace)).toBe('in_review');
  expect(twice(forGrace, holder)).toBe('in_review');
  expect(twice(forGrace, other)).toBe('approved');
  expect(twice(holder, forGrace, other)).toBe('approved');
});

const people = ['U-requester', 'U-a', 'U-b', 'U-c', 'U-d'];
/** Any hand-out of roles, and any delegates for some of the people. */
const staff = fc
  .record({
    roles: fc.array(fc.subarray([...asked]), { minLength: people.length, maxLength: people.length }),
    delegates: fc.array(fc.option(fc.constantFrom(...people)), {
      minLength: people.length,
      maxLength: people.length,
    }),
  })
  .map(({ roles, delegates }) =>
    people.map((person, index): Actor => {
      const standsInFor = people.flatMap((absent, place) =>
        delegates[place] === person && absent !== person
          ? (roles[place] ?? []).map((role) => ({ role, person: absent }))
          : [],
      );
      return { ...member(person, ...(roles[index] ?? [])), standsInFor };
    }),
  );

const mayUse = (actor: Actor): ReviewRole[] =>
  asked.filter(
    (role) =>
      actor.roles.includes(role) ||
      actor.standsInFor?.some((one) => one.role === role && one.person !== 'U-requester'),
  );

/** By trying everything: whether these people can fill all slots, product and release by two of them. */
function canComplete(actors: readonly Actor[]): boolean {
  const place = (slot: number, by: readonly string[]): boolean => {
    const role = asked[slot];
    if (role === undefined) return true;
    return actors.some(
      (actor) =>
        mayUse(actor).includes(role) &&
        !(role === 'release_owner' && by[0] === actor.person) &&
        place(slot + 1, [...by, actor.person]),
    );
  };
  return place(0, []);
}

describe('whoever stands in for whom', () => {
  test('no order of clicks strands a request, and nobody who asked fills a slot', () => {
    fc.assert(
      fc.property(staff, fc.infiniteStream(fc.nat()), (actors, picks) => {
        const request = new RequestUnderTest(testPolicy()).submit();
        const clicks = actors.flatMap((actor) => asked.map((role) => ({ actor, role })));
        for (let round = 0; round < 12 && request.state?.status === 'in_review'; round += 1) {
          const order = clicks
            .map((click) => ({ click, key: picks.next().value }))
            .sort((left, right) => left.key - right.key);
          for (const { click } of order)
            if (request.state?.status === 'in_review') request.approve(click.role, click.actor);
        }
        const able = actors.filter(({ person }) => person !== 'U-requester');
        expect(request.state?.status === 'approved').toBe(canComplete(able));
        for (const { person, actsFor } of request.state?.approvals ?? []) {
          expect(person).not.toBe('U-requester');
          expect(actsFor).not.toBe('U-requester');
        }
      }),
      { numRuns: 300 },
    );
  });
});
