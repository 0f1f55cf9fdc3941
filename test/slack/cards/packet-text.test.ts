import { describe, expect, test } from 'vitest';
import { packetFields } from '../../../src/domain/packet/fields.ts';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import { fieldTexts } from '../../../src/slack/cards/field-texts.ts';
import { excerpts, groupLines, showField } from '../../../src/slack/cards/packet-text.ts';
import { packet, supportSummary } from '../../support/proposals.ts';

const changed = (change: Partial<ProposalInput>): string[] =>
  groupLines(packet(supportSummary), packet({ ...supportSummary, ...change })).map(
    ({ label, text }) => `${label}: ${text}`,
  );

test('every field of a packet has a way to be read', () => {
  expect(Object.keys(fieldTexts).sort()).toEqual(packetFields.map((field) => field.path).sort());
});

describe('what differs', () => {
  const primary = supportSummary.model.primary;

  test.each<[string, Partial<ProposalInput>, string[]]>([
    [
      'a model with its status, and the provider by name',
      { model: { primary: { ...primary, version: '2026-09', status: 'preview', provider: 'orbit' } } },
      ['Model: gpt-summary-a 2026-03 → gpt-summary-a 2026-09 (preview) · provider acme → orbit'],
    ],
    [
      'tools that come with what they may do',
      {
        tools: [
          { name: 'refund', effect: 'irreversible', human_control: 'approval_over_limit', external: true },
        ],
      },
      ['Tools: + refund (cannot be undone, approved over a limit, external)'],
    ],
    [
      'amounts with their growth',
      { latency: { p95_ms: 3500, timeout_ms: 10000 } },
      ['Latency: p95 7 s → 3.5 s (−50 %)'],
    ],
    [
      'what is stored and for how long',
      { logging: { prompts: { stored: true }, outputs: { stored: false } } },
      ['Logging: prompts stored 30 days → prompts stored without end'],
    ],
    ['parameters by name', { parameters: { temperature: 0.2 } }, ['Parameters: + temperature 0.2']],
    [
      'a guardrail that loosens',
      {
        guardrails: [{ metric: 'error_rate', limit: 'at_most', value: 5, unit: '%', on_breach: 'roll_back' }],
      },
      ['Guardrails: error rate ≤ 0.01, else pauses → error rate ≤ 5 %, else rolls back'],
    ],
    [
      'something left out',
      { rollout: { incident_contact: 'U-oncall' }, evals: { min_pass_rate: 0.9 } },
      ['Evals: pack − evals/summary · least pass rate 95 % → 90 %', 'Rollback: to − gpt-summary-a 2026-03'],
    ],
  ])('%s', (_what, change, lines) => {
    expect(changed(change)).toEqual(lines);
  });

  test('nothing where nothing does', () => {
    expect(changed({})).toEqual([]);
  });

  test('of a long text only the part that changed', () => {
    const long = 'Say what the customer needs. '.repeat(30);
    expect(excerpts(`${long}Be brief.${long}`, `${long}Be kind.${long}`)).toEqual({
      from: '…the customer needs. Be brief.Say what the customer n…',
      to: '…the customer needs. Be kind.Say what the customer n…',
    });
  });
});

test('one field reads by itself; a dash where it is left out', () => {
  const read = packet(supportSummary);
  expect(showField('cost.monthly_budget_usd', read)).toBe('$400/month');
  expect(showField('data.classes', read)).toBe('customer');
  expect(showField('retrieval.profile', read)).toBe('—');
});
