import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { evidenceFormats } from '../../../src/domain/evidence/results.ts';
import { evidenceFormatReaders } from '../../../src/signals/evidence/registry.ts';
import {
  inspectRun,
  inspectSample,
  junitRun,
  openaiRun,
  promptfooResult,
  promptfooRun,
  results,
  runs,
} from './runs.ts';

const json = (value: unknown) => JSON.stringify(value);

test('every format has a file of its own, and every such file a line in the registry', () => {
  const parts = [
    'decode.ts',
    'evidence-format.ts',
    'import-evidence.ts',
    'json-walk.ts',
    'not-a-number.ts',
    'registry.ts',
    'spread.ts',
    'tally.ts',
    'unreadable.ts',
    'xml-walk.ts',
  ];
  const files = readdirSync(new URL('../../../src/signals/evidence', import.meta.url)).filter(
    (file) => !parts.includes(file),
  );
  const named = evidenceFormatReaders.map(({ name }) => `${name.replace('_', '-')}.ts`);
  expect(named.sort()).toEqual(files.sort());
  expect(evidenceFormatReaders.map(({ name }) => name).sort()).toEqual([...evidenceFormats].sort());
  expect(Object.keys(runs).sort()).toEqual([...evidenceFormats].sort());
});

describe.each(Object.entries(runs))('%s', (format, run) => {
  it('is known by its content, and counted', async () => {
    const file = run({ passed: 7, failed: 2, errored: 1 });
    expect(await results(file)).toMatchObject({
      format,
      total: 10,
      passed: 7,
      failed: 2,
      errored: 1,
      skipped: 0,
      digest: createHash('sha256').update(file).digest('hex'),
      bytes: Buffer.byteLength(file),
    });
  });

  it('says the same however it is cut, with or without a byte-order mark', async () => {
    const bytes = Buffer.from(run({ passed: 2, failed: 1, errored: 1 }).replace('hello', 'hällo — 🙂'));
    const whole = await results(bytes);
    for (const size of [1, 2, 3, 7, 100, 257, 10_000_000]) expect(await results(bytes, size)).toEqual(whole);
    const marked = await results(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]), 5);
    expect({ ...marked, digest: whole.digest, bytes: whole.bytes }).toEqual(whole);
  });

  it('is read from what PowerShell writes', async () => {
    const text = run({ passed: 3, failed: 0, errored: 0 });
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    expect(await results(bytes, 33)).toMatchObject({ format, total: 3, passed: 3 });
  });
});

describe('promptfoo', () => {
  it('is read as promptfoo itself writes it', async () => {
    const file = readFileSync(new URL('files/promptfoo.json', import.meta.url));
    expect(await results(file)).toMatchObject({
      toolVersion: '0.123.1',
      suite: 'error provider',
      subjects: ['local-error'],
      ranAt: Date.UTC(2026, 10, 20, 23, 51, 11, 87),
      total: 6,
      passed: 2,
      failed: 2,
      errored: 2,
      groups: [
        { name: 'mentions_refund', total: 2, passed: 2 },
        { name: 'schema_valid', total: 2, passed: 0 },
      ],
      metrics: {
        mentions_refund: 1,
        schema_valid: 0,
        schema_error_rate: 1,
        cost_per_request_usd: 0.001,
        cost_per_accepted_outcome_usd: 0.002,
      },
    });
  });

  const schemaCheck = (pass: boolean) => ({
    gradingResult: { componentResults: [{ pass, assertion: { type: 'is-json' } }] },
  });
  const runOf = (list: Record<string, unknown>[], stats: object) =>
    json(promptfooRun({ passed: 0, failed: 0, errored: 0 }, { results: list, stats }));

  it('has a schema error rate that counts answers that never came', async () => {
    const list = [
      promptfooResult(true, schemaCheck(true)),
      promptfooResult(false, schemaCheck(false)),
      promptfooResult(true, schemaCheck(true)),
      promptfooResult(false, { failureReason: 2, gradingResult: null, error: 'timeout' }),
    ];
    const { metrics } = await results(runOf(list, { successes: 2, failures: 1, errors: 1 }));
    expect(metrics.schema_error_rate).toBe(0.5);
  });

  it('has percentiles of latency that are never too low', async () => {
    const list = Array.from({ length: 100 }, (_, index) => promptfooResult(true, { latencyMs: index + 1 }));
    const { metrics } = await results(runOf(list, { successes: 100, failures: 0, errors: 0 }));
    expect(metrics.latency_p95_ms).toBeGreaterThanOrEqual(95);
    expect(metrics.latency_p95_ms).toBeLessThan(96);
  });

  it('makes up no price where promptfoo knew none', async () => {
    const free = await results(
      runOf([promptfooResult(true, { cost: 0 })], { successes: 1, failures: 0, errors: 0 }),
    );
    expect(Object.keys(free.metrics)).not.toContain('cost_per_request_usd');
    const half = [promptfooResult(true, { cost: 0.1 }), promptfooResult(true)];
    const partly = await results(runOf(half, { successes: 2, failures: 0, errors: 0 }));
    expect(Object.keys(partly.metrics)).not.toContain('cost_per_request_usd');
  });

  it('counts what was asked of a test that broke as not passed', async () => {
    const { groups } = await results(runs.promptfoo?.({ passed: 3, failed: 1, errored: 1 }) ?? '');
    expect(groups).toEqual([{ name: 'mentions', total: 5, passed: 3 }]);
  });

  it('knows attacks of a red team by their plugin', async () => {
    const attack = { metadata: { pluginId: 'prompt-injection' } };
    const list = [promptfooResult(true, attack), promptfooResult(false, attack)];
    const { groups } = await results(runOf(list, { successes: 1, failures: 1, errors: 0 }));
    expect(groups).toContainEqual({ name: 'prompt-injection', total: 2, passed: 1 });
  });

  it('counts tests of its configuration that a filter left out as skipped, for each prompt', async () => {
    const list = [0, 1].map((promptIdx) => promptfooResult(true, { testIdx: 0, promptIdx }));
    const run = promptfooRun(
      { passed: 0, failed: 0, errored: 0 },
      { results: list, stats: { successes: 2, failures: 0, errors: 0 } },
    );
    const tests = [
      { vars: { text: 'a' } },
      { assert: [{ type: 'is-json' }] },
      { vars: {} },
      'file://more.csv',
    ];
    expect(await results(json({ ...run, config: { tests } }))).toMatchObject({
      total: 6,
      passed: 2,
      skipped: 4,
    });
    expect(await results(json({ ...run, config: { tests: 'file://all.csv' } }))).toMatchObject({ total: 2 });
  });

  it('takes a result that says neither for one that broke', async () => {
    const list = [promptfooResult(true), promptfooResult(true, { success: 'yes' })];
    expect(await results(runOf(list, { successes: 1, failures: 1 }))).toMatchObject({
      passed: 1,
      errored: 1,
    });
  });
});

describe('JUnit', () => {
  it('says when it ran, what was tested, and what was measured', async () => {
    expect(await results(junitRun({ passed: 3, failed: 1, errored: 0, skipped: 1 }))).toMatchObject({
      suite: 'evals',
      ranAt: Date.UTC(2026, 10, 1, 10),
      subjects: ['gpt-summary-b'],
      total: 5,
      skipped: 1,
      metrics: { schema_error_rate: 0.005 },
      groups: [
        { name: 'evals', total: 5, passed: 3 },
        { name: 'golden set', total: 5, passed: 3 },
        { name: 'evals.Golden', total: 5, passed: 3 },
        { name: 'Golden', total: 5, passed: 3 },
      ],
    });
  });

  it.each<[string, string, object]>([
    ['a single suite', '<testsuite name="s" tests="1"><testcase name="a"/></testsuite>', { passed: 1 }],
    [
      'suites in suites',
      '<testsuites><testsuite name="a" tests="2"><testsuite name="b" tests="2"><testcase name="x"/><testcase name="y"><failure/></testcase></testsuite></testsuite></testsuites>',
      { total: 2, passed: 1, failed: 1 },
    ],
    [
      'both failure and error, which count once',
      '<testsuite><testcase name="a"><failure/><error/></testcase></testsuite>',
      { total: 1, errored: 1, failed: 0 },
    ],
    [
      'a failure whose text names other elements',
      '<testsuite><testcase name="a"><failure><![CDATA[<skipped/></failure>]]></failure></testcase></testsuite>',
      { total: 1, failed: 1 },
    ],
    [
      'a failure within what was printed, which is none',
      '<testsuite><testcase name="a"><system-out><failure/></system-out></testcase></testsuite>',
      { total: 1, passed: 1 },
    ],
    [
      'tests that did not run, as GoogleTest says it',
      '<testsuite><testcase name="a" status="notrun" result="suppressed"/><testcase name="b" status="run" result="completed"/></testsuite>',
      { total: 2, passed: 1, skipped: 1 },
    ],
    [
      'fewer tests than promised: the others did not pass',
      '<testsuite tests="5"><testcase name="a"/></testsuite>',
      { total: 5, passed: 1, errored: 4 },
    ],
    [
      'failures that no test names',
      '<testsuite tests="2" failures="0" errors="1"><testcase name="a"/><testcase name="b"/></testsuite>',
      { total: 2, passed: 1, errored: 1 },
    ],
    [
      'a namespace',
      '<j:testsuite xmlns:j="urn:junit"><j:testcase name="a"><j:error/></j:testcase></j:testsuite>',
      { total: 1, errored: 1 },
    ],
    [
      'time with a zone',
      '<testsuite timestamp="2026-11-01T10:00:00+02:00"><testcase name="a"/></testsuite>',
      { ranAt: Date.UTC(2026, 10, 1, 8) },
    ],
    [
      'a run of pytest that broke while tearing down, which pytest counts twice',
      '<testsuites><testsuite name="pytest" errors="1" failures="0" skipped="0" tests="3"><testcase classname="test_x" name="a"/><testcase classname="test_x" name="b"><error message="failed on teardown"/></testcase></testsuite></testsuites>',
      { total: 3, passed: 1, errored: 2 },
    ],
    [
      'a run of Node, with suites beside tests',
      '<testsuites><testcase name="a" classname="test"/><testsuite name="d" tests="1" failures="1"><testcase name="e" failure="x"><failure/></testcase></testsuite></testsuites>',
      { total: 2, passed: 1, failed: 1 },
    ],
    ['no time', '<testsuite><testcase name="a"/></testsuite>', { ranAt: null }],
    ['a nonsense time', '<testsuite timestamp="yesterday"><testcase name="a"/></testsuite>', { ranAt: null }],
  ])('counts %s', async (_name, file, expected) => {
    expect(await results(file)).toMatchObject(expected);
  });

  it('reads an old encoding that it declares', async () => {
    const text =
      '<?xml version="1.0" encoding="ISO-8859-1"?><testsuite name="Prüfung"><testcase name="ä"/></testsuite>';
    expect(await results(Buffer.from(text, 'latin1'))).toMatchObject({ suite: 'Prüfung' });
  });

  it('takes the largest of what several tests measured', async () => {
    const test = (value: string) =>
      `<testcase name="t"><properties><property name="p95_ms" value="${value}"/></properties></testcase>`;
    const { metrics } = await results(`<testsuite>${['10', '30', '20'].map(test).join('')}</testsuite>`);
    expect(metrics).toEqual({ p95_ms: 30 });
  });

  it('takes no metric from what is no number', async () => {
    const values = ['NaN', 'Infinity', '1e999', '', 'abc', '0x10'];
    const properties = values.map((value, index) => `<property name="m${index}" value="${value}"/>`).join('');
    const file = `<testsuite><properties>${properties}</properties><testcase name="a"/></testsuite>`;
    expect((await results(file)).metrics).toEqual({});
  });
});

describe('Inspect', () => {
  const samplesOf = (samples: object[], more: object = {}) =>
    json(
      inspectRun(
        { passed: 0, failed: 0, errored: 0 },
        { samples, results: { total_samples: samples.length, scores: [] }, ...more },
      ),
    );

  it('says when it ended, by which version, on which model, and what its scorers measured', async () => {
    expect(await results(json(inspectRun({ passed: 3, failed: 1, errored: 0, skipped: 2 })))).toMatchObject({
      suite: 'golden_set',
      toolVersion: '0.3.95',
      subjects: ['acme/gpt-summary-b'],
      ranAt: Date.UTC(2026, 10, 1, 10, 5),
      total: 6,
      passed: 3,
      skipped: 2,
      metrics: { 'match.accuracy': 0.5 },
      groups: [{ name: 'match', total: 4, passed: 3 }],
    });
  });

  it.each<[unknown, string]>([
    ['C', 'passed'],
    [1, 'passed'],
    [true, 'passed'],
    ['yes', 'passed'],
    ['1.0', 'passed'],
    [{ a: 1, b: 'C' }, 'passed'],
    ['I', 'failed'],
    ['P', 'failed'],
    ['N', 'failed'],
    [0.99, 'failed'],
    [false, 'failed'],
    [[1, 0], 'failed'],
    [{ a: 1, b: 0 }, 'failed'],
    [null, 'errored'],
    [{}, 'errored'],
  ])('a score of %j has %s', async (value, outcome) => {
    expect(await results(samplesOf([inspectSample(value)]))).toMatchObject({ total: 1, [outcome]: 1 });
  });

  it.each<[string, object, string]>([
    ['no scorer', { scores: {} }, 'errored'],
    ['a scorer that says nothing', { scores: { match: { value: 'C' }, other: {} } }, 'errored'],
    ['scorers that disagree', { scores: { match: { value: 'C' }, other: { value: 'I' } } }, 'failed'],
    ['an invalidation', { scores: { match: { value: 'C' } }, invalidation: { author: 'x' } }, 'errored'],
    ['the single score of old logs', { scores: undefined, score: { value: 'C' } }, 'passed'],
  ])('a sample with %s has %s', async (_name, more, outcome) => {
    expect(await results(samplesOf([inspectSample('C', { ...more })]))).toMatchObject({ [outcome]: 1 });
  });

  it('reads the NaN that it writes for what could not be scored, and takes it for nothing', async () => {
    const text = samplesOf([inspectSample('C'), inspectSample('@')]).replace('"@"', 'NaN');
    for (const size of [1, 2, 5, 1000]) {
      const read = await results(
        text.replace(
          '"scores":[]',
          '"scores":[{"name":"m","metrics":{"mean":{"value":NaN},"low":{"value": -Infinity}}}]',
        ),
        size,
      );
      expect(read).toMatchObject({ total: 2, passed: 1, errored: 1 });
      expect(read.metrics).toEqual({});
    }
  });
});

describe('OpenAI eval runs', () => {
  it('say what was tested, when, and by which criteria', async () => {
    expect(await results(json(openaiRun({ passed: 8, failed: 1, errored: 1 })))).toMatchObject({
      suite: 'golden set',
      subjects: ['gpt-summary-b-2026-03', 'gpt-summary-b'],
      ranAt: 1_793_527_200_000,
      groups: [{ name: 'mentions', total: 9, passed: 8 }],
    });
  });
});
