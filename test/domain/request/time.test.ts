import { describe, expect, test } from 'vitest';
import { dueEvents, nextTimer } from '../../../src/domain/reminders.ts';
import { day, hour, member, monday, RequestUnderTest } from '../../support/given-when-then.ts';

describe('time in review', () => {
  test('a working day of 24 h runs from ten to ten; half of it is half a working day', () => {
    const { times } = new RequestUnderTest().submit().open;
    expect(new Date(times.halfAt).toISOString()).toBe('2026-10-05T14:00:00.000Z');
    expect(new Date(times.dueAt).toISOString()).toBe('2026-10-06T10:00:00.000Z');
    expect(new Date(times.escalateAt).toISOString()).toBe('2026-10-06T14:00:00.000Z');
  });

  test('reminds at half and at the end, then escalates, each once', () => {
    const request = new RequestUnderTest().submit();
    const said: string[] = [];
    for (let hours = 0; hours < 72; hours += 1) {
      request.at += hour;
      for (const event of dueEvents(request.open, request.at, request.policy))
        said.push(event.type === 'review_reminded' ? event.point : event.type);
      request.later(0);
    }
    expect(said).toEqual(['half', 'due', 'review_escalated']);
  });

  test('whoever approved is not reminded, nor who waits for the requester', () => {
    const request = new RequestUnderTest().submit();
    request.approve('finance');
    request.requestChanges('security');
    const [event] = dueEvents(request.open, request.open.times.dueAt, request.policy);
    expect(event).toMatchObject({
      type: 'review_reminded',
      roles: ['product_owner', 'ai_platform', 'release_owner'],
    });
  });

  test('a scheduler that slept for three days says the latest word only', () => {
    const request = new RequestUnderTest().submit();
    request.at += 3 * day;
    expect(dueEvents(request.open, request.at, request.policy).map((event) => event.type)).toEqual([
      'review_escalated',
    ]);
  });

  test('warns before it expires, can be extended once, then expires', () => {
    const request = new RequestUnderTest().submit();
    request.later(13 * day);
    expect(request.open.expiryWarned).toBe(true);
    const extend = { type: 'extend', request: 'R-1' } as const;
    expect(request.when(extend, member('U-other'))).toMatchObject({ reason: 'not_the_requester' });
    expect(request.when(extend, member('U-requester'))).toBeNull();
    expect(request.when(extend, member('U-requester'))).toMatchObject({ reason: 'extended_already' });
    request.later(2 * day);
    expect(request.open.status).toBe('in_review');
    request.later(14 * day);
    expect(request.state?.status).toBe('expired');
  });

  test('an approval that nobody starts lapses after its use-by, with a warning before', () => {
    const request = new RequestUnderTest().submit();
    for (const slot of request.open.assessment.slots) request.approve(slot.role);
    request.later(6 * day);
    expect(request.state).toMatchObject({ status: 'approved', useByWarned: true });
    request.later(day);
    expect(request.state?.status).toBe('lapsed');
    expect(request.state && nextTimer(request.state, request.policy)).toBeNull();
  });

  test('the next timer is never behind what was already done, so a tick never spins', () => {
    const request = new RequestUnderTest().submit();
    for (let steps = 0; steps < 20 && request.state?.status === 'in_review'; steps += 1) {
      const next = nextTimer(request.open, request.policy);
      expect(next).toBeGreaterThan(request.at);
      request.later((next ?? 0) - request.at);
    }
    expect(request.state?.status).toBe('expired');
    expect(request.at).toBe(monday + 14 * day);
  });

  test('a nudge reaches those who are still needed, once an hour', () => {
    const request = new RequestUnderTest().submit();
    const nudge = { type: 'nudge', request: 'R-1' } as const;
    expect(request.when(nudge, member('U-requester'))).toBeNull();
    expect(request.when(nudge, member('U-requester'))).toEqual({
      reason: 'nudged_recently',
      again: monday + hour,
    });
    request.at += hour;
    expect(request.when(nudge, member('U-requester'))).toBeNull();
  });
});
