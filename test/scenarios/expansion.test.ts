import { afterEach, describe, expect, it } from 'vitest';
import type { Condition, Request } from '../../src/domain/request/request.ts';
import type { ReviewRole } from '../../src/domain/words.ts';
import { eventually } from '../support/eventually.ts';
import { hour, member } from '../support/given-when-then.ts';
import { LiveRoute } from '../support/live-route.ts';
import { testPolicy } from '../support/policy.ts';
import { modelChange, proposal } from '../support/proposals.ts';

const opened: LiveRoute[] = [];
afterEach(async () => {
  for (const live of opened.splice(0)) await live.close();
});

/** A change at high, at 25 % of the customers and held for a day; its approval reaches the canary. */
async function atQuarter(): Promise<LiveRoute> {
  const live = await LiveRoute.open({ policy: testPolicy() });
  opened.push(live);
  await live.start(await live.approved());
  await live.goTo(2500);
  await live.measured('error_rate', 0.001);
  live.clock.advance(23 * hour);
  await live.measured('error_rate', 0.002);
  live.clock.advance(hour);
  return live;
}

const requestOf = async (live: LiveRoute, id: string): Promise<Request | null> =>
  (await live.store.request(id))?.state ?? null;

/** The newest request that asks whether more people may get it. */
const asked = (live: LiveRoute, id: string): Promise<Request> =>
  eventually(`${id} is asked`, async () => {
    const request = await requestOf(live, id);
    return request?.expands ? request : null;
  });

const approve = (
  live: LiveRoute,
  request: string,
  role: ReviewRole,
  person = `U-${role}`,
  conditions: readonly Condition[] = [],
) => {
  const approval = { role, conditions, comment: '', typedRoute: null, revision: 1 } as const;
  return live.app.handle(
    `${request}-${role}-${person}`,
    { type: 'approve', request, ...approval },
    member(person, role),
  );
};

describe('a rollout whose approval does not reach everybody', () => {
  it('asks product and release again when its hold time is over, on what was measured', async () => {
    const live = await atQuarter();
    const request = await asked(live, 'R-2');
    expect(request).toMatchObject({
      status: 'in_review',
      requester: 'U-requester',
      expands: { request: 'R-1', from: 'canary', to: 'default' },
      assessment: { tier: 'high', reaches: 'default' },
      packet: { model: { primary: { name: 'gpt-summary-b' } } },
    });
    expect(request.assessment.slots.map(({ role }) => role)).toEqual(['product_owner', 'release_owner']);
    expect(request.evidence).toEqual([
      {
        lane: 'live_readings',
        title: 'error_rate at 25 %',
        verdict: 'passed',
        measured: '0.002',
        threshold: 'at most 0.01',
      },
    ]);
    expect((await live.rollout()).asked).toBe('R-2');
    expect(await live.expand()).toMatchObject({
      routeRefusal: { missing: [{ gate: 'approval', needs: 'default', reaches: 'canary' }] },
    });
    await live.idle();
    expect(await requestOf(live, 'R-3')).toBeNull();
  });

  it('goes on once both have agreed, and the requester is none of them', async () => {
    const live = await atQuarter();
    await asked(live, 'R-2');
    expect(await approve(live, 'R-2', 'product_owner', 'U-requester')).toMatchObject({
      refusal: { reason: 'own_request' },
    });
    expect(await approve(live, 'R-2', 'product_owner')).toMatchObject({ ok: true });
    expect((await live.rollout()).reaches).toBe('canary');
    expect(await approve(live, 'R-2', 'release_owner')).toMatchObject({ ok: true });
    expect((await live.rollout()).reaches).toBe('default');
    expect(await requestOf(live, 'R-2')).toMatchObject({ status: 'approved', used: { by: 'system' } });
    await live.recordDrill();
    expect(await live.expand()).toMatchObject({ ok: true });
    const route = await live.until('complete', ({ finished }) => finished?.outcome === 'complete');
    expect(route.baseline?.model.primary.name).toBe('gpt-summary-b');
    expect(await live.events()).toEqual(expect.arrayContaining(['expansion_asked', 'reach_widened']));
    // It was no approval to start anything with.
    expect(await live.start('R-2')).toMatchObject({ routeRefusal: { reason: 'approval_used' } });
  });

  it('owes what its second approval was given for, until it is kept or taken back', async () => {
    const live = await atQuarter();
    await asked(live, 'R-2');
    const report = { text: 'Report after a week', owner: 'UMAYA', due: '2026-10-30' };
    await approve(live, 'R-2', 'product_owner', 'U-product_owner', [report]);
    expect((await live.route()).conditions).toBeUndefined();
    await approve(live, 'R-2', 'release_owner');
    const owed = { id: 'R-2.1', rollout: 'R-1', role: 'product_owner', ...report };
    expect((await live.route()).conditions).toMatchObject([owed]);
    expect((await live.rollout()).reaches).toBe('default');
    await live.rollBack();
    await live.until('rolled back', ({ rollout }) => rollout === null);
    expect((await live.route()).conditions).toEqual([]);
  });

  it('stays where it is when they say no, and asks again when somebody wants to go on', async () => {
    const live = await atQuarter();
    await asked(live, 'R-2');
    const no = { category: 'quality', reason: 'Too many complaints.', revision: 1 } as const;
    await live.app.handle(
      'no',
      { type: 'reject', request: 'R-2', role: 'product_owner', ...no },
      member('U-product_owner', 'product_owner'),
    );
    expect((await live.rollout()).status).toBe('live');
    expect((await live.rollout()).control.seen?.bp).toBe(2500);
    await live.expand();
    expect((await asked(live, 'R-3')).status).toBe('in_review');
    expect((await live.rollout()).asked).toBe('R-3');
  });

  it('takes the question back when it is rolled back', async () => {
    const live = await atQuarter();
    await asked(live, 'R-2');
    await live.rollBack();
    const request = await eventually('it is withdrawn', async () => {
      const found = await requestOf(live, 'R-2');
      return found?.status === 'withdrawn' ? found : null;
    });
    expect(request).toMatchObject({ by: 'system', reason: 'The rollout that it asks about is rolled back.' });
    expect(await approve(live, 'R-2', 'product_owner')).toMatchObject({ refusal: { reason: 'closed' } });
  });

  it('asks about what was approved, so nothing of it can be edited', async () => {
    const live = await atQuarter();
    await asked(live, 'R-2');
    const edit = { proposal: proposal(modelChange), raiseTo: null, revision: 1 } as const;
    expect(
      await live.app.handle(
        'edit',
        { type: 'revise_request', request: 'R-2', ...edit },
        member('U-requester'),
      ),
    ).toMatchObject({ refusal: { reason: 'expansion_fixed', request: 'R-1' } });
    expect(
      await live.app.handle(
        'lower',
        { type: 'lower_tier', request: 'R-2', to: 'medium', reason: 'Small.' },
        member('U-security', 'security'),
      ),
    ).toMatchObject({ refusal: { reason: 'expansion_fixed' } });
  });
});
