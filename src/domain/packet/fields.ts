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
  guardrails: 'Guardrails',
  known_failures: 'Known failures',
  rollout: 'Rollout',
  rollback: 'Rollback',
  owners: 'Owners',
  renewal: 'Review date',
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
  field('prompt.source', 'Prompt source', 'prompt', 'ai_platform', 'product_owner'),
  field('prompt.commit', 'Prompt commit', 'prompt', 'ai_platform', 'product_owner'),
  field('prompt.text', 'Prompt text', 'prompt', 'ai_platform', 'product_owner'),
  field('prompt.schema_required', 'Output schema required', 'prompt', 'ai_platform'),
  field('retrieval.profile', 'Retrieval profile', 'retrieval', 'ai_platform', 'product_owner', 'security'),
  field('retrieval.sources', 'Retrieval sources', 'retrieval', 'ai_platform', 'security', 'privacy'),
  field('tools', 'Tools', 'tools', 'ai_platform', 'security', 'legal'),
  field('tools_denied', 'Denied tools', 'tools', 'ai_platform', 'security'),
  field('data.classes', 'Data classes', 'data', 'security', 'legal', 'privacy', 'executive'),
  field('data.regions', 'Data regions', 'data', 'security', 'legal', 'privacy'),
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
  field('parameters', 'Parameters', 'parameters', 'ai_platform'),
  field('latency.p95_ms', '95th percentile latency', 'latency', 'engineering'),
  field('latency.p95_first_token_ms', 'First token latency', 'latency', 'engineering'),
  field('latency.timeout_ms', 'Timeout', 'latency', 'engineering', 'ai_platform'),
  field('cost.monthly_budget_usd', 'Monthly budget', 'cost', 'finance', 'procurement'),
  field('cost.per_request_usd', 'Cost per request', 'cost', 'finance'),
  field('cost.per_workflow_usd', 'Cost per workflow', 'cost', 'finance'),
  field('cost.per_accepted_outcome_usd', 'Cost per accepted outcome', 'cost', 'finance'),
  field('cost.max_input_tokens', 'Input token limit', 'cost', 'finance', 'ai_platform'),
  field('cost.max_output_tokens', 'Output token limit', 'cost', 'finance', 'ai_platform'),
  field('evals.pack', 'Eval pack', 'evals', 'product_owner', 'ai_platform'),
  field('evals.min_pass_rate', 'Least pass rate', 'evals', 'product_owner', 'ai_platform'),
  field('evals.required_tests', 'Required tests', 'evals', 'product_owner', 'ai_platform', 'security'),
  field('guardrails', 'Guardrails', 'guardrails', 'product_owner', 'engineering', 'release_owner'),
  field('known_failures', 'Known failures', 'known_failures', 'product_owner', 'security', 'support'),
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
  field('renewal.review_by', 'Review by', 'renewal', 'product_owner'),
  field('renewal.triggers', 'Renewal triggers', 'renewal', 'product_owner'),
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
