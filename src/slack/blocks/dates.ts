import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns/format';

/**
 * Moments and days as Slack's date tokens, which everybody reads in their own time zone; beside each stands the
 * same in the working hours' zone for notifications and clients that know no tokens. `at` is epoch milliseconds.
 */

const token = (at: number, pattern: string, fallback: string): string =>
  `<!date^${Math.floor(at / 1000)}^${pattern}|${fallback}>`;

const local = (at: number, timeZone: string, pattern: string): string =>
  format(new TZDate(at, timeZone), pattern);

/** "today at 14:02", "Oct 4 at 10:00". */
export const moment = (at: number, timeZone: string): string =>
  token(at, '{date_short_pretty} at {time}', local(at, timeZone, "d MMM yyyy 'at' HH:mm"));

/** "3 minutes ago", "in 2 days". */
export const ago = (at: number, timeZone: string): string =>
  token(at, '{ago}', local(at, timeZone, "d MMM yyyy 'at' HH:mm"));

/** A moment without a token, for texts where Slack resolves none: notifications, plain text, modal errors. */
export const plainMoment = (at: number, timeZone: string): string =>
  local(at, timeZone, "d MMM yyyy 'at' HH:mm");

/** A date `YYYY-MM-DD` in words, such as "1 Feb 2027". It is a day everywhere, so no token shifts it. */
export function day(date: string): string {
  const [year, month, dayOfMonth] = date.split('-').map(Number);
  if (!year || !month || !dayOfMonth) return date;
  return format(new Date(year, month - 1, dayOfMonth), 'd MMM yyyy');
}
