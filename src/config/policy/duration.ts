const minutesOf: Readonly<Record<string, number>> = {
  m: 1,
  min: 1,
  mins: 1,
  minute: 1,
  minutes: 1,
  h: 60,
  hour: 60,
  hours: 60,
  d: 1440,
  day: 1440,
  days: 1440,
  w: 10_080,
  week: 10_080,
  weeks: 10_080,
};

/** A length of time as people write it, `24 h`, `14 days`, `90min`, in minutes; null where it is none. */
export function parseDuration(text: string): number | null {
  const parts = /^(\d{1,6})\s*([a-z]+)$/i.exec(text.trim());
  const unit = minutesOf[parts?.[2]?.toLowerCase() ?? ''];
  return parts?.[1] !== undefined && unit !== undefined ? Number(parts[1]) * unit : null;
}

/** Minutes after midnight for `09:00`; `24:00` is the end of a day; null for anything else. */
export function parseTimeOfDay(text: string): number | null {
  const parts = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  const [hour, minute] = [Number(parts?.[1] ?? 99), Number(parts?.[2] ?? 99)];
  const minutes = hour * 60 + minute;
  return hour <= 24 && minute <= 59 && minutes <= 1440 ? minutes : null;
}
