import { TZDate } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';
import { format } from 'date-fns/format';
import { getISODay } from 'date-fns/getISODay';
import { startOfDay } from 'date-fns/startOfDay';
import type { WorkingHours } from './policy.ts';

const minute = 60_000;
const hoursOfADay = 24;

/** The working window of the local day that `day` lies in, as epoch milliseconds, or null on a day off. */
function windowOf(day: TZDate, hours: WorkingHours): { from: number; to: number } | null {
  if (!hours.days.includes(getISODay(day)) || hours.holidays.includes(format(day, 'yyyy-MM-dd'))) return null;
  const at = (minutes: number) =>
    new TZDate(day.getFullYear(), day.getMonth(), day.getDate(), 0, minutes, 0, 0, hours.timeZone).getTime();
  return { from: at(hours.from), to: at(hours.to) };
}

/**
 * The moment at which a review time is over. A working day counts as 24 hours of review time, and the time
 * runs only while people work: 24 h asked on Friday at 10:00 end on Monday at 10:00, 12 h half a working day
 * later. Daylight-saving changes move the window with the local clock. `from` and the result are epoch ms.
 */
export function addReviewHours(from: number, reviewHours: number, hours: WorkingHours): number {
  const workingDay = (hours.to - hours.from) * minute;
  let left = (reviewHours / hoursOfADay) * workingDay;
  let day: TZDate = startOfDay(new TZDate(from, hours.timeZone));
  // Ten years of days without work mean a policy mistake; then plain hours are better than none.
  for (let tries = 0; tries < 3660; tries += 1) {
    const window = windowOf(day, hours);
    if (window) {
      const start = Math.max(from, window.from);
      const room = Math.max(0, window.to - start);
      if (left <= room && (room > 0 || left === 0)) return start + left;
      left -= room;
    }
    day = startOfDay(addDays(day, 1));
  }
  return from + reviewHours * 60 * minute;
}

const isoDate = (day: Date): string => day.toISOString().slice(0, 10);

/** The first working day that lies `step` whole days, again and again, away from a local date, `YYYY-MM-DD`. */
function workdayFrom(
  date: string,
  step: 1 | -1,
  { workdays, holidays }: { readonly workdays: readonly number[]; readonly holidays: readonly string[] },
): string {
  const day = new Date(`${date}T00:00:00Z`);
  // A year without work means a policy mistake; then the next day is better than none.
  for (let tries = 0; tries < 366; tries += 1) {
    day.setUTCDate(day.getUTCDate() + step);
    if (workdays.includes(day.getUTCDay() || 7) && !holidays.includes(isoDate(day))) return isoDate(day);
  }
  const neighbour = new Date(`${date}T00:00:00Z`);
  neighbour.setUTCDate(neighbour.getUTCDate() + step);
  return isoDate(neighbour);
}

type Workdays = Parameters<typeof workdayFrom>[2];

/** The working day after a local date, `YYYY-MM-DD`; ISO days, 1 is Monday. */
export const nextWorkday = (date: string, workdays: Workdays): string => workdayFrom(date, 1, workdays);
/** The working day before a local date, `YYYY-MM-DD`. */
export const previousWorkday = (date: string, workdays: Workdays): string => workdayFrom(date, -1, workdays);

/** The local date, `YYYY-MM-DD`, at an epoch millisecond in a zone. */
export function localDate(at: number, timeZone: string): string {
  return format(new TZDate(at, timeZone), 'yyyy-MM-dd');
}

/** The moment `minutes` after midnight on the local date that is `days` after the one of `at`. Epoch ms. */
export function localTime(at: number, days: number, minutes: number, timeZone: string): number {
  const day = addDays(new TZDate(at, timeZone), days);
  return new TZDate(day.getFullYear(), day.getMonth(), day.getDate(), 0, minutes, 0, 0, timeZone).getTime();
}

/** The moment `minutes` after midnight on a local date, `YYYY-MM-DD`. Epoch ms. */
export function localTimeOn(date: string, minutes: number, timeZone: string): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new TZDate(year, month - 1, day, 0, minutes, 0, 0, timeZone).getTime();
}
