import {
  type Evidence,
  type Packet,
  type Proposal,
  type ProposalInput,
  proposalSchema,
} from '../../src/domain/packet/schema.ts';
import { type EvidenceLane, evidenceLanes } from '../../src/domain/words.ts';

const measured: Readonly<Partial<Record<EvidenceLane, string>>> = {
  functional_correctness: '0.97',
  human_review: '0.97',
  capability: '0.99',
  shadow_run: '0.98',
  latency: 'p95 610 ms',
  cost_and_quota: '$0.014 per accepted outcome',
};

/** Somebody's word for every lane but the way back, which a drill proves, and what only users can show. */
export const wholeEvidence: Evidence[] = [
  ...evidenceLanes
    .filter((lane) => lane !== 'rollback' && lane !== 'live_readings')
    .map(
      (lane): Evidence => ({
        lane,
        verdict: 'passed',
        title: `Report on ${lane.replaceAll('_', ' ')}`,
        ...(measured[lane] === undefined ? {} : { measured: measured[lane] }),
      }),
    ),
  { lane: 'latency', verdict: 'passed', title: 'First token', measured: 'first token p95 480 ms' },
  { lane: 'cost_and_quota', verdict: 'passed', title: 'Cost', measured: '$0.004 per request' },
];

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
