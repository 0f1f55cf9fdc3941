/** An alert as Routegate understands it, whatever system sent it. Times are epoch ms. */
export interface Alert {
  /** The system it came from, as in the webhook's path. */
  readonly source: string;
  /** The same for every message about one incident; a new incident has a new one. */
  readonly key: string;
  readonly status: 'firing' | 'resolved';
  readonly title: string;
  /** One or two sentences; empty where the sender gave none. */
  readonly summary: string;
  /** The route it names, as labelled; null where it names none. */
  readonly route: string | null;
  readonly environment: string | null;
  readonly variant: string | null;
  /** The metric of the guardrail that it speaks of. */
  readonly guardrail: string | null;
  readonly severity: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

/** An alert as it is kept: what it said last, and when it was heard of. */
export interface KeptAlert {
  readonly alert: Alert;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Messages about it so far. */
  readonly times: number;
}

const minuteOf = (at: number): number => Math.floor(at / 60_000);

/**
 * A message that was delivered late, or again, must not wake an incident that is over; a new one begins after the end
 * of the last. One that does not say when it began counts as new: better told twice than not at all.
 */
function isOfThePast({ alert: known, lastAt }: KeptAlert, alert: Alert): boolean {
  if (known.status !== 'resolved' || alert.status !== 'firing' || alert.startedAt === null) return false;
  return alert.startedAt <= (known.endedAt ?? known.startedAt ?? lastAt);
}

/** What keeping an alert comes to: the new state, and whether what is shown of it changes. */
export function keepAlert(
  before: KeptAlert | null,
  alert: Alert,
  at: number,
): { readonly kept: KeptAlert; readonly news: boolean } | null {
  if (!before) return { kept: { alert, firstAt: at, lastAt: at, times: 1 }, news: true };
  if (isOfThePast(before, alert)) return null;
  // That it still fires is worth showing, but not more often than people look.
  const isRepeat = alert.status === 'firing' && minuteOf(at) !== minuteOf(before.lastAt);
  const news = before.alert.status !== alert.status || isRepeat;
  // The end of an incident may come without the labels that its beginning had.
  const route = alert.route ?? before.alert.route;
  return {
    kept: { alert: { ...alert, route }, firstAt: before.firstAt, lastAt: at, times: before.times + 1 },
    news,
  };
}
