/** Dates and times as Slack writes them, in a person's time zone. */

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} zone @param {Intl.DateTimeFormatOptions} options */
function format(zone, options) {
  const key = zone + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = makeFormat(zone, options);
  formats.set(key, made);
  return made;
}

/** A zone that the browser does not know shows the browser's own.
 * @param {string} zone @param {Intl.DateTimeFormatOptions} options */
function makeFormat(zone, options) {
  try {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat('en-US', options);
  }
}

/** @param {string} ts a message's ts: epoch seconds with six decimals */
export function tsMillis(ts) {
  return Number(ts) * 1000;
}

/** @param {number} at @param {string} zone */
export function clockTime(at, zone) {
  return format(zone, { hour: 'numeric', minute: '2-digit' }).format(at);
}

/** Time without AM and PM, for the narrow column beside a message.
 * @param {number} at @param {string} zone */
export function shortTime(at, zone) {
  return clockTime(at, zone).replace(/\s?[AP]M$/, '');
}

/** @param {number} at @param {string} zone @returns {string} `2026-03-09`, to compare days */
export function dayKey(at, zone) {
  const parts = format(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at);
  const part = (/** @type {string} */ type) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** @param {number} at @param {string} zone */
export function longDate(at, zone) {
  return `${format(zone, { weekday: 'long', month: 'long' })
    .format(at)
    .replace(/^(\S+) (\S+)$/, swap)} ${ordinal(Number(format(zone, { day: 'numeric' }).format(at)))}`;
}

/** English writes the weekday first in every browser: "Monday, March". @param {string} whole @param {string} a @param {string} b */
function swap(whole, a, b) {
  return WEEKDAYS.has(b) ? `${b}, ${a}` : WEEKDAYS.has(a) ? `${a}, ${b}` : whole;
}
const WEEKDAYS = new Set(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']);

/** @param {number} day */
function ordinal(day) {
  const suffix = day % 100 > 10 && day % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${suffix}`;
}

/** What stands on the line between two days.
 * @param {number} at @param {number} now @param {string} zone */
export function dayDivider(at, now, zone) {
  const relative = relativeDay(at, now, zone);
  if (relative !== '') return relative;
  const year = dayKey(at, zone).slice(0, 4);
  return year === dayKey(now, zone).slice(0, 4) ? longDate(at, zone) : `${longDate(at, zone)}, ${year}`;
}

/** "Today", "Yesterday", "Tomorrow" or ''. @param {number} at @param {number} now @param {string} zone */
function relativeDay(at, now, zone) {
  const distance = Math.round((Date.parse(dayKey(at, zone)) - Date.parse(dayKey(now, zone))) / DAY);
  return distance === 0 ? 'Today' : distance === -1 ? 'Yesterday' : distance === 1 ? 'Tomorrow' : '';
}
const DAY = 86_400_000;

/** The whole moment, for a tooltip. @param {number} at @param {string} zone */
export function fullMoment(at, zone) {
  return `${longDate(at, zone)}, ${dayKey(at, zone).slice(0, 4)} at ${format(zone, {
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
  }).format(at)}`;
}

/** "2 days ago", "in 3 hours", "just now". @param {number} at @param {number} now */
export function ago(at, now) {
  const seconds = Math.round((at - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) return seconds > 0 ? 'in a moment' : 'just now';
  const [unit, length] = UNITS.find(([, limit]) => size >= limit * 0.95) ?? ['minute', 60];
  return RELATIVE.format(
    Math.round(seconds / Number(length)),
    /** @type {Intl.RelativeTimeFormatUnit} */ (unit),
  );
}
/** @type {[string, number][]} */
const UNITS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const RELATIVE = new Intl.RelativeTimeFormat('en-US', { numeric: 'always' });

/**
 * Fills the tokens of a `<!date^…>` mark.
 * @param {string} pattern such as `{date_short_pretty} at {time}`
 * @param {number} seconds epoch seconds
 * @param {number} now epoch milliseconds
 * @param {string} zone
 * @returns {string | null} null when a token is unknown: the fallback is shown then
 */
export function fillDate(pattern, seconds, now, zone) {
  const at = seconds * 1000;
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return null;
  let known = true;
  const filled = pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    const fill = TOKENS[token];
    if (!fill) known = false;
    return fill ? fill(at, now, zone) : whole;
  });
  return known ? filled : null;
}

/** @param {(at: number, zone: string) => string} plain @param {boolean} [lower] */
function pretty(plain, lower = false) {
  return (/** @type {number} */ at, /** @type {number} */ now, /** @type {string} */ zone) => {
    const relative = relativeDay(at, now, zone);
    return (lower ? relative.toLowerCase() : relative) || plain(at, zone);
  };
}

/** @param {number} at @param {string} zone */
function shortDate(at, zone) {
  return format(zone, { month: 'short', day: 'numeric', year: 'numeric' }).format(at);
}
/** @param {number} at @param {string} zone */
function mediumDate(at, zone) {
  return `${format(zone, { month: 'long' }).format(at)} ${ordinal(Number(format(zone, { day: 'numeric' }).format(at)))}, ${dayKey(at, zone).slice(0, 4)}`;
}
/** @param {number} at @param {string} zone */
function fullDate(at, zone) {
  return `${longDate(at, zone)}, ${dayKey(at, zone).slice(0, 4)}`;
}

/** @type {Record<string, (at: number, now: number, zone: string) => string>} */
const TOKENS = {
  date_num: (at, _now, zone) => dayKey(at, zone),
  date_slash: (at, _now, zone) => {
    const [year, month, day] = dayKey(at, zone).split('-');
    return `${month}/${day}/${year}`;
  },
  date: (at, _now, zone) => mediumDate(at, zone),
  date_short: (at, _now, zone) => shortDate(at, zone),
  date_long: (at, _now, zone) => fullDate(at, zone),
  date_long_full: (at, _now, zone) => fullDate(at, zone),
  date_pretty: pretty(mediumDate, true),
  date_short_pretty: pretty(shortDate, true),
  date_long_pretty: pretty(fullDate, true),
  day_divider_pretty: pretty(fullDate),
  time: (at, _now, zone) => clockTime(at, zone),
  time_secs: (at, _now, zone) =>
    format(zone, { hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(at),
  ago: (at, now) => ago(at, now),
};

/** The time of day as `HH:mm`. @param {number} at @param {string} zone */
export function clockParts(at, zone) {
  return format(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/**
 * The moment at which a zone's clocks show a day and a time. In the hour that a clock change skips, the moment after it.
 * @param {string} day `YYYY-MM-DD` @param {string} time `HH:mm` @param {string} zone
 */
export function zonedMillis(day, time, zone) {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const shownAt = (/** @type {number} */ at) => Date.parse(`${dayKey(at, zone)}T${clockParts(at, zone)}:00Z`);
  const first = wanted - (shownAt(wanted) - wanted);
  return first - (shownAt(first) - wanted);
}
