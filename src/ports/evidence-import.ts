import type { TestResults } from '../domain/evidence/results.ts';

/** What became of a file of test results. */
export type ImportedResults =
  | { readonly ok: true; readonly results: TestResults }
  /** One or two sentences for whoever sent the file; plain text. */
  | { readonly ok: false; readonly problem: string };

/**
 * Reads what a test tool wrote, as it streams in, whatever its size and whoever wrote it. Whatever is malformed,
 * unfinished, hostile or too large comes back as a problem; only what the source throws is thrown.
 */
export type ImportResults = (source: AsyncIterable<Uint8Array>) => Promise<ImportedResults>;
