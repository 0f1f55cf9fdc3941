import { describe, expect, test } from 'vitest';
import { evidenceOf } from '../../../src/domain/request/proof.ts';
import type { Approved } from '../../../src/domain/request/request.ts';
import type { Stage } from '../../../src/domain/words.ts';
import { day, hour } from '../../support/given-when-then.ts';
import { testPolicy } from '../../support/policy.ts';
import { modelChange, wholeEvidence } from '../../support/proposals.ts';
import { approvedRequest, RouteUnderTest } from '../../support/route-under-test.ts';

const policy = testPolicy();

/** A route with a request that is about to roll out, judged by the evidence that the request has now. */
function about(request: Approved, route = new RouteUnderTest()): RouteUnderTest {
  route.lanes = evidenceOf(request, policy, route.at).lanes;
  return route;
}

const staged = (...stages: Stage[]) => ({
  ...modelChange,
  rollout: { ...modelChange.rollout, stages: stages.map((stage) => ({ stage, hold_hours: 1 })) },
});

const missing = (refusal: ReturnType<RouteUnderTest['start']>): string[] =>
  refusal?.reason === 'gate_not_clear'
    ? refusal.missing.flatMap((item) => (item.gate === 'evidence' ? [item.lane] : []))
    : [];

describe('evidence at the gates of a rollout', () => {
  test.each([
    ['offline_eval', []],
    ['shadow', ['functional_correctness', 'data_leakage']],
    [
      'internal_canary',
      ['functional_correctness', 'instruction_hierarchy', 'prompt_injection', 'data_leakage'],
    ],
    [
      'customer_canary',
      [
        'functional_correctness',
        'instruction_hierarchy',
        'prompt_injection',
        'data_leakage',
        'cost_and_quota',
        'reliability',
        'latency',
      ],
    ],
  ] as const)('to begin with %s, these lanes have to be clear: %j', (stage, lanes) => {
    const request = approvedRequest(staged(stage));
    const refusal = about(request, new RouteUnderTest().drilled()).start(request);
    expect(missing(refusal).toSorted()).toEqual([...lanes].toSorted());
  });

  test('is asked again at each step, and what is given meanwhile opens the gate', () => {
    const request = approvedRequest(staged('shadow', 'internal_canary'));
    const whole = approvedRequest({ ...staged('shadow', 'internal_canary'), evidence: wholeEvidence });
    const route = about(whole);
    expect(route.start(request)).toBeNull();
    route.verified().later(2 * hour);
    about(request, route);
    expect(missing(route.expand())).toContain('prompt_injection');
    about(whole, route);
    expect(route.expand()).toBeNull();
  });

  test('that grew old holds the next step up', () => {
    const request = approvedRequest({ ...staged('shadow', 'internal_canary'), evidence: wholeEvidence });
    const route = about(request);
    expect(route.start(request)).toBeNull();
    route.verified().later(40 * day);
    about(request, route);
    expect(missing(route.expand())).toContain('functional_correctness');
  });

  test('is not waited for in an emergency, but what speaks against it is not waved through', () => {
    const request = approvedRequest(staged('internal_canary'));
    const until = new RouteUnderTest().at + 4 * hour;
    const emergency = {
      calledBy: { person: 'U-release', role: 'release_owner' },
      joinedBy: { person: 'U-oncall', role: 'oncall' },
      reason: 'An outage.',
      at: 0,
      until,
      skipped: [],
      remindedAt: 0,
      review: null,
    } as const;
    expect(about(request).start({ ...request, emergency })).toBeNull();
    const [first, ...rest] = evidenceOf(request, policy, 0).lanes;
    if (!first) throw new Error('no lane is asked for');
    const route = new RouteUnderTest();
    route.lanes = [{ ...first, finding: 'failed', blocks: true }, ...rest];
    expect(missing(route.start({ ...request, emergency }))).toEqual([first.lane]);
  });
});
