import { describe, expect, it } from 'vitest';
import { riskVariables } from '../../src/config/policy/condition-variables.ts';
import { riskCondition } from '../../src/config/policy/conditions.ts';
import { holdsOrUnclear } from '../../src/domain/judged.ts';
import { riskFacts } from '../../src/domain/risk.ts';
import { modelChange, packet, proposal, supportSummary } from '../support/proposals.ts';

const full = {
  ...modelChange,
  tools: [{ name: 'refund', effect: 'irreversible' as const, scopes: ['billing'] }],
  parameters: { temperature: 0.2, mode: 'fast' },
  fallback: { transitions: [{ on: 'timeout', act: 'degrade' as const }], allowed: ['peer'] },
  request_log: { served_model: true },
};
const change = riskFacts(packet(full), packet(supportSummary), proposal(full).change);
const created = riskFacts(packet(full), null, proposal(full).change);

function judge(condition: string, facts = change): boolean {
  const compiled = riskCondition(condition);
  if (!compiled.ok) throw new Error(compiled.problem);
  return holdsOrUnclear(compiled.judge(facts));
}

describe('a condition', () => {
  it.each<[string, boolean]>([
    ['packet.environment == "production"', true],
    ['packet.environment in ["staging", "test"]', false],
    ['packet.cost.monthly_budget_usd == 400', true],
    ['packet.cost.monthly_budget_usd != 400', false],
    ['packet.cost.monthly_budget_usd * 2 + 1 > 800', true],
    ['packet.cost.monthly_budget_usd / 2 - 1 < 199.5', true],
    ['packet.latency.timeout_ms <= 10000', true],
    ['size(packet.tools) == 1', true],
    ['packet.tools[0].name == "refund"', true],
    ['packet.tools.exists(tool, tool.effect == "irreversible" && "billing" in tool.scopes)', true],
    ['packet.tools.all(tool, tool.human_control != "none")', false],
    ['packet.guardrails.exists(g, g.metric == "error_rate" && g.value <= 0.01)', true],
    ['"customer" in packet.data.classes', true],
    ['packet.data.regions.exists(region, !region.startsWith("eu"))', false],
    ['has(packet.logging.prompts) && packet.logging.prompts.retention_days > 30', false],
    ['has(packet.logging.files)', false],
    ['packet.parameters.temperature < 1', true],
    ['packet.parameters["mode"] == "fast"', true],
    ['has(packet.parameters.seed)', false],
    ['packet.model.primary.name != baseline.model.primary.name', true],
    ['packet.cost.monthly_budget_usd > baseline.cost.monthly_budget_usd * 1.2', false],
    ['"model" in changed && !("provider" in changed)', true],
    ['"model.primary.version" in changed_fields', true],
    ['change.kind == "change" && change.why.contains("Cheaper")', true],
    ['packet.fallback.transitions.exists(t, t.act == "degrade" && t.on == "timeout")', true],
    ['has(packet.fallback.blocked)', false],
    ['has(packet.request_log.served_model) && packet.request_log.served_model', true],
    ['has(packet.proofs)', false],
    ['"fallback.transitions" in changed_fields && "fallback" in changed', true],
    ['is_new', false],
  ])('%s', (condition, expected) => {
    expect(judge(condition)).toBe(expected);
  });

  it.each<[string, boolean]>([
    ['is_new', true],
    ['!is_new && baseline.environment == "production"', false],
    ['has(baseline.environment)', false],
  ])('of a new route: %s', (condition, expected) => {
    expect(judge(condition, created)).toBe(expected);
  });

  it.each([
    'packet.cost.per_request_usd > 1',
    'packet.prompt.text.size() > 1 && packet.retrieval.profile == "x"',
    'packet.tools[7].name == "x"',
    'packet.parameters.seed == 1',
    'packet.parameters.temperature == "warm" || packet.parameters.seed > 1',
    'int(packet.route) > 1',
  ])('that cannot be judged applies: %s', (condition) => {
    expect(judge(condition)).toBe(true);
  });

  it('that looks into the baseline of a new route applies', () => {
    expect(judge('baseline.environment == "test"', created)).toBe(true);
  });

  it.each<[string, RegExp]>([
    ['packt.route == "x"', /there is no packt; did you mean packet\?/],
    ['tier == "high"', /there is no tier; known: packet, baseline, change/],
    ['packet.owners.buisness == "x"', /there is no buisness; did you mean business\?/],
    ['packet.owners.zzz == "x"', /there is no zzz; known: business, technical, security, finance/],
    ['packet.tools.exists(t, t.efect == "x")', /there is no efect; did you mean effect\?/],
    [
      'packet.tools.exists(t, t.effect == "irreversable")',
      /"irreversable" never occurs there; did you mean "irreversible"/,
    ],
    ['"modle" in changed', /did you mean "model"/],
    ['"model.primary.nam" in changed_fields', /did you mean "model.primary.name"/],
    [
      'packet.audience in ["customers", "public"]',
      /"public" never occurs there; known: nobody, internal, customers/,
    ],
    ['"nobdy" != packet.audience', /did you mean "nobody"/],
    [
      'has(packet.cost.montly_budget_usd)',
      /there is no montly_budget_usd; did you mean monthly_budget_usd\?/,
    ],
    ['!has(packet.loggin.prompts)', /there is no loggin; did you mean logging\?/],
    ['has(packet.logging.promts.stored)', /there is no promts; did you mean prompts\?/],
    ['packet.tools.exists(t, has(t.efect))', /there is no efect; did you mean effect\?/],
    ['has(packt.cost)', /there is no packt; did you mean packet\?/],
    ['packet.route', /it is a text; a condition has to be true or false/],
    ['size(packet.tools)', /it is a number/],
    ['packet.parameters.x', /known only later/],
    ['packet.owners', /a group or a list/],
    ['packet.route > 1', /text > number is not possible/],
    ['packet == baseline', /group == group is not possible/],
    ['packet.route ==', /unexpected token/],
    ['', /unexpected token/],
    ['('.repeat(300), /./],
    [`${'!'.repeat(3000)}is_new`, /./],
  ])('is refused when it is read: %s', (condition, problem) => {
    const compiled = riskCondition(condition);
    expect(compiled.ok ? 'accepted' : compiled.problem).toMatch(problem);
    expect(compiled.ok).toBe(false);
  });

  it('can name every variable that is documented', () => {
    const told = riskVariables.map(({ name, meaning }) => [name, meaning.length > 10]);
    expect(told).toEqual([
      ['packet', true],
      ['baseline', true],
      ['change', true],
      ['changed', true],
      ['changed_fields', true],
      ['is_new', true],
    ]);
  });
});
