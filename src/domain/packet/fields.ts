import { type ReviewRole, reviewRoles } from '../words.ts';
import type { Packet } from './schema.ts';

/**
 * Every field of the packet, once: what people call it, whom a change of it concerns, and how much it matters
 * when a card has room for a few lines only. The diff, the voiding of decisions and the form all read this
 * list; a test keeps it equal to the schema.
 */
export interface PacketField {
  /** Where the value stands in the packet, such as `model.primary.name`. */
  readonly path: string;
  readonly label: string;
  /** Fields with the same group are shown as one line. */
  readonly group: FieldGroup;
  /** The roles whose decision rests on this field. Empty for prose: editing it voids nothing. */
  readonly concerns: readonly ReviewRole[];
}

/** Lines of a diff, the weightiest first: this is also the order in which cards print them. */
export const fieldGroups = {
  environment: 'Environment',
  audience: 'Audience',
  model: 'Model',
  fallback: 'Fallback',
  denied: 'Denied models',
  prompt: 'Prompt',
  retrieval: 'Retrieval',
  tools: 'Tools',
  data: 'Data',
  classification: 'Used for',
  logging: 'Logging',
  cost: 'Cost',
  latency: 'Latency',
  parameters: 'Parameters',
  evals: 'Evals',
  safety: 'Safety controls',
  guardrails: 'Guardrails',
  mitigations: 'Before approval',
  known_failures: 'Known failures',
  assessment: 'Assessment',
  capabilities: 'Capabilities',
  routing: 'Routing',
  gateway: 'Seen in the gateway',
  monitoring: 'Monitoring',
  rollout: 'Rollout',
  rollback: 'Rollback',
  owners: 'Owners',
  renewal: 'Review date',
  proofs: 'What approval rests on',
  compared_with: 'Compared with',
  use_case: 'Use case',
  workflow: 'Workflow',
  description: 'Description',
} as const;
export type FieldGroup = keyof typeof fieldGroups;

const field = (
  path: string,
  label: string,
  group: FieldGroup,
  ...concerns: readonly ReviewRole[]
): PacketField => ({ path, label, group, concerns });

export const packetFields: readonly PacketField[] = [
  field('route', 'Route', 'workflow', ...reviewRoles),
  field('environment', 'Environment', 'environment', ...reviewRoles),
  field('audience', 'Audience', 'audience', ...reviewRoles),
  field('workflow_class', 'Workflow class', 'workflow', 'product_owner', 'ai_platform'),
  field('feature', 'Feature', 'description'),
  field('task', 'Task', 'description'),
  field('owners.business', 'Business owner', 'owners', 'product_owner'),
  field('owners.technical', 'Technical owner', 'owners', 'ai_platform', 'engineering', 'release_owner'),
  field('owners.security', 'Security owner', 'owners', 'security'),
  field('owners.finance', 'Finance owner', 'owners', 'finance'),
  field('owners.risk', 'Risk owner', 'owners', 'security', 'legal'),
  field('owners.release', 'Release decision', 'owners', 'release_owner'),
  field('owners.rollback', 'Rollback owner', 'owners', 'release_owner', 'engineering'),
  field('owners.team', 'Owning team', 'owners', 'product_owner'),
  field('owners.approver', 'Approver named', 'owners', 'product_owner'),
  field('owners.reviewers', 'Reviewers named', 'owners', 'product_owner'),
  field('use_case', 'Use case', 'use_case', 'product_owner', 'security', 'legal', 'privacy', 'support'),
  field(
    'model.primary.provider',
    'Provider',
    'model',
    'ai_platform',
    'product_owner',
    'finance',
    'security',
    'legal',
    'procurement',
    'privacy',
  ),
  field('model.primary.endpoint_family', 'Endpoint family', 'model', 'ai_platform', 'engineering'),
  field('model.primary.name', 'Model', 'model', 'ai_platform', 'product_owner', 'finance'),
  field('model.primary.version', 'Model version', 'model', 'ai_platform', 'product_owner'),
  field('model.primary.status', 'Model status', 'model', 'ai_platform', 'product_owner'),
  field('model.primary.account', 'Provider account', 'model', 'ai_platform', 'finance', 'security'),
  field('model.primary.region', 'Region', 'model', 'ai_platform', 'security', 'legal', 'privacy'),
  field('model.fallbacks', 'Fallbacks', 'fallback', 'ai_platform', 'product_owner', 'finance', 'security'),
  field('model.denied', 'Denied models', 'denied', 'ai_platform', 'security'),
  field('model.documents', 'Model documents', 'model', 'ai_platform', 'security', 'legal'),
  field(
    'fallback.primary_route',
    'Name in the gateway',
    'fallback',
    'ai_platform',
    'engineering',
    'release_owner',
  ),
  field(
    'fallback.allowed',
    'Allowed fallbacks',
    'fallback',
    'ai_platform',
    'product_owner',
    'finance',
    'security',
  ),
  field('fallback.blocked', 'Blocked fallbacks', 'fallback', 'ai_platform', 'product_owner', 'security'),
  field(
    'fallback.transitions',
    'When a call fails',
    'fallback',
    'ai_platform',
    'product_owner',
    'engineering',
    'finance',
    'security',
  ),
  field(
    'fallback.same_data_policy',
    'Same data policy',
    'fallback',
    'ai_platform',
    'security',
    'privacy',
    'legal',
  ),
  field('fallback.circuit_breaker', 'Circuit breaker', 'fallback', 'engineering', 'ai_platform'),
  field('routing', 'Routing', 'routing', 'ai_platform', 'product_owner', 'finance', 'security'),
  field('capabilities', 'Capabilities', 'capabilities', 'ai_platform', 'product_owner'),
  field('prompt.source', 'Prompt source', 'prompt', 'ai_platform', 'product_owner'),
  field('prompt.commit', 'Prompt commit', 'prompt', 'ai_platform', 'product_owner'),
  field('prompt.text', 'Prompt text', 'prompt', 'ai_platform', 'product_owner'),
  field('prompt.schema_required', 'Output schema required', 'prompt', 'ai_platform'),
  field('prompt.builder', 'Prompt builder', 'prompt', 'ai_platform'),
  field('prompt.input_schema', 'Input schema', 'prompt', 'ai_platform'),
  field('prompt.output_schema', 'Output schema', 'prompt', 'ai_platform', 'product_owner'),
  field('prompt.system_source', 'System instructions', 'prompt', 'ai_platform', 'product_owner', 'security'),
  field('prompt.review', 'Prompt review', 'prompt', 'ai_platform'),
  field('retrieval.profile', 'Retrieval profile', 'retrieval', 'ai_platform', 'product_owner', 'security'),
  field('retrieval.sources', 'Retrieval sources', 'retrieval', 'ai_platform', 'security', 'privacy'),
  field('tools', 'Tools', 'tools', 'ai_platform', 'security', 'legal'),
  field('tools_denied', 'Denied tools', 'tools', 'ai_platform', 'security'),
  field('tools_manifest', 'Tool manifest', 'tools', 'ai_platform', 'security'),
  field('data.classes', 'Data classes', 'data', 'security', 'legal', 'privacy', 'executive'),
  field('data.regions', 'Data regions', 'data', 'security', 'legal', 'privacy'),
  field('data.sensitivity', 'Data sensitivity', 'data', 'security', 'legal', 'privacy'),
  field('data.flow', 'Data flow', 'data', 'security', 'privacy'),
  field(
    'classification',
    'Used for',
    'classification',
    'product_owner',
    'security',
    'legal',
    'privacy',
    'executive',
  ),
  field('logging', 'Logging', 'logging', 'security', 'privacy', 'legal'),
  field('log_policy', 'Log policy', 'logging', 'security', 'privacy', 'legal'),
  field('request_log', 'Logged of each request', 'logging', 'security', 'finance', 'ai_platform'),
  field('safety', 'Safety controls', 'safety', 'security', 'product_owner', 'support'),
  field('parameters', 'Parameters', 'parameters', 'ai_platform'),
  field('latency.p95_ms', '95th percentile latency', 'latency', 'engineering'),
  field('latency.p95_first_token_ms', 'First token latency', 'latency', 'engineering'),
  field('latency.timeout_ms', 'Timeout', 'latency', 'engineering', 'ai_platform'),
  field('latency.p50_ms', 'Median latency', 'latency', 'engineering'),
  field('latency.max_queue_ms', 'Longest wait in a queue', 'latency', 'engineering'),
  field('latency.deadline_ms', 'Deadline', 'latency', 'engineering', 'product_owner'),
  field('cost.monthly_budget_usd', 'Monthly budget', 'cost', 'finance', 'procurement'),
  field('cost.per_request_usd', 'Cost per request', 'cost', 'finance'),
  field('cost.per_workflow_usd', 'Cost per workflow', 'cost', 'finance'),
  field('cost.per_accepted_outcome_usd', 'Cost per accepted outcome', 'cost', 'finance'),
  field('cost.max_input_tokens', 'Input token limit', 'cost', 'finance', 'ai_platform'),
  field('cost.max_output_tokens', 'Output token limit', 'cost', 'finance', 'ai_platform'),
  field('cost.per_owner_usd', 'Cost per owner', 'cost', 'finance'),
  field('cost.per_1000_calls_usd', 'Cost per 1,000 calls', 'cost', 'finance'),
  field('cost.alert_at_usd', 'Cost alert', 'cost', 'finance'),
  field('cost.monthly_requests', 'Requests a month', 'cost', 'finance', 'ai_platform'),
  field('cost.requests_per_minute', 'Requests a minute', 'cost', 'finance', 'ai_platform'),
  field('cost.tokens_per_minute', 'Tokens a minute', 'cost', 'finance', 'ai_platform'),
  field('billing', 'Billing and quota', 'cost', 'finance', 'procurement'),
  field('evals.pack', 'Eval pack', 'evals', 'product_owner', 'ai_platform'),
  field('evals.min_pass_rate', 'Least pass rate', 'evals', 'product_owner', 'ai_platform'),
  field('evals.required_tests', 'Required tests', 'evals', 'product_owner', 'ai_platform', 'security'),
  field('evals.max_schema_error_rate', 'Most schema errors', 'evals', 'product_owner', 'ai_platform'),
  field(
    'evals.max_unreviewed_fallback_rate',
    'Most unreviewed fallbacks',
    'evals',
    'product_owner',
    'ai_platform',
    'security',
  ),
  field('evals.dataset', 'Eval dataset', 'evals', 'product_owner', 'ai_platform'),
  field('evals.case_kinds', 'Kinds of cases', 'evals', 'product_owner', 'ai_platform', 'security'),
  field('evals.metrics', 'Eval metrics', 'evals', 'product_owner', 'ai_platform'),
  field('evals.scorer', 'Scorer', 'evals', 'product_owner', 'ai_platform'),
  field('evals.run', 'Candidate run', 'evals', 'product_owner', 'ai_platform'),
  field('evals.reviewer', 'Eval reviewer', 'evals', 'product_owner'),
  field('evals.human_review', 'Human review', 'evals', 'product_owner', 'support'),
  field('guardrails', 'Guardrails', 'guardrails', 'product_owner', 'engineering', 'release_owner'),
  field('known_failures', 'Known failures', 'known_failures', 'product_owner', 'security', 'support'),
  field('mitigations', 'Before approval', 'mitigations', 'product_owner', 'security', 'legal', 'privacy'),
  field('assessment', 'Assessment', 'assessment', 'product_owner', 'security', 'legal', 'privacy'),
  field('gateway', 'Seen in the gateway', 'gateway', 'ai_platform', 'security', 'finance'),
  field('monitoring', 'Monitoring', 'monitoring', 'engineering', 'release_owner', 'support'),
  field('operations', 'Operations', 'monitoring', 'engineering', 'ai_platform'),
  field('compared_with', 'Compared with', 'compared_with', 'product_owner', 'ai_platform'),
  field('rollout.stages', 'Stages', 'rollout', 'release_owner', 'product_owner'),
  field('rollout.first_audience', 'First audience', 'rollout', 'release_owner', 'product_owner'),
  field('rollout.excluded', 'Excluded', 'rollout', 'release_owner', 'product_owner', 'security'),
  field('rollout.rollback_target', 'Rolls back to', 'rollback', 'release_owner', 'ai_platform'),
  field(
    'rollout.incident_contact',
    'Incident contact',
    'rollback',
    'release_owner',
    'engineering',
    'support',
  ),
  field('rollout.flag', 'Flag', 'rollout', 'release_owner'),
  field('rollout.clean_up_by', 'Clean up by', 'rollout', 'release_owner'),
  field('rollout.method', 'Rollout method', 'rollout', 'release_owner', 'ai_platform'),
  field('rollout.flag_key', 'Flag key', 'rollout', 'release_owner', 'ai_platform'),
  field('rollout.next_audience', 'Next audience', 'rollout', 'release_owner', 'product_owner'),
  field('rollout.asked_exposure', 'Exposure asked for', 'rollout', 'release_owner', 'product_owner'),
  field('rollout.stop_conditions', 'Stops when', 'rollout', 'release_owner', 'engineering', 'product_owner'),
  field('rollout.rollback_method', 'Rollback method', 'rollback', 'release_owner', 'ai_platform'),
  field('rollout.rollback_variation', 'Rollback variation', 'rollback', 'release_owner', 'ai_platform'),
  field('renewal.review_by', 'Review by', 'renewal', 'product_owner'),
  field('renewal.triggers', 'Renewal triggers', 'renewal', 'product_owner'),
  field('renewal.decommission_rules', 'Retired when', 'renewal', 'product_owner', 'ai_platform'),
  field(
    'proofs',
    'What approval rests on',
    'proofs',
    'product_owner',
    'ai_platform',
    'security',
    'finance',
    'release_owner',
  ),
];

/** Paths are few and asked for with every packet that is compared. */
const splitPaths = new Map<string, readonly string[]>();

function keysOf(path: string): readonly string[] {
  const known = splitPaths.get(path);
  if (known) return known;
  const keys = path.split('.');
  splitPaths.set(path, keys);
  return keys;
}

/** The value at a field's path, or undefined where the packet leaves it out. */
export function valueAt(packet: Packet, path: string): unknown {
  let value: unknown = packet;
  for (const key of keysOf(path)) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
