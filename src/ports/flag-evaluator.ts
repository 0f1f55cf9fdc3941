import type { JsonObject } from './flag-store.ts';

/** What an application says of whoever it asks for: a targeting key and attributes. */
export type EvaluationContext = Readonly<Record<string, unknown>>;

/** What somebody is served. The same object for the same outcome until the flag changes. */
export interface Served {
  readonly key: string;
  readonly variant: string;
  /** OpenFeature's word for why: `STATIC` while nothing is rolled out, else `TARGETING_MATCH` or `DEFAULT`. */
  readonly reason: string;
  readonly value: JsonObject;
  /** For whoever writes answers out: its text, kept as long as the answer stands. Null until then. */
  written: string | null;
}

/** Why nothing can be served. `TARGETING_KEY_MISSING` only where the flag tells people apart by it. */
export interface NotServed {
  readonly key: string;
  readonly error: 'FLAG_NOT_FOUND' | 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT' | 'GENERAL';
  readonly details: string;
}

/** Answers from memory which route somebody gets. Nothing here waits or throws. */
export interface FlagEvaluator {
  evaluate(key: string, context: EvaluationContext): Served | NotServed;
  keys(): readonly string[];
  /** Hex digits that differ whenever any flag differs, and are equal for equal flags. */
  fingerprint(): string;
  /** All flags as one flagd document (JSON text). */
  document(): string;
}
