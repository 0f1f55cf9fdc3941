import { describe, expect, it, test } from 'vitest';
import { type BlockerId, blockerIds, blockersOf } from '../../../src/domain/evidence/blockers.ts';
import { packetFields } from '../../../src/domain/packet/fields.ts';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import { packet, supportSummary } from '../../support/proposals.ts';

const good = {
  ...supportSummary,
  cost: { ...supportSummary.cost, per_request_usd: 0.05 },
  renewal: { review_by: '2026-12-01', triggers: ['model version change'] },
};
const model = good.model.primary;
const backup = { ...model, name: 'gpt-backup', changes: [] };
const route = (more: object) => packet({ ...good, ...more } as ProposalInput);
const tool = { name: 'refund', effect: 'irreversible' } as const;
/** With tools, what they are called with has to be declared, too. */
const logging = { ...good.logging, tool_arguments: { stored: false } };

const tripped = (more: object, facts: object = {}) =>
  blockersOf({ packet: route(more), tier: 'high', unapproved: [], ...facts });

test('a task counts its words in languages that write no spaces, too', () => {
  expect(tripped({ task: '問い合わせの要約を担当者のために作成する' })).toEqual([]);
  expect(tripped({ task: '要約' })).toMatchObject([{ blocker: 'vague_task' }]);
});

test.each(['TBD', 'n/a', '?', '-', 'unknown'])('%s is nobody and nothing, wherever it stands', (text) => {
  const { rollout } = good;
  const failure = { failure: 'Mixes up names', mitigation: 'A filter', owner: 'U1' };
  expect(tripped({ rollout: { ...rollout, incident_contact: text } })).toMatchObject([
    { blocker: 'guessed_rollback', paths: ['rollout.incident_contact'] },
  ]);
  expect(tripped({ rollout: { ...rollout, rollback_target: text } })).toMatchObject([
    { blocker: 'guessed_rollback', paths: ['rollout.rollback_target'] },
  ]);
  for (const key of ['mitigation', 'owner'])
    expect(tripped({ known_failures: [{ ...failure, [key]: text }] })).toMatchObject([
      { blocker: 'unowned_failure' },
    ]);
});

test('there are nine blockers, none of which a good packet trips', () => {
  expect(blockerIds).toHaveLength(9);
  expect(tripped({})).toEqual([]);
});

test('a preview model is denied by kind as a fallback, and asked about where it is the route’s own', () => {
  const denied = ['any_preview_model_without_reapproval'];
  expect(tripped({ model: { primary: { ...model, status: 'preview' }, denied } })).toEqual([]);
  expect(tripped({ model: { primary: model, denied: [model.name] } })).toMatchObject([
    { blocker: 'unapproved_fallback', paths: ['model.primary'] },
  ]);
});

describe.each<[BlockerId, string, object, RegExp]>([
  ['vague_task', 'an empty task', { task: '' }, /task is vague/],
  ['vague_task', 'a task of a few words', { task: 'Make things better' }, /task is vague/],
  [
    'vague_task',
    'an owner who is nobody',
    { owners: { business: 'TBD', technical: 'U1' } },
    /nobody owns it/,
  ],
  [
    'unapproved_fallback',
    'a fallback that is denied by name',
    { model: { primary: model, fallbacks: [backup], denied: ['GPT Backup'] } },
    /nobody approved: gpt-backup 2026-03/,
  ],
  [
    'unapproved_fallback',
    'a preview fallback where those are denied by kind',
    {
      model: {
        primary: model,
        fallbacks: [{ ...backup, status: 'preview' }],
        denied: ['any_preview_model_without_reapproval'],
      },
    },
    /gpt-backup/,
  ],
  [
    'unapproved_fallback',
    'a retired fallback',
    { model: { primary: model, fallbacks: [{ ...backup, status: 'retired' }] } },
    /gpt-backup/,
  ],
  [
    'unapproved_fallback',
    'a fallback that its own rules block',
    { model: { primary: model, fallbacks: [backup] }, fallback: { blocked: ['gpt-backup'] } },
    /gpt-backup/,
  ],
  [
    'unapproved_fallback',
    'a retired primary model',
    { model: { primary: { ...model, status: 'retired' } } },
    /gpt-summary-a/,
  ],
  [
    'uncontrolled_tool',
    'a tool that cannot be undone',
    { tools: [tool], logging },
    /nobody asked before: refund/,
  ],
  [
    'uncontrolled_tool',
    'one that is looked at afterwards only',
    { tools: [{ ...tool, human_control: 'review_after' }], logging },
    /refund/,
  ],
  ['no_threshold', 'no least pass rate', { evals: { pack: 'x' } }, /least pass rate/],
  [
    'unowned_failure',
    'a failure without an owner',
    { known_failures: [{ failure: 'f', mitigation: 'm' }] },
    /: f\./,
  ],
  [
    'unbounded_payloads',
    'prompts of which nothing is said',
    { logging: { outputs: { stored: false } } },
    /: prompts\./,
  ],
  [
    'unbounded_payloads',
    'traces that are kept for ever',
    { logging: { ...good.logging, traces: { stored: true } } },
    /: traces\./,
  ],
  [
    'unbounded_payloads',
    'arguments of tools of which nothing is said',
    { tools: [{ name: 'search', effect: 'read' }] },
    /tool arguments/,
  ],
  ['uncontrolled_spend', 'no budget', { cost: { per_request_usd: 1 } }, /monthly budget/],
  [
    'uncontrolled_spend',
    'fallbacks without a limit for one request',
    { cost: { monthly_budget_usd: 400 }, model: { primary: model, fallbacks: [backup] } },
    /limit for one request/,
  ],
  ['guessed_rollback', 'no target', { rollout: { incident_contact: 'U' } }, /Name what it rolls back to/],
  ['guessed_rollback', 'nobody to call', { rollout: { rollback_target: 'a' } }, /whom to call/],
  ['unowned_drift', 'no review and no trigger', { renewal: {} }, /drifts after launch/],
])('%s', (blocker, name, more, sentence) => {
  it(`is tripped by ${name}, with a sentence that says what to do`, () => {
    const found = tripped(more);
    expect(found.map((one) => one.blocker)).toEqual([blocker]);
    expect(found[0]?.sentence).toMatch(sentence);
    expect(found[0]?.sentence).toMatch(/^[A-Z].*\.$/);
  });

  it(`points at fields for ${name}`, () => {
    const known = (path: string) =>
      packetFields.some(
        (field) => path === field.path || path.startsWith(field.path) || field.path.startsWith(path),
      );
    for (const path of tripped(more).flatMap(({ paths }) => paths)) expect(known(path), path).toBe(true);
  });
});

describe('blockers', () => {
  it('are told in the order of the surfaces, all at once', () => {
    const worst = {
      task: '',
      tools: [tool],
      evals: {},
      known_failures: [{ failure: 'f' }],
      logging: {},
      cost: {},
      rollout: {},
      renewal: {},
      model: { primary: model, fallbacks: [{ ...backup, status: 'retired' }] },
    };
    expect(tripped(worst).map(({ blocker }) => blocker)).toEqual([...blockerIds]);
    const low = tripped(worst, { tier: 'low' }).map(({ blocker }) => blocker);
    expect(low).toEqual(['unapproved_fallback', 'uncontrolled_tool', 'unowned_failure']);
  });

  it('name what the fallback graph found', () => {
    const found = tripped({}, { unapproved: ['route-b → gpt-wild 1'] });
    expect(found).toMatchObject([
      { blocker: 'unapproved_fallback', about: ['route-b → gpt-wild 1'], paths: ['model.fallbacks'] },
    ]);
  });

  it('name three things and count the rest', () => {
    const known_failures = ['a', 'b', 'c', 'd', 'e'].map((failure) => ({ failure }));
    expect(tripped({ known_failures })[0]?.sentence).toContain(': a, b, c and 2 more.');
  });

  it.each([
    [
      'a person approves each use',
      {
        tools: [{ ...tool, human_control: 'approval_each_time' }],
        logging,
      },
    ],
    [
      'a preview fallback that nothing denies',
      { model: { primary: model, fallbacks: [{ ...backup, status: 'preview' }] } },
    ],
    [
      'a model denied that is not used',
      { model: { primary: model, denied: ['gpt-wild', 'experimental models'] } },
    ],
    ['triggers without a date', { renewal: { triggers: ['prompt change'] } }],
    ['no fallback, and a time limit', { cost: { monthly_budget_usd: 400 } }],
  ])('let through: %s', (_name, more) => {
    expect(tripped(more)).toEqual([]);
  });
});
