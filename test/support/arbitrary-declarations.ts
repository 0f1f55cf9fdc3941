import fc from 'fast-check';
import {
  approvalFields,
  automaticChanges,
  evalCaseKinds,
  exposures,
  fallbackActs,
  filterActs,
  filterSides,
  gatewayChecks,
  modelDocuments,
  requestLogFields,
  rolloutMethods,
  routingGoals,
  usageUnits,
} from '../../src/domain/words.ts';

const one = <T>(words: readonly T[]) => fc.constantFrom(...words);
const some = <T>(words: readonly T[]) => fc.subarray([...words]);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const amount = fc.oneof(fc.nat(1_000_000), fc.double({ min: 0, max: 1e9, noNaN: true }));
const upTo = (max: number) => maybe(fc.integer({ min: 1, max }));

/** An object with any of the keys; or none at all. */
const group = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  maybe(fc.record(shape, { requiredKeys: [] }));
const answers = <K extends string, T>(words: readonly K[], answer: fc.Arbitrary<T>) =>
  maybe(fc.dictionary(one(words), answer, { maxKeys: words.length }));

/**
 * What a packet can declare beyond the bundle itself, from lines of somebody's choice: whole groups for the top of a
 * packet, and further keys for the groups that every packet has.
 */
export function arbitraryDeclarations(line: (max: number) => fc.Arbitrary<string>) {
  const lines = (max: number) => fc.array(line(max), { maxLength: 3 });
  const few = (max: number) => maybe(lines(max));
  // Nothing may be both allowed and blocked, so what is blocked has a mark of its own.
  const allowed = line(120).filter((name) => !name.startsWith('never '));
  const blocked = fc.array(
    line(100).map((name) => `never ${name}`),
    { maxLength: 3 },
  );
  const transition = fc.oneof(
    fc.record({
      on: line(80),
      act: one(['retry'] as const),
      attempts: maybe(fc.integer({ min: 1, max: 10 })),
    }),
    fc.record({ on: line(80), act: one(['fall_back', 'degrade'] as const), to: maybe(allowed) }),
    fc.record({ on: line(80), act: one(fallbackActs) }),
  );
  const top = {
    use_case: group({
      brief: line(300),
      intended_use: line(400),
      scope: line(300),
      out_of_scope: line(300),
      users: line(200),
      user_impact: line(300),
      business_impact: line(300),
      traffic: line(200),
      allowed_environments: lines(60),
      abuse_cases: lines(200),
      dependencies: lines(160),
      model_limits: lines(200),
    }),
    fallback: group({
      primary_route: line(120),
      allowed: fc.array(allowed, { maxLength: 3 }),
      blocked,
      transitions: fc.array(transition, { maxLength: 3 }),
      same_data_policy: fc.boolean(),
      circuit_breaker: line(200),
    }),
    routing: group({
      policy_name: line(120),
      workflow: line(120),
      optimise_for: some(routingGoals),
      may_change: fc.oneof(
        one([['nothing' as const]]),
        some(automaticChanges.filter((change) => change !== 'nothing')),
      ),
      failure_budget: some(fallbackActs),
      blocked_routes: lines(120),
    }),
    capabilities: maybe(fc.array(fc.record({ name: line(80), test: maybe(line(300)) }), { maxLength: 3 })),
    tools_manifest: maybe(line(300)),
    safety: group({
      content_filters: fc.array(
        fc.record({
          category: line(80),
          side: one(filterSides),
          act: one(filterActs),
          severity: maybe(line(60)),
        }),
        { maxLength: 3 },
      ),
      refusal_policy: line(300),
      injection_tests: lines(200),
      human_escalation: line(300),
      human_review_when: lines(120),
    }),
    log_policy: group({
      payload_storage: line(160),
      metadata_retention_class: line(120),
      metadata_fields: lines(80),
      redaction: line(200),
      audit_events: lines(80),
    }),
    request_log: answers(requestLogFields, fc.boolean()),
    billing: group({
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
      usage_units: some(usageUnits),
    }),
    assessment: group({
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
    }),
    mitigations: maybe(
      fc.array(fc.record({ mitigation: line(300), owner: maybe(line(80)), done: fc.boolean() }), {
        maxLength: 3,
      }),
    ),
    gateway: answers(gatewayChecks, line(300)),
    monitoring: group({
      owner: line(80),
      primary_goal: line(200),
      metrics: lines(120),
      segments: lines(120),
      dashboard: line(300),
      alerts: lines(200),
      review_cadence: line(120),
      incident_path: line(300),
      runbook: line(300),
    }),
    operations: group({
      infrastructure: line(300),
      maintenance_owner: line(80),
      integration_points: lines(160),
      registry_entry: line(300),
    }),
    compared_with: group({
      model: line(120),
      prompt_version: line(120),
      retrieval_profile: line(120),
      fallback: line(120),
    }),
    proofs: answers(
      approvalFields,
      fc.oneof(
        fc.record({ proof: line(300), renew_when: maybe(line(200)) }),
        fc.record({ renew_when: line(200) }),
      ),
    ),
  };
  return {
    top,
    owners: {
      risk: maybe(line(80)),
      release: maybe(line(80)),
      rollback: maybe(line(80)),
      team: maybe(line(120)),
      approver: maybe(line(120)),
      reviewers: few(80),
    },
    model: { documents: answers(modelDocuments, line(300)) },
    prompt: {
      builder: maybe(line(200)),
      input_schema: maybe(line(300)),
      output_schema: maybe(line(300)),
      system_source: maybe(line(300)),
      review: maybe(line(300)),
    },
    tool: { arguments: maybe(fc.array(line(120), { maxLength: 20 })) },
    data: { sensitivity: maybe(line(120)), flow: maybe(line(300)) },
    latency: {
      p50_ms: upTo(3_600_000),
      max_queue_ms: upTo(604_800_000),
      deadline_ms: upTo(604_800_000),
    },
    cost: {
      per_owner_usd: maybe(amount),
      per_1000_calls_usd: maybe(amount),
      alert_at_usd: maybe(amount),
      monthly_requests: upTo(1_000_000_000),
      requests_per_minute: upTo(1_000_000_000),
      tokens_per_minute: upTo(1_000_000_000),
    },
    evals: {
      max_schema_error_rate: maybe(share),
      max_unreviewed_fallback_rate: maybe(share),
      dataset: maybe(line(300)),
      case_kinds: maybe(some(evalCaseKinds)),
      metrics: few(120),
      scorer: maybe(line(200)),
      run: maybe(line(300)),
      reviewer: maybe(line(80)),
      human_review: maybe(line(300)),
    },
    rollout: {
      method: maybe(one(rolloutMethods)),
      flag_key: maybe(line(120)),
      next_audience: maybe(line(200)),
      asked_exposure: maybe(one(exposures)),
      stop_conditions: few(200),
      rollback_method: maybe(line(200)),
      rollback_variation: maybe(line(120)),
    },
    renewal: { decommission_rules: few(200) },
    change: {
      expected_risks: group({
        cost: line(300),
        latency: line(300),
        safety: line(300),
        data: line(300),
        support: line(300),
      }),
    },
  };
}
