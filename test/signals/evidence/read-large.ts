import { importEvidence } from '../../../src/signals/evidence/import-evidence.ts';
import { promptfooResult } from './runs.ts';

/** Imports files of 64 MB that are made while they are read, and prints what came of it and the peak of memory. */

const size = 64_000_000;
const results = 4000;
let peak = 0;
/** The system's own peak would count the process that started this one, too. */
const bytes = (text: string) => {
  peak = Math.max(peak, process.memoryUsage.rss());
  return Buffer.from(text);
};

async function* manyResults() {
  yield bytes('{"evalId":"e","results":{"results":[');
  for (let index = 0; index < results; index += 1) {
    const result = promptfooResult(true, { response: { output: 'o'.repeat(size / results) } });
    yield bytes((index > 0 ? ',' : '') + JSON.stringify(result));
  }
  yield bytes(`],"stats":{"successes":${results},"failures":0,"errors":0}}}`);
}

async function* oneText() {
  yield bytes('{"evalId":"e","results":{"results":[{"success":true,"response":{"output":"');
  for (let written = 0; written < size; written += 64_000) yield bytes('é'.repeat(32_000));
  yield bytes('"}}],"stats":{"successes":1,"failures":0,"errors":0}}}');
}

async function* manyTests() {
  yield bytes('<testsuites>');
  for (let index = 0; index < results; index += 1)
    yield bytes(`<testcase name="t"><failure>${'f\n'.repeat(size / results / 2)}</failure></testcase>`);
  yield bytes('</testsuites>');
}

const outcomes = [];
for (const source of [manyResults(), oneText(), manyTests()]) {
  const read = await importEvidence(source);
  if (!read.ok) throw new Error(read.problem);
  const { total, passed, bytes: length } = read.results;
  outcomes.push({ total, passed, mb: Math.floor(length / 1_000_000 / 2) * 2 });
}
console.log(JSON.stringify({ outcomes, peakMb: peak / 1_000_000 }));
