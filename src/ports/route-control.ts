/**
 * Steering which route users get, at run time, through whatever flag system or gateway a company has.
 * Every write states the whole wish (never "5 % more"), carries an operation's id, and counts only when it was
 * read back. Methods throw {@link ControlFault}; nothing else.
 */

/** Where a route is steered: which adapter, and how the route is called there. */
export interface ControlBinding {
  /** The adapter's name in the registry, such as `embedded`. */
  readonly control: string;
  /** The route's id with us, and its flag's key there unless `flagKey` says otherwise. */
  readonly route: string;
  readonly flagKey: string;
  /** What the adapter needs besides (project, environment, environment id …), from the policy; never a secret. */
  readonly options: Readonly<Record<string, string>>;
}

/** Basis points 0–10000 on the candidate; the baseline gets the rest. */
export interface Split {
  readonly candidateBp: number;
}

/** Who may get the candidate at all. All rules must hold; somebody excluded gets the baseline whatever the split. */
export interface AudienceRule {
  readonly attribute: string;
  readonly operator: 'in' | 'not_in';
  readonly values: readonly string[];
}

/** What one variant serves: the essentials of its packet, as JSON, and the digest of the whole packet. */
export interface VariantValue {
  readonly digest: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface Desired {
  readonly baseline: VariantValue;
  /** Null when nothing is being rolled out: everybody gets the baseline. */
  readonly candidate: VariantValue | null;
  readonly split: Split;
  readonly audience: readonly AudienceRule[];
  /** The attribute by which people are told apart; a person keeps a variant while the share grows. */
  readonly bucketBy: string;
  /** Kept for the whole rollout, so that the same people stay on the candidate. */
  readonly salt: string;
}

/** What the control plane says is set now, in our terms. */
export interface Observed {
  readonly exists: boolean;
  readonly candidateBp: number | null;
  readonly baselineDigest: string | null;
  readonly candidateDigest: string | null;
  /** The system's own revision, where it has one. */
  readonly revision: string | null;
  /** SHA-256 over what was read, to see that anything changed, known to us or not. */
  readonly rawHash: string;
}

export interface Operation {
  readonly opId: string;
  /** Written where the system keeps an audit log: who and why. */
  readonly comment: string;
  /** Refused with `conflict` when somebody changed it meanwhile; absent for roll back, which always wins. */
  readonly expectRevision?: string | undefined;
  readonly signal: AbortSignal;
}

export interface Receipt {
  readonly opId: string;
  readonly revision: string | null;
  readonly observed: Observed;
}

export interface Verification {
  /** The control plane reads back what was wished. */
  readonly control: boolean;
  /** Asked of the data plane itself, where that is possible: `asked` evaluations, the candidate's share among them. */
  readonly data: { readonly asked: number; readonly share: number } | null;
  readonly observed: Observed;
}

export interface Capabilities {
  readonly sticky: boolean;
  readonly targeting: boolean;
  readonly concurrency: 'revision' | 'none';
  /** The smallest step of a split, in basis points. */
  readonly granularityBp: number;
  readonly atomic: boolean;
  /** Whether the data plane can be asked what it serves. */
  readonly probe: boolean;
}

/** One sentence an operator can act on. */
export interface Diagnostic {
  readonly ok: boolean;
  readonly text: string;
}

export interface RouteControl {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Reachable, authorised, flag there or creatable, off value is the baseline. */
  check(binding: ControlBinding, signal: AbortSignal): Promise<readonly Diagnostic[]>;
  read(binding: ControlBinding, signal: AbortSignal): Promise<Observed>;
  /** Creates the flag if need be and sets the whole wish. Done twice with the same operation, it is done once. */
  apply(binding: ControlBinding, desired: Desired, operation: Operation): Promise<Receipt>;
  /** Everybody to the baseline. Absolute, ignores revisions, never switches the flag off. */
  rollback(binding: ControlBinding, desired: Desired, operation: Operation): Promise<Receipt>;
  verify(binding: ControlBinding, desired: Desired, signal: AbortSignal): Promise<Verification>;
  /** Removes the flag of a retired route. */
  remove(binding: ControlBinding, operation: Operation): Promise<void>;
}

export const controlFaultKinds = [
  'unauthorized',
  'forbidden',
  'plan_required',
  'not_found',
  'invalid',
  'conflict',
  'drift',
  'rate_limited',
  'unavailable',
  'outcome_unknown',
  'partial',
  'unsupported',
  'verification_failed',
] as const;
export type ControlFaultKind = (typeof controlFaultKinds)[number];

/** Retry only `rate_limited` and `unavailable`; after `conflict` and `outcome_unknown` read first. */
export class ControlFault extends Error {
  readonly kind: ControlFaultKind;
  readonly retryAfterMs: number | null;
  /** What a person can do by hand, in one sentence. */
  readonly remedy: string;

  constructor(
    kind: ControlFaultKind,
    message: string,
    more: { retryAfterMs?: number; remedy?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'ControlFault';
    this.kind = kind;
    this.retryAfterMs = more.retryAfterMs ?? null;
    this.remedy = more.remedy ?? '';
  }
}
