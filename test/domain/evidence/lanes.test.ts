import { describe, expect, it, test } from 'vitest';
import { stopsOf } from '../../../src/domain/evidence/evidence-gate.ts';
import { judgeEvidence } from '../../../src/domain/evidence/judge.ts';
import { evidenceKinds, laneOfKind, laneOfTest } from '../../../src/domain/evidence/kinds.ts';
import { isTestLane, lanes } from '../../../src/domain/evidence/lanes.ts';
import { requiredLanes } from '../../../src/domain/evidence/required-lanes.ts';
import { stopConditions } from '../../../src/domain/evidence/stop-conditions.ts';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import { evidenceLanes, type Tier, testLanes, tiers, workflowClasses } from '../../../src/domain/words.ts';
import { factsOf, results } from '../../support/evidence.ts';
import { packet, supportSummary } from '../../support/proposals.ts';

const route = (more: object) => packet({ ...supportSummary, ...more } as ProposalInput);
const plain = route({ data: { classes: ['public'] }, workflow_class: 'technical_reasoning' });
const lanesOf = (of: typeof plain, tier: Tier) => requiredLanes(of, tier).map(({ lane }) => lane);

describe('lanes', () => {
  test('are asked for by at least one kind of evidence, each', () => {
    const used = new Set<string>(evidenceKinds.map((kind) => laneOfKind[kind]));
    expect(evidenceLanes.filter((lane) => !used.has(lane))).toEqual([]);
    expect(Object.keys(lanes).sort()).toEqual([...evidenceLanes].sort());
  });

  test('are found by the names of required tests', () => {
    for (const [name, lane] of [
      ['prompt_injection', 'prompt_injection'],
      ['Prompt injection test', 'prompt_injection'],
      ['sensitive_data_fixture', 'data_leakage'],
      ['tool_scope', 'tool_authority'],
      ['load test', 'latency'],
      ['redaction_test', 'data_leakage'],
      ['tone_of_voice', null],
      ['constructor', null],
    ] as const)
      expect(laneOfTest(name), name).toBe(lane);
    for (const kind of evidenceKinds) expect(laneOfTest(kind), kind).toBe(laneOfKind[kind]);
    for (const lane of evidenceLanes) expect(laneOfTest(lane), lane).toBe(lane);
  });

  test('that test a route are ten, each with what must not be seen and what to do', () => {
    expect(testLanes).toHaveLength(10);
    expect(Object.keys(stopConditions)).toEqual([...testLanes]);
    for (const { stop, remedy } of Object.values(stopConditions)) {
      expect(stop).toMatch(/^[A-Z].*\.$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
    expect(new Set(Object.values(stopConditions).map(({ stop }) => stop)).size).toBe(10);
  });
});

describe.each(testLanes)('the stop condition of %s', (lane) => {
  it('is tripped by a failing run, and by nothing else', () => {
    const standingsWith = (run: object) => judgeEvidence(factsOf([results(lane, run)], 'high')).lanes;
    const { stop, remedy } = stopConditions[lane];
    expect(stopsOf(standingsWith({ passed: 1, failed: 9 }))).toEqual([
      { lane, sentence: `${stop} ${remedy}` },
    ]);
    expect(stopsOf(standingsWith({}))).toEqual([]);
    expect(stopsOf(standingsWith({ ranAt: null }))).toEqual([]);
  });
});

test('what fails in another lane trips no stop condition', () => {
  const { lanes: standings } = judgeEvidence(factsOf([results('security_scan', { passed: 0, failed: 1 })]));
  expect(stopsOf(standings)).toEqual([]);
  expect(isTestLane('security_scan')).toBe(false);
});

describe('a request needs', () => {
  it('no lane at low, but those of its own required tests', () => {
    expect(lanesOf(plain, 'low')).toEqual([]);
    const asking = route({ evals: { required_tests: ['tool scope', 'tone of voice'] } });
    expect(lanesOf(asking, 'low')).toEqual(['tool_authority']);
  });

  it('every lane of a lower tier at a higher one', () => {
    for (const workflow_class of workflowClasses) {
      const of = route({ workflow_class });
      const byTier = tiers.map((tier) => new Set(lanesOf(of, tier)));
      for (const [index, lower] of byTier.entries())
        expect([...lower].filter((lane) => byTier[index + 1]?.has(lane) === false)).toEqual([]);
    }
  });

  it('all ten tests at restricted, once it has tools', () => {
    const of = route({ tools: [{ name: 'search', effect: 'read' }] });
    const needed = lanesOf(of, 'restricted');
    expect(testLanes.filter((lane) => !needed.includes(lane))).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['tools', { tools: [{ name: 'search', effect: 'read' }] }, 'tool_authority'],
    ['what others wrote', { retrieval: { profile: 'kb' } }, 'prompt_injection'],
    ['sensitive data', { data: { classes: ['personal'] } }, 'data_leakage'],
    ['a schema', { prompt: { source: 'p', schema_required: true } }, 'capability'],
    ['chat', { workflow_class: 'customer_chat' }, 'content_filtering'],
    ['fast classification', { workflow_class: 'fast_classification' }, 'latency'],
    ['extraction', { workflow_class: 'structured_extraction' }, 'capability'],
    ['procurement', { workflow_class: 'procurement_or_finance_review' }, 'auditability'],
    ['summaries', { workflow_class: 'background_summarisation' }, 'cost_and_quota'],
  ])('at medium a lane for %s', (_name, more, lane) => {
    const before = lanesOf(plain, 'medium');
    const of = route({ data: { classes: ['public'] }, workflow_class: 'technical_reasoning', ...more });
    expect(before).not.toContain(lane);
    expect(lanesOf(of, 'medium')).toContain(lane);
  });

  it('what a policy adds, from its tier upwards, with the reason', () => {
    const also = { medium: ['shadow_run'] } as const;
    expect(requiredLanes(plain, 'low', also)).toEqual([]);
    for (const tier of ['medium', 'high', 'restricted'] as const)
      expect(requiredLanes(plain, tier, also)).toContainEqual({ lane: 'shadow_run', reasons: ['policy'] });
  });
});
