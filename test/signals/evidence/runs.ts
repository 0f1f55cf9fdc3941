import { type ImportedEvidence, importEvidence } from '../../../src/signals/evidence/import-evidence.ts';

/** How many tests of a made-up run ended how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped?: number;
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

type Json = Record<string, unknown>;

export const promptfooResult = (success: boolean, more: Json = {}): Json => ({
  success,
  score: success ? 1 : 0,
  failureReason: success ? 0 : 1,
  latencyMs: 100,
  provider: { id: 'echo', label: '' },
  gradingResult: {
    pass: success,
    componentResults: [{ pass: success, assertion: { type: 'contains', value: 'x', metric: 'mentions' } }],
  },
  testCase: { vars: { text: 'hello' }, assert: [{ type: 'contains', value: 'x', metric: 'mentions' }] },
  ...more,
});

export function promptfooRun({ passed, failed, errored }: Counts, more: Json = {}): Json {
  const broken = { failureReason: 2, error: 'no answer', gradingResult: null };
  return {
    evalId: 'eval-1',
    results: {
      version: 3,
      timestamp: '2026-11-01T10:00:00.000Z',
      results: [
        ...times(passed, () => promptfooResult(true)),
        ...times(failed, () => promptfooResult(false)),
        ...times(errored, () => promptfooResult(false, broken)),
      ],
      stats: { successes: passed, failures: failed, errors: errored },
      ...more,
    },
    config: { description: 'golden set' },
    metadata: { promptfooVersion: '0.123.1' },
  };
}

export function junitRun({ passed, failed, errored, skipped = 0 }: Counts, attributes = ''): string {
  const cases = [
    ...times(passed, () => ''),
    ...times(failed, () => '<failure message="a &lt; b">trace</failure>'),
    ...times(errored, () => '<error message="boom"/>'),
    ...times(skipped, () => '<skipped/>'),
  ].map(
    (inner, index) => `<testcase classname="evals.Golden" name="t${index}" time="0.1">${inner}</testcase>`,
  );
  const counts = `tests="${cases.length}" failures="${failed}" errors="${errored}" skipped="${skipped}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="evals" ${counts}>\n<testsuite name="golden set" timestamp="2026-11-01T10:00:00" ${counts} ${attributes}><properties><property name="schema_error_rate" value="0.005"/><property name="model" value="gpt-summary-b"/></properties>${cases.join('\n')}<system-out><![CDATA[log <b>]]></system-out></testsuite></testsuites>`;
}

export const inspectSample = (value: unknown, more: Json = {}): Json => ({
  id: 1,
  epoch: 1,
  input: 'hello',
  scores: { match: { value, answer: 'x', explanation: 'y', metadata: { value: 'C' } } },
  error: null,
  ...more,
});

export function inspectRun({ passed, failed, errored, skipped = 0 }: Counts, more: Json = {}): Json {
  const samples = [
    ...times(passed, () => inspectSample('C')),
    ...times(failed, () => inspectSample('I')),
    ...times(errored, () => inspectSample('C', { error: { message: 'boom', traceback: '' } })),
  ];
  return {
    version: 2,
    status: 'success',
    eval: {
      task: 'golden_set',
      model: 'acme/gpt-summary-b',
      created: '2026-11-01T10:00:00+00:00',
      packages: { inspect_ai: '0.3.95' },
    },
    results: {
      total_samples: samples.length + skipped,
      completed_samples: passed + failed,
      scores: [{ name: 'match', scorer: 'match', metrics: { accuracy: { name: 'accuracy', value: 0.5 } } }],
    },
    stats: { started_at: '2026-11-01T10:00:00+00:00', completed_at: '2026-11-01T10:05:00+00:00' },
    samples,
    ...more,
  };
}

export const openaiRun = ({ passed, failed, errored }: Counts, more: Json = {}): Json => ({
  object: 'eval.run',
  id: 'evalrun_1',
  eval_id: 'eval_1',
  name: 'golden set',
  model: 'gpt-summary-b',
  created_at: 1_793_527_200,
  status: 'completed',
  error: null,
  result_counts: { total: passed + failed + errored, errored, failed, passed },
  per_testing_criteria_results: [{ testing_criteria: 'mentions', passed, failed }],
  per_model_usage: [{ model_name: 'gpt-summary-b-2026-03', invocation_count: passed + failed }],
  data_source: { type: 'completions', source: { type: 'file_id', id: 'file-1' } },
  ...more,
});

/** A made-up file of each format. */
export const runs: Readonly<Record<string, (counts: Counts) => string>> = {
  promptfoo: (counts) => JSON.stringify(promptfooRun(counts)),
  junit: (counts) => junitRun(counts),
  inspect: (counts) => JSON.stringify(inspectRun(counts), null, 2),
  openai_evals: (counts) => JSON.stringify(openaiRun(counts)),
};

/** The file's bytes, in pieces of the given size. */
export async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

export const imported = (
  file: string | Uint8Array,
  size = 65_536,
  limits?: { maxBytes: number },
): Promise<ImportedEvidence> => {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  return importEvidence(pieces(bytes, size), limits);
};

export async function results(file: string | Uint8Array, size?: number) {
  const outcome = await imported(file, size);
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome.results;
}

export async function problem(file: string | Uint8Array, limits?: { maxBytes: number }): Promise<string> {
  const outcome = await imported(file, 65_536, limits);
  return outcome.ok ? `accepted: ${JSON.stringify(outcome.results)}` : outcome.problem;
}
