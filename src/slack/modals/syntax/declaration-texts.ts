import type { ChangeNote, Packet } from '../../../domain/packet/schema.ts';
import {
  automaticChanges,
  evalCaseKinds,
  exposures,
  fallbackActs,
  gatewayChecks,
  modelDocuments,
  requestLogFields,
  rolloutMethods,
  routingGoals,
  usageUnits,
} from '../../../domain/words.ts';
import { filterLine } from './declaration-lines.ts';
import {
  items,
  namedAnswers,
  namedEntries,
  share,
  text,
  texts,
  word,
  words,
  yesNo,
} from './named-entries.ts';

/** The groups of a packet that are asked for as one text each; every key of a group has a name in it. */

type Group<K extends keyof Packet> = NonNullable<Packet[K]>;

export const furtherOwnersText = namedEntries<
  Pick<Packet['owners'], 'risk' | 'release' | 'rollback' | 'team' | 'approver' | 'reviewers'>
>({
  risk: text('risk owner'),
  release: text('release decision'),
  rollback: text('rollback owner'),
  team: text('team'),
  approver: text('approver'),
  reviewers: texts('reviewer'),
});

export const useCaseText = namedEntries<Group<'use_case'>>({
  brief: text('brief'),
  intended_use: text('intended use'),
  scope: text('scope'),
  out_of_scope: text('out of scope'),
  users: text('users'),
  user_impact: text('user impact'),
  business_impact: text('business impact'),
  traffic: text('traffic'),
  allowed_environments: texts('allowed environment'),
  abuse_cases: texts('abuse case'),
  dependencies: texts('depends on'),
  model_limits: texts('model limit'),
});

export const documentsText = namedAnswers(modelDocuments, text);

export const fallbackRulesText = namedEntries<
  Pick<Group<'fallback'>, 'primary_route' | 'allowed' | 'blocked' | 'same_data_policy' | 'circuit_breaker'>
>({
  primary_route: text('name in the gateway'),
  allowed: texts('allowed'),
  blocked: texts('blocked'),
  same_data_policy: yesNo('same data policy'),
  circuit_breaker: text('circuit breaker'),
});

export const routingText = namedEntries<Group<'routing'>>({
  policy_name: text('policy name'),
  workflow: text('workflow name'),
  optimise_for: words('optimise for', routingGoals),
  may_change: words('may change by itself', automaticChanges),
  failure_budget: words('after a failure may', fallbackActs),
  blocked_routes: texts('blocked route'),
});

export const furtherPromptText = namedEntries<
  Pick<
    NonNullable<Packet['prompt']>,
    'builder' | 'input_schema' | 'output_schema' | 'system_source' | 'review'
  >
>({
  builder: text('builder'),
  input_schema: text('input schema'),
  output_schema: text('output schema'),
  system_source: text('system instructions'),
  review: text('review'),
});

export const furtherDataText = namedEntries<Pick<Packet['data'], 'sensitivity' | 'flow'>>({
  sensitivity: text('sensitivity'),
  flow: text('data flow'),
});

export const safetyText = namedEntries<Group<'safety'>>({
  content_filters: items('content filter', filterLine),
  refusal_policy: text('refusal policy'),
  injection_tests: texts('injection test'),
  human_escalation: text('human escalation'),
  human_review_when: texts('human review when'),
});

export const logPolicyText = namedEntries<Group<'log_policy'>>({
  payload_storage: text('payload storage'),
  metadata_retention_class: text('retention class'),
  metadata_fields: texts('metadata field'),
  redaction: text('redaction'),
  audit_events: texts('audit event'),
});

export const requestLogText = namedAnswers(requestLogFields, yesNo);

export const billingText = namedEntries<Group<'billing'>>({
  owner_key: text('owner key'),
  invoice_owner: text('invoice owner'),
  quota: text('quota'),
  rate_limit: text('rate limit'),
  alert: text('alert'),
  pricing_snapshot: text('pricing snapshot'),
  request_unit: text('a request is'),
  workflow_unit: text('a workflow is'),
  workflow_limit: text('a workflow may cost'),
  owner_unit: text('an owner is'),
  usage_units: words('usage units', usageUnits),
});

export const furtherEvalsText = namedEntries<
  Omit<Packet['evals'], 'pack' | 'min_pass_rate' | 'required_tests'>
>({
  max_schema_error_rate: share('most schema errors'),
  max_unreviewed_fallback_rate: share('most unreviewed fallbacks'),
  dataset: text('dataset'),
  case_kinds: words('kinds of cases', evalCaseKinds),
  metrics: texts('metric'),
  scorer: text('scorer'),
  run: text('candidate run'),
  reviewer: text('reviewer'),
  human_review: text('human review'),
});

export const assessmentText = namedEntries<Group<'assessment'>>({
  data_quality: text('data quality'),
  robustness: text('robustness'),
  training_data: text('training data'),
  testing_data: text('testing data'),
  limitations: text('limitations'),
  explainability: text('explainability'),
  reproducibility: text('reproducibility'),
  privacy: text('privacy'),
  security: text('security'),
  bias: text('bias'),
  regulatory: text('regulatory'),
});

export const gatewayText = namedAnswers(gatewayChecks, text);

export const monitoringText = namedEntries<Group<'monitoring'>>({
  owner: text('owner'),
  primary_goal: text('primary goal'),
  metrics: texts('metric'),
  segments: texts('segment'),
  dashboard: text('dashboard'),
  alerts: texts('alert'),
  review_cadence: text('review cadence'),
  incident_path: text('incident path'),
  runbook: text('runbook'),
});

export const operationsText = namedEntries<Group<'operations'>>({
  infrastructure: text('infrastructure'),
  maintenance_owner: text('maintenance owner'),
  integration_points: texts('integration point'),
  registry_entry: text('registry entry'),
});

export const comparedWithText = namedEntries<Group<'compared_with'>>({
  model: text('model'),
  prompt_version: text('prompt version'),
  retrieval_profile: text('retrieval profile'),
  fallback: text('fallback'),
});

export const furtherRolloutText = namedEntries<
  Pick<
    Packet['rollout'],
    | 'method'
    | 'flag_key'
    | 'next_audience'
    | 'asked_exposure'
    | 'stop_conditions'
    | 'rollback_method'
    | 'rollback_variation'
  >
>({
  method: word('method', rolloutMethods),
  flag_key: text('flag key'),
  next_audience: text('next audience'),
  asked_exposure: word('exposure asked for', exposures),
  stop_conditions: texts('stop when'),
  rollback_method: text('rollback method'),
  rollback_variation: text('rollback variation'),
});

export const expectedRisksText = namedEntries<NonNullable<ChangeNote['expected_risks']>>({
  cost: text('cost'),
  latency: text('latency'),
  safety: text('safety'),
  data: text('data'),
  support: text('support'),
});
