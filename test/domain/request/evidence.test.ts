import { describe, expect, test } from 'vitest';
import { type BlockerId, blockerIds } from '../../../src/domain/evidence/blockers.ts';
import type { TestResults } from '../../../src/domain/evidence/results.ts';
import { stopConditions } from '../../../src/domain/evidence/stop-conditions.ts';
import { digestOf } from '../../../src/domain/packet/digest.ts';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import { evidenceOf } from '../../../src/domain/request/proof.ts';
import type { Refusal } from '../../../src/domain/request/refusal.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { type EvidenceLane, testLanes } from '../../../src/domain/words.ts';
import { runOf } from '../../support/evidence.ts';
import { day, member, RequestUnderTest } from '../../support/given-when-then.ts';
import { testPolicy } from '../../support/policy.ts';
import { modelChange, proposal, supportSummary, wholeEvidence } from '../../support/proposals.ts';

const requester = member('U-requester');

/** A change with one thing wrong about it, for each blocker. */
const tripping: Readonly<Record<BlockerId, Partial<ProposalInput>>> = {
  vague_task: { task: 'Summaries.' },
  unapproved_fallback: {
    model: {
      ...modelChange.model,
      fallbacks: [{ ...supportSummary.model.primary, name: 'gpt-cheap' }],
      denied: ['gpt-cheap'],
    },
  },
  uncontrolled_tool: {
    tools: [{ name: 'refund', effect: 'irreversible', human_control: 'none' }],
    logging: { ...supportSummary.logging, tool_arguments: { stored: false } },
  },
  no_threshold: { evals: { pack: 'evals/summary' } },
  unowned_failure: { known_failures: [{ failure: 'Mixes up names.' }] },
  unbounded_payloads: { logging: { prompts: { stored: true }, outputs: { stored: false } } },
  uncontrolled_spend: { cost: {} },
  guessed_rollback: { rollout: {} },
  unowned_drift: { renewal: {} },
};

const filing = (input: ProposalInput): Refusal | null =>
  new RequestUnderTest().when(
    { type: 'submit_request', request: 'R-1', proposal: proposal(input), raiseTo: null },
    requester,
  );

describe('a proposal', () => {
  test.each(blockerIds)('is not filed with %s, nor edited to it', (blocker) => {
    const wrong = { ...modelChange, ...tripping[blocker] };
    const blocked = { reason: 'blocked', blockers: [{ blocker }], stops: [] };
    expect(filing(wrong)).toMatchObject(blocked);
    expect(new RequestUnderTest().submit().revise(wrong)).toMatchObject(blocked);
  });

  test.each(testLanes)('is not filed with evidence of %s that says no', (lane) => {
    const evidence = [{ lane, title: 'Run 41', verdict: 'failed' as const }];
    const { stop, remedy } = stopConditions[lane];
    const stopped = { reason: 'blocked', blockers: [], stops: [{ lane, sentence: `${stop} ${remedy}` }] };
    expect(filing({ ...modelChange, evidence })).toEqual(stopped);
    expect(new RequestUnderTest().submit().revise({ ...modelChange, evidence })).toEqual(stopped);
  });

  test('is filed with what is only missing, and can always take a route out of service', () => {
    expect(filing(modelChange)).toBeNull();
    const retirement = {
      ...supportSummary,
      evals: {},
      rollout: {},
      change: { kind: 'retirement', why: 'Gone.' },
    };
    expect(filing(retirement as ProposalInput)).toBeNull();
  });
});

const shown = (lane: EvidenceLane, run: Partial<TestResults> = {}) => ({
  type: 'attach_evidence' as const,
  request: 'R-1',
  lane,
  proof: { kind: 'results' as const, results: runOf(run) },
  packet: null,
});

class WithEvidence extends RequestUnderTest {
  attach(lane: EvidenceLane, run: Partial<TestResults> = {}, by = member('U-ci')): Refusal | null {
    return this.when(shown(lane, { ranAt: this.at - day, ...run }), by);
  }

  take(evidence: string, by = member('U-ci')): Refusal | null {
    return this.when({ type: 'withdraw_evidence', request: 'R-1', evidence, reason: 'The wrong file.' }, by);
  }

  finding(lane: EvidenceLane) {
    if (!this.state) throw new Error('nothing was filed');
    return evidenceOf(this.state, this.policy, this.at).lanes.find((one) => one.lane === lane)?.finding;
  }
}

const filed = (input: ProposalInput = modelChange): WithEvidence => {
  const request = new WithEvidence();
  request.submit(input);
  return request;
};
const wins = { passed: 49, failed: 1 };
const fails = { passed: 40, failed: 10 };
const lane = 'functional_correctness';

describe('evidence that is attached', () => {
  test('turns its lane green, is numbered, and becomes part of what is decided on', () => {
    const request = filed();
    const before = request.open.bound;
    expect(request.finding(lane)).toBe('missing');
    expect(request.attach(lane, wins)).toBeNull();
    expect(request.finding(lane)).toBe('passed');
    expect(request.open.attached).toMatchObject([{ id: 'E-1', by: 'U-ci', packet: before.packetDigest }]);
    expect(request.open.bound).toMatchObject({ revision: 1, packetDigest: before.packetDigest });
    expect(request.open.bound.evidenceDigest).not.toBe(before.evidenceDigest);
    request.approve('finance');
    expect(request.open.approvals[0]?.bound).toEqual(request.open.bound);
  });

  test('leaves decisions alone that it only backs', () => {
    const request = filed();
    request.approve('ai_platform');
    request.attach(lane, wins);
    expect(request.open.approvals).toHaveLength(1);
  });

  test('that says no takes the approvals of those who judge it, and lets nobody approve', () => {
    const request = filed();
    for (const role of ['ai_platform', 'finance'] as const) expect(request.approve(role)).toBeNull();
    expect(request.attach(lane, fails)).toBeNull();
    expect(request.open.approvals.map(({ role }) => role)).toEqual(['finance']);
    expect(request.open.fallen).toEqual([
      { role: 'ai_platform', person: 'U-ai_platform', because: 'evidence_fell' },
    ]);
    expect(request.approve('ai_platform')).toMatchObject({ reason: 'stopped', stops: [{ lane }] });
    expect(request.requestChanges('product_owner')).toBeNull();
    expect(request.attach(lane, { ...wins, ranAt: request.at })).toBeNull();
    expect(request.approve('ai_platform')).toBeNull();
  });

  test('goes stale when the prompt changes, counts on when the budget does, and again when the prompt is put back', () => {
    const request = filed();
    request.attach(lane, wins);
    const prompt = { ...supportSummary.prompt, source: 'prompts/summary.md', commit: 'd4e5f6a' };
    const cost = { ...supportSummary.cost, monthly_budget_usd: 900 };
    expect(request.revise({ ...modelChange, cost })).toBeNull();
    expect(request.finding(lane)).toBe('passed');
    expect(request.revise({ ...modelChange, cost, prompt })).toBeNull();
    expect(request.finding(lane)).toBe('stale');
    expect(request.revise({ ...modelChange, prompt })).toBeNull();
    expect(request.finding(lane)).toBe('stale');
    expect(request.revise({ ...modelChange, cost })).toBeNull();
    expect(request.finding(lane)).toBe('passed');
  });

  test('of another packet is kept, and counts for nothing', () => {
    const request = filed();
    request.when({ ...shown(lane, { ...wins, ranAt: request.at }), packet: 'f'.repeat(64) }, requester);
    expect(request.finding(lane)).toBe('stale');
  });

  test('grows old, as the policy says', () => {
    const request = filed();
    request.attach(lane, wins);
    request.at += 20 * day;
    expect(request.finding(lane)).toBe('passed');
    request.policy = testPolicy({ evidence: { freshness: { [lane]: 14 }, alsoRequired: {} } });
    expect(request.finding(lane)).toBe('stale');
  });

  test('is taken back by whoever attached it or by security, once, and by nobody whom it speaks against', () => {
    const request = filed();
    request.attach(lane, fails);
    expect(request.take('E-1', requester)).toEqual({ reason: 'evidence_of_another', by: 'U-ci' });
    expect(request.take('E-2')).toEqual({ reason: 'evidence_unknown', evidence: 'E-2' });
    expect(request.take('E-1')).toBeNull();
    expect(request.finding(lane)).toBe('missing');
    expect(request.take('E-1')).toEqual({ reason: 'evidence_withdrawn', evidence: 'E-1' });
    request.attach(lane, fails);
    expect(request.take('E-2', member('U-sofia', 'security'))).toBeNull();
    expect(request.open.attached).toHaveLength(2);
  });

  test('is taken from members, while something is decided or rolled out', () => {
    const request = filed();
    const guest = { person: 'U-guest', roles: [], standing: 'guest' } as const;
    expect(request.when(shown(lane), guest)).toMatchObject({ reason: 'standing', standing: 'guest' });
    for (const { role } of request.open.assessment.slots) request.approve(role);
    expect(request.state?.status).toBe('approved');
    const { bound } = request.state as Request;
    expect(request.attach(lane, wins)).toBeNull();
    expect(request.state?.bound).toEqual(bound);
    expect(request.finding(lane)).toBe('passed');
    const rejected = filed();
    rejected.when(
      { type: 'reject', request: 'R-1', revision: 1, role: 'security', category: 'safety', reason: 'No.' },
      member('U-security', 'security'),
    );
    expect(rejected.attach(lane)).toEqual({ reason: 'closed', status: 'rejected' });
  });
});

describe('what approvals and refusals rest on', () => {
  const optional = 'model_documentation';
  const documented: ProposalInput = { ...modelChange, audience: 'internal' };
  const claim = (verdict: 'passed' | 'not_judged') => ({
    type: 'attach_evidence' as const,
    request: 'R-1',
    lane: optional as EvidenceLane,
    proof: { kind: 'claim' as const, claim: { title: 'Model card', verdict } },
    packet: null,
  });

  test.each(['passed', 'not_judged'] as const)(
    'what was shown, %s, is not taken away behind approvals',
    (verdict) => {
      const request = filed(documented);
      const before = request.finding(optional);
      expect(before).toBeUndefined();
      request.when(claim(verdict), member('U-ci'));
      expect(request.finding(optional)).toBe(verdict);
      expect(request.approve('ai_platform')).toBeNull();
      expect(request.take('E-1')).toBeNull();
      expect(request.finding(optional)).toBe(before);
      expect(request.open.approvals).toEqual([]);
    },
  );

  test('security takes back no evidence against what it asked for or edited itself', () => {
    const own = new WithEvidence();
    own.submit(modelChange, 'U-sofia');
    own.attach(lane, fails);
    expect(own.take('E-1', member('U-sofia', 'security'))).toEqual({
      reason: 'own_request',
      role: 'security',
    });
    const owners = { ...supportSummary.owners, technical: 'U-tess' };
    const edited = filed({ ...modelChange, owners });
    const cost = { ...supportSummary.cost, monthly_budget_usd: 900 };
    expect(edited.revise({ ...modelChange, owners, cost }, member('U-tess'))).toBeNull();
    edited.attach(lane, fails);
    expect(edited.take('E-1', member('U-tess', 'security'))).toEqual({
      reason: 'edited_request',
      role: 'security',
    });
    expect(edited.finding(lane)).toBe('failed');
  });

  test('a lower tier does not approve what a stop condition holds up', () => {
    const request = filed();
    for (const { role } of request.open.assessment.slots)
      if (role !== 'finance' && role !== 'product_owner') expect(request.approve(role)).toBeNull();
    request.approve('finance');
    request.attach('cost_and_quota', fails);
    const lower = { type: 'lower_tier', request: 'R-1', to: 'low', reason: 'Only text.' } as const;
    const sofia = member('U-sofia', 'security');
    expect(request.when(lower, sofia)).toMatchObject({
      reason: 'stopped',
      stops: [{ lane: 'cost_and_quota' }],
    });
    expect(request.state?.status).toBe('in_review');
    expect(request.take('E-1')).toBeNull();
    expect(request.when(lower, sofia)).toBeNull();
    expect(request.state?.status).toBe('approved');
  });

  test('nothing that anybody attaches keeps a route in service', () => {
    const request = filed({
      ...supportSummary,
      change: { kind: 'retirement', why: 'Gone.' },
    } as ProposalInput);
    request.attach(lane, fails);
    const [asked] = request.open.assessment.slots;
    if (!asked) throw new Error('nobody is asked');
    expect(request.approve(asked.role)).toBeNull();
  });
});

describe('somebody’s word after the approval', () => {
  const word = {
    type: 'attach_evidence',
    request: 'R-1',
    lane,
    proof: { kind: 'claim', claim: { title: 'It is fine', verdict: 'passed', measured: '0.99' } },
    packet: null,
  } as const;

  test('does not count where they asked for it themselves; what a tool measured does, and so does another’s word', () => {
    const request = filed();
    expect(request.when(word, requester)).toBeNull();
    expect(request.take('E-1', requester)).toBeNull();
    for (const { role } of request.open.assessment.slots) expect(request.approve(role)).toBeNull();
    expect(request.when(word, requester)).toEqual({ reason: 'evidence_own_word' });
    expect(request.finding(lane)).toBe('missing');
    expect(request.when(word, member('U-tomas', 'product_owner'))).toBeNull();
    expect(request.finding(lane)).toBe('passed');
    expect(request.attach(lane, wins, requester)).toBeNull();
  });
});

describe('evidence that a packet lists', () => {
  test('belongs to the packet it was listed for: listing it again proves nothing of another', () => {
    const request = filed({ ...modelChange, evidence: wholeEvidence });
    expect(request.finding('prompt_injection')).toBe('passed');
    const prompt = { source: 'prompts/summary.md', commit: 'ffffff1' };
    const [first, ...rest] = wholeEvidence;
    if (!first) throw new Error('there is evidence');
    const again = [{ ...first, title: 'Run 42' }, ...rest];
    expect(request.revise({ ...modelChange, prompt, evidence: again })).toBeNull();
    expect(request.finding('prompt_injection')).toBe('stale');
    expect(request.finding(first.lane)).toBe('passed');
    expect(request.open.listedFor?.[0]).toMatchObject({ packet: digestOf(request.open.packet) });
  });
});
