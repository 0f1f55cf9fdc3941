import { describe, expect, it } from 'vitest';
import {
  claimRecord,
  evidenceRecordSchema,
  resultsRecord,
} from '../../../src/domain/evidence/evidence-record.ts';
import { hintWords } from '../../../src/domain/evidence/hints.ts';
import { judgeEvidence } from '../../../src/domain/evidence/judge.ts';
import type { TestResults } from '../../../src/domain/evidence/results.ts';
import { digestOf } from '../../../src/domain/packet/digest.ts';
import { claim, daysAgo, factsOf, now, results, runOf, supportPacket } from '../../support/evidence.ts';

const lane = 'functional_correctness';
const strong: Partial<TestResults> = { passed: 200, subjects: ['acme/gpt-summary-a-2026-03'] };
const hintsOf = (...records: Parameters<typeof factsOf>[0]) =>
  judgeEvidence(factsOf(records)).hints.map(hintWords);

describe('what is weak about evidence', () => {
  it('is nothing where a large, recent run tested the packet’s own model', () => {
    expect(hintsOf(results(lane, strong))).toEqual([]);
    expect(hintsOf(claim('rollback', { title: 'Drill', measured: '40 s' }))).toEqual([]);
  });

  it.each<[string, ReturnType<typeof results>, string]>([
    ['few cases', results(lane, { ...strong, passed: 7 }), 'rests on 7 cases'],
    ['a single case', results(lane, { ...strong, passed: 1 }), 'rests on a single case'],
    ['tests left out', results(lane, { ...strong, skipped: 5 }), 'left out 5 of 205 tests'],
    [
      'another model',
      results(lane, { ...strong, subjects: ['echo'] }),
      'was run on echo, which is not the packet’s model',
    ],
    [
      'no date',
      results(lane, { ...strong, ranAt: null }),
      'does not say when it was run, so it cannot count',
    ],
    [
      'a bare link',
      claim(lane, { title: undefined, url: 'https://x.example/a' }),
      'is a bare link; say in a few words what it shows',
    ],
    ['no number', claim(lane, {}), 'gives no number; say what was measured'],
    [
      'vague words',
      claim(lane, { title: 'We have logs' }),
      'says nothing that can be checked; give a sample of a log event, and for payloads how long they stay',
    ],
  ])('is told: %s', (_name, record, words) => {
    expect(hintsOf(record)).toEqual([words]);
  });

  it('is that it took several runs', () => {
    const failed = (id: string, days: number) =>
      results(lane, { ...strong, failed: 50, passed: 150, ranAt: daysAgo(days) }, { id });
    const passed = results(lane, { ...strong, ranAt: daysAgo(1) }, { id: 'E-3' });
    expect(hintsOf(failed('E-1', 2), passed)).toEqual(['passed after a run that failed']);
    expect(hintsOf(failed('E-1', 3), failed('E-2', 2), passed)).toEqual(['passed after 2 runs that failed']);
  });

  it('is not told of what does not count', () => {
    expect(hintsOf(results(lane, { passed: 1 }, { withdrawn: true }))).toEqual([]);
    expect(hintsOf(results(lane, { passed: 1, ranAt: daysAgo(90) }))).toEqual([]);
  });
});

describe('a record', () => {
  const attachment = { id: 'E-1', packet: digestOf(supportPacket), attachedAt: now, by: 'U-requester' };

  it('is made of results, or of what a proposal lists, and can be stored and read again', () => {
    const records = [
      resultsRecord(lane, runOf(strong), attachment),
      claimRecord({ lane: 'rollback', title: 'Drill', verdict: 'passed' }, attachment),
    ];
    for (const record of records)
      expect(evidenceRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    expect(judgeEvidence(factsOf(records)).lanes.filter(({ finding }) => finding === 'passed')).toHaveLength(
      2,
    );
  });

  it.each([
    ['more passed than there are', { passed: 11, total: 10 }],
    ['counts that do not add up', { passed: 5, total: 10 }],
    ['a count that is no number', { passed: Number.NaN, total: 10 }],
    ['a metric that is no number', { metrics: { x: Number.NaN } }],
    ['no test', { passed: 0, total: 0 }],
    ['a digest that is none', { digest: 'x' }],
    ['a group of which more passed than there are', { groups: [{ name: 'a', total: 1, passed: 2 }] }],
  ])('is refused with %s', (_name, run) => {
    const record = { ...attachment, lane, proof: { kind: 'results', results: runOf(run) } };
    expect(evidenceRecordSchema.safeParse(record).success).toBe(false);
  });
});
