import type { TestResults } from '../domain/evidence/results.ts';

/** What a file of test results came to. */
export type ReadEvidence =
  | { readonly ok: true; readonly results: TestResults }
  /** One or two sentences for whoever sent the file. */
  | { readonly ok: false; readonly problem: string };

/** Larger files are not read, in bytes. */
export const largestEvidence = 500_000_000;

/**
 * Reads a file of test results while it streams by, in memory that does not grow with it. What is malformed, unfinished
 * or hostile is a problem in words. Rejects only with what the source throws.
 */
export type EvidenceReader = (
  source: AsyncIterable<Uint8Array>,
  limits?: { readonly maxBytes: number },
) => Promise<ReadEvidence>;
