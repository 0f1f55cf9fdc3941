import { describe, expect, it } from 'vitest';
import { packetSchema } from '../../../src/domain/packet/schema.ts';
import { templates } from '../../../src/domain/packet/templates.ts';
import { requestLogFields, workflowClasses } from '../../../src/domain/words.ts';
import { supportSummary } from '../../support/proposals.ts';

const { change: _change, evidence: _evidence, ...bundle } = supportSummary;

describe('what a class of work starts from', () => {
  it.each(workflowClasses)('%s is what a packet may hold, in the order in which it holds it', (workflow) => {
    const { transitions, requestLog, safety, guardrails, capabilities, ...rest } = templates[workflow];
    const packet = packetSchema.parse({
      ...bundle,
      ...rest,
      workflow_class: workflow,
      fallback: { transitions: [...transitions] },
      guardrails: [...guardrails],
      capabilities: [...capabilities],
      request_log: requestLog,
      safety,
    });
    expect(packet).toMatchObject({ ...rest, request_log: requestLog, guardrails, capabilities });
    expect(packet.fallback?.transitions).toEqual(transitions);
  });

  it.each(workflowClasses)('%s logs which model answered, and lets no unreviewed one', (workflow) => {
    const { requestLog, evals } = templates[workflow];
    expect(Object.keys(requestLog).sort()).toEqual([...requestLogFields].sort());
    expect(evals.max_unreviewed_fallback_rate).toBe(0);
  });

  it('never falls back by itself where money is reviewed, nor changes anything', () => {
    const { transitions, routing } = templates.procurement_or_finance_review;
    expect(transitions.map(({ act }) => act)).not.toContain('fall_back');
    expect(transitions.map(({ act }) => act)).not.toContain('degrade');
    expect(routing.may_change).toEqual(['nothing']);
  });

  it('tries a broken record again before anything else happens to it', () => {
    const acts = templates.structured_extraction.transitions.map(({ on, act }) => `${on}: ${act}`);
    expect(acts.indexOf('schema error: retry')).toBeLessThan(
      acts.indexOf('schema invalid after retry: queue'),
    );
  });
});
