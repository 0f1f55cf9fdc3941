import { z } from 'zod';

/** Where imported results come from; each has a file in `signals/evidence/`. */
export const evidenceFormats = ['promptfoo', 'junit', 'inspect', 'openai_evals'] as const;
export type EvidenceFormatName = (typeof evidenceFormats)[number];

/** How much of a file's own words is kept. More tests than this are counted, but not by name. */
export const mostGroups = 200;
export const mostMetrics = 100;
export const mostSubjects = 20;
export const longestName = 120;

const count = z.int().nonnegative();
const name = z.string().min(1).max(longestName);

/** Some of a run's tests that share a name: a suite, a metric, a scorer, a testing criterion. */
const groupSchema = z
  .strictObject({ name, total: count, passed: count })
  .refine(({ total, passed }) => passed <= total, 'No more can pass than there are.');
export type TestGroup = z.output<typeof groupSchema>;

/**
 * What one finished run of tests came to, whichever tool ran it. Errored and skipped tests did not pass. Numbers are
 * finite; what the file does not say is left out or null, and never made up.
 */
export const testResultsSchema = z
  .strictObject({
    format: z.enum(evidenceFormats),
    /** The version of the tool that ran it. */
    toolVersion: name.nullable(),
    /** What the run calls itself. */
    suite: name,
    /** Models or providers that were tested, as the tool names them. */
    subjects: z.array(name).max(mostSubjects),
    /** Epoch ms. */
    ranAt: z.int().nonnegative().nullable(),
    total: count.min(1),
    passed: count,
    failed: count,
    errored: count,
    skipped: count,
    groups: z.array(groupSchema).max(mostGroups),
    metrics: z
      .record(name, z.number())
      .refine((metrics) => Object.keys(metrics).length <= mostMetrics, `At most ${mostMetrics} metrics.`),
    /** SHA-256 of the file as it came, 64 hex digits. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: count,
  })
  .refine(
    ({ total, passed, failed, errored, skipped }) => passed + failed + errored + skipped === total,
    'Every test passed, failed, errored or was skipped.',
  );
export type TestResults = z.output<typeof testResultsSchema>;

/** The share of tests that passed, 0 to 1; null where that cannot be said. */
export function passRate({ passed, total }: Pick<TestResults, 'passed' | 'total'>): number | null {
  if (!Number.isFinite(passed) || !Number.isFinite(total) || total <= 0) return null;
  return Math.min(Math.max(passed / total, 0), 1);
}

/** Names as tools write them and names as packets do: `Prompt Injection`, `prompt-injection`, `promptInjection`. */
export const plainName = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, '$1_')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');

/** The plain name of a test without the word test, which tools put before it or after it. */
export const testName = (text: string): string =>
  plainName(text).replace(/^(?:tests?_)?(.+?)(?:_tests?)?$/, '$1');
