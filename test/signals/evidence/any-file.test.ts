import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passRate, testResultsSchema } from '../../../src/domain/evidence/results.ts';
import { group, list, type Met, type Watch, walkJson } from '../../../src/signals/evidence/json-walk.ts';
import { Unreadable } from '../../../src/signals/evidence/unreadable.ts';
import { imported, results, runs } from './runs.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const formats = Object.keys(runs);
const fileOf = (format: string, counts: Parameters<NonNullable<(typeof runs)[string]>>[0]) =>
  runs[format]?.(counts) ?? '';
const some = (max = 4) => fc.nat({ max });
const anyCounts = fc.record({ passed: some(), failed: some(), errored: some() });

/** A real file with bytes changed, cut out, doubled or put in: what a broken disk or a bad mind makes of it. */
const tampered = fc
  .record({
    format: fc.constantFrom(...formats),
    counts: anyCounts,
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        kind: fc.constantFrom('flip', 'cut', 'double', 'insert', 'end'),
        length: fc.integer({ min: 1, max: 40 }),
        text: fc.oneof(
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            '\\',
            ':',
            ',',
            'null',
            'NaN',
            '-1',
            '1e999',
            '<',
            '>',
            '&',
            ']]>',
            '<!--',
            '<!DOCTYPE a>',
            '\u0000',
            'true',
            '__proto__',
          ),
          fc.string({ maxLength: 8 }),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ format, counts, edits }) => {
    let bytes = Buffer.from(fileOf(format, counts));
    for (const { at, kind, length, text } of edits) {
      const from = Math.floor(at * bytes.length);
      const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)];
      if (kind === 'flip')
        bytes = Buffer.concat([before, Buffer.from([(after[0] ?? 0) ^ length]), after.subarray(1)]);
      else if (kind === 'cut') bytes = Buffer.concat([before, after.subarray(length)]);
      else if (kind === 'double') bytes = Buffer.concat([before, after.subarray(0, length), after]);
      else if (kind === 'insert') bytes = Buffer.concat([before, Buffer.from(text), after]);
      else bytes = before;
    }
    return bytes;
  });

const startsLikeOne = fc
  .tuple(
    fc.constantFrom('{', '<', '<testsuite>', '{"results":{"results":[', '{"object":"eval.run",', '\ufeff{'),
    fc.string({ maxLength: 60 }),
  )
  .map(([start, rest]) => Buffer.from(start + rest));

/** Whatever comes of it is either whole results or a sentence. */
async function checkOutcome(file: Uint8Array, size: number): Promise<void> {
  const outcome = await imported(file, size);
  if (outcome.ok) expect(testResultsSchema.parse(outcome.results)).toEqual(outcome.results);
  else expect(outcome.problem).toMatch(/^[A-Z“].*[.]$/s);
}

describe('whatever is sent', () => {
  it('is never a crash: results, or a sentence (10 thousand files)', async () => {
    const file = fc.oneof(
      { weight: 7, arbitrary: tampered },
      { weight: 2, arbitrary: startsLikeOne },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }) },
    );
    await fc.assert(fc.asyncProperty(file, fc.integer({ min: 1, max: 5000 }), checkOutcome), {
      numRuns: 10_000,
    });
  });

  it('never passes more when more goes wrong, in any format', async () => {
    const worse = fc.record({
      format: fc.constantFrom(...formats),
      counts: fc.record({ passed: fc.integer({ min: 1, max: 6 }), failed: some(), errored: some() }),
      into: fc.constantFrom('failed' as const, 'errored' as const),
    });
    await fc.assert(
      fc.asyncProperty(worse, async ({ format, counts, into }) => {
        const before = await results(fileOf(format, counts));
        const after = await results(
          fileOf(format, { ...counts, passed: counts.passed - 1, [into]: counts[into] + 1 }),
        );
        expect(after.total).toBe(before.total);
        expect(passRate(after)).toBeLessThan(passRate(before) ?? 0);
      }),
      { numRuns: 200 },
    );
  });
});

/** Puts a document together again from what a watch is told. */
function rebuild() {
  const root: { value?: unknown } = {};
  const open: (Record<string, unknown> | unknown[])[] = [];
  const put = (value: unknown, key: string): void => {
    const holder = open.at(-1);
    if (!holder) root.value = value;
    else if (Array.isArray(holder)) holder.push(value);
    else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  };
  const watch: Watch = {
    value: (met: Met, key) => {
      const opened = met === group ? {} : met === list ? [] : null;
      put(opened ?? met, key);
      if (opened) open.push(opened);
    },
    end: () => void open.pop(),
    get each() {
      return watch;
    },
  };
  return { watch, root };
}

function walked(text: string, size: number): unknown {
  const { watch, root } = rebuild();
  const walk = walkJson([watch]);
  for (let from = 0; from < text.length; from += size) walk.write(text.slice(from, from + size));
  walk.end();
  return root.value;
}

describe('the walk through a document', () => {
  it('sees what JSON.parse sees, however the text is cut', () => {
    const documents = fc
      .dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 }))
      .map((value) => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(
        documents,
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom(0, 1, 4),
        (value, size, indent) => {
          expect(walked(JSON.stringify(value, null, indent), size)).toEqual(value);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const texts = fc
      .tuple(
        fc.jsonValue({ maxDepth: 2 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('"', '{', '}', ']', ',', ':', '1', 'x', '\\', ''),
      )
      .map(([value, at, put]) => {
        const text = JSON.stringify({ value });
        const place = Math.floor(at * text.length);
        return text.slice(0, place) + put + text.slice(place + 1);
      });
    fc.assert(
      fc.property(texts, (text) => {
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(() => walked(text, 3)).toThrow(Unreadable);
          return;
        }
        expect(walked(text, 3)).toEqual(expected);
      }),
      { numRuns: 1500 },
    );
  });

  it('sees null where Python wrote what is no number, and leaves texts alone', () => {
    const text =
      '{"a": NaN, "b": [Infinity, -Infinity,NaN\n], "c": "NaN", "d": "it is NaN", "NaN": 1, "e": "a NaN b"}';
    for (let size = 1; size < text.length; size += 1)
      expect(walked(text, size)).toEqual({
        a: null,
        b: [null, null, null],
        c: 'NaN',
        d: 'it is NaN',
        NaN: 1,
        e: 'a NaN b',
      });
  });
});

describe('bytes', () => {
  it('are counted and digested as they came', async () => {
    const file = bytesOf(fileOf('junit', { passed: 1, failed: 0, errored: 0 }));
    const once = await results(file);
    expect(once.bytes).toBe(file.length);
    expect((await results(Buffer.concat([file, Buffer.from('\n')]))).digest).not.toBe(once.digest);
  });
});
