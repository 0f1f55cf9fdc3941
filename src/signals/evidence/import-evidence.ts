import { createHash } from 'node:crypto';
import { type TestResults, testResultsSchema } from '../../domain/evidence/results.ts';
import { largestEvidence, type ReadEvidence } from '../../ports/read-evidence.ts';
import { decoder } from './decode.ts';
import type { EvidenceFormat, JsonFormat, XmlFormat } from './evidence-format.ts';
import { walkJson } from './json-walk.ts';
import { evidenceFormatReaders } from './registry.ts';
import type { Tally } from './tally.ts';
import { Unreadable } from './unreadable.ts';
import { walkXml } from './xml-walk.ts';

export type ImportedEvidence = ReadEvidence;

export interface ImportLimits {
  readonly maxBytes: number;
}
const usualLimits: ImportLimits = { maxBytes: largestEvidence };

const labels = evidenceFormatReaders.map(({ label }) => label).join(', ');
const known = `What can be read here: ${labels}. Export the results in one of these formats.`;
const unknown = `These are no test results in a known format. ${known}`;

/** Takes text as it comes, and says at the end which format it was and what it came to. */
interface Reading {
  write(text: string): void;
  end(): { format: EvidenceFormat; tally: Tally };
}

function readJson(formats: readonly JsonFormat[]): Reading {
  const begun = formats.map((format) => ({ format, reader: format.begin() }));
  const walk = walkJson(begun.map(({ reader }) => reader.watch));
  return {
    write: walk.write,
    end() {
      walk.end();
      const mine = begun.find(({ reader }) => reader.isMine());
      if (!mine) throw new Unreadable(unknown);
      return { format: mine.format, tally: mine.reader.finish() };
    },
  };
}

function readXml(formats: readonly XmlFormat[]): Reading {
  let format: XmlFormat | undefined;
  const walk = walkXml((root) => {
    format = formats.find(({ roots }) => roots.includes(root));
    if (format) return format.begin();
    const name = root.length > 40 ? `${root.slice(0, 40)}…` : root;
    throw new Unreadable(`The outermost element is <${name}>, so this is no JUnit report. ${known}`);
  });
  return {
    write: walk.write,
    end() {
      const reader = walk.end();
      if (!format) throw new Unreadable(unknown);
      return { format, tally: reader.finish() };
    },
  };
}

/** Chooses by the first character that means something. */
function read(formats: readonly EvidenceFormat[]): Reading {
  let reading: Reading | null = null;
  let blank = 0;
  const start = (text: string): Reading | null => {
    const first = text.trimStart()[0];
    if (first === '{') return readJson(formats.filter((format) => format.syntax === 'json'));
    if (first === '<') return readXml(formats.filter((format) => format.syntax === 'xml'));
    if (first !== undefined) throw new Unreadable(unknown);
    blank += text.length;
    if (blank > 100_000) throw new Unreadable('The file begins with nothing but blanks. Export it again.');
    return null;
  };
  return {
    write(text) {
      const begun = reading ?? start(text);
      begun?.write(reading ? text : text.trimStart());
      reading = begun;
    },
    end() {
      if (!reading) throw new Unreadable('The file is empty. Export the results again.');
      return reading.end();
    },
  };
}

/** More is not decoded at once, so that a source that hands over everything in one piece costs no more memory. */
const mostAtOnce = 65_536;
function* slices(chunk: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < chunk.length; from += mostAtOnce) yield chunk.subarray(from, from + mostAtOnce);
}

async function readAll(source: AsyncIterable<Uint8Array>, limits: ImportLimits): Promise<TestResults> {
  const hash = createHash('sha256');
  const text = decoder();
  const reading = read(evidenceFormatReaders);
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > limits.maxBytes)
      throw new Unreadable(
        `The file is larger than ${Math.floor(limits.maxBytes / 1_000_000)} MB. Split the run, or leave full outputs out of the export.`,
      );
    hash.update(chunk);
    for (const slice of slices(chunk)) reading.write(text.write(slice));
  }
  reading.write(text.end());
  const { format, tally } = reading.end();
  const { counts, suite, toolVersion, ranAt, groups, metrics, subjects } = tally;
  const { passed, failed, errored, skipped } = counts;
  return testResultsSchema.parse({
    format: format.name,
    toolVersion,
    suite,
    subjects,
    ranAt,
    total: passed + failed + errored + skipped,
    passed,
    failed,
    errored,
    skipped,
    groups,
    metrics,
    digest: hash.digest('hex'),
    bytes,
  });
}

/**
 * Reads a file of test results as a stream, in memory that does not grow with it, and normalises what it says.
 * Whatever is malformed, unfinished or hostile is refused with a sentence. Throws only what the source throws.
 */
export async function importEvidence(
  source: AsyncIterable<Uint8Array>,
  limits: ImportLimits = usualLimits,
): Promise<ImportedEvidence> {
  try {
    return { ok: true, results: await readAll(source, limits) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.message };
    throw error;
  }
}
