import { describe, expect, it } from 'vitest';
import { weaknesses } from '../../../src/domain/packet/lint.ts';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import { proposal, supportSummary } from '../../support/proposals.ts';

const good: ProposalInput = {
  ...supportSummary,
  evidence: [{ lane: 'latency', title: 'Load run', verdict: 'passed', measured: '1 s' }],
};
const found = (input: ProposalInput) => {
  const { packet, evidence } = proposal(input);
  return weaknesses(packet, evidence);
};
const model = (more: object): ProposalInput => ({
  ...good,
  model: { primary: { ...good.model.primary, ...more } },
});
const evidence = (more: object): ProposalInput => ({ ...good, evidence: [{ lane: 'latency', ...more }] });

describe('a weakness', () => {
  it('is not seen where nothing is weak', () => {
    expect(found(good)).toEqual([]);
  });

  it.each<[string, ProposalInput, object]>([
    ['no evidence', { ...good, evidence: [] }, { warning: 'no_evidence' }],
    [
      'a bare link',
      evidence({ url: 'https://x.example/a' }),
      { warning: 'weak_evidence', because: 'bare_link' },
    ],
    [
      'a title without a result',
      evidence({ title: 'Load run' }),
      { warning: 'weak_evidence', because: 'no_result' },
    ],
    [
      'words that say nothing',
      evidence({ title: 'It worked in testing', verdict: 'passed' }),
      {
        warning: 'weak_evidence',
        because: 'vague',
        instead: 'the dataset, the threshold, the result, the failures and what the reviewer said of them',
      },
    ],
    ['a friendly model name', model({ name: 'latest' }), { warning: 'vague_model' }],
    ['a friendly version', model({ version: 'N/A' }), { warning: 'vague_model' }],
    ['no way back', { ...good, rollout: { incident_contact: 'x' } }, { warning: 'no_rollback_target' }],
    ['nobody to call', { ...good, rollout: { rollback_target: 'x' } }, { warning: 'no_incident_contact' }],
    ['no guardrail', { ...good, guardrails: [] }, { warning: 'no_guardrails' }],
    ['no threshold', { ...good, evals: { pack: 'x' } }, { warning: 'no_threshold' }],
    [
      'something kept for ever',
      { ...good, logging: { prompts: { stored: true }, files: { stored: false } } },
      { warning: 'stored_without_end', kinds: ['prompts'] },
    ],
    [
      'a known failure that nobody owns',
      { ...good, known_failures: [{ failure: 'f', mitigation: 'm' }] },
      { warning: 'failure_without_owner' },
    ],
    [
      'a known failure without mitigation',
      { ...good, known_failures: [{ failure: 'f', owner: 'o' }] },
      { warning: 'failure_without_owner' },
    ],
  ])('is %s', (_name, input, expected) => {
    expect(found(input)).toEqual([expect.objectContaining(expected)]);
  }); // prettier-ignore

  it('is less where nothing runs in production', () => {
    const bare: ProposalInput = {
      ...good,
      environment: 'development',
      evidence: [],
      guardrails: [],
      rollout: {},
      evals: {},
    };
    expect(found(bare)).toEqual([]);
  });
});
