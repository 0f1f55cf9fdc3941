import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkingHours } from '../../src/domain/policy.ts';
import { addReviewHours, localDate } from '../../src/domain/working-time.ts';

const minute = 60_000;
const office = (timeZone: string, more: Partial<WorkingHours> = {}): WorkingHours => ({
  timeZone,
  days: [1, 2, 3, 4, 5],
  from: 9 * 60,
  to: 17 * 60,
  holidays: [],
  ...more,
});
const alwaysOpen = (timeZone: string): WorkingHours =>
  office(timeZone, { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 });

const utc = (text: string): number => Date.parse(`${text}:00Z`);
const due = (from: string, reviewHours: number, hours: WorkingHours): string =>
  new Date(addReviewHours(utc(from), reviewHours, hours)).toISOString().slice(0, 16);

describe('a review time', () => {
  // From (UTC), review hours, working hours, due (UTC).
  const rows: readonly [string, string, number, WorkingHours, string][] = [
    [
      'asked in the morning is due the next morning',
      '2026-10-05T10:00',
      24,
      office('Etc/UTC'),
      '2026-10-06T10:00',
    ],
    [
      'asked before work begins when work begins',
      '2026-10-05T03:00',
      24,
      office('Etc/UTC'),
      '2026-10-05T17:00',
    ],
    [
      'asked in the evening counts from the next morning',
      '2026-10-05T20:00',
      12,
      office('Etc/UTC'),
      '2026-10-06T13:00',
    ],
    ['half of it is half a working day', '2026-10-05T09:00', 12, office('Etc/UTC'), '2026-10-05T13:00'],
    ['asked on Friday is due on Monday', '2026-10-02T10:00', 24, office('Etc/UTC'), '2026-10-05T10:00'],
    ['asked on Saturday counts from Monday', '2026-10-03T12:00', 24, office('Etc/UTC'), '2026-10-05T17:00'],
    ['of 48 hours takes two working days', '2026-10-01T10:00', 48, office('Etc/UTC'), '2026-10-05T10:00'],
    [
      'skips a holiday',
      '2026-12-24T10:00',
      24,
      office('Etc/UTC', { holidays: ['2026-12-25'] }),
      '2026-12-28T10:00',
    ],
    [
      'skips a row of holidays',
      '2026-12-23T10:00',
      24,
      office('Etc/UTC', { holidays: ['2026-12-24', '2026-12-25', '2026-12-28'] }),
      '2026-12-29T10:00',
    ],
    ['of nothing is over at once', '2026-10-05T10:00', 0, office('Etc/UTC'), '2026-10-05T10:00'],
    [
      'goes by the reviewers’ morning: New York',
      '2026-10-05T14:00',
      24,
      office('America/New_York'),
      '2026-10-06T14:00',
    ],
    [
      'goes by the reviewers’ day: Kolkata',
      '2026-10-05T10:00',
      24,
      office('Asia/Kolkata'),
      '2026-10-06T10:00',
    ],
    [
      'goes by the reviewers’ day: Auckland is ahead',
      '2026-10-04T22:00',
      24,
      office('Pacific/Auckland'),
      '2026-10-05T22:00',
    ],
    [
      'goes by the reviewers’ weekend: it is Saturday in Auckland already',
      '2026-10-02T12:00',
      24,
      office('Pacific/Auckland'),
      '2026-10-05T04:00',
    ],
    [
      'goes by another week: Sunday to Thursday',
      '2026-10-01T10:00',
      24,
      office('Etc/UTC', { days: [1, 2, 3, 4, 7] }),
      '2026-10-04T10:00',
    ],

    // Summer time begins: Berlin 29 March 2026, New York 8 March, Cairo 24 April (a Friday, at midnight).
    [
      'over the beginning of summer time ends at the same hour by the clock',
      '2026-03-27T09:00',
      24,
      office('Europe/Berlin'),
      '2026-03-30T08:00',
    ],
    ['the same in New York', '2026-03-06T15:00', 24, office('America/New_York'), '2026-03-09T14:00'],
    ['on a day without a midnight', '2026-04-23T08:00', 24, office('Africa/Cairo'), '2026-04-24T07:00'],
    [
      'round the clock over the short day',
      '2026-03-28T11:00',
      24,
      alwaysOpen('Europe/Berlin'),
      '2026-03-29T11:00',
    ],
    // Summer time ends: Berlin 25 October 2026, New York 1 November, Lord Howe 5 April (by half an hour).
    [
      'over the end of summer time ends at the same hour by the clock',
      '2026-10-23T08:00',
      24,
      office('Europe/Berlin'),
      '2026-10-26T09:00',
    ],
    [
      'the same in New York in autumn',
      '2026-10-30T14:00',
      24,
      office('America/New_York'),
      '2026-11-02T15:00',
    ],
    ['the same by half an hour', '2026-04-02T23:00', 24, office('Australia/Lord_Howe'), '2026-04-05T23:30'],
    [
      'round the clock over the long day',
      '2026-10-24T11:00',
      24,
      alwaysOpen('Europe/Berlin'),
      '2026-10-25T11:00',
    ],
  ]; // prettier-ignore
  it.each(rows)('%s', (_name, from, reviewHours, hours, expected) => {
    expect(due(from, reviewHours, hours)).toBe(expected);
  });

  it('is counted in plain hours where nobody ever works', () => {
    const never = office('Etc/UTC', { days: [] });
    expect(due('2026-10-05T10:00', 24, never)).toBe('2026-10-06T10:00');
  });

  const zones = [
    'Etc/UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Pacific/Auckland',
    'Australia/Lord_Howe',
  ];
  const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const formats = new Map(
    zones.map((timeZone) => [
      timeZone,
      new Intl.DateTimeFormat('en-GB', {
        timeZone,
        weekday: 'short',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }),
    ]),
  );

  /** Whether people work in the minute that begins at `at`, by the engine's own calendar. */
  function works(at: number, { timeZone, days, from, to, holidays }: WorkingHours): boolean {
    const parts = new Map(
      formats
        .get(timeZone)
        ?.formatToParts(at)
        .map(({ type, value }) => [type, value]),
    );
    const clock = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
    const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
    const day = weekdays.indexOf(parts.get('weekday') ?? '') + 1;
    return days.includes(day) && clock >= from && clock < to && !holidays.includes(date);
  }

  // Around the changes of the clock, and at other times.
  const start = fc
    .tuple(
      fc.constantFrom(
        '2026-03-06',
        '2026-03-27',
        '2026-04-03',
        '2026-09-25',
        '2026-10-23',
        '2026-10-30',
        '2026-12-23',
      ),
      fc.integer({ min: 0, max: 4 * 24 * 60 }),
    )
    .map(([date, minutes]) => Date.parse(`${date}T00:00:00Z`) + minutes * minute);

  it('is over after as many minutes of work as it has, minute by minute', () => {
    const window = fc.constantFrom([540, 1020], [0, 1440], [420, 600], [780, 1440]);
    fc.assert(
      fc.property(
        start,
        fc.constantFrom(...zones),
        window,
        fc.constantFrom([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7], [7, 1, 2]),
        fc.integer({ min: 1, max: 12 }),
        (from, timeZone, [opens = 0, closes = 1440], days, twelfths) => {
          const hours = office(timeZone, { days, from: opens, to: closes, holidays: ['2026-12-25'] });
          // Whole minutes of work, so that counting minutes can be exact.
          let left = ((closes - opens) * twelfths) / 12;
          let at = from;
          while (left > 0) {
            if (works(at, hours)) left -= 1;
            at += minute;
          }
          expect(addReviewHours(from, twelfths * 2, hours)).toBe(at);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is never over earlier for being asked later, or for being longer', () => {
    fc.assert(
      fc.property(
        start,
        start,
        fc.nat(60),
        fc.nat(60),
        fc.constantFrom(...zones),
        (one, other, less, more, zone) => {
          const hours = office(zone);
          const [early, late] = [Math.min(one, other), Math.max(one, other)];
          expect(addReviewHours(late, less, hours)).toBeGreaterThanOrEqual(
            addReviewHours(early, less, hours),
          );
          expect(addReviewHours(early, less + more, hours)).toBeGreaterThanOrEqual(
            addReviewHours(early, less, hours),
          );
          expect(addReviewHours(early, less, hours)).toBeGreaterThanOrEqual(early);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a local date', () => {
  it.each([
    ['2026-10-05T23:30', 'Etc/UTC', '2026-10-05'],
    ['2026-10-05T23:30', 'Europe/Berlin', '2026-10-06'],
    ['2026-10-05T03:30', 'America/New_York', '2026-10-04'],
    ['2026-12-31T11:00', 'Pacific/Auckland', '2027-01-01'],
  ])('of %s in %s is %s', (at, zone, date) => {
    expect(localDate(utc(at), zone)).toBe(date);
  });
});
