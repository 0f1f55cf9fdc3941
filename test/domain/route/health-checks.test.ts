import { describe, expect, test } from 'vitest';
import { day, hour, member } from '../../support/given-when-then.ts';
import { modelChange } from '../../support/proposals.ts';
import { approvedRequest, RouteUnderTest } from '../../support/route-under-test.ts';

const route = 'support-summary-prod';

/** A rollout that reaches everybody at once, and is complete. */
function complete(): RouteUnderTest {
  const stages = [{ stage: 'default' as const }];
  const under = new RouteUnderTest().drilled();
  under.start(approvedRequest({ ...modelChange, rollout: { ...modelChange.rollout, stages } }));
  return under.verified();
}

const asked = (under: RouteUnderTest): string[] =>
  under.said.flatMap((event) => (event.type === 'check_asked' ? [event.check] : []));

describe('health', () => {
  test('is asked about after an hour, a day and a week, once each, even where it is complete', () => {
    const under = complete();
    expect(under.state?.finished).toMatchObject({ outcome: 'complete' });
    under.later(hour - 1);
    expect(asked(under)).toEqual([]);
    under.later(1).later(1);
    expect(asked(under)).toEqual(['first_hour']);
    under.later(8 * day).later(day);
    expect(asked(under)).toEqual(['first_hour', 'first_day', 'first_week']);
  });

  test('is answered by somebody who may, and again only by a change of mind', () => {
    const under = complete().later(hour);
    const answer = { type: 'answer_check', route, check: 'first_hour', healthy: true, note: '' } as const;
    expect(under.when(answer, member('U-x', 'finance'))).toMatchObject({ reason: 'not_in_role' });
    expect(under.when({ ...answer, check: 'first_day' })).toEqual({ reason: 'check_not_asked' });
    under.when(answer);
    under.when(answer);
    under.when({ ...answer, healthy: false, note: 'Slow.' });
    expect(under.said.filter(({ type }) => type === 'check_answered')).toHaveLength(2);
    expect(under.state?.finished?.checks.first_hour).toMatchObject({ healthy: false, note: 'Slow.' });
  });

  test('is not asked of what was rolled back', () => {
    const under = complete();
    under.rollBack();
    under.later(hour);
    under.verified().later(8 * day);
    expect(asked(under)).toEqual([]);
  });
});
