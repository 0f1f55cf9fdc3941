import { describe, expect, it } from 'vitest';
import { runDigest } from '../../../src/domain/evidence/evidence-record.ts';
import { judgeEvidence } from '../../../src/domain/evidence/judge.ts';
import { laneSentence } from '../../../src/domain/evidence/say.ts';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import type { EvidenceLane } from '../../../src/domain/words.ts';
import { claim, daysAgo, factsOf, now, results, supportPacket } from '../../support/evidence.ts';
import { packet, supportSummary } from '../../support/proposals.ts';

const laneOf = (facts: Parameters<typeof judgeEvidence>[0], lane: EvidenceLane) => {
  const standing = judgeEvidence(facts).lanes.find((one) => one.lane === lane);
  if (!standing) throw new Error(`${lane} is not judged`);
  return standing;
};
const findingOf = (...args: Parameters<typeof laneOf>) => laneOf(...args).finding;
const functional = 'functional_correctness';
const route = (more: object) => packet({ ...supportSummary, ...more } as ProposalInput);
const evals = (more: object) => route({ evals: { pack: 'evals/summary', min_pass_rate: 0.95, ...more } });

describe('a lane with results', () => {
  it.each([
    ['all passed', { passed: 20 }, 'passed'],
    ['exactly what is needed', { passed: 19, failed: 1 }, 'passed'],
    ['less than is needed', { passed: 189, failed: 11 }, 'failed'],
    ['errors, which did not pass', { passed: 18, errored: 2 }, 'failed'],
    ['tests left out, which did not pass', { passed: 18, skipped: 2 }, 'failed'],
  ])('holds %s against the packet’s least pass rate', (_name, run, finding) => {
    expect(findingOf(factsOf([results(functional, run)]), functional)).toBe(finding);
  });

  it('is not judged where the packet names no rate', () => {
    const none = route({ evals: { pack: 'evals/summary' } });
    const standing = laneOf(factsOf([results(functional, {}, { of: none })], 'medium', none), functional);
    expect(standing).toMatchObject({ finding: 'not_judged', blocks: true });
    expect(laneSentence(standing)).toContain('100 % passed, no threshold is set (10 of 10 passed)');
  });

  it('lets not a single case through where one is too many', () => {
    const run = { passed: 999, failed: 1 };
    const standing = laneOf(factsOf([results('prompt_injection', run)], 'high'), 'prompt_injection');
    expect(standing).toMatchObject({ finding: 'failed', blocks: true });
    expect(laneSentence(standing)).toMatch(
      /^Prompt injection: 99\.9 % passed, 100 % needed \(999 of 1000 passed, 1 failed\)\. A hidden instruction/,
    );
  });
});

describe('evidence that does not count', () => {
  it.each([
    ['is older than its lane allows', results(functional, { ranAt: daysAgo(31) }), 'is too old'],
    ['has no date', results(functional, { ranAt: null }), 'does not say when it was run'],
    [
      'is of a day to come',
      results(functional, { ranAt: now + 48 * 3_600_000 }),
      'does not say when it was run',
    ],
    [
      'is of another packet',
      results(functional, {}, { of: evals({ pack: 'other' }) }),
      'is of another packet',
    ],
  ])('%s, and is stale', (_name, record, words) => {
    const standing = laneOf(factsOf([record]), functional);
    expect(standing).toMatchObject({ finding: 'stale', blocks: true });
    expect(laneSentence(standing)).toContain(`the evidence ${words}. Run it again for this packet`);
  });

  it('was taken back', () => {
    expect(findingOf(factsOf([results(functional, {}, { withdrawn: true })]), functional)).toBe('missing');
    expect(
      findingOf(factsOf([results(functional, { passed: 0, failed: 1 }, { withdrawn: true })]), functional),
    ).toBe('missing');
  });

  it('is as old as the policy says', () => {
    const record = results(functional, { ranAt: daysAgo(10) });
    expect(findingOf({ ...factsOf([record]), freshness: { [functional]: 7 } }, functional)).toBe('stale');
    expect(findingOf({ ...factsOf([record]), freshness: { [functional]: 11 } }, functional)).toBe('passed');
    expect(findingOf({ ...factsOf([record]), freshness: { [functional]: Number.NaN } }, functional)).toBe(
      'stale',
    );
  });

  it('goes stale when the prompt changes, and not for what no test runs', () => {
    const record = results(functional);
    const prompt = route({ prompt: { ...supportSummary.prompt, commit: 'ffffff1' } });
    const typo = route({ task: 'Summarise a support thread for the agent who takes over.' });
    const budget = route({ cost: { ...supportSummary.cost, monthly_budget_usd: 500 } });
    expect(findingOf(factsOf([record], 'medium', prompt), functional)).toBe('stale');
    expect(runDigest(prompt)).not.toBe(runDigest(supportPacket));
    expect(runDigest(typo)).toBe(runDigest(supportPacket));
    expect(runDigest(budget)).toBe(runDigest(supportPacket));
  });

  it('is missing where there is none, and only then shown where it is required', () => {
    expect(laneOf(factsOf([]), functional)).toMatchObject({
      finding: 'missing',
      blocks: true,
      required: ['every change above low'],
    });
    expect(judgeEvidence(factsOf([], 'low'))).toEqual({ clear: true, lanes: [], hints: [] });
  });
});

describe('a number that somebody wrote down', () => {
  const strict = evals({ max_schema_error_rate: 0.01 });
  it.each([
    ['0.2 % schema errors', 'passed'],
    ['2 % schema errors', 'failed'],
    ['0.2 %', 'failed'],
  ])('%s, is held against the limit that it is of', (measured, finding) => {
    const record = claim('capability', { title: 'Answers in the agreed form', measured }, { of: strict });
    expect(findingOf(factsOf([record], 'medium', strict), 'capability')).toBe(finding);
  });
});

describe('a failure', () => {
  const failed = (more: object = {}) => results(functional, { passed: 1, failed: 9, ...more }, { id: 'E-1' });
  const laterRun = (more: object = {}, attachment: object = {}) =>
    results(functional, { ranAt: daysAgo(0.5), ...more }, { id: 'E-2', ...attachment });

  it('is outlived by a later run of the same suite', () => {
    expect(findingOf(factsOf([failed(), laterRun()]), functional)).toBe('passed');
    expect(findingOf(factsOf([laterRun(), failed()]), functional)).toBe('passed');
  });

  it.each([
    ['an earlier run', laterRun({ ranAt: daysAgo(2) })],
    ['a smaller run', laterRun({ passed: 9 })],
    ['a run of another suite', laterRun({ suite: 'short set' })],
    ['a run without a date', laterRun({ ranAt: null })],
    ['a run of another packet', laterRun({}, { of: evals({ pack: 'other' }) })],
    ['a run that was taken back', laterRun({}, { withdrawn: true })],
    ['somebody’s word', claim(functional, { measured: '100 %' }, { id: 'E-2' })],
  ])('stands against %s', (_name, other) => {
    expect(findingOf(factsOf([failed(), other]), functional)).toBe('failed');
  });

  it('does not go away by growing old, or by losing its date', () => {
    expect(findingOf(factsOf([failed({ ranAt: daysAgo(100) })]), functional)).toBe('failed');
    expect(findingOf(factsOf([failed({ ranAt: null })]), functional)).toBe('failed');
  });

  it('in a lane that nobody asked for still holds up', () => {
    const verdict = judgeEvidence(
      factsOf([results('security_scan', { passed: 0, failed: 1 }), results(functional)]),
    );
    expect(verdict.clear).toBe(false);
    expect(verdict.lanes[0]).toMatchObject({ lane: 'security_scan', finding: 'failed', blocks: true });
  });
});

describe('somebody’s word', () => {
  it.each([
    ['passed', {}, 'rollback', 'passed'],
    ['failed', { verdict: 'failed' }, 'rollback', 'failed'],
    ['not judged', { verdict: 'not_judged' }, 'rollback', 'not_judged'],
    ['passed, with a count of what went wrong', { measured: '0 of 41' }, 'prompt_injection', 'passed'],
    ['passed, without the number that the packet asks for', {}, functional, 'not_judged'],
    ['passed, with a number that is good enough', { measured: '0.97' }, functional, 'passed'],
    ['passed, with a number that is not', { measured: '94 %' }, functional, 'failed'],
    ['failed, with a number that would do', { verdict: 'failed', measured: '0.97' }, functional, 'failed'],
  ] as const)('that it %s', (_name, said, lane, finding) => {
    expect(findingOf(factsOf([claim(lane, said)], 'high'), lane)).toBe(finding);
  });
});

describe('a limit of the packet', () => {
  const strict = evals({ max_schema_error_rate: 0.01, max_unreviewed_fallback_rate: 0 });
  const measured = (metrics: Record<string, number>) =>
    factsOf([results(functional, { metrics }, { of: strict })], 'low', strict);

  it.each([
    [{ schema_error_rate: 0.01, unreviewed_fallback_rate: 0 }, 'passed', 'passed'],
    [{ 'Schema-Error-Rate': 0.009, 'unreviewed fallback rate': 0 }, 'passed', 'passed'],
    [
      { 'format.schema_error_rate': 0.009, 'format.schema_error_rates': 1, unreviewed_fallback_rate: 0 },
      'passed',
      'passed',
    ],
    [{ schema_error_rate: 0.011, unreviewed_fallback_rate: 0.001 }, 'failed', 'failed'],
    [{ unreviewed_fallback_rate: Number.NaN }, 'missing', 'missing'],
    [{}, 'missing', 'missing'],
  ])('%j: schema errors %s, fallbacks %s', (metrics, schema, fallback) => {
    const facts = measured(metrics);
    expect([findingOf(facts, 'capability'), findingOf(facts, 'reliability')]).toEqual([schema, fallback]);
    expect(judgeEvidence(facts).clear).toBe(schema === 'passed' && fallback === 'passed');
  });

  it('takes the worst value of several', () => {
    const first = results(functional, { metrics: { schema_error_rate: 0 } }, { of: strict, id: 'E-1' });
    const second = results('shadow_run', { metrics: { schema_error_rate: 0.2 } }, { of: strict, id: 'E-2' });
    const { checks } = laneOf(factsOf([first, second], 'medium', strict), 'capability');
    expect(checks[0]).toMatchObject({ finding: 'failed', value: 0.2, needed: 0.01, evidence: 'E-2' });
  });

  it('says in words what was measured and what is allowed', () => {
    const facts = measured({ schema_error_rate: 0.025 });
    expect(laneSentence(laneOf(facts, 'capability'))).toMatch(
      /^Capability: schema errors 2\.5 %, 1 % allowed\./,
    );
    expect(laneSentence(laneOf(facts, 'reliability'))).toMatch(
      /^Reliability: unreviewed fallbacks was not measured, at most 0 % is allowed\./,
    );
  });

  it.each([
    ['6.2 s', 'passed'],
    ['7000 ms', 'passed'],
    ['7.1 s', 'failed'],
    ['p95 6.9 s', 'passed'],
    ['median 2 s', 'missing'],
    ['first token 1 s', 'missing'],
    ['quick', 'missing'],
  ])('on latency reads “%s” from a person', (said, finding) => {
    expect(findingOf(factsOf([claim('latency', { measured: said })], 'high'), 'latency')).toBe(finding);
  });

  it.each([
    ['$212', 'missing'],
    ['$0.04 per request', 'passed'],
    ['$0.06 per request', 'failed'],
    ['$0.06 per accepted summary', 'missing'],
  ])('on cost takes “%s” for the cost of a request only where it says so', (said, finding) => {
    const priced = route({ cost: { monthly_budget_usd: 400, per_request_usd: 0.05 } });
    const facts = factsOf([claim('cost_and_quota', { measured: said }, { of: priced })], 'high', priced);
    expect(findingOf(facts, 'cost_and_quota')).toBe(finding);
  });

  it('on latency is shown by whatever run measured it', () => {
    const quick = results(functional, { metrics: { latency_p95_ms: 6900 } });
    expect(findingOf(factsOf([quick], 'high'), 'latency')).toBe('passed');
  });
});

describe('a required test', () => {
  const named = evals({ required_tests: ['prompt injection', 'tone of voice'] });
  const run = (groups: { name: string; total: number; passed: number }[]) =>
    factsOf([results(functional, { groups }, { of: named })], 'medium', named);

  it('passes by its name, however a tool spells it', () => {
    const facts = run([
      { name: 'TestPromptInjection', total: 4, passed: 4 },
      { name: 'Tone-Of-Voice test', total: 2, passed: 2 },
    ]);
    expect(findingOf(facts, functional)).toBe('passed');
    // The lane of that name asks for evidence of its own.
    expect(findingOf(facts, 'prompt_injection')).toBe('missing');
  });

  it('fails with a single case, whatever the rate', () => {
    const standing = laneOf(run([{ name: 'tone of voice', total: 100, passed: 99 }]), functional);
    expect(standing).toMatchObject({ finding: 'failed', blocks: true });
    expect(laneSentence(standing)).toContain('required test “tone of voice” 99 %, 100 % needed');
  });

  it('is missing where no results name it', () => {
    expect(laneSentence(laneOf(run([]), functional))).toContain(
      'required test “tone of voice” was not found in any results',
    );
  });

  it('is shown by a lane of its name', () => {
    const facts = { ...run([{ name: 'tone of voice', total: 1, passed: 1 }]), tier: 'low' } as const;
    const attacks = claim('prompt_injection', { measured: '41 of 41' }, { of: named });
    expect(judgeEvidence({ ...facts, evidence: [...facts.evidence, attacks] }).clear).toBe(true);
  });
});

describe('the order', () => {
  it('puts what holds up first, the worst on top', () => {
    const { lanes } = judgeEvidence(
      factsOf(
        [
          results(functional),
          results('prompt_injection', { passed: 1, failed: 1 }),
          results('reliability', { ranAt: null }),
          claim('rollback', { verdict: 'not_judged' }),
          claim('model_documentation', { verdict: 'not_judged' }),
        ],
        'high',
      ),
    );
    expect(lanes.map(({ lane, finding }) => `${lane} ${finding}`)).toEqual([
      'prompt_injection failed',
      'instruction_hierarchy missing',
      'data_leakage missing',
      'cost_and_quota missing',
      'latency missing',
      'reliability stale',
      'rollback not_judged',
      'model_documentation not_judged',
      'functional_correctness passed',
    ]);
    expect(lanes.map(({ blocks }) => blocks)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
