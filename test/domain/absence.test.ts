import { describe, expect, test } from 'vitest';
import { type Absence, decideAbsence, evolveAbsence, holdsAt } from '../../src/domain/absence/absence.ts';
import { day, hour, monday } from '../support/given-when-then.ts';

const away: Absence = {
  person: 'U-grace',
  delegate: 'U-leo',
  from: monday,
  until: monday + 5 * day,
  note: 'On holiday.',
};
const asked = (more: Partial<Absence> = {}, delegateMayDecide = true) =>
  decideAbsence(null, { type: 'go_away', ...away, ...more }, { at: monday, delegateMayDecide });

describe('going away', () => {
  test('names a delegate for a period that has an end', () => {
    expect(asked()).toEqual({ events: [{ type: 'absence_announced', ...away }] });
    const state = evolveAbsence(null, { type: 'absence_announced', ...away }, monday);
    expect([-1, 0, 5 * day - 1, 5 * day].map((after) => state && holdsAt(state, monday + after))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test.each<[string, Partial<Absence>, boolean, string]>([
    ['themselves', { delegate: 'U-grace' }, true, 'own_delegate'],
    ['somebody who may decide nothing', {}, false, 'delegate_standing'],
    ['somebody for a time that is over', { from: monday - day, until: monday - 1 }, true, 'over_already'],
    ['somebody for no time', { until: monday }, true, 'ends_before_it_begins'],
    ['somebody for half a year', { until: monday + 180 * day }, true, 'away_too_long'],
  ])('does not name %s', (_whom, more, delegateMayDecide, reason) => {
    expect(asked(more, delegateMayDecide)).toMatchObject({ refusal: { reason } });
  });

  test('ends when the person is back, and does not end twice', () => {
    const back = { type: 'come_back', person: 'U-grace' } as const;
    const context = { at: monday + hour, delegateMayDecide: true };
    expect(decideAbsence(away, back, context)).toEqual({
      events: [{ type: 'absence_ended', person: 'U-grace' }],
    });
    const ended = evolveAbsence(away, { type: 'absence_ended', person: 'U-grace' }, monday + hour);
    expect(ended && holdsAt(ended, monday + hour)).toBe(false);
    expect(decideAbsence(ended, back, context)).toEqual({ refusal: { reason: 'not_away' } });
  });
});
