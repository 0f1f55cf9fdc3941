import fc from 'fast-check';
import { type ProposalInput, proposalSchema } from '../../../src/domain/packet/schema.ts';
import {
  approvalFields,
  classifications,
  dataClasses,
  evalCaseKinds,
  evidenceLanes,
  fallbackActs,
  fallbackChanges,
  filterActs,
  gatewayChecks,
  modelDocuments,
  requestLogFields,
  routingGoals,
  storedKinds,
  toolEffects,
  usageUnits,
  verdicts,
} from '../../../src/domain/words.ts';
import { fileable } from '../../support/fileable.ts';

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

const byWord = <K extends string, T>(words: readonly K[], answer: T): Partial<Record<K, T>> => {
  const answers: Partial<Record<K, T>> = {};
  for (const word of words) answers[word] = answer;
  return answers;
};

/** Everything that can be declared beyond the bundle, at its limit. */
function largestDeclarations(line: (max: number, index?: number) => string) {
  const lines = (count: number, max: number) => many(count, (index) => line(max, index));
  return {
    use_case: {
      brief: line(300),
      intended_use: line(400),
      scope: line(300),
      out_of_scope: line(300),
      users: line(200),
      user_impact: line(300),
      business_impact: line(300),
      traffic: line(200),
      allowed_environments: lines(10, 60),
      abuse_cases: lines(20, 200),
      dependencies: lines(20, 160),
      model_limits: lines(20, 200),
    },
    fallback: {
      primary_route: line(120),
      allowed: many(20, (index) => line(120, index)),
      blocked: many(30, (index) => line(120, index + 100)),
      transitions: many(40, (index) => ({
        on: line(80, index),
        act: 'fall_back' as const,
        to: line(120, index),
      })),
      same_data_policy: false,
      circuit_breaker: line(200),
    },
    routing: {
      policy_name: line(120),
      workflow: line(120),
      optimise_for: [...routingGoals],
      may_change: ['model_size' as const, 'provider' as const],
      failure_budget: [...fallbackActs],
      blocked_routes: lines(30, 120),
    },
    capabilities: many(20, (index) => ({ name: line(80, index), test: line(300) })),
    tools_manifest: line(300),
    safety: {
      content_filters: many(30, (index) => ({
        category: line(80, index),
        side: 'both' as const,
        act: filterActs[index % filterActs.length] ?? 'off',
        severity: line(60),
      })),
      refusal_policy: line(300),
      injection_tests: lines(20, 200),
      human_escalation: line(300),
      human_review_when: lines(20, 120),
    },
    log_policy: {
      payload_storage: line(160),
      metadata_retention_class: line(120),
      metadata_fields: lines(30, 80),
      redaction: line(200),
      audit_events: lines(30, 80),
    },
    request_log: byWord(requestLogFields, false),
    billing: {
      owner_key: line(120),
      invoice_owner: line(120),
      quota: line(160),
      rate_limit: line(160),
      alert: line(200),
      pricing_snapshot: line(300),
      request_unit: line(80),
      workflow_unit: line(80),
      workflow_limit: line(120),
      owner_unit: line(80),
      usage_units: [...usageUnits],
    },
    assessment: {
      data_quality: line(400),
      robustness: line(400),
      training_data: line(400),
      testing_data: line(400),
      limitations: line(400),
      explainability: line(400),
      reproducibility: line(400),
      privacy: line(400),
      security: line(400),
      bias: line(400),
      regulatory: line(400),
    },
    mitigations: many(20, (index) => ({ mitigation: line(300, index), owner: line(80), done: false })),
    gateway: byWord(gatewayChecks, line(300)),
    monitoring: {
      owner: line(80),
      primary_goal: line(200),
      metrics: lines(30, 120),
      segments: lines(20, 120),
      dashboard: line(300),
      alerts: lines(30, 200),
      review_cadence: line(120),
      incident_path: line(300),
      runbook: line(300),
    },
    operations: {
      infrastructure: line(300),
      maintenance_owner: line(80),
      integration_points: lines(20, 160),
      registry_entry: line(300),
    },
    compared_with: {
      model: line(120),
      prompt_version: line(120),
      retrieval_profile: line(120),
      fallback: line(120),
    },
    proofs: byWord(approvalFields, { proof: line(300), renew_when: line(200) }),
  };
}

/** The largest proposal that the schema takes, every text and list at its limit, every text an attack. */
function largest(seed: string): ProposalInput {
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
    ...largestDeclarations(line),
    route: 'r'.repeat(64),
    environment: 'production',
    audience: 'customers',
    workflow_class: 'procurement_or_finance_review',
    feature: line(150),
    task: line(1000),
    owners: {
      business: line(80),
      technical: line(80),
      security: line(80),
      finance: line(80),
      risk: line(80),
      release: line(80),
      rollback: line(80),
      team: line(120),
      approver: line(120),
      reviewers: many(20, (index) => line(80, index)),
    },
    model: {
      primary: model,
      fallbacks: many(10, (index) => ({ ...model, name: line(120, index), changes: [...fallbackChanges] })),
      denied: many(30, (index) => line(120, index)),
      documents: byWord(modelDocuments, line(300)),
    },
    prompt: {
      source: line(300),
      commit: line(80),
      text: line(3000),
      schema_required: true,
      builder: line(200),
      input_schema: line(300),
      output_schema: line(300),
      system_source: line(300),
      review: line(300),
    },
    retrieval: { profile: line(120), sources: many(20, (index) => line(120, index)) },
    tools: many(30, (index) => ({
      name: line(80, index),
      effect: toolEffects[index % toolEffects.length] ?? 'none',
      human_control: 'approval_over_limit' as const,
      runs_code: true,
      external: true,
      scopes: many(20, (scope) => line(80, scope)),
      arguments: many(20, (argument) => line(120, argument)),
    })),
    tools_denied: many(30, (index) => line(120, index)),
    data: {
      classes: [...dataClasses],
      regions: many(30, (index) => line(80, index)),
      sensitivity: line(120),
      flow: line(300),
    },
    classification: [...classifications],
    logging: Object.fromEntries(storedKinds.map((kind) => [kind, { stored: true, retention_days: 36_500 }])),
    parameters: Object.fromEntries(many(30, (index) => [line(80, index), line(200, index)])),
    latency: {
      p95_ms: 3_600_000,
      p95_first_token_ms: 3_600_000,
      timeout_ms: 3_600_000,
      p50_ms: 3_600_000,
      max_queue_ms: 604_800_000,
      deadline_ms: 604_800_000,
    },
    cost: {
      monthly_budget_usd: 999_999_999.99,
      per_request_usd: 0.000_000_001,
      per_workflow_usd: 999_999_999.99,
      per_accepted_outcome_usd: 999_999_999.99,
      max_input_tokens: 100_000_000,
      max_output_tokens: 100_000_000,
      per_owner_usd: 999_999_999.99,
      per_1000_calls_usd: 999_999_999.99,
      alert_at_usd: 999_999_999.99,
      monthly_requests: 1_000_000_000_000,
      requests_per_minute: 1_000_000_000,
      tokens_per_minute: 1_000_000_000_000,
    },
    evals: {
      pack: line(300),
      min_pass_rate: 0.999_999,
      required_tests: many(30, (index) => line(120, index)),
      max_schema_error_rate: 0.000_001,
      max_unreviewed_fallback_rate: 0.000_001,
      dataset: line(300),
      case_kinds: [...evalCaseKinds],
      metrics: many(20, (index) => line(120, index)),
      scorer: line(200),
      run: line(300),
      reviewer: line(80),
      human_review: line(300),
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
      method: 'tenant_allowlist',
      flag_key: line(120),
      next_audience: line(200),
      asked_exposure: 'default',
      stop_conditions: many(20, (index) => line(200, index)),
      rollback_method: line(200),
      rollback_variation: line(120),
    },
    renewal: {
      review_by: '2027-01-01',
      triggers: many(30, (index) => line(120, index)),
      decommission_rules: many(10, (index) => line(200, index)),
    },
    change: {
      kind: 'change',
      what: [],
      why: line(2000),
      expected_improvement: line(1000),
      expected_risks: {
        cost: line(300),
        latency: line(300),
        safety: line(300),
        data: line(300),
        support: line(300),
      },
    },
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

/** As large as a packet can be that is filed: nothing in it stops a release. */
export const largestProposal = (seed: string): ProposalInput => fileable(largest(seed));

export const parsed = (input: ProposalInput) => proposalSchema.parse(input);
