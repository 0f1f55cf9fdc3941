import { describe, expect, test } from 'vitest';
import type { Approved } from '../../../src/domain/request/request.ts';
import { nextRouteTimer } from '../../../src/domain/route/timers.ts';
import { hour, monday } from '../../support/given-when-then.ts';
import { rolloutPolicy } from '../../support/policy.ts';
import { modelChange } from '../../support/proposals.ts';
import { approvedRequest, RouteUnderTest } from '../../support/route-under-test.ts';

const until = monday + 6 * hour;

/** A change of two steps that two people let out, of which nobody had approved anything. */
function letOut(...stages: ('customer_canary' | 'default')[]): Approved {
  const input = {
    ...modelChange,
    rollout: {
      ...modelChange.rollout,
      stages: stages.map((stage) => ({ stage, hold_hours: 24 })),
    },
  };
  return {
    ...approvedRequest(input),
    approvals: [],
    useBy: until,
    emergency: {
      calledBy: { person: 'U-hannah', role: 'release_owner' },
      joinedBy: { person: 'U-marcus', role: 'oncall' },
      reason: 'Names leak.',
      at: monday,
      until,
      skipped: ['finance'],
      remindedAt: monday,
      review: null,
    },
  };
}

function out(...stages: ('customer_canary' | 'default')[]): RouteUnderTest {
  const route = new RouteUnderTest().drilled();
  expect(route.start(letOut(...stages))).toBeNull();
  return route.verified();
}

describe('what was let out in an emergency', () => {
  test('waits for no hold time, but for its guardrails', () => {
    const route = out('customer_canary', 'default');
    expect(route.missing()).toEqual(['guardrail']);
  });

  test('goes back by itself when its time is over, wherever it has got to', () => {
    for (const route of [out('customer_canary', 'default'), out('default')]) {
      route.later(6 * hour - 1);
      expect(route.state?.emergency).toEqual({ request: 'R-1', until });
      route.later(1);
      expect(route.state?.rollout).toMatchObject({
        status: 'rolling_back',
        intervention: { by: 'system', cause: 'emergency' },
      });
      route.verified();
      expect(route.state).toMatchObject({ rollout: null, finished: { outcome: 'rolled_back' } });
      expect(route.state?.emergency).toBeUndefined();
    }
  });

  test('lets nothing else start on top of it', () => {
    expect(out('default').start()).toMatchObject({ reason: 'baseline_moved' });
    const route = out('default');
    const next = { ...approvedRequest(), baseline: route.state?.baseline ?? null };
    expect(route.start(next)).toEqual({ reason: 'emergency_out', request: 'R-1', until });
  });

  const retirementOf = (route: RouteUnderTest): Approved => {
    const baseline = route.state?.baseline ?? null;
    const retirement = approvedRequest({ ...modelChange, change: { kind: 'retirement', why: 'Moved.' } });
    return { ...retirement, id: 'R-2', baseline };
  };

  test('is not taken back once its route is drained: nobody asks for it any more', () => {
    const route = out('default');
    expect(route.start(retirementOf(route))).toBeNull();
    const id = 'support-summary-prod';
    const record = {
      replacement: 'none',
      drainBy: '2026-10-04',
      disabledKeys: 'k',
      deletedSecrets: 's',
      retainedLogs: 'l',
      billingCloseout: 'b',
    };
    expect(route.when({ type: 'record_retirement', route: id, record })).toBeNull();
    expect(route.when({ type: 'confirm_drained', route: id })).toBeNull();
    // The health of what everybody got is not asked about either.
    expect(route.state && nextRouteTimer(route.state, rolloutPolicy)).toBeNull();
    const before = route.said.length;
    route.later(7 * hour);
    expect(route.said.slice(before)).toEqual([]);
  });

  test('is taken back while its route is being retired and not drained yet', () => {
    const route = out('default');
    expect(route.start(retirementOf(route))).toBeNull();
    route.later(7 * hour);
    expect(route.state?.rollout).toMatchObject({ status: 'rolling_back' });
  });

  test('is not started any more once the after-review would not have let it out', () => {
    const { emergency, ...request } = letOut('default');
    if (!emergency) throw new Error('there is no emergency');
    const reviewed = (stays: boolean): Approved => ({
      ...request,
      emergency: { ...emergency, review: { by: 'U-sofia', at: monday, note: 'Seen.', stays } },
    });
    const route = new RouteUnderTest().drilled();
    expect(route.start(reviewed(false))).toEqual({ reason: 'request_not_approved', request: 'R-1' });
    expect(route.start(reviewed(true))).toBeNull();
  });

  test('stays once everybody approved it after all: a renewal lifts the end', () => {
    const route = out('default');
    const serves = route.state?.baseline;
    if (!serves) throw new Error('nothing serves');
    const renewal = approvedRequest();
    const request: Approved = {
      ...renewal,
      id: 'R-2',
      baseline: serves,
      packet: serves,
      change: { ...renewal.change, kind: 'renewal' },
      bound: { ...renewal.bound, packetDigest: route.state?.baselineDigest ?? '' },
    };
    expect(route.start(request)).toBeNull();
    route.later(7 * hour);
    expect(route.state).toMatchObject({ rollout: null, finished: { outcome: 'complete' } });
    expect(route.state?.emergency).toBeUndefined();
  });
});
