/** How the world said no. Rules say no with a refusal; a fault is retried, or buried where people see it. */
export type FaultKind =
  /** Told to wait; `retryAfterMs` says how long. */
  | 'rate_limited'
  /** Not reached, or a server error: nothing happened, try again. */
  | 'unavailable'
  /** Sent, but the answer never came: look first, then try again. */
  | 'outcome_unknown'
  /** Refused for a reason that only a person can mend, such as a missing scope; `remedy` says what to do. */
  | 'needs_operator'
  /** Can never succeed as it is; a defect of ours. */
  | 'invalid';

/** Codes of errors with which no connection came about: the other side never saw what was to be sent. */
export const neverSentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export class Fault extends Error {
  readonly kind: FaultKind;
  readonly retryAfterMs: number | null;
  /** One sentence for an operator: what to do. Empty where waiting is all there is to do. */
  readonly remedy: string;

  constructor(
    kind: FaultKind,
    message: string,
    more: { retryAfterMs?: number; remedy?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'Fault';
    this.kind = kind;
    this.retryAfterMs = more.retryAfterMs ?? null;
    this.remedy = more.remedy ?? '';
  }
}
