import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { evidenceGate } from '../../src/domain/evidence/evidence-gate.ts';
import type { EvidenceRecord } from '../../src/domain/evidence/evidence-record.ts';
import type { Packet } from '../../src/domain/packet/schema.ts';
import { type GateFacts, gateTo } from '../../src/domain/route/gates.ts';
import { evidenceLanes } from '../../src/domain/words.ts';
import { promptfooResult } from '../signals/evidence/runs.ts';
import { daysAgo, factsOf, results, supportPacket } from '../support/evidence.ts';
import { modelChange } from '../support/proposals.ts';
import { approvedRequest, RouteUnderTest } from '../support/route-under-test.ts';
import { percentile, type Row } from './rows.ts';

const megabytes = 100;
const perMegabyte = 320;

/** A file like promptfoo's, indented as promptfoo indents, with answers of a page each. */
function* promptfooFile() {
  const count = megabytes * perMegabyte;
  const output = 'A refund was asked for — the customer is “not amused”.\n'.repeat(25);
  yield '{\n"evalId": "eval-bench",\n"results": {\n"version": 3,\n"results": [\n';
  for (let index = 0; index < count; index += 1) {
    const more = { response: { output, raw: output }, vars: { thread: index }, cost: 0.001 };
    const text = JSON.stringify(promptfooResult(index % 50 !== 0, more), null, 2);
    yield index === 0 ? text : `,\n${text}`;
  }
  const failures = Math.ceil(count / 50);
  yield `],\n"stats": {"successes": ${count - failures}, "failures": ${failures}, "errors": 0}}}\n`;
}

const reader = fileURLToPath(new URL('read-results.ts', import.meta.url));

async function read(how: 'import' | 'parse', file: string) {
  const { stdout } = await promisify(execFile)(process.execPath, [reader, how, file]);
  const said: { ms: number; peakMb: number; results: number } = JSON.parse(stdout);
  if (said.results !== megabytes * perMegabyte) throw new Error(`${how} saw ${said.results} results`);
  return said;
}

type Reading = Awaited<ReturnType<typeof read>>;
const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** Turn about, so that a busy moment of the machine hits both. */
async function importing(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'routegate-bench-'));
  try {
    const file = join(folder, 'results.json');
    await pipeline(Readable.from(promptfooFile()), createWriteStream(file));
    const size = statSync(file).size / 1_000_000;
    if (size < megabytes) throw new Error(`the file has ${size} MB only`);
    const imported: Reading[] = [];
    const parsed: Reading[] = [];
    for (const _round of [1, 2, 3, 4, 5]) {
      imported.push(await read('import', file));
      parsed.push(await read('parse', file));
    }
    const speed = (readings: readonly Reading[]) => size / (median(readings.map(({ ms }) => ms)) / 1000);
    const peak = (readings: readonly Reading[]) => Math.max(...readings.map(({ peakMb }) => peakMb));
    return [
      { name: 'JSON.parse of 100 MB of promptfoo results', value: speed(parsed), unit: 'MB/s' },
      {
        name: 'Import of the same file, counted and digested',
        value: speed(imported),
        unit: 'MB/s',
        ratio: speed(imported) / speed(parsed),
        against: 'JSON.parse',
      },
      { name: 'Peak memory of JSON.parse', value: peak(parsed), unit: 'MB' },
      {
        name: 'Peak memory of the import',
        value: peak(imported),
        unit: 'MB',
        ratio: peak(imported) / peak(parsed),
        against: 'JSON.parse',
        target: '≤ 200 MB',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const input = {
  ...modelChange,
  guardrails: Array.from({ length: 50 }, (_, index) => ({
    metric: `metric_${index}`,
    limit: 'at_most' as const,
    value: 1,
  })),
  rollout: {
    ...modelChange.rollout,
    stages: [{ stage: 'customer_canary' as const, percent: 5 }, { stage: 'default' as const }],
  },
};

/** Two hundred pieces in all lanes, some of them old, of other packets, or outlived by later runs. */
function manyPieces(candidate: Packet): EvidenceRecord[] {
  const groups = Array.from({ length: 20 }, (_, place) => ({ name: `case ${place}`, total: 10, passed: 10 }));
  return Array.from({ length: 200 }, (_, index) =>
    results(
      evidenceLanes[index % evidenceLanes.length] ?? 'latency',
      {
        suite: `suite ${index % 40}`,
        ranAt: daysAgo((index % 25) * 2),
        groups,
        metrics: { latency_p95_ms: 6000, schema_error_rate: 0 },
      },
      { id: `E-${index}`, of: index % 7 === 0 ? supportPacket : candidate },
    ),
  );
}

/** Whether a rollout may expand: its own gate with all guardrails, and all of its evidence. Milliseconds. */
function gating(): Row[] {
  const route = new RouteUnderTest().drilled();
  const refused = route.start(approvedRequest(input));
  if (refused) throw new Error(refused.reason);
  const { rollout } = route.verified();
  const next = rollout.plan[1];
  if (!next) throw new Error('the plan has no next step');
  const at = route.at;
  const reading = (metric: string) => [metric, { metric, value: 0.5, at, source: 'api' }] as const;
  const facts: GateFacts = {
    at,
    today: '2026-11-10',
    readings: new Map(input.guardrails.map(({ metric }) => reading(metric))),
    drills: [],
    freeze: null,
    reviewWasDue: null,
    conditions: [],
    lanes: [],
    readingFreshMs: 3_600_000,
    drillMaxAgeDays: 30,
  };
  const asked = {
    ...factsOf(manyPieces(rollout.candidate), 'restricted', rollout.candidate),
    unapproved: [],
  };
  const times = Array.from({ length: 500 }, () => {
    const started = performance.now();
    const seen = gateTo(next, rollout, facts).items.length + evidenceGate(asked).lanes.length;
    if (seen < input.guardrails.length) throw new Error('the gates left something out');
    return performance.now() - started;
  }).slice(100);
  return [0.5, 0.99].map((share) => ({
    name: `Gates of 50 guardrails and 200 pieces of evidence, p${share * 100}`,
    value: percentile(times, share),
    unit: 'ms',
    // The worst of them depends on what else the machine does.
    ...(share === 0.5 ? { target: '≤ 5 ms' } : {}),
  }));
}

export async function bench(): Promise<Row[]> {
  return [...(await importing()), ...gating()];
}
