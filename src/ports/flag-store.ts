/**
 * Where the embedded route control keeps what it serves: one flag per route, in flagd's format.
 * Every method throws a {@link Fault} of kind `unavailable` when the database cannot be reached or written.
 */
export interface FlagStore {
  flag(key: string): Promise<StoredFlag | null>;
  /** Flags written after a revision, the earliest first; 0 gives all. Removed flags are among them. */
  flagsAfter(revision: number, limit: number): Promise<readonly StoredFlag[]>;
  /**
   * Writes one flag if nobody wrote it since: `expectedRevision` is the flag's revision as last read, null for a flag
   * that was never written. The write takes the next revision of the whole store, and lasts once this resolves.
   */
  putFlag(flag: FlagWrite, expectedRevision: number | null): Promise<FlagWritten>;
}

export interface FlagWrite {
  readonly key: string;
  /** Null for a removed flag. */
  readonly definition: FlagDefinition | null;
  /** Ids of the operations that made it what it is, the latest first. */
  readonly operations: readonly string[];
}

export interface StoredFlag extends FlagWrite {
  /** 1, 2, 3, … over all flags: each write takes the next. */
  readonly revision: number;
}

export type FlagWritten =
  | { readonly result: 'written'; readonly flag: StoredFlag }
  /** Somebody wrote it meanwhile: read again. */
  | { readonly result: 'conflict' };

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A flag as flagd reads it. */
export interface FlagDefinition {
  readonly state: 'ENABLED';
  readonly variants: { readonly [variant: string]: JsonObject };
  readonly defaultVariant: string;
  /** JSON logic that names the variant; without it everybody gets the default. */
  readonly targeting?: JsonObject;
}
