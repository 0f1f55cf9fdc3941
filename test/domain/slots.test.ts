import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProposalInput, proposalSchema } from '../../src/domain/packet/schema.ts';
import { riskFacts } from '../../src/domain/risk.ts';
import { type AskingRule, slotsFor } from '../../src/domain/slots.ts';
import { type ReviewRole, reviewRoles, type Tier, tiers } from '../../src/domain/words.ts';
import { proposalInput } from '../support/arbitrary-proposal.ts';
import { testPolicy } from '../support/policy.ts';
import { proposal, supportSummary } from '../support/proposals.ts';

const policy = testPolicy({
  restrictedRoles: { legalTerms: 'legal', regulatedData: 'privacy', employeeData: 'executive' },
});

type Edit = Partial<ProposalInput>;
/** A hidden production route without sensitive data: whatever is asked of it comes from the edit alone. */
const quiet: ProposalInput = {
  ...supportSummary,
  audience: 'nobody',
  data: { classes: ['public'], regions: ['eu'] },
};
const customer: Edit = { audience: 'customers' };
const sensitive: Edit = { data: { classes: ['customer'], regions: ['eu'] } };
const primary = (more: Partial<ProposalInput['model']['primary']>): Edit => ({
  model: { primary: { ...supportSummary.model.primary, ...more } },
});
const writing: Edit = { tools: [{ name: 'a-tool', effect: 'write' }] };

function asked(tier: Tier, before: ProposalInput | null, after: ProposalInput): ReviewRole[] {
  const { packet, change } = proposal({
    ...after,
    change: { kind: before ? 'change' : 'new', why: 'because' },
  });
  const facts = riskFacts(packet, before ? proposal(before).packet : null, change);
  return slotsFor(facts, tier, policy).map(({ role }) => role);
}

// The tier, what the route is, what changes, who is asked.
const rows: readonly [string, Tier, Edit, Edit | 'new', readonly ReviewRole[]][] = [
  ['a low change', 'low', {}, primary({ name: 'other' }), ['ai_platform']],
  ['a low new route in development', 'low', { environment: 'development' }, 'new', ['ai_platform']],
  [
    'a new route for colleagues, not in production yet',
    'medium',
    { environment: 'staging', audience: 'internal' },
    'new',
    ['product_owner', 'ai_platform'],
  ],
  ['a new production route', 'medium', {}, 'new', ['product_owner', 'ai_platform', 'finance', 'security']],
  [
    'a new production route that customers see',
    'high',
    customer,
    'new',
    ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'],
  ],
  ['a parameter', 'medium', {}, { parameters: { temperature: 1 } }, ['ai_platform']],
  ['a timeout', 'medium', {}, { latency: { p95_ms: 7000, timeout_ms: 1 } }, ['ai_platform', 'engineering']],
  [
    'the latency promised',
    'medium',
    {},
    { latency: { p95_ms: 1, timeout_ms: 10_000 } },
    ['ai_platform', 'engineering'],
  ],
  ['a budget', 'medium', {}, { cost: { monthly_budget_usd: 1 } }, ['ai_platform', 'finance']],
  [
    'a fallback',
    'medium',
    {},
    { model: { ...supportSummary.model, fallbacks: [supportSummary.model.primary] } },
    ['ai_platform', 'finance'],
  ],
  [
    'a fallback for sensitive data',
    'medium',
    sensitive,
    { model: { ...supportSummary.model, fallbacks: [supportSummary.model.primary] } },
    ['ai_platform', 'finance', 'security'],
  ],
  ['a prompt nobody sees the answer of', 'medium', {}, { prompt: { source: 'other' } }, ['ai_platform']],
  [
    'a prompt of an internal route',
    'medium',
    { audience: 'internal' },
    { prompt: { source: 'other' } },
    ['product_owner', 'ai_platform'],
  ],
  [
    'a prompt with sensitive data',
    'medium',
    { audience: 'internal', ...sensitive },
    { prompt: { source: 'other' } },
    ['product_owner', 'ai_platform'],
  ],
  [
    'retrieval with sensitive data',
    'medium',
    { audience: 'internal', ...sensitive },
    { retrieval: { profile: 'v2' } },
    ['product_owner', 'ai_platform', 'security'],
  ],
  ['safety controls', 'medium', {}, { safety: { refusal_policy: 'none' } }, ['ai_platform', 'security']],
  [
    'what happens when a call fails',
    'medium',
    {},
    { fallback: { transitions: [{ on: 'timeout', act: 'retry' }] } },
    ['ai_platform', 'finance'],
  ],
  ['whose money it is', 'medium', {}, { billing: { owner_key: 'shop' } }, ['ai_platform', 'finance']],
  ['logging', 'medium', {}, { logging: { prompts: { stored: false } } }, ['ai_platform', 'security']],
  [
    'a region of the data',
    'medium',
    {},
    { data: { classes: ['public'], regions: ['us'] } },
    ['ai_platform', 'security'],
  ],
  ['a region of the model', 'medium', {}, primary({ region: 'us' }), ['ai_platform', 'security']],
  [
    'a data class taken back',
    'medium',
    sensitive,
    { data: { classes: ['public'], regions: ['eu'] } },
    ['ai_platform', 'security'],
  ],
  ['a tool that writes', 'medium', {}, writing, ['ai_platform', 'security']],
  ['a tool that reads', 'medium', {}, { tools: [{ name: 'a-tool', effect: 'read' }] }, ['ai_platform']],
  [
    'a tool that runs code',
    'medium',
    {},
    { tools: [{ name: 'a-tool', effect: 'read', runs_code: true }] },
    ['ai_platform', 'security'],
  ],
  ['prose', 'medium', {}, { task: 'Other words.' }, ['ai_platform']],
  ['a model at high', 'high', {}, primary({ name: 'other' }), ['product_owner', 'ai_platform', 'finance']],
  [
    'a model that customers meet',
    'high',
    { ...customer, ...sensitive },
    primary({ name: 'other' }),
    ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner'],
  ],
  [
    'a customer route that is to be hidden',
    'high',
    customer,
    { audience: 'nobody' },
    ['product_owner', 'ai_platform', 'release_owner'],
  ],
  [
    'anything restricted',
    'restricted',
    {},
    { task: 'Other words.' },
    ['product_owner', 'ai_platform', 'security'],
  ],
  [
    'legal terms',
    'restricted',
    {},
    { classification: ['legal_terms'] },
    ['product_owner', 'ai_platform', 'security', 'legal'],
  ],
  [
    'a legal review',
    'restricted',
    {},
    { classification: ['legal_review'] },
    ['product_owner', 'ai_platform', 'security', 'legal'],
  ],
  [
    'regulated data',
    'restricted',
    {},
    { data: { classes: ['regulated'], regions: ['eu'] } },
    ['product_owner', 'ai_platform', 'security', 'privacy'],
  ],
  [
    'health data',
    'restricted',
    {},
    { data: { classes: ['health'], regions: ['eu'] } },
    ['product_owner', 'ai_platform', 'security', 'privacy'],
  ],
  [
    'a regulated workflow',
    'restricted',
    {},
    { classification: ['regulated_workflow'] },
    ['product_owner', 'ai_platform', 'security', 'privacy'],
  ],
  [
    'health data taken back',
    'restricted',
    { data: { classes: ['health'], regions: ['eu'] } },
    { data: { classes: ['public'], regions: ['eu'] } },
    ['product_owner', 'ai_platform', 'security', 'privacy'],
  ],
  [
    'employees’ data',
    'restricted',
    {},
    { data: { classes: ['employee'], regions: ['eu'] } },
    ['product_owner', 'ai_platform', 'security', 'executive'],
  ],
  [
    'employees’ data below restricted',
    'high',
    {},
    { data: { classes: ['employee'], regions: ['eu'] } },
    ['product_owner', 'ai_platform', 'security'],
  ],
]; // prettier-ignore

describe('slots', () => {
  it.each(rows)('for %s (%s)', (_name, tier, route, edit, expected) => {
    const base = { ...quiet, ...route };
    const roles = edit === 'new' ? asked(tier, null, base) : asked(tier, base, { ...base, ...edit });
    expect(roles).toEqual(expected);
  });

  it('ask nobody for a low change where policy says so, and only there', () => {
    const { packet, change } = proposal(quiet);
    const facts = riskFacts(packet, packet, change);
    const auto = testPolicy({ lowTierNeedsReview: false });
    expect(slotsFor(facts, 'low', auto)).toEqual([]);
    expect(slotsFor(facts, 'medium', auto)).not.toEqual([]);
  });

  it('include the roles that policy asks at a tier', () => {
    const { packet, change } = proposal({ ...quiet, change: { kind: 'change', why: 'because' } });
    const { tiers: usual } = testPolicy();
    const more = testPolicy({
      tiers: { ...usual, high: { ...usual.high, alsoAsk: ['support', 'ai_platform'] } },
    });
    const slots = slotsFor(riskFacts(packet, packet, change), 'high', more);
    expect(slots.map(({ role }) => role)).toEqual(['product_owner', 'ai_platform', 'support']);
    expect(slots.find(({ role }) => role === 'support')?.reasons).toEqual(['policy asks at high']);
  });

  it('name every role once, each with at least one reason, in the same order for the same change', () => {
    fc.assert(
      fc.property(
        proposalInput,
        fc.option(proposalInput),
        fc.constantFrom(...tiers),
        (input, before, tier) => {
          const { packet, change } = proposalSchema.parse(input);
          const baseline = before ? proposalSchema.parse(before).packet : null;
          const slots = slotsFor(riskFacts(packet, baseline, change), tier, policy);
          const roles = slots.map(({ role }) => role);
          expect(new Set(roles).size).toBe(roles.length);
          expect(roles.every((role) => reviewRoles.includes(role))).toBe(true);
          expect(slots.every(({ count, reasons }) => count >= 1 && reasons.length > 0)).toBe(true);
          expect(roles.length).toBeGreaterThan(0);
          expect(slotsFor(riskFacts(packet, baseline, change), tier, policy)).toEqual(slots);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never ask fewer roles at a higher tier', () => {
    fc.assert(
      fc.property(proposalInput, fc.option(proposalInput), (input, before) => {
        const { packet, change } = proposalSchema.parse(input);
        const facts = riskFacts(packet, before ? proposalSchema.parse(before).packet : null, change);
        const byTier = tiers.map((tier) => slotsFor(facts, tier, policy).map(({ role }) => role));
        for (const [index, roles] of byTier.entries())
          expect(byTier[index + 1] ?? roles).toEqual(expect.arrayContaining(roles));
      }),
      { numRuns: 200 },
    );
  });
});

describe('slot rules of a company’s own', () => {
  const changing = riskFacts(
    proposal({ ...supportSummary, prompt: { source: 'prompts/other.md' } }).packet,
    proposal(supportSummary).packet,
    proposal(supportSummary).change,
  );
  const asking = (...rules: Partial<AskingRule>[]): AskingRule[] =>
    rules.map((rule, index) => ({
      id: `rule-${index}`,
      role: 'legal',
      people: 1,
      reason: `reason ${index}`,
      judge: () => ({ holds: true }),
      ...rule,
    }));

  it('ask a role beside the built-in ones, once, with every reason', () => {
    const built = slotsFor(changing, 'high', policy);
    const rules = asking({}, {}, { role: 'executive', judge: () => ({ holds: false }) });
    const slots = slotsFor(changing, 'high', { ...policy, slotRules: rules });
    expect(slots).toEqual([...built, { role: 'legal', count: 1, reasons: ['reason 0', 'reason 1'] }]);
  });

  it('ask for more people of a role that is asked anyway, and never for fewer', () => {
    const rules = asking({ role: 'security', people: 2 }, { role: 'security', people: 1 });
    const slots = slotsFor(changing, 'high', { ...policy, slotRules: rules });
    const before = slotsFor(changing, 'high', policy).find(({ role }) => role === 'security');
    expect(slots.find(({ role }) => role === 'security')).toEqual({
      role: 'security',
      count: 2,
      reasons: [...(before?.reasons ?? []), 'reason 0', 'reason 1'],
    });
  });

  it('ask where they cannot be judged, and say why', () => {
    const rules = asking({ judge: () => ({ unclear: 'packet.x is not set' }) });
    const slots = slotsFor(changing, 'high', { ...policy, slotRules: rules });
    expect(slots.at(-1)).toEqual({
      role: 'legal',
      count: 1,
      reasons: ['reason 0 (could not be judged: packet.x is not set)'],
    });
  });

  it('are told the tier, and ask at low even where low asks nobody else', () => {
    const rules = asking({ judge: ({ tier }) => ({ holds: tier === 'low' }) });
    const lax = { ...policy, lowTierNeedsReview: false, slotRules: rules };
    expect(slotsFor(changing, 'low', lax).map(({ role }) => role)).toEqual(['legal']);
    expect(slotsFor(changing, 'medium', lax).map(({ role }) => role)).not.toContain('legal');
  });

  it('take no slot away, whatever they say', () => {
    const answers = fc.constantFrom({ holds: true }, { holds: false }, { unclear: 'it is not set' });
    const rule = fc.record({
      role: fc.constantFrom(...reviewRoles),
      people: fc.integer({ min: 1, max: 3 }),
      judge: answers.map((answer) => () => answer),
    });
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), fc.constantFrom(...tiers), (rules, tier) => {
        const before = slotsFor(changing, tier, policy);
        const after = slotsFor(changing, tier, { ...policy, slotRules: asking(...rules) });
        for (const { role, count, reasons } of before) {
          const now = after.find((slot) => slot.role === role);
          expect(now?.count).toBeGreaterThanOrEqual(count);
          expect(now?.reasons.slice(0, reasons.length)).toEqual(reasons);
        }
      }),
      { numRuns: 100 },
    );
  });
});
