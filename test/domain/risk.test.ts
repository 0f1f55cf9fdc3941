import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProposalInput, proposalSchema } from '../../src/domain/packet/schema.ts';
import { builtInRiskRules, higherTier, isHigher, riskFacts, tierOf } from '../../src/domain/risk.ts';
import { type ChangeArea, changeAreas, type Tier, tiers } from '../../src/domain/words.ts';
import { proposalInput } from '../support/arbitrary-proposal.ts';
import { proposal, supportSummary } from '../support/proposals.ts';

type Edit = (input: ProposalInput) => ProposalInput;

const production = supportSummary;
const internal: ProposalInput = { ...supportSummary, audience: 'internal' };
const hidden: ProposalInput = { ...supportSummary, audience: 'nobody' };
const development: ProposalInput = { ...hidden, environment: 'development' };
const change = (kind: 'new' | 'change', ...what: NonNullable<ProposalInput['change']['what']>) => ({
  change: { kind, what, why: 'because' },
});

const primary =
  (more: Partial<ProposalInput['model']['primary']>): Edit =>
  (input) => ({ ...input, model: { ...input.model, primary: { ...input.model.primary, ...more } } });
const fallback =
  (more: Partial<NonNullable<ProposalInput['model']['fallbacks']>[number]> = {}): Edit =>
  (input) => ({
    ...input,
    model: { ...input.model, fallbacks: [{ ...supportSummary.model.primary, name: 'other', ...more }] },
  });
const tool =
  (more: Partial<NonNullable<ProposalInput['tools']>[number]>): Edit =>
  (input) => ({
    ...input,
    tools: [{ name: 'a-tool', effect: 'read', ...more }],
  });
const set =
  (more: Partial<ProposalInput>): Edit =>
  (input) => ({ ...input, ...more });
const declared = (...what: NonNullable<ProposalInput['change']['what']>): Edit =>
  set(change('change', ...what));

interface Row {
  readonly rule: string;
  readonly applies: boolean;
  readonly because: string;
  readonly baseline: ProposalInput | null;
  readonly candidate: ProposalInput;
}

/** A route that serves `base`, and a change of it by `edit`. */
const edited = (
  rule: string,
  applies: boolean,
  because: string,
  base: ProposalInput,
  ...edits: Edit[]
): Row => ({
  rule,
  applies,
  because,
  baseline: { ...base, ...change('change') },
  candidate: edits.reduce<ProposalInput>((input, edit) => edit(input), { ...base, ...change('change') }),
});
const created = (rule: string, applies: boolean, because: string, input: ProposalInput): Row => ({
  rule,
  applies,
  because,
  baseline: null,
  candidate: { ...input, ...change('new') },
});

const moreTests = set({ evals: { ...supportSummary.evals, required_tests: ['refusals'] } });

const table: readonly Row[] = [
  created('non-production', true, 'it runs in development', development),
  created('non-production', true, 'it runs in staging', { ...production, environment: 'staging' }),
  created('non-production', false, 'it runs in production', production),

  edited('eval-cases', true, 'a required test is added and nothing else', production, moreTests),
  edited(
    'eval-cases',
    true,
    'another pack of cases is named',
    production,
    set({ evals: { ...supportSummary.evals, pack: 'evals/v2' } }),
  ),
  edited(
    'eval-cases',
    false,
    'the pass rate falls with it',
    production,
    set({ evals: { min_pass_rate: 0.5, pack: 'evals/v2' } }),
  ),
  edited(
    'eval-cases',
    false,
    'the model changes with it',
    production,
    moreTests,
    primary({ version: '2026-09' }),
  ),
  edited('eval-cases', false, 'another area is declared', production, moreTests, declared('model')),
  created('eval-cases', false, 'the route is new', {
    ...production,
    evals: { required_tests: ['refusals'] },
  }),
  {
    rule: 'eval-cases',
    applies: false,
    because: 'a required test is dropped',
    baseline: { ...production, evals: { required_tests: ['refusals', 'schema'] }, ...change('change') },
    candidate: { ...production, evals: { required_tests: ['schema', 'tone'] }, ...change('change') },
  },

  created('production', true, 'it runs in production', hidden),
  created('production', false, 'it runs in development', development),

  created('internal-users', true, 'colleagues see it', internal),
  created('internal-users', true, 'colleagues see it, in staging too', {
    ...internal,
    environment: 'staging',
  }),
  created('internal-users', false, 'nobody sees it', hidden),

  edited(
    'timeout',
    true,
    'the timeout changes',
    hidden,
    set({ latency: { p95_ms: 7000, timeout_ms: 20_000 } }),
  ),
  edited('timeout', true, 'the requester says that it changes', hidden, declared('timeout')),
  edited('timeout', false, 'it stays', hidden, set({ task: 'Other words.' })),
  edited('timeout', false, 'it changes in development', development, set({ latency: { timeout_ms: 1 } })),

  edited('fallback-candidate', true, 'a fallback is added', hidden, fallback()),
  edited(
    'fallback-candidate',
    true,
    'a denied model is allowed again',
    { ...hidden, model: { ...hidden.model, denied: ['x'] } },
    set({ model: hidden.model }),
  ),
  edited('fallback-candidate', false, 'fallbacks stay', hidden, primary({ version: '2' })),
  edited('fallback-candidate', false, 'one is added in development', development, fallback()),

  edited(
    'internal-prompt',
    true,
    'the prompt of an internal route changes',
    internal,
    set({ prompt: { source: 'other' } }),
  ),
  edited(
    'internal-prompt',
    false,
    'customers see it (a higher rule speaks)',
    production,
    set({ prompt: { source: 'other' } }),
  ),
  edited('internal-prompt', false, 'the prompt stays', internal, primary({ version: '2' })),

  created('customers-exposed', true, 'customers see it in production', production),
  created('customers-exposed', true, 'customers see it in staging', {
    ...production,
    environment: 'staging',
  }),
  created('customers-exposed', false, 'it is a development copy', {
    ...production,
    environment: 'development',
  }),
  created('customers-exposed', false, 'colleagues see it', internal),

  edited('provider-switched', true, 'the provider changes', internal, primary({ provider: 'other' })),
  edited(
    'provider-switched',
    true,
    'the endpoint family changes',
    internal,
    primary({ endpoint_family: 'anthropic' }),
  ),
  edited(
    'provider-switched',
    true,
    'the account at the provider changes',
    internal,
    primary({ account: 'other' }),
  ),
  edited('provider-switched', true, 'the requester says so', internal, declared('provider')),
  edited('provider-switched', false, 'only the version changes', internal, primary({ version: '2' })),
  edited(
    'provider-switched',
    false,
    'it changes in development',
    development,
    primary({ provider: 'other' }),
  ),

  edited('default-model', true, 'the model changes', internal, primary({ name: 'other' })),
  edited('default-model', true, 'its version changes', internal, primary({ version: '2' })),
  edited('default-model', true, 'its region changes', internal, primary({ region: 'us' })),
  edited('default-model', false, 'the prompt changes', internal, set({ prompt: { source: 'other' } })),
  edited('default-model', false, 'it changes in development', development, primary({ name: 'other' })),

  edited(
    'cost-or-latency-profile',
    true,
    'the budget changes',
    internal,
    set({ cost: { monthly_budget_usd: 401 } }),
  ),
  edited(
    'cost-or-latency-profile',
    true,
    'the latency promised changes',
    internal,
    set({ latency: { p95_ms: 9000, timeout_ms: 10_000 } }),
  ),
  edited(
    'cost-or-latency-profile',
    false,
    'only the timeout changes',
    internal,
    set({ latency: { p95_ms: 7000, timeout_ms: 9000 } }),
  ),
  edited(
    'cost-or-latency-profile',
    false,
    'the budget changes in development',
    development,
    set({ cost: { monthly_budget_usd: 1 } }),
  ),

  edited('customer-behaviour', true, 'the prompt changes', production, set({ prompt: { source: 'other' } })),
  edited('customer-behaviour', true, 'a tool is added', production, tool({})),
  edited(
    'customer-behaviour',
    true,
    'a denied tool is forgotten',
    { ...production, tools_denied: ['refunds'] },
    set({ tools_denied: [] }),
  ),
  edited(
    'customer-behaviour',
    true,
    'a content filter is switched off',
    production,
    set({ safety: { content_filters: [{ category: 'hate', side: 'both', act: 'off' }] } }),
  ),
  edited(
    'customer-behaviour',
    true,
    'requests are logged differently',
    production,
    set({ request_log: { served_model: false } }),
  ),
  edited('customer-behaviour', true, 'retrieval changes', production, set({ retrieval: { profile: 'v2' } })),
  edited(
    'customer-behaviour',
    true,
    'logging changes',
    production,
    set({ logging: { prompts: { stored: false } } }),
  ),
  edited(
    'customer-behaviour',
    false,
    'only the budget changes',
    production,
    set({ cost: { monthly_budget_usd: 1 } }),
  ),
  edited('customer-behaviour', false, 'colleagues see it', internal, set({ prompt: { source: 'other' } })),

  created('unstable-model', true, 'the model is a preview', primary({ status: 'preview' })(internal)),
  created('unstable-model', true, 'the model is experimental', primary({ status: 'experimental' })(internal)),
  created('unstable-model', true, 'a fallback is a preview', fallback({ status: 'preview' })(internal)),
  created('unstable-model', false, 'all are stable', fallback()(internal)),
  created('unstable-model', false, 'it is tried in development', primary({ status: 'preview' })(development)),

  ...(['data_handling', 'output_schema', 'tools', 'quality', 'billing_owner'] as const).map((what) =>
    created(
      'fallback-changes-contract',
      true,
      `a fallback changes ${what}`,
      fallback({ changes: [what] })(internal),
    ),
  ),
  created('fallback-changes-contract', true, 'a failure degrades it', {
    ...internal,
    fallback: { transitions: [{ on: 'outage', act: 'degrade' }] },
  }),
  created('fallback-changes-contract', false, 'a failure is tried again', {
    ...internal,
    fallback: { transitions: [{ on: 'outage', act: 'retry' }] },
  }),
  created('fallback-changes-contract', false, 'the fallback changes nothing', fallback()(internal)),
  created(
    'fallback-changes-contract',
    false,
    'it is tried in development',
    fallback({ changes: ['quality'] })(development),
  ),

  created('regulated-data', true, 'it sees regulated data', {
    ...development,
    data: { classes: ['regulated'] },
  }),
  created('regulated-data', true, 'it sees health data', { ...development, data: { classes: ['health'] } }),
  created('regulated-data', true, 'it is part of a regulated workflow', {
    ...development,
    classification: ['regulated_workflow'],
  }),
  created('regulated-data', false, 'it sees customer data', {
    ...production,
    data: { classes: ['customer', 'personal'] },
  }),

  ...(['financial_decision', 'permission_decision', 'legal_review'] as const).map((use) =>
    created('decides-for-people', true, `it is used for ${use}`, { ...internal, classification: [use] }),
  ),
  created('decides-for-people', false, 'it helps support', {
    ...internal,
    classification: ['support_decision'],
  }),

  created('legal-terms', true, 'it writes legal terms', { ...internal, classification: ['legal_terms'] }),
  created('legal-terms', false, 'it does not', internal),

  created(
    'irreversible-tool',
    true,
    'a tool cannot be undone',
    tool({ effect: 'irreversible', human_control: 'approval_each_time' })(internal),
  ),
  created(
    'irreversible-tool',
    false,
    'a tool writes',
    tool({ effect: 'write', human_control: 'review_after' })(internal),
  ),

  created('uncontrolled-action', true, 'a tool runs code by itself', tool({ runs_code: true })(internal)),
  created(
    'uncontrolled-action',
    true,
    'a tool writes outside by itself',
    tool({ effect: 'write', external: true })(internal),
  ),
  created('uncontrolled-action', true, 'code is executed by something that is not listed', {
    ...internal,
    classification: ['code_execution'],
  }),
  created(
    'uncontrolled-action',
    false,
    'a person approves the code each time',
    tool({ runs_code: true, human_control: 'approval_each_time' })(internal),
  ),
  created('uncontrolled-action', false, 'a tool reads outside', tool({ external: true })(internal)),
  created('uncontrolled-action', false, 'a tool writes inside', tool({ effect: 'write' })(internal)),

  created('safety-sensitive', true, 'it is safety-sensitive', {
    ...development,
    classification: ['safety_sensitive'],
  }),
  created('safety-sensitive', false, 'it is not', development),
]; // prettier-ignore

function factsOf({ baseline, candidate }: Pick<Row, 'baseline' | 'candidate'>) {
  const { packet, change: note } = proposal(candidate);
  return riskFacts(packet, baseline ? proposal(baseline).packet : null, note);
}

/** Leaving a declaration out of the candidate does not take the route out of what it is. */
const takenBack: readonly [Tier, string, ProposalInput, Edit][] = [
  [
    'high',
    'a customer route in production is called a development copy',
    production,
    set({ environment: 'development', audience: 'nobody' }),
  ],
  ['high', 'a customer route is called hidden', production, set({ audience: 'nobody' })],
  ['medium', 'an internal route is called hidden', internal, set({ audience: 'nobody' })],
  [
    'restricted',
    'health data is no longer named',
    { ...development, data: { classes: ['health'] } },
    set({ data: { classes: [] } }),
  ],
  [
    'restricted',
    'a financial decision is no longer named',
    { ...development, classification: ['financial_decision'] },
    set({ classification: [] }),
  ],
]; // prettier-ignore

describe('a built-in risk rule', () => {
  it.each(table)('$rule: $applies, because $because', (row) => {
    const rule = builtInRiskRules.find(({ id }) => id === row.rule);
    expect(rule?.applies(factsOf(row))).toBe(row.applies);
  });

  it('is shown to speak and to be silent, each of them', () => {
    const shown = (applies: boolean) =>
      new Set(table.filter((row) => row.applies === applies).map(({ rule }) => rule));
    const ids = builtInRiskRules.map(({ id }) => id).sort();
    expect([...shown(true)].sort()).toEqual(ids);
    expect([...shown(false)].sort()).toEqual(ids);
  });

  it('has a name and a reason of its own, fit for a line of a card', () => {
    expect(new Set(builtInRiskRules.map(({ id }) => id)).size).toBe(builtInRiskRules.length);
    expect(new Set(builtInRiskRules.map(({ reason }) => reason)).size).toBe(builtInRiskRules.length);
    for (const { reason } of builtInRiskRules) expect(reason).toMatch(/^[a-z].{5,79}[^.]$/);
  });
});

describe('the tier', () => {
  const tierFor = (row: Pick<Row, 'baseline' | 'candidate'>) => tierOf(factsOf(row), builtInRiskRules).tier;
  const tierRows: readonly [Tier, Row][] = [
    ['low', created('', true, 'a new route in development', development)],
    ['low', edited('', true, 'new cases for a customer route', production, moreTests)],
    [
      'low',
      edited(
        '',
        true,
        'a local model in development',
        development,
        primary({ provider: 'local', status: 'experimental' }),
      ),
    ],
    ['medium', created('', true, 'a new route for colleagues', internal)],
    [
      'medium',
      edited(
        '',
        true,
        'a timeout of an internal route',
        internal,
        set({ latency: { p95_ms: 7000, timeout_ms: 9000 } }),
      ),
    ],
    ['medium', edited('', true, 'a fallback of an internal route', internal, fallback())],
    [
      'medium',
      edited('', true, 'a prompt of an internal route', internal, set({ prompt: { source: 'other' } })),
    ],
    ['high', created('', true, 'a new route for customers', production)],
    ['high', edited('', true, 'another provider for colleagues', internal, primary({ provider: 'other' }))],
    ['high', edited('', true, 'a preview for colleagues', internal, primary({ status: 'preview' }))],
    [
      'restricted',
      created('', true, 'health data in development', { ...development, data: { classes: ['health'] } }),
    ],
    [
      'restricted',
      edited('', true, 'a tool that cannot be undone', production, tool({ effect: 'irreversible' })),
    ],
  ]; // prettier-ignore
  it.each(tierRows)('is %s for $because', (tier, row) => {
    expect(tierFor(row)).toBe(tier);
  });

  it.each(takenBack)('stays %s where %s', (tier, _name, before, edit) => {
    expect(tierFor(edited('', true, '', before, edit))).toBe(tier);
  });

  it('is the highest of those that apply, which are all told, the highest first', () => {
    fc.assert(
      fc.property(proposalInput, fc.option(proposalInput), (input, before) => {
        const { packet, change: note } = proposalSchema.parse(input);
        const baseline = before ? proposalSchema.parse(before).packet : null;
        const { tier, reasons } = tierOf(riskFacts(packet, baseline, note), builtInRiskRules);
        expect(reasons.length).toBeGreaterThan(0);
        expect(reasons.map((reason) => reason.tier).reduce(higherTier)).toBe(tier);
        expect(reasons[0]?.tier).toBe(tier);
        for (const [index, reason] of reasons.entries())
          expect(isHigher(reason.tier, reasons[index - 1]?.tier ?? 'restricted')).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it('never falls because a rule is added, and never rises because of prose', () => {
    fc.assert(
      fc.property(proposalInput, fc.constantFrom(...tiers), fc.boolean(), (input, tier, applies) => {
        const { packet, change: note } = proposalSchema.parse(input);
        const facts = riskFacts(packet, null, note);
        const before = tierOf(facts, builtInRiskRules).tier;
        const more = { id: 'own', tier, reason: 'own', applies: () => applies };
        expect(isHigher(before, tierOf(facts, [...builtInRiskRules, more]).tier)).toBe(false);
        const reworded = riskFacts({ ...packet, task: 'other', feature: 'other' }, null, note);
        expect(tierOf(reworded, builtInRiskRules)).toEqual(tierOf(facts, builtInRiskRules));
      }),
      { numRuns: 100 },
    );
  });

  it('does not listen to what is declared to change on a new route: it has no before', () => {
    fc.assert(
      fc.property(proposalInput, fc.uniqueArray(fc.constantFrom(...changeAreas)), (input, what) => {
        const { packet, change: note } = proposalSchema.parse(input);
        const of = (declared: readonly ChangeArea[]) =>
          tierOf(riskFacts(packet, null, { ...note, what: [...declared] }), builtInRiskRules);
        expect(of(what)).toEqual(of([]));
      }),
      { numRuns: 100 },
    );
  });

  it('is medium, with a reason, where no rule speaks', () => {
    expect(tierOf(factsOf(created('', true, '', development)), [])).toEqual({
      tier: 'medium',
      reasons: [{ rule: 'no-rule', tier: 'medium', reason: 'no rule covers this change' }],
    });
  });

  it('listens to a rule of the policy even where only cases for evaluation are added', () => {
    const facts = factsOf(edited('', true, '', production, moreTests));
    const own = { id: 'own', tier: 'restricted' as const, reason: 'own', applies: () => true };
    expect(tierOf(facts, builtInRiskRules).tier).toBe('low');
    expect(tierOf(facts, [...builtInRiskRules, own]).tier).toBe('restricted');
  });
});
