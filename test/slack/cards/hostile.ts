import fc from 'fast-check';
import { type ProposalInput, proposalSchema } from '../../../src/domain/packet/schema.ts';
import {
  classifications,
  dataClasses,
  evidenceLanes,
  fallbackChanges,
  storedKinds,
  toolEffects,
  verdicts,
} from '../../../src/domain/words.ts';

/** Texts that try to be more than text: mentions, links, formatting, half escapes, turned-around order, wide letters. */
const attacks = [
  '<!channel>',
  '<!here|here>',
  '<@U012ABCDEF>',
  '<#C012ABCDEF>',
  '<!subteam^S012ABCDEF>',
  '<https://evil.example|good>',
  '@channel @here @everyone',
  '&lt;!channel&gt;',
  '&amp;&lt;',
  '*bold* _it_ ~gone~ `code` ```block',
  '>quote',
  '\u202Eright to left',
  '\u05d0\u05d1 \u0627\u0644\u0633\u0644\u0627\u0645',
  '👩‍💻🏳️‍🌈',
  '\u0000\u0007\u200b',
  '|',
  '<',
  '>',
  '&',
];

/** One line of nearly the wanted length, built around an attack. */
const filled = (length: number, seed: string): string => {
  let text = '';
  for (let index = 0; text.length < length; index += 1) text += `${seed}${index} `;
  // The schema trims and wants whole letters: the last one is ours.
  const cut = text.slice(0, length - 2);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}x`;
};

export const attack: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...attacks),
  fc.array(fc.constantFrom(...attacks), { minLength: 2, maxLength: 4 }).map((parts) => parts.join(' ')),
);

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** The largest proposal that the schema takes, every text and list at its limit, every text an attack. */
export function largestProposal(seed: string): ProposalInput {
  const line = (max: number, index = 0) => filled(max, `${index} ${seed}`);
  const model = {
    provider: line(80),
    endpoint_family: line(80),
    name: line(120),
    version: line(80),
    status: 'experimental' as const,
    account: line(120),
    region: line(80),
  };
  return {
    route: 'r'.repeat(64),
    environment: 'production',
    audience: 'customers',
    workflow_class: 'procurement_or_finance_review',
    feature: line(150),
    task: line(1000),
    owners: { business: line(80), technical: line(80), security: line(80), finance: line(80) },
    model: {
      primary: model,
      fallbacks: many(10, (index) => ({ ...model, name: line(120, index), changes: [...fallbackChanges] })),
      denied: many(30, (index) => line(120, index)),
    },
    prompt: { source: line(300), commit: line(80), text: line(3000), schema_required: true },
    retrieval: { profile: line(120), sources: many(20, (index) => line(120, index)) },
    tools: many(30, (index) => ({
      name: line(80, index),
      effect: toolEffects[index % toolEffects.length] ?? 'none',
      human_control: 'approval_over_limit' as const,
      runs_code: true,
      external: true,
      scopes: many(20, (scope) => line(80, scope)),
    })),
    tools_denied: many(30, (index) => line(120, index)),
    data: { classes: [...dataClasses], regions: many(30, (index) => line(80, index)) },
    classification: [...classifications],
    logging: Object.fromEntries(storedKinds.map((kind) => [kind, { stored: true, retention_days: 36_500 }])),
    parameters: Object.fromEntries(many(30, (index) => [line(80, index), line(200, index)])),
    latency: { p95_ms: 3_600_000, p95_first_token_ms: 3_600_000, timeout_ms: 3_600_000 },
    cost: {
      monthly_budget_usd: 999_999_999.99,
      per_request_usd: 0.000_000_001,
      per_workflow_usd: 999_999_999.99,
      per_accepted_outcome_usd: 999_999_999.99,
      max_input_tokens: 100_000_000,
      max_output_tokens: 100_000_000,
    },
    evals: {
      pack: line(300),
      min_pass_rate: 0.999_999,
      required_tests: many(30, (index) => line(120, index)),
    },
    guardrails: many(50, (index) => ({
      metric: line(80, index),
      limit: 'at_most' as const,
      value: 1.797e308,
      unit: line(40),
      on_breach: 'roll_back' as const,
    })),
    known_failures: many(30, (index) => ({
      failure: line(300, index),
      mitigation: line(300),
      owner: line(80),
    })),
    rollout: {
      stages: many(20, () => ({
        stage: 'customer_canary' as const,
        percent: 33.333_333,
        hold_hours: 8759.5,
      })),
      first_audience: line(200),
      excluded: many(30, (index) => line(120, index)),
      rollback_target: line(200),
      incident_contact: line(120),
      flag: 'temporary',
      clean_up_by: '2027-02-01',
    },
    renewal: { review_by: '2027-01-01', triggers: many(30, (index) => line(120, index)) },
    change: { kind: 'change', what: [], why: line(2000), expected_improvement: line(1000) },
    evidence: many(50, (index) => ({
      lane: evidenceLanes[index % evidenceLanes.length] ?? 'latency',
      title: line(150, index),
      url: `https://evidence.example/${'a'.repeat(900)}?x=<!channel>|${index}&y=1`,
      verdict: verdicts[index % verdicts.length] ?? 'passed',
      measured: line(80),
      threshold: line(80),
    })),
  };
}

export const parsed = (input: ProposalInput) => proposalSchema.parse(input);
