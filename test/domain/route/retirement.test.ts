import { describe, expect, test } from 'vitest';
import type { RouteCommand } from '../../../src/domain/route/commands.ts';
import type { RetirementRecord } from '../../../src/domain/route/route.ts';
import { day, hour, member } from '../../support/given-when-then.ts';
import { modelChange, supportSummary } from '../../support/proposals.ts';
import { approvedRequest, oncall, RouteUnderTest, release } from '../../support/route-under-test.ts';

const route = 'support-summary-prod';
const owner = member('U-product');
const complete: RetirementRecord = {
  replacement: 'support-answers-prod',
  drainBy: '2026-10-08',
  disabledKeys: 'summary-prod',
  deletedSecrets: 'vault/summary-prod',
  retainedLogs: 'Audit log, 7 years',
  billingCloseout: 'Budget closed',
};
const record = (change: Partial<RetirementRecord> = {}): RouteCommand => ({
  type: 'record_retirement',
  route,
  record: { ...complete, ...change },
});

const retirement = approvedRequest({
  ...supportSummary,
  change: { kind: 'retirement', why: 'Its work moved.' },
});

function retiring(): RouteUnderTest {
  const made = new RouteUnderTest();
  expect(made.start(retirement)).toBeNull();
  return made;
}

describe('a retirement', () => {
  test('serves on until it is drained, and nothing new starts on the route meanwhile', () => {
    const made = retiring();
    expect(made.state).toMatchObject({ retired: null, retirement: { drained: null } });
    expect(made.start(approvedRequest(modelChange))).toMatchObject({ reason: 'retiring' });
    expect(made.when({ type: 'confirm_drained', route })).toMatchObject({ missing: ['drainBy'] });
    expect(made.when(record())).toBeNull();
    expect(made.when({ type: 'confirm_drained', route })).toMatchObject({ reason: 'not_drained_yet' });
    made.later(3 * day);
    expect(made.said.filter(({ type }) => type === 'drain_due')).toHaveLength(1);
    made.later(day);
    expect(made.said.filter(({ type }) => type === 'drain_due')).toHaveLength(1);
    expect(made.when({ type: 'confirm_drained', route })).toBeNull();
    expect(made.rollBack()).toMatchObject({ reason: 'retired' });
  });

  test('ends with an owner’s word, once all seven things are there', () => {
    const made = retiring();
    const signOff = { type: 'sign_off_retirement', route } as const;
    made.when(record({ billingCloseout: '  ' }));
    made.later(4 * day);
    expect(made.when(signOff, release)).toMatchObject({ reason: 'not_in_role', roles: ['product_owner'] });
    expect(made.when(signOff, owner)).toMatchObject({ missing: ['billingCloseout'] });
    made.when(record());
    expect(made.when(signOff, owner)).toMatchObject({ reason: 'not_drained' });
    made.when({ type: 'confirm_drained', route });
    expect(made.when(signOff, owner)).toBeNull();
    expect(made.state).toMatchObject({ retired: { by: 'U-product' }, retirement: { record: complete } });
    expect(made.when(record({ replacement: 'x' }))).toMatchObject({ reason: 'retired' });
  });

  test('can be called off until it is drained, and is nobody’s but its owners’', () => {
    const made = retiring();
    expect(made.when(record(), oncall)).toMatchObject({ reason: 'not_in_role' });
    expect(made.when({ type: 'cancel_retirement', route }, owner)).toBeNull();
    expect(made.state?.retirement).toBeNull();
    expect(made.when(record())).toMatchObject({ reason: 'not_retiring' });
    const drained = retiring();
    drained.when(record({ drainBy: '2026-10-05' }));
    drained.when({ type: 'confirm_drained', route });
    expect(drained.when({ type: 'cancel_retirement', route })).toMatchObject({ reason: 'retired' });
  });
});

describe('a review', () => {
  const completed = (): RouteUnderTest => {
    const made = new RouteUnderTest().drilled();
    made.start(
      approvedRequest({
        ...modelChange,
        rollout: { ...modelChange.rollout, stages: [{ stage: 'default' }] },
      }),
    );
    return made.verified();
  };
  const trigger = { type: 'record_trigger', route, kind: 'incident', source: 'U-x', note: 'Bad.' } as const;

  test('is due at once after a trigger, which holds up expansion, and is acted on after the grace', () => {
    const made = completed();
    made.later(2 * day);
    made.when(trigger);
    expect(made.state?.review).toMatchObject({ by: made.at, overdueSaid: true });
    made.later(hour);
    expect(made.said.at(-1)?.type).toBe('trigger_recorded');
    made.drilled().start({
      ...approvedRequest({ ...modelChange, task: 'Summarise it for somebody else.' }),
      baseline: made.state?.baseline ?? null,
    });
    expect(made.verified().missing()).toContain('review');
    made.later(8 * day);
    expect(made.said.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['review_acted', 'rollout_paused']),
    );
  });

  test('put off by the business owner, is not overdue any more', () => {
    const made = completed();
    made.when(trigger);
    const snooze = { type: 'snooze_review', route, reason: 'Holidays.' } as const;
    expect(made.when(snooze, oncall)).toMatchObject({ reason: 'not_in_role' });
    expect(made.when(snooze, owner)).toBeNull();
    expect(made.state?.review).toMatchObject({ by: made.at + 7 * day, overdueSaid: false });
    made.later(hour);
    expect(made.said.filter(({ type }) => type === 'review_reminded')).toEqual([]);
    for (const event of ['review_reminded', 'review_overdue', 'review_acted']) {
      made.later(event === 'review_acted' ? 8 * day : event === 'review_reminded' ? 6 * day : day);
      expect(made.said.filter(({ type }) => type === event)).toHaveLength(1);
    }
  });

  test('can be renewed while something is rolling out', () => {
    const made = completed();
    const { baseline } = made.state ?? {};
    if (!baseline) throw new Error('nothing serves');
    made
      .drilled()
      .start({ ...approvedRequest({ ...modelChange, task: 'Summarise it for somebody else.' }), baseline });
    made.verified();
    const renewal = approvedRequest({
      ...modelChange,
      rollout: { ...modelChange.rollout, stages: [{ stage: 'default' }] },
      change: { kind: 'renewal', why: 'Still good.' },
    });
    made.when(trigger);
    expect(made.start({ ...renewal, baseline })).toBeNull();
    expect(made.state).toMatchObject({ triggers: [], rollout: { status: 'live' } });
  });
});
