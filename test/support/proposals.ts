import {
  type Packet,
  type Proposal,
  type ProposalInput,
  proposalSchema,
} from '../../src/domain/packet/schema.ts';

/** A customer-facing production route, as somebody would write it. */
export const supportSummary: ProposalInput = {
  route: 'support-summary-prod',
  environment: 'production',
  audience: 'customers',
  workflow_class: 'background_summarisation',
  feature: 'Support inbox summaries',
  task: 'Summarise a support thread for the agent who takes it over.',
  owners: { business: 'U-product', technical: 'U-platform' },
  model: {
    primary: {
      provider: 'acme',
      endpoint_family: 'openai-response',
      name: 'gpt-summary-a',
      version: '2026-03',
      status: 'stable',
      region: 'eu',
    },
  },
  prompt: { source: 'prompts/summary.md', commit: 'a1b2c3d', text: 'Summarise the thread in five lines.' },
  data: { classes: ['customer'], regions: ['eu'] },
  logging: { prompts: { stored: true, retention_days: 30 }, outputs: { stored: false } },
  latency: { p95_ms: 7000, timeout_ms: 10000 },
  cost: { monthly_budget_usd: 400, per_accepted_outcome_usd: 0.02 },
  evals: { pack: 'evals/summary', min_pass_rate: 0.95 },
  guardrails: [{ metric: 'error_rate', limit: 'at_most', value: 0.01 }],
  rollout: { rollback_target: 'gpt-summary-a 2026-03', incident_contact: 'U-oncall' },
  renewal: { triggers: ['model_version_change'] },
  change: { kind: 'change', what: ['model'], why: 'Cheaper and better at long threads.' },
};

/** A route in development that nobody sees. */
export const evalSandbox: ProposalInput = {
  ...supportSummary,
  route: 'eval-sandbox-dev',
  environment: 'development',
  audience: 'nobody',
  data: { classes: ['public'] },
  change: { kind: 'change', what: ['model'], why: 'Try the new one.' },
};

export const proposal = (input: ProposalInput): Proposal => proposalSchema.parse(input);
export const packet = (input: ProposalInput): Packet => proposal(input).packet;

/** The support route with another model: a high change that asks product, platform, finance, security and release. */
export const modelChange: ProposalInput = {
  ...supportSummary,
  model: { primary: { ...supportSummary.model.primary, name: 'gpt-summary-b', version: '2026-09' } },
};
