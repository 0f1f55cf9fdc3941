import { z } from 'zod';
import {
  audiences,
  changeAreas,
  classifications,
  dataClasses,
  environments,
  evalCaseKinds,
  evidenceLanes,
  exposures,
  fallbackChanges,
  humanControls,
  modelDocuments,
  modelStatuses,
  requestKinds,
  rolloutMethods,
  stages,
  storedKinds,
  toolEffects,
  verdicts,
  workflowClasses,
} from '../words.ts';
import {
  broken,
  day,
  laterAnswers,
  laterLines,
  laterList,
  laterWords,
  line,
  lines,
  milliseconds,
  prose,
  setOf,
  share,
  tokens,
  usd,
  whole,
} from './bounds.ts';
import {
  assessmentSchema,
  billingSchema,
  capabilitySchema,
  comparedWithSchema,
  expectedRisksSchema,
  fallbackRulesSchema,
  gatewaySchema,
  logPolicySchema,
  mitigationSchema,
  monitoringSchema,
  operationsSchema,
  proofsSchema,
  requestLogSchema,
  routingSchema,
  safetySchema,
  useCaseSchema,
} from './declarations.ts';

/**
 * The one schema of a packet, for the form, YAML files and the API alike. Unknown keys are errors, so that a typo
 * never silently drops a promise. Set-like lists are sorted and deduplicated, so that their order is not a change.
 */

/** Work that nobody waits for may take a week (D4). */
const longestWaitMs = 7 * 24 * 3_600_000;

export const routeIdSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/,
    'Use 1 to 64 small letters, digits and hyphens, such as support-summary-prod.',
  );

export const modelSchema = z.strictObject({
  provider: line(80),
  endpoint_family: line(80),
  name: line(120),
  version: line(80),
  status: z.enum(modelStatuses),
  account: line(120).optional(),
  region: line(80).optional(),
});

export const fallbackSchema = z.strictObject({
  ...modelSchema.shape,
  changes: setOf(fallbackChanges).default([]),
});

export const toolSchema = z.strictObject({
  name: line(80),
  effect: z.enum(toolEffects),
  human_control: z.enum(humanControls).default('none'),
  runs_code: z.boolean().default(false),
  external: z.boolean().default(false),
  scopes: lines(20, 80).default([]),
  arguments: laterLines(20, 120),
});

export const storedSchema = z.strictObject({
  stored: z.boolean(),
  retention_days: z.int().positive().max(36_500).optional(),
});

export const guardrailSchema = z.strictObject({
  metric: line(80),
  limit: z.enum(['at_most', 'at_least']),
  value: z.number(),
  unit: line(40).optional(),
  on_breach: z.enum(['pause', 'roll_back']).default('pause'),
});

export const knownFailureSchema = z.strictObject({
  failure: line(300),
  mitigation: line(300).optional(),
  owner: line(80).optional(),
});

export const plannedStageSchema = z.strictObject({
  stage: z.enum(stages),
  percent: z.number().min(0).max(100).optional(),
  hold_hours: z.number().min(0).max(8760).default(0),
});

const packetShape = {
  route: routeIdSchema,
  environment: z.enum(environments),
  audience: z.enum(audiences),
  workflow_class: z.enum(workflowClasses),
  feature: line(150),
  task: prose(1000).default(''),
  owners: z.strictObject({
    business: line(80),
    technical: line(80),
    security: line(80).optional(),
    finance: line(80).optional(),
    risk: line(80).optional(),
    release: line(80).optional(),
    rollback: line(80).optional(),
    team: line(120).optional(),
    approver: line(120).optional(),
    reviewers: laterLines(20, 80),
  }),
  use_case: useCaseSchema,
  model: z.strictObject({
    primary: modelSchema,
    fallbacks: z.array(fallbackSchema).max(10).default([]),
    denied: lines(30).default([]),
    documents: laterAnswers(modelDocuments, line(300)),
  }),
  fallback: fallbackRulesSchema,
  routing: routingSchema,
  capabilities: laterList(capabilitySchema, 20),
  prompt: z
    .strictObject({
      source: line(300),
      commit: line(80).optional(),
      text: prose(3000).optional(),
      schema_required: z.boolean().default(false),
      builder: line(200).optional(),
      input_schema: line(300).optional(),
      output_schema: line(300).optional(),
      system_source: line(300).optional(),
      review: line(300).optional(),
    })
    .optional(),
  retrieval: z.strictObject({ profile: line(120), sources: lines(20).default([]) }).optional(),
  tools: z.array(toolSchema).max(30).default([]),
  tools_denied: lines(30).default([]),
  tools_manifest: line(300).optional(),
  data: z.strictObject({
    classes: setOf(dataClasses).default([]),
    regions: lines(30, 80).default([]),
    sensitivity: line(120).optional(),
    flow: line(300).optional(),
  }),
  classification: setOf(classifications).default([]),
  safety: safetySchema,
  logging: z.partialRecord(z.enum(storedKinds), storedSchema).default({}),
  log_policy: logPolicySchema,
  request_log: requestLogSchema,
  parameters: z
    .record(
      z.string().min(1).max(80).refine(whole, broken),
      z.union([z.string().max(200).refine(whole, broken), z.number(), z.boolean()]),
    )
    .refine((record) => Object.keys(record).length <= 30, 'Name at most 30 parameters.')
    .default({}),
  latency: z
    .strictObject({
      p95_ms: milliseconds.optional(),
      p95_first_token_ms: milliseconds.optional(),
      timeout_ms: milliseconds.optional(),
      p50_ms: milliseconds.optional(),
      max_queue_ms: z.int().positive().max(longestWaitMs).optional(),
      deadline_ms: z.int().positive().max(longestWaitMs).optional(),
    })
    .default({}),
  cost: z
    .strictObject({
      monthly_budget_usd: usd.optional(),
      per_request_usd: usd.optional(),
      per_workflow_usd: usd.optional(),
      per_accepted_outcome_usd: usd.optional(),
      max_input_tokens: tokens.optional(),
      max_output_tokens: tokens.optional(),
      per_owner_usd: usd.optional(),
      per_1000_calls_usd: usd.optional(),
      alert_at_usd: usd.optional(),
      monthly_requests: z.int().positive().max(1_000_000_000_000).optional(),
      requests_per_minute: z.int().positive().max(1_000_000_000).optional(),
      tokens_per_minute: z.int().positive().max(1_000_000_000_000).optional(),
    })
    .default({}),
  billing: billingSchema,
  evals: z
    .strictObject({
      pack: line(300).optional(),
      min_pass_rate: share.optional(),
      required_tests: lines(30).default([]),
      max_schema_error_rate: share.optional(),
      max_unreviewed_fallback_rate: share.optional(),
      dataset: line(300).optional(),
      case_kinds: laterWords(evalCaseKinds),
      metrics: laterLines(20),
      scorer: line(200).optional(),
      run: line(300).optional(),
      reviewer: line(80).optional(),
      human_review: line(300).optional(),
    })
    .prefault({}),
  guardrails: z.array(guardrailSchema).max(50).default([]),
  known_failures: z.array(knownFailureSchema).max(30).default([]),
  assessment: assessmentSchema,
  mitigations: laterList(mitigationSchema, 20),
  gateway: gatewaySchema,
  monitoring: monitoringSchema,
  operations: operationsSchema,
  compared_with: comparedWithSchema,
  rollout: z.strictObject({
    stages: z.array(plannedStageSchema).max(20).default([]),
    first_audience: line(200).optional(),
    excluded: lines(30).default([]),
    rollback_target: line(200).optional(),
    incident_contact: line(120).optional(),
    flag: z.enum(['temporary', 'permanent']).default('temporary'),
    clean_up_by: day.optional(),
    method: z.enum(rolloutMethods).optional(),
    flag_key: line(120).optional(),
    next_audience: line(200).optional(),
    asked_exposure: z.enum(exposures).optional(),
    stop_conditions: laterLines(20, 200),
    rollback_method: line(200).optional(),
    rollback_variation: line(120).optional(),
  }),
  renewal: z
    .strictObject({
      review_by: day.optional(),
      triggers: lines(30).default([]),
      decommission_rules: laterLines(10, 200),
    })
    .prefault({}),
  proofs: proofsSchema,
} as const;

export const packetSchema = z.strictObject(packetShape);
/** A checked packet: defaults filled, sets sorted. */
export type Packet = z.output<typeof packetSchema>;
export type Model = z.output<typeof modelSchema>;
export type Fallback = z.output<typeof fallbackSchema>;
export type Tool = z.output<typeof toolSchema>;
export type Guardrail = z.output<typeof guardrailSchema>;
export type PlannedStage = z.output<typeof plannedStageSchema>;

/** One piece of evidence: a link or a result, for a lane. It stands beside the packet, not in its digest. */
export const evidenceSchema = z.strictObject({
  lane: z.enum(evidenceLanes),
  title: line(150).optional(),
  url: z
    .url({ protocol: /^https?$/, error: 'Give a full link, starting with https://.' })
    .max(1000)
    .optional(),
  verdict: z.enum(verdicts).default('not_judged'),
  measured: line(80).optional(),
  threshold: line(80).optional(),
});
export type Evidence = z.output<typeof evidenceSchema>;

/** What the request says of itself: why this packet is proposed. */
export const changeSchema = z.strictObject({
  kind: z.enum(requestKinds),
  what: setOf(changeAreas).default([]),
  why: prose(2000).min(1, 'Say in a sentence why this change is wanted.'),
  expected_improvement: prose(1000).default(''),
  expected_risks: expectedRisksSchema,
});
export type ChangeNote = z.output<typeof changeSchema>;

/** What people write and send: the packet's keys at the top, with `change` and `evidence` beside them. */
export const proposalSchema = z
  .strictObject({
    ...packetShape,
    change: changeSchema,
    evidence: z.array(evidenceSchema).max(50).default([]),
  })
  .transform(({ change, evidence, ...packet }): Proposal => ({ change, evidence, packet }));
export interface Proposal {
  readonly change: ChangeNote;
  readonly evidence: Evidence[];
  readonly packet: Packet;
}
export type ProposalInput = z.input<typeof proposalSchema>;
