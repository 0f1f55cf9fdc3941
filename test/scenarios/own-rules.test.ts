import { afterEach, describe, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import { hour } from '../support/given-when-then.ts';
import { LiveRoute, wholeWayPolicy } from '../support/live-route.ts';
import { policyWithRules, type WrittenRules } from '../support/own-rules.ts';

const opened: LiveRoute[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((live) => live.close()));
});

/** A policy of the usual tests with the rules that a policy file was read to have. */
function policyOf(written: WrittenRules): Policy {
  const { slotRules, rollout } = policyWithRules(written);
  const policy = wholeWayPolicy();
  const { gateRules, readingRules } = rollout;
  return { ...policy, slotRules, rollout: { ...policy.rollout, gateRules, readingRules } };
}

async function open(written: WrittenRules): Promise<LiveRoute> {
  const live = await LiveRoute.open({ policy: policyOf(written) });
  opened.push(live);
  return live;
}

const underLoad = (act: 'pause' | 'roll_back'): WrittenRules => ({
  reading_rules: [
    {
      id: 'errors-under-load',
      act,
      reason: 'errors while there is traffic',
      when: 'readings.error_rate.value > 0.005 && readings.traffic.value > 100',
    },
  ],
});

/** At 5 % of the customers, an hour later, so that what is measured now was measured of the candidate. */
async function atFivePercent(written: WrittenRules): Promise<LiveRoute> {
  const live = await open(written);
  await live.start(await live.approved());
  await live.goTo(500);
  live.clock.advance(hour);
  return live;
}

describe('rules of a policy of one’s own', () => {
  test('a slot rule has its role asked, and the assessment keeps the reason', async () => {
    const live = await open({
      slot_rules: [
        { id: 'legal', role: 'legal', people: 1, reason: 'another model', when: '"model" in changed' },
      ],
    });
    const request = (await live.store.request(await live.approved()))?.state;
    expect(request?.assessment.slots).toContainEqual({ role: 'legal', count: 1, reasons: ['another model'] });
    expect(request?.status).toBe('approved');
    expect(request?.approvals.map(({ role }) => role)).toContain('legal');
  });

  test('a gate rule refuses the click, with the sentence and what it misses', async () => {
    const live = await atFivePercent({
      gate_rules: [
        {
          id: 'traffic',
          to: ['customer_canary', 'default'],
          require: 'percent <= 5 || readings.traffic.value >= 100',
          sentence: 'there is enough traffic to judge by',
        },
      ],
    });
    live.clock.advance(24 * hour);
    await live.measured('error_rate', 0.001);
    const missing = { gate: 'own_rule', text: 'there is enough traffic to judge by' };
    expect(await live.expand()).toMatchObject({
      routeRefusal: {
        reason: 'gate_not_clear',
        missing: [{ ...missing, unclear: 'there is no fresh reading of traffic' }],
      },
    });
    await live.measured('traffic', 20);
    expect(await live.expand()).toMatchObject({ routeRefusal: { missing: [{ ...missing, unclear: null }] } });
    await live.measured('traffic', 100);
    expect(await live.expand()).toMatchObject({ ok: true });
  });

  test('a reading rule rolls back by itself, and says which values showed it', async () => {
    const live = await atFivePercent(underLoad('roll_back'));
    await live.measured('error_rate', 0.006);
    await live.idle();
    expect((await live.rollout()).status).toBe('live');
    await live.measured('traffic', 150);
    const { finished } = await live.until(
      'rolled back',
      (route) => route.finished?.outcome === 'rolled_back',
    );
    expect(finished?.intervention).toMatchObject({
      by: 'system',
      cause: 'guardrail',
      detail: 'errors while there is traffic (rule errors-under-load: error_rate is 0.006, traffic is 150)',
    });
    expect((await live.candidates()).size).toBe(0);
  });

  test('one that holds no more, or cannot be judged, stops nothing by itself', async () => {
    const live = await atFivePercent(underLoad('roll_back'));
    await live.measured('traffic', 150);
    await live.measured('error_rate', null);
    await live.measured('error_rate', 0.004);
    await live.measured('traffic', null);
    await live.measured('error_rate', 0.006);
    await live.idle();
    expect((await live.rollout()).status).toBe('live');
    expect(await live.expand()).toMatchObject({
      routeRefusal: { missing: expect.arrayContaining([expect.objectContaining({ kind: 'stop' })]) },
    });
  });

  test('what somebody resumed is paused again by a new measurement only', async () => {
    const live = await atFivePercent(underLoad('pause'));
    await live.measured('traffic', 150);
    await live.measured('error_rate', 0.006);
    await live.until('paused', ({ rollout }) => rollout?.status === 'paused');
    const resumed = await live.app.act(
      'resume',
      { type: 'resume', route: 'support-summary-prod' },
      { person: 'U-release', roles: ['release_owner'], standing: 'member' },
    );
    expect(resumed).toMatchObject({ ok: true });
    live.clock.advance(1000);
    await live.measured('p95_ms', 4000);
    await live.idle();
    expect((await live.rollout()).status).toBe('live');
    await live.measured('error_rate', 0.007);
    await live.until('paused again', ({ rollout }) => rollout?.status === 'paused');
  });
});
