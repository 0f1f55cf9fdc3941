import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffPackets } from '../../../src/domain/packet/diff.ts';
import type { Packet } from '../../../src/domain/packet/schema.ts';
import type { Actor, RequestCommand } from '../../../src/domain/request/commands.ts';
import { decide } from '../../../src/domain/request/decide.ts';
import { evolve } from '../../../src/domain/request/evolve.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { filling } from '../../../src/domain/request/standing.ts';
import { type ReviewRole, reviewRoles } from '../../../src/domain/words.ts';
import { hour, member, monday, RequestUnderTest } from '../../support/given-when-then.ts';
import { testPolicy } from '../../support/policy.ts';
import { modelChange, packet, proposal, supportSummary } from '../../support/proposals.ts';

const people = ['U-requester', 'U-a', 'U-b', 'U-c', 'U-d', 'U-e'];
const asked: readonly ReviewRole[] = ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'];

/** Who holds what: any hand-out of the asked roles to the people. */
const staff = fc
  .array(fc.subarray([...asked]), { minLength: people.length, maxLength: people.length })
  .map((roles) => people.map((person, index): Actor => member(person, ...(roles[index] ?? []))));

const edits = [
  modelChange,
  { ...modelChange, prompt: { source: 'prompts/other.md' } },
  { ...modelChange, task: 'Another wording.' },
  { ...modelChange, cost: { monthly_budget_usd: 900 } },
  { ...modelChange, classification: ['financial_decision' as const] },
];

const command: fc.Arbitrary<RequestCommand> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('approve' as const),
      request: fc.constant('R-1'),
      revision: fc.integer({ min: 1, max: 3 }),
      role: fc.constantFrom(...reviewRoles),
      conditions: fc.constant([]),
      comment: fc.constant(''),
      typedRoute: fc.constantFrom('support-summary-prod', null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('request_changes' as const, 'reject' as const),
      request: fc.constant('R-1'),
      revision: fc.integer({ min: 1, max: 3 }),
      role: fc.constantFrom(...reviewRoles),
      category: fc.constant('cost' as const),
      reason: fc.string({ minLength: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('revise_request' as const),
      request: fc.constant('R-1'),
      revision: fc.integer({ min: 1, max: 3 }),
      proposal: fc.constantFrom(...edits).map(proposal),
      raiseTo: fc.constantFrom(null, 'restricted' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<RequestCommand>(
      { type: 'withdraw', request: 'R-1', reason: '' },
      { type: 'nudge', request: 'R-1' },
      { type: 'extend', request: 'R-1' },
      { type: 'time_passed', request: 'R-1' },
      { type: 'lower_tier', request: 'R-1', to: 'low', reason: 'because' },
    ),
  },
);

const submitted: RequestCommand = {
  type: 'submit_request',
  request: 'R-1',
  proposal: proposal(modelChange),
  raiseTo: null,
};

/** Runs commands, in any order, by anybody, as time goes by; hands every state to `look`. */
function live(
  steps: readonly { command: RequestCommand; actor: Actor; hours: number }[],
  look: (state: Request) => void,
) {
  let state: Request | null = null;
  let at = monday;
  const baseline = packet(supportSummary);
  for (const step of [{ command: submitted, actor: member('U-requester'), hours: 0 }, ...steps]) {
    at += step.hours * hour;
    const decision = decide(state, step.command, { at, actor: step.actor, policy: testPolicy(), baseline });
    if ('refusal' in decision) continue;
    for (const event of decision.events) state = evolve(state, event, at);
    if (state) look(state);
  }
}

const life = staff.chain((actors) =>
  fc.array(
    fc.record({ command, actor: fc.constantFrom(...actors), hours: fc.integer({ min: 0, max: 40 }) }),
    { maxLength: 60 },
  ),
);

describe('whatever anybody does in any order', () => {
  test('the requester and the editors never fill a slot', () => {
    fc.assert(
      fc.property(life, (steps) =>
        live(steps, (state) => {
          const barred = new Set([state.requester, ...state.editors]);
          expect(state.approvals.filter((given) => barred.has(given.person))).toEqual([]);
          if (state.status === 'approved')
            expect(filling(state).filled.some((one) => barred.has(one.person))).toBe(false);
        }),
      ),
      { numRuns: 300 },
    );
  });

  test('a request is approved exactly when every slot is filled and nobody objects', () => {
    fc.assert(
      fc.property(life, (steps) =>
        live(steps, (state) => {
          const decided = filling(state).complete && state.objections.length === 0;
          if (state.status === 'approved' || state.status === 'lapsed') expect(decided).toBe(true);
          if (state.status === 'in_review') expect(decided).toBe(false);
        }),
      ),
      { numRuns: 300 },
    );
  });

  test('no decision outlives a material edit: all that concerns its role is as it was when it was given', () => {
    fc.assert(
      fc.property(life, (steps) => {
        const packetOf = new Map<number, Packet>();
        live(steps, (state) => {
          packetOf.set(state.bound.revision, state.packet);
          for (const given of state.approvals) {
            const seen = packetOf.get(given.bound.revision) ?? null;
            const concerned = diffPackets(seen, state.packet).filter(({ field }) =>
              field.concerns.includes(given.role),
            );
            expect(concerned).toEqual([]);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  test('a closed request stays closed and never changes', () => {
    fc.assert(
      fc.property(life, (steps) => {
        let closed: Request | null = null;
        live(steps, (state) => {
          if (closed) expect(state).toEqual(closed);
          if (['rejected', 'withdrawn', 'expired', 'lapsed'].includes(state.status)) closed = state;
        });
      }),
      { numRuns: 300 },
    );
  });

  test('no order of clicks strands a request that some order completes', () => {
    fc.assert(
      fc.property(
        staff,
        fc.infiniteStream(fc.nat()),
        fc.boolean(),
        (actors, picks, severalSlotsPerPerson) => {
          const policy = testPolicy({
            separation: { severalSlotsPerPerson, apart: [['product_owner', 'release_owner']] },
          });
          const request = new RequestUnderTest(policy).submit();
          const clicks = actors.flatMap((actor) =>
            actor.roles.map((role) => ({ actor, role: role as ReviewRole })),
          );
          // Everybody clicks in a random order; whoever was told no clicks again while anything moves.
          for (
            let round = 0;
            round < clicks.length + 1 && request.state?.status === 'in_review';
            round += 1
          ) {
            const order = clicks
              .map((click) => ({ click, key: picks.next().value }))
              .sort((left, right) => left.key - right.key);
            for (const { click } of order)
              if (request.state?.status === 'in_review') request.approve(click.role, click.actor);
          }
          const able = actors.filter((actor) => actor.person !== 'U-requester');
          expect(request.state?.status === 'approved').toBe(canComplete(able, severalSlotsPerPerson));
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** By trying everything: can these people fill all five slots? The plain definition that the matching must meet. */
function canComplete(actors: readonly Actor[], severalSlotsPerPerson: boolean): boolean {
  const place = (slot: number, by: readonly string[]): boolean => {
    const role = asked[slot];
    if (role === undefined) return true;
    return actors.some((actor) => {
      if (!actor.roles.includes(role)) return false;
      if (!severalSlotsPerPerson && by.includes(actor.person)) return false;
      if (role === 'release_owner' && by[0] === actor.person) return false;
      return place(slot + 1, [...by, actor.person]);
    });
  };
  return place(0, []);
}
