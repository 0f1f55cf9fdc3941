import { type EvidenceLane, evidenceLanes } from '../words.ts';
import { testName } from './results.ts';

/**
 * Every kind of evidence that reviewers ask for, and the lane in which it counts: what a model's provider, its evals,
 * its logs and its operation can show (A4, B5, C12, D6, D10).
 */
export const laneOfKind = {
  // A4: a route before its first release.
  provider_model_docs: 'model_documentation',
  model_or_system_card: 'model_documentation',
  deprecation_status: 'model_documentation',
  content_filter_docs: 'content_filtering',
  data_handling_terms: 'data_flow',
  regional_constraints: 'data_flow',
  account_settings: 'model_documentation',
  prompt_review: 'human_review',
  tool_manifest: 'tool_authority',
  typical_cases: 'functional_correctness',
  edge_cases: 'functional_correctness',
  adversarial_cases: 'instruction_hierarchy',
  multilingual_cases: 'functional_correctness',
  tool_cases: 'tool_authority',
  known_failure_cases: 'functional_correctness',
  direct_injection: 'prompt_injection',
  indirect_injection: 'prompt_injection',
  hidden_instructions: 'prompt_injection',
  system_prompt_conflict: 'instruction_hierarchy',
  excessive_authority: 'tool_authority',
  tool_argument_manipulation: 'tool_authority',
  log_sample: 'data_flow',
  retention_readback: 'data_flow',
  redaction_test: 'data_leakage',
  sensitive_data_fixture: 'data_leakage',
  token_and_request_budget: 'cost_and_quota',
  quota_and_alert_test: 'cost_and_quota',
  timeout_and_retry_test: 'reliability',
  circuit_breaker_test: 'reliability',
  fallback_drill: 'reliability',
  rollback_drill: 'rollback',
  // B5: a candidate offline.
  severe_failure_regression: 'functional_correctness',
  task_quality: 'functional_correctness',
  long_tail_cases: 'functional_correctness',
  latency_sample: 'latency',
  provider_error_sample: 'reliability',
  cost_sample: 'cost_and_quota',
  human_grading: 'human_review',
  response_schema_check: 'capability',
  citation_check: 'capability',
  tool_call_check: 'capability',
  fallback_behaviour_check: 'reliability',
  shadow_traffic: 'shadow_run',
  canary_readings: 'live_readings',
  // C12: before production and ready for it.
  registry_metadata: 'model_documentation',
  automated_validation: 'functional_correctness',
  explainability_report: 'impact_assessment',
  fairness_report: 'impact_assessment',
  audit_trail_test: 'auditability',
  load_test: 'latency',
  release_strategy: 'operational_readiness',
  monitoring_and_alerts: 'operational_readiness',
  mitigation_runbook: 'operational_readiness',
  dependency_scan: 'security_scan',
  secret_scan: 'security_scan',
  // D6: capabilities, each with a test.
  tool_use: 'capability',
  structured_output: 'capability',
  long_context: 'capability',
  vision_and_files: 'capability',
  streaming: 'capability',
  safety_behaviour: 'content_filtering',
  // D10: acceptance.
  golden_dataset: 'functional_correctness',
  rate_limit_retry: 'reliability',
  schema_failure_handling: 'reliability',
  blocked_fallback: 'reliability',
  served_model_log: 'auditability',
  billing_reconciliation: 'cost_and_quota',
  pinned_previous_route: 'rollback',
} as const satisfies Readonly<Record<string, EvidenceLane>>;
export type EvidenceKind = keyof typeof laneOfKind;

export const evidenceKinds: readonly EvidenceKind[] = Object.keys(laneOfKind).filter(
  (kind): kind is EvidenceKind => Object.hasOwn(laneOfKind, kind),
);

/** Names that packets use for required tests, beside the lanes' and the kinds' own. */
const otherNames: Readonly<Record<string, EvidenceLane>> = {
  tool_scope: 'tool_authority',
  injection: 'prompt_injection',
  secrets: 'data_leakage',
  schema: 'capability',
};

const laneByName: ReadonlyMap<string, EvidenceLane> = new Map([
  ...Object.entries(otherNames),
  ...evidenceKinds.map((kind) => [testName(kind), laneOfKind[kind]] as const),
  ...evidenceLanes.map((lane) => [lane, lane] as const),
]);

/** The lane that a required test asks for by its name; null where only a test of that name can show it. */
export const laneOfTest = (test: string): EvidenceLane | null => laneByName.get(testName(test)) ?? null;
