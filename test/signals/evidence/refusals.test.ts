import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importEvidence } from '../../../src/signals/evidence/import-evidence.ts';
import {
  inspectRun,
  inspectSample,
  junitRun,
  openaiRun,
  pieces,
  problem,
  promptfooResult,
  promptfooRun,
  results,
  runs,
} from './runs.ts';

const counts = { passed: 2, failed: 1, errored: 0 };
const json = (value: unknown) => JSON.stringify(value);
const junit = (inner: string) => `<testsuite>${inner}</testsuite>`;
const laughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from(
  { length: 9 },
  (_, level) => `<!ENTITY lol${level + 1} "${`&lol${level === 0 ? '' : level};`.repeat(10)}">`,
).join('')}]><testsuite name="&lol9;"><testcase name="a"/></testsuite>`;
const promptfooWith = (list: unknown[], stats: object) =>
  json(promptfooRun({ passed: 0, failed: 0, errored: 0 }, { results: list, stats }));

describe('a run that is not finished', () => {
  it.each<[string, string, RegExp]>([
    ['Inspect, started', json(inspectRun(counts, { status: 'started' })), /not finished/],
    ['Inspect, cancelled', json(inspectRun(counts, { status: 'cancelled' })), /cancelled.*eval-retry/],
    ['Inspect, error', json(inspectRun(counts, { status: 'error' })), /ended with an error/],
    [
      'Inspect, another word',
      json(inspectRun(counts, { status: 'fine' })),
      /does not say that the run succeeded/,
    ],
    ['Inspect, without results', json(inspectRun(counts, { results: null })), /no results/],
    ['Inspect, without samples', json(inspectRun(counts, { samples: null })), /no samples/],
    ['Inspect, declared invalid', json(inspectRun(counts, { invalidated: true })), /declared invalid/],
    ['OpenAI, queued', json(openaiRun(counts, { status: 'queued' })), /not started/],
    ['OpenAI, in progress', json(openaiRun(counts, { status: 'in_progress' })), /still going on/],
    ['OpenAI, failed', json(openaiRun(counts, { status: 'failed' })), /failed/],
    ['OpenAI, canceled', json(openaiRun(counts, { status: 'canceled' })), /canceled/],
    ['OpenAI, another word', json(openaiRun(counts, { status: 7 })), /does not say that it is completed/],
    [
      'OpenAI, with results to come',
      json(openaiRun(counts, { result_counts: { total: 9, passed: 2, failed: 1, errored: 0 } })),
      /counts 9 results, but 3/,
    ],
    ['promptfoo, without totals', json(promptfooRun(counts, { stats: undefined })), /no totals/],
    [
      'promptfoo, with results left out',
      promptfooWith([promptfooResult(true)], { successes: 1, failures: 4, errors: 0 }),
      /promises 1 passed of 5 but shows 1 of 1/,
    ],
    ['JUnit, with no test shown', '<testsuite tests="4"/>', /promises 4 tests but shows none/],
  ])('is no evidence: %s', async (_name, file, sentence) => {
    expect(await problem(file)).toMatch(sentence);
  });
});

describe('a file that says nothing that can be judged', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['nothing at all', '', /empty/],
    ['blanks', ' \n\t ', /empty/],
    ['other JSON', '{"name":"x"}', /no test results in a known format/],
    ['a list', '[1,2]', /no test results in a known format/],
    ['a word', 'hello', /no test results in a known format/],
    ['other XML', '<html><body/></html>', /outermost element is <html>/],
    ['promptfoo as XML', '<promptfoo><evalId>1</evalId></promptfoo>', /outermost element is <promptfoo>/],
    ['no tests: JUnit', '<testsuites/>', /no test that ran/],
    ['no tests: promptfoo', json(promptfooRun({ passed: 0, failed: 0, errored: 0 })), /no test that ran/],
    ['no tests: OpenAI', json(openaiRun({ passed: 0, failed: 0, errored: 0 })), /no test that ran/],
    ['no tests: Inspect', json(inspectRun({ passed: 0, failed: 0, errored: 0 })), /no test that ran/],
    [
      'a page of runs',
      json({ object: 'list', data: [openaiRun(counts)], has_more: false }),
      /page of a list.*Fetch the run itself/,
    ],
    [
      'a scorer with marks off the scale',
      json(inspectRun(counts, { samples: [inspectSample(7)], results: { total_samples: 1 } })),
      /“match”.*inspect score/,
    ],
    [
      'more samples than there are',
      json(inspectRun(counts, { results: { total_samples: 1 } })),
      /promises 1 samples but shows 3/,
    ],
    ['an entry that is no result', promptfooWith([7], { successes: 0, failures: 1 }), /no result at all/],
    ['a sample that is none', json(inspectRun(counts, { samples: ['x'] })), /no sample at all/],
    [
      'totals that are no counts',
      promptfooWith([promptfooResult(true)], { successes: '1', failures: -1 }),
      /no totals/,
    ],
    [
      'counts that are no numbers',
      json(openaiRun(counts, { result_counts: { total: '3', passed: 2, failed: 1, errored: 0 } })),
      /result_counts are not complete/,
    ],
    [
      'a count that is NaN',
      json(openaiRun(counts)).replace('"passed":2', '"passed":NaN'),
      /result_counts are not complete/,
    ],
    [
      'a count without end',
      json(openaiRun(counts)).replace('"passed":2', '"passed":1e999'),
      /result_counts are not complete/,
    ],
    [
      'more tests than can be',
      json(
        openaiRun(counts, {
          result_counts: { total: 2 ** 54, passed: 2 ** 53 - 1, failed: 2 ** 53 - 1, errored: 0 },
        }),
      ),
      /result_counts are not complete/,
    ],
  ])('is refused: %s', async (_name, file, sentence) => {
    expect(await problem(file)).toMatch(sentence);
  });
});

describe('a malformed or hostile file', () => {
  const deep = 100_000;
  it.each<[string, string | Uint8Array, RegExp]>([
    ['JSON that breaks off', runs.promptfoo?.(counts).slice(0, -30) ?? '', /breaks off before its end/],
    ['JSON that breaks off in a text', '{"object":"eval.run', /breaks off before its end/],
    ['XML that breaks off', junitRun(counts).slice(0, -40), /breaks off before its end/],
    ['JSON with a comma too many', '{"a":1,}', /no valid JSON/],
    ['two documents', `${runs.inspect?.(counts)}\n{}`, /no valid JSON/],
    ['lines of JSON', '{"a":1}\n{"a":2}\n', /no valid JSON/],
    ['a wrong escape', '{"a":"\\x and what follows"}', /no valid JSON/],
    ['deep lists', `{"a":${'['.repeat(deep)}`, /nests more than 500 levels/],
    [
      'deep groups where results are',
      `{"results":${'{"results":'.repeat(deep)}`,
      /nests more than 500 levels/,
    ],
    ['a giant key', `{"${'k'.repeat(100_000)}":1}`, /key of more than 2000 characters/],
    ['a giant number', `{"created_at":${'9'.repeat(100_000)}}`, /number of more than 400 digits/],
    ['entities in entities', laughs, /document type/],
    [
      'an entity from outside',
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><testsuite name="&e;"><testcase/></testsuite>',
      /document type/,
    ],
    ['an unknown entity', junit('<testcase name="&e;"/>'), /entity/],
    ['elements that do not match', '<testsuite><testcase></testsuite></testcase>', /no valid XML: line 1/],
    ['deep elements', '<testsuite>'.repeat(deep), /nests more than 100 levels/],
    ['a giant attribute', junit(`<testcase name="${'a'.repeat(1_000_000)}"/>`), /longer than 64 KB/],
    [
      'attributes without end',
      junit(`<testcase ${Array.from({ length: 5000 }, (_, index) => `a${index}="1"`).join(' ')}/>`),
      /more than 100 attributes/,
    ],
    ['a test in a test', junit('<testcase><testcase/></testcase>'), /test stands within a test/],
    ['bytes that are no text', Uint8Array.of(0x7b, 0x22, 0xff, 0xc0, 0x22, 0x7d), /no UTF-8/],
    ['a character cut off', Uint8Array.of(...Buffer.from('{"a":"'), 0xe2, 0x82), /no UTF-8/],
    ['zero bytes', new Uint8Array(1000), /no test results in a known format/],
    ['blanks without end', ' '.repeat(200_000), /nothing but blanks/],
    ['a packed log', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), /packed file.*inspect log convert/],
    ['a gzipped file', gzipSync('{}'), /packed file/],
    [
      'an encoding of its own',
      '<?xml version="1.0" encoding="x-mac-roman"?><testsuite/>',
      /written in x-mac-roman. Save it as UTF-8/,
    ],
  ])('is refused: %s', async (_name, file, sentence) => {
    const said = await problem(file);
    expect(said).toMatch(sentence);
    expect(said.length).toBeLessThan(400);
  });

  it('is refused where it is larger than allowed', async () => {
    expect(await problem(junitRun(counts), { maxBytes: 100 })).toMatch(/larger than 0 MB/);
  });

  it('shows nothing of itself but names, on one line and cut', async () => {
    const name = `a\u202eb\u0000\n${'x'.repeat(500)}\ud800`;
    const run = await results(json(openaiRun(counts, { name, model: '\n' })));
    expect(run.suite).toMatch(/^a b x+$/);
    expect(run.suite.length).toBeLessThanOrEqual(120);
    expect(run.subjects).toEqual(['gpt-summary-b-2026-03']);
  });

  it('cannot fill the memory with names', async () => {
    const list = Array.from({ length: 3000 }, (_, index) =>
      promptfooResult(true, {
        namedScores: { [`score ${index}`]: 1, __proto__: 1, constructor: 1 },
        provider: { id: `p${index}` },
        metadata: { pluginId: `plugin ${index}` },
      }),
    );
    const run = await results(promptfooWith(list, { successes: 3000, failures: 0, errors: 0 }));
    expect(run.passed).toBe(3000);
    expect(run.groups.length).toBeLessThanOrEqual(200);
    expect(Object.keys(run.metrics).length).toBeLessThanOrEqual(100);
    expect(run.subjects.length).toBeLessThanOrEqual(20);
  });

  it('hands on what the source itself throws', async () => {
    async function* broken() {
      yield* pieces(Buffer.from('{"a":'), 3);
      throw new Error('the disk is gone');
    }
    await expect(importEvidence(broken())).rejects.toThrow('the disk is gone');
  });
});

describe('a large file', () => {
  it('is read in memory that does not grow with it, even if one text fills it', async () => {
    const script = fileURLToPath(new URL('read-large.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--max-old-space-size=32',
      '--max-semi-space-size=4',
      script,
    ]);
    const { outcomes, peakMb } = JSON.parse(stdout);
    expect(outcomes).toEqual([
      { total: 4000, passed: 4000, mb: 64 },
      { total: 1, passed: 1, mb: 64 },
      { total: 4000, passed: 0, mb: 64 },
    ]);
    expect(peakMb).toBeLessThan(200);
  });
});
