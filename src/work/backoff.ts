import type { EffectKind } from '../domain/effects.ts';
import type { FaultKind } from '../ports/fault.ts';

/** What went wrong. Whatever is thrown that is no fault is a defect of ours. */
export interface Failure {
  readonly kind: FaultKind | 'defect';
  /** How long the other side asked to wait. */
  readonly retryAfterMs: number | null;
}

export interface History {
  /** Failures of this job in a row, this one counted; waits that the other side asked for are none. */
  readonly failures: number;
  /** When the job was tried first, epoch ms. */
  readonly firstTriedAt: number;
  readonly now: number;
}

/** `let_go`: given up without a word to operators. */
export type Verdict =
  | { readonly verdict: 'retry'; readonly at: number }
  | { readonly verdict: 'bury' }
  | { readonly verdict: 'let_go' };

interface Patience {
  /** Wait after the first failure; each further one doubles it. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** Given up when this long has passed since the first try. */
  readonly forMs: number;
  /** Given up after this many failures, however soon. */
  readonly failures: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Long enough for a weekend without Slack; short enough in between that nobody waits once it is back. */
const outage: Patience = {
  firstMs: second,
  mostMs: minute,
  forMs: 72 * hour,
  failures: Number.POSITIVE_INFINITY,
};

const patience: Record<Exclude<Failure['kind'], 'invalid'>, Patience> = {
  rate_limited: outage,
  unavailable: outage,
  outcome_unknown: outage,
  /** Somebody may invite the bot or grant the scope meanwhile. */
  needs_operator: {
    firstMs: 15 * second,
    mostMs: 5 * minute,
    forMs: 24 * hour,
    failures: Number.POSITIVE_INFINITY,
  },
  /** The rest of the lane waits behind it, so a defect is not tried for long. */
  defect: { firstMs: second, mostMs: 30 * second, forMs: hour, failures: 5 },
};

/** Somebody waits for the answer to a click. */
const atAClick: Patience = { ...outage, firstMs: 500, mostMs: 5 * second };

/** What users get is never given up, whatever is in the way: a roll back least of all. */
const steering: Patience = {
  firstMs: 250,
  mostMs: 5 * second,
  forMs: Number.POSITIVE_INFINITY,
  failures: Number.POSITIVE_INFINITY,
};

/** What is nice to have, and says nothing that is not said elsewhere. */
const dispensable: ReadonlySet<EffectKind> = new Set(['picture', 'view_picture']);

/** Pictures wait in one line, so none of them is tried for long. */
const aMoment: Patience = { firstMs: second, mostMs: 8 * second, forMs: 5 * minute, failures: 6 };

/** Null for what is given up at once. */
function patienceWith(failure: Failure['kind'], effect: EffectKind): Patience | null {
  if (effect === 'control') return steering;
  if (dispensable.has(effect)) return failure === 'invalid' || failure === 'needs_operator' ? null : aMoment;
  if (failure === 'invalid') return null;
  const outside = failure === 'unavailable' || failure === 'outcome_unknown';
  const isClick = effect === 'interaction' || effect === 'urgent_interaction';
  return isClick && outside ? atAClick : patience[failure];
}

/** When to try a job again after a failure, or that it is to be given up. No chance is involved. */
export function afterFailure(failure: Failure, effect: EffectKind, history: History): Verdict {
  const patient = patienceWith(failure.kind, effect);
  const over = dispensable.has(effect) ? ({ verdict: 'let_go' } as const) : ({ verdict: 'bury' } as const);
  if (!patient) return over;
  const { firstMs, mostMs, forMs, failures } = patient;
  if (history.now - history.firstTriedAt >= forMs || history.failures >= failures) return over;
  if (failure.kind === 'rate_limited')
    return { verdict: 'retry', at: history.now + Math.max(failure.retryAfterMs ?? second, 1) };
  const doublings = Math.min(Math.max(history.failures - 1, 0), 30);
  const wait = Math.min(mostMs, firstMs * 2 ** doublings);
  return { verdict: 'retry', at: history.now + Math.max(wait, failure.retryAfterMs ?? 0) };
}
