import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findings } from '../../../src/domain/evidence/check.ts';
import { evidenceGate } from '../../../src/domain/evidence/evidence-gate.ts';
import type { EvidenceRecord } from '../../../src/domain/evidence/evidence-record.ts';
import { judgeEvidence } from '../../../src/domain/evidence/judge.ts';
import { laneSentence } from '../../../src/domain/evidence/say.ts';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import { evidenceLanes, tiers, workflowClasses } from '../../../src/domain/words.ts';
import { claim, daysAgo, factsOf, results } from '../../support/evidence.ts';
import { packet, supportSummary } from '../../support/proposals.ts';

const requests = fc
  .record({
    tier: fc.constantFrom(...tiers),
    workflow_class: fc.constantFrom(...workflowClasses),
    min: fc.option(fc.constantFrom(0, 0.5, 0.9, 1), { nil: undefined }),
    schema: fc.option(fc.constantFrom(0, 0.01, 0.5), { nil: undefined }),
    tests: fc.subarray(['tone', 'prompt injection', 'schema']),
    tools: fc.boolean(),
  })
  .map(({ tier, workflow_class, min, schema, tests, tools }) => {
    const input: ProposalInput = {
      ...supportSummary,
      workflow_class,
      tools: tools ? [{ name: 'search', effect: 'read' }] : [],
      evals: { min_pass_rate: min, max_schema_error_rate: schema, required_tests: tests },
    };
    return { tier, of: packet(JSON.parse(JSON.stringify(input))) };
  });

/** Few lanes, suites and days, so that pieces meet in them. */
const pieceShapes = fc.array(
  fc.record({
    lane: fc.constantFrom(...evidenceLanes.slice(0, 6), 'capability' as const, 'latency' as const),
    suite: fc.constantFrom('a', 'b'),
    passed: fc.integer({ min: 1, max: 4 }),
    failed: fc.constantFrom(0, 0, 0, 1, 3),
    days: fc.constantFrom(0, 1, 2, 40, null),
    schemaErrors: fc.constantFrom(null, 0, 0.01, 0.3),
    group: fc.constantFrom(null, 'tone', 'prompt_injection'),
    word: fc.constantFrom(null, null, null, 'passed' as const, 'failed' as const, 'not_judged' as const),
    own: fc.boolean(),
    withdrawn: fc.constantFrom(false, false, false, true),
  }),
  { minLength: 1, maxLength: 8 },
);

const facts = fc.tuple(requests, pieceShapes).map(([{ tier, of }, shapes]) => {
  const records = shapes.map(
    ({ lane, suite, passed, failed, days, schemaErrors, group, word, own, withdrawn }, index) => {
      const attached = { id: `E-${index}`, ...(own ? { of } : {}), withdrawn };
      if (word) return claim(lane, { verdict: word, measured: '0.95' }, attached);
      return results(
        lane,
        {
          suite,
          passed,
          failed,
          ranAt: days === null ? null : daysAgo(days),
          metrics: schemaErrors === null ? {} : { schema_error_rate: schemaErrors },
          groups: group === null ? [] : [{ name: group, total: passed + failed, passed }],
        },
        attached,
      );
    },
  );
  return factsOf(records, tier, of);
});

type Results = Extract<EvidenceRecord['proof'], { kind: 'results' }>['results'];
const changed = (record: EvidenceRecord, change: (run: Results) => Results): EvidenceRecord =>
  record.proof.kind === 'results'
    ? { ...record, proof: { kind: 'results', results: change(record.proof.results) } }
    : { ...record, proof: { kind: 'claim', claim: { ...record.proof.claim, verdict: 'failed' } } };

/** One more test that did not pass, everywhere it is counted. */
const oneMore = (how: 'failed' | 'errored' | 'skipped') => (run: Results) => ({
  ...run,
  passed: Math.max(0, run.passed - 1),
  [how]: run[how] + (run.passed > 0 ? 1 : 0),
  groups: run.groups.map((group) => ({ ...group, passed: Math.max(0, group.passed - 1) })),
  metrics: Object.fromEntries(Object.entries(run.metrics).map(([name, value]) => [name, value + 0.005])),
});

const worsened = fc.tuple(
  facts,
  fc.nat({ max: 7 }),
  fc.constantFrom('failed' as const, 'errored' as const, 'skipped' as const),
);
/** What makes one run unknown. */
const unknowns: readonly ((run: Results) => Results)[] = [
  (run) => ({ ...run, ranAt: null }),
  (run) => ({ ...run, ranAt: Number.NaN }),
  (run) => ({
    ...run,
    metrics: Object.fromEntries(Object.keys(run.metrics).map((name) => [name, Number.NaN])),
  }),
  (run) => ({ ...run, passed: Number.NaN }),
  (run) => ({ ...run, total: Number.NaN }),
];

const at = <T>(list: readonly T[], index: number): number => index % list.length;

describe('evidence', () => {
  it('never looks better for more failures', () => {
    fc.assert(
      fc.property(worsened, ([before, which, how]) => {
        const index = at(before.evidence, which);
        const evidence = before.evidence.map((record, place) =>
          place === index ? changed(record, oneMore(how)) : record,
        );
        const [one, other] = [judgeEvidence(before), judgeEvidence({ ...before, evidence })];
        if (!one.clear) expect(other.clear).toBe(false);
        for (const lane of evidenceLanes) {
          const [was, is] = [one, other].map(({ lanes }) => lanes.find((standing) => standing.lane === lane));
          if (!was || !is) expect(is).toEqual(was);
          else {
            expect(findings.indexOf(is.finding)).toBeLessThanOrEqual(findings.indexOf(was.finding));
            if (was.blocks) expect(is.blocks).toBe(true);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('never passes for a number that is unknown', () => {
    fc.assert(
      fc.property(facts, fc.nat({ max: 7 }), fc.constantFrom(...unknowns), (before, which, unknown) => {
        const index = at(before.evidence, which);
        const evidence = before.evidence.map((record, place) =>
          place === index && record.proof.kind === 'results' ? changed(record, unknown) : record,
        );
        const [one, other] = [judgeEvidence(before), judgeEvidence({ ...before, evidence })];
        if (!one.clear) expect(other.clear).toBe(false);
        for (const is of other.lanes) {
          const was = one.lanes.find((standing) => standing.lane === is.lane);
          if (is.finding === 'passed' && was) expect(was.finding).toBe('passed');
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('never passes for a number that nobody gives', () => {
    fc.assert(
      fc.property(facts, (before) => {
        const evidence = before.evidence.map((record) =>
          record.proof.kind === 'results' ? changed(record, (run) => ({ ...run, metrics: {} })) : record,
        );
        const [one, other] = [judgeEvidence(before), judgeEvidence({ ...before, evidence })];
        if (!one.clear) expect(other.clear).toBe(false);
        if (before.packet.evals.max_schema_error_rate !== undefined) {
          const capability = other.lanes.find(({ lane }) => lane === 'capability');
          expect(capability?.blocks).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is judged the same in whatever order it came', () => {
    fc.assert(
      fc.property(facts, (before) => {
        const reversed = { ...before, evidence: before.evidence.toReversed() };
        const told = (of: typeof before) =>
          judgeEvidence(of).lanes.map(({ lane, finding, blocks }) => ({ lane, finding, blocks }));
        expect(told(reversed)).toEqual(told(before));
      }),
      { numRuns: 500 },
    );
  });

  it('is told in a sentence for each lane, and in refusals for all that hold up', () => {
    fc.assert(
      fc.property(facts, (before) => {
        const gate = evidenceGate({ ...before, unapproved: [] });
        for (const standing of gate.lanes) expect(laneSentence(standing)).toMatch(/^[A-Z][\s\S]*\.$/);
        const held = gate.lanes.filter(({ blocks }) => blocks).length + gate.blockers.length;
        expect(gate.refusals).toHaveLength(held);
        expect(gate.clear).toBe(held === 0);
      }),
      { numRuns: 500 },
    );
  });
});
