import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/domain/packet/digest.ts';
import { day, hour, member, system } from '../../support/given-when-then.ts';
import { modelChange, packet, supportSummary } from '../../support/proposals.ts';
import { approvedRequest, oncall, RouteUnderTest } from '../../support/route-under-test.ts';

const staged = (...percents: number[]) => ({
  ...modelChange,
  rollout: {
    ...modelChange.rollout,
    stages: [
      ...percents.map((percent) => ({ stage: 'customer_canary' as const, percent, hold_hours: 24 })),
      { stage: 'default' as const },
    ],
  },
});

/** At 5 % of the customers, everything in order for the next step but time. */
function atFivePercent(): RouteUnderTest {
  const route = new RouteUnderTest().drilled();
  expect(route.start(approvedRequest(staged(5, 25)))).toBeNull();
  return route.verified();
}

describe('a rollout', () => {
  test('starts at the first step of the plan and is live once the share was read back', () => {
    const route = new RouteUnderTest().drilled();
    expect(route.start(approvedRequest(staged(5, 25)))).toBeNull();
    expect(route.rollout).toMatchObject({ status: 'moving', control: { wished: { bp: 500 }, seen: null } });
    expect(route.verified().rollout).toMatchObject({ status: 'live', control: { seen: { bp: 500 } } });
  });

  test('follows the tier where the packet plans nothing', () => {
    const route = new RouteUnderTest();
    route.start();
    expect(route.rollout.plan.map((step) => [step.stage, step.bp])).toEqual([
      ['offline_eval', 0],
      ['shadow', 0],
      ['internal_canary', 10000],
      ['customer_canary', 500],
      ['customer_canary', 2500],
      ['default', 10000],
    ]);
  });

  test('only one at a time, and never on a baseline that moved since the review', () => {
    const route = atFivePercent();
    expect(route.start()).toMatchObject({ reason: 'rollout_in_progress' });
    const moved = new RouteUnderTest();
    const request = approvedRequest();
    const other = packet({ ...supportSummary, task: 'Else.' });
    expect(moved.start({ ...request, baseline: other })).toMatchObject({ reason: 'baseline_moved' });
    moved.at = request.useBy;
    expect(moved.start(request)).toMatchObject({ reason: 'request_not_approved' });
  });

  test('expands only when held, measured and in step; a missing reading is a failed one', () => {
    const route = atFivePercent();
    expect(route.missing()).toEqual(expect.arrayContaining(['hold_time', 'guardrail']));
    route.later(24 * hour);
    expect(route.missing()).toEqual(['guardrail']);
    expect(route.expand()).toMatchObject({ reason: 'gate_not_clear', missing: [{ because: 'missing' }] });
    expect(route.measured('error_rate', Number.NaN).expand()).toMatchObject({ reason: 'gate_not_clear' });
    expect(route.measured('error_rate', 0.02).expand()).toMatchObject({ missing: [{ because: 'breached' }] });
    expect(route.measured('error_rate', 0.004).expand()).toBeNull();
    expect(route.rollout).toMatchObject({ step: 1, status: 'moving', control: { wished: { bp: 2500 } } });
    route.at += 2 * hour;
    expect(
      route
        .verified()
        .later(25 * hour)
        .missing(),
    ).toEqual(['guardrail']);
  });

  test.each([
    [
      'a freeze window',
      (route: RouteUnderTest) => {
        route.freeze = { name: 'year end', until: route.at + day };
      },
      'freeze',
    ],
    [
      'drift',
      (route: RouteUnderTest) => {
        route.when({ type: 'report_drift', route: 'support-summary-prod', text: '7 %' });
      },
      'control',
    ],
    [
      'a pause',
      (route: RouteUnderTest) => {
        route.when({ type: 'pause', route: 'support-summary-prod', cause: 'person', detail: '' });
      },
      'not_paused',
    ],
  ])('%s blocks expansion', (_what, happen, gate) => {
    const route = atFivePercent()
      .later(24 * hour)
      .measured('error_rate', 0.001);
    expect(route.missing()).toEqual([]);
    happen(route);
    expect(route.missing()).toEqual([gate]);
  });

  test('needs a recent drill before high-risk customers see it, and a wider approval for a wider exposure', () => {
    const route = new RouteUnderTest();
    const request = { ...approvedRequest(staged(5, 25)), exposure: 'canary' } as const;
    expect(route.start(request)).toMatchObject({ reason: 'gate_not_clear', missing: [{ gate: 'drill' }] });
    route.drilled();
    expect(route.start(request)).toBeNull();
    route
      .verified()
      .later(24 * hour)
      .measured('error_rate', 0.001);
    expect(route.expand()).toBeNull();
    route
      .verified()
      .later(24 * hour)
      .measured('error_rate', 0.001);
    expect(route.missing()).toEqual(['approval']);
    route.when({ type: 'widen_reach', route: 'support-summary-prod', request: 'R-2', reaches: 'default' });
    expect(route.missing()).toEqual([]);
  });

  test('an overdue condition blocks until it is met', () => {
    const request = approvedRequest(staged(5, 25));
    const condition = { text: 'Latency report', owner: 'U-requester', due: '2026-10-05' };
    const [first, ...others] = request.approvals;
    if (!first) throw new Error('nobody approved');
    const route = new RouteUnderTest().drilled();
    route.start({ ...request, approvals: [{ ...first, conditions: [condition] }, ...others] });
    route
      .verified()
      .later(24 * hour)
      .measured('error_rate', 0.001);
    expect(route.missing()).toEqual(['condition']);
    const proof = 'https://wiki.example.com/latency';
    route.when({ type: 'meet_condition', route: 'support-summary-prod', condition: 'R-1.1', proof });
    expect(route.missing()).toEqual([]);
  });

  test('is complete when everybody has it: the candidate is the baseline then', () => {
    const route = atFivePercent();
    for (const _ of [1, 2]) {
      route.later(24 * hour).measured('error_rate', 0.001);
      expect(route.expand()).toBeNull();
      route.verified();
    }
    expect(route.state).toMatchObject({
      rollout: null,
      finished: { outcome: 'complete' },
      baselineDigest: digestOf(packet(staged(5, 25))),
    });
  });

  test('an expansion pressed on an old card does nothing', () => {
    const route = atFivePercent()
      .later(24 * hour)
      .measured('error_rate', 0.001);
    expect(route.expand()).toBeNull();
    expect(route.when({ type: 'expand', route: 'support-summary-prod', step: 0 })).toMatchObject({
      reason: 'stale_step',
      current: 1,
    });
  });
});

describe('taking it back', () => {
  test('needs a role that may, and nothing else', () => {
    const route = atFivePercent();
    expect(route.rollBack(member('U-finance', 'finance'))).toMatchObject({ reason: 'not_in_role' });
    expect(route.rollBack(member('U-platform'))).toBeNull();
    expect(route.rollout.status).toBe('rolling_back');
  });

  test('is recorded once, whoever presses when, and told to the others', () => {
    const route = atFivePercent();
    expect(route.rollBack()).toBeNull();
    expect(route.rollBack(member('U-other', 'oncall'))).toMatchObject({
      reason: 'rolling_back',
      by: 'U-oncall',
    });
    route.verified();
    expect(route.state).toMatchObject({
      rollout: null,
      finished: { outcome: 'rolled_back', fromBp: 500, by: 'U-oncall' },
    });
    expect(route.rollBack()).toMatchObject({ reason: 'rolled_back_already', by: 'U-oncall' });
    expect(route.said.filter((event) => event.type === 'rolled_back')).toHaveLength(1);
  });

  test('wins over an expansion under way: a late read-back of the expansion changes nothing', () => {
    const route = atFivePercent()
      .later(24 * hour)
      .measured('error_rate', 0.001);
    route.expand();
    const late = route.rollout.control.wished;
    route.rollBack();
    route.when({
      type: 'report_share',
      route: 'support-summary-prod',
      opId: late.opId,
      bp: late.bp,
      tookMs: 1,
    });
    expect(route.rollout.status).toBe('rolling_back');
    expect(route.verified().state?.finished?.outcome).toBe('rolled_back');
  });

  test('brings back what served before, even after completion', () => {
    const route = new RouteUnderTest().drilled();
    route.start(
      approvedRequest({
        ...modelChange,
        rollout: { ...modelChange.rollout, stages: [{ stage: 'default' }] },
      }),
    );
    route.verified();
    expect(route.state?.baseline?.model.primary.name).toBe('gpt-summary-b');
    expect(route.rollBack()).toBeNull();
    expect(route.verified().state).toMatchObject({ rollout: null, finished: { outcome: 'rolled_back' } });
    expect(route.state?.baselineDigest).toBe(digestOf(packet(supportSummary)));
  });

  test('never begins where the approval does not reach, nor in a freeze', () => {
    const route = new RouteUnderTest().drilled();
    const whole = approvedRequest({
      ...modelChange,
      rollout: { ...modelChange.rollout, stages: [{ stage: 'default' }] },
    });
    expect(route.start({ ...whole, exposure: 'canary' })).toMatchObject({
      reason: 'gate_not_clear',
      missing: [{ gate: 'approval', needs: 'default', reaches: 'canary' }],
    });
    route.freeze = { name: 'sales', until: route.at + day };
    expect(route.start(whole)).toMatchObject({ missing: [{ gate: 'freeze' }] });
    expect(route.start(approvedRequest(staged(5)))).toMatchObject({ missing: [{ gate: 'freeze' }] });
    route.freeze = null;
    expect(route.start(whole)).toBeNull();
  });

  test('the reason comes afterwards', () => {
    const route = atFivePercent();
    route.rollBack();
    route.verified();
    route.when({ type: 'give_reason', route: 'support-summary-prod', reason: 'Latency.' }, oncall);
    expect(route.state?.finished?.intervention).toMatchObject({ by: 'U-oncall', reason: 'Latency.' });
  });

  test('a pause while the last step moves is not overtaken by completion: only Resume completes it', () => {
    const route = atFivePercent();
    for (const expansion of [1, 2]) {
      route.later(24 * hour).measured('error_rate', 0.001);
      expect(route.expand()).toBeNull();
      if (expansion === 1) route.verified();
    }
    expect(route.rollout).toMatchObject({ status: 'moving', control: { wished: { bp: 10_000 } } });
    const detail = 'error_rate';
    route.when({ type: 'pause', route: 'support-summary-prod', cause: 'guardrail', detail }, system);
    route.verified().later(day);
    expect(route.rollout).toMatchObject({
      status: 'paused',
      control: { seen: { bp: 10_000 } },
      intervention: { cause: 'guardrail', detail },
    });
    expect(route.said.some(({ type }) => type === 'rollout_completed')).toBe(false);
    expect(route.said.some(({ type }) => type === 'pause_nagged')).toBe(true);
    expect(route.when({ type: 'resume', route: 'support-summary-prod' })).toBeNull();
    expect(route.state).toMatchObject({
      rollout: null,
      finished: { outcome: 'complete' },
      review: { tier: 'high' },
    });
  });

  test('what is resumed before its last share is in force completes when it is', () => {
    const route = new RouteUnderTest().drilled();
    route.start(approvedRequest(staged()));
    const pause = { type: 'pause', route: 'support-summary-prod', cause: 'person', detail: '' } as const;
    route.when(pause, oncall);
    expect(route.when({ type: 'resume', route: 'support-summary-prod' })).toBeNull();
    expect(route.rollout.status).toBe('moving');
    route.verified();
    expect(route.state).toMatchObject({ rollout: null, finished: { outcome: 'complete' } });
  });

  test('a pause keeps the share, nags once a day, and resumes where it was', () => {
    const route = atFivePercent();
    route.when(
      { type: 'pause', route: 'support-summary-prod', cause: 'alert', detail: 'RouteErrors' },
      oncall,
    );
    expect(route.rollout).toMatchObject({ status: 'paused', control: { wished: { bp: 500 } } });
    route
      .later(day)
      .later(hour)
      .later(3 * day);
    expect(route.said.filter((event) => event.type === 'pause_nagged').map((event) => event)).toMatchObject([
      { times: 1 },
      { times: 4 },
    ]);
    expect(route.when({ type: 'resume', route: 'support-summary-prod' })).toBeNull();
    expect(route.rollout.status).toBe('live');
  });
});

describe('as time goes by', () => {
  test('a scheduler that slept for a week reminds once and skips no step', () => {
    const route = atFivePercent()
      .later(7 * day)
      .later(0);
    expect(route.said.filter((event) => event.type === 'expansion_reminded')).toMatchObject([{ step: 0 }]);
    expect(route.said.flatMap((event) => (event.type === 'check_asked' ? [event.check] : []))).toEqual([
      'first_hour',
      'first_day',
      'first_week',
    ]);
    expect(route.rollout.step).toBe(0);
  });
});
