/**
 * The closed vocabularies of Routegate: every list that the packet, the rules, the store and Slack share.
 * A word is added here and nowhere else; exhaustive maps elsewhere then refuse to compile until they know it.
 */

export const tiers = ['low', 'medium', 'high', 'restricted'] as const;
export type Tier = (typeof tiers)[number];

/** Roles that can fill a slot. The optional ones ask only where policy names them. */
export const reviewRoles = [
  'product_owner',
  'ai_platform',
  'finance',
  'engineering',
  'security',
  'release_owner',
  'legal',
  'procurement',
  'privacy',
  'support',
  'executive',
] as const;
export type ReviewRole = (typeof reviewRoles)[number];

/** Roles that act or look, but never approve. */
export const otherRoles = ['oncall', 'auditor'] as const;
export const roles = [...reviewRoles, ...otherRoles] as const;
export type Role = (typeof roles)[number];

export const environments = ['production', 'staging', 'development', 'test'] as const;
export type Environment = (typeof environments)[number];

/** Who sees what the route answers. */
export const audiences = ['nobody', 'internal', 'customers'] as const;
export type Audience = (typeof audiences)[number];

export const workflowClasses = [
  'fast_classification',
  'customer_chat',
  'technical_reasoning',
  'structured_extraction',
  'procurement_or_finance_review',
  'background_summarisation',
] as const;
export type WorkflowClass = (typeof workflowClasses)[number];

export const modelStatuses = ['stable', 'preview', 'experimental', 'deprecated', 'retired'] as const;
export type ModelStatus = (typeof modelStatuses)[number];

export const requestKinds = ['new', 'change', 'renewal', 'retirement'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** What a requester says changes; the diff says it again, and the two are taken together. */
export const changeAreas = [
  'model',
  'provider',
  'endpoint',
  'prompt',
  'retrieval',
  'tools',
  'parameters',
  'timeout',
  'fallback',
  'logging',
  'cost',
  'audience',
  'eval_cases',
  'safety',
] as const;
export type ChangeArea = (typeof changeAreas)[number];

export const dataClasses = [
  'public',
  'internal',
  'customer',
  'personal',
  'employee',
  'confidential',
  'financial',
  'health',
  'regulated',
] as const;
export type DataClass = (typeof dataClasses)[number];

/** Data that security is asked about, and of which it is shown that none leaks. */
export const sensitiveData: ReadonlySet<DataClass> = new Set([
  'customer',
  'personal',
  'employee',
  'confidential',
  'financial',
  'health',
  'regulated',
]);

/** What the answers are used for, beyond plain assistance (A4.2). */
export const classifications = [
  'support_decision',
  'legal_review',
  'regulated_workflow',
  'financial_decision',
  'permission_decision',
  'legal_terms',
  'code_execution',
  'external_action',
  'safety_sensitive',
] as const;
export type Classification = (typeof classifications)[number];

/** The nine kinds of data that a route can leave behind (A4.7). */
export const storedKinds = [
  'prompts',
  'outputs',
  'tool_arguments',
  'files',
  'retrieved_chunks',
  'traces',
  'request_metadata',
  'audit_events',
  'billing_rows',
] as const;
export type StoredKind = (typeof storedKinds)[number];

export const toolEffects = ['none', 'read', 'write', 'irreversible'] as const;
export type ToolEffect = (typeof toolEffects)[number];

/** What a person has to do before a tool's effect happens. */
export const humanControls = ['none', 'approval_each_time', 'approval_over_limit', 'review_after'] as const;
export type HumanControl = (typeof humanControls)[number];

/** What a fallback may change for the caller (D7); any of it raises the tier. */
export const fallbackChanges = [
  'data_handling',
  'output_schema',
  'tools',
  'quality',
  'billing_owner',
] as const;
export type FallbackChange = (typeof fallbackChanges)[number];

/** What happens once a call failed: the same route again, another route, or none at all (D2, D7). */
export const fallbackActs = ['retry', 'fall_back', 'degrade', 'queue', 'escalate', 'stop'] as const;
export type FallbackAct = (typeof fallbackActs)[number];

/** What the log of one request says, so that an answer can be traced to what gave it (D8). */
export const requestLogFields = [
  'workflow',
  'owner',
  'requested_model',
  'served_model',
  'endpoint_family',
  'route_status',
  'error_class',
  'usage_units',
  'cost_or_balance',
  'fallback_reason',
] as const;
export type RequestLogField = (typeof requestLogFields)[number];

/** The thirteen things that an approval rests on, each with a proof and a trigger of its own (A5). */
export const approvalFields = [
  'route_id',
  'business_owner',
  'technical_owner',
  'data_class',
  'model_list',
  'prompt_version',
  'eval_pack',
  'safety_controls',
  'tool_controls',
  'logs_and_retention',
  'cost_controls',
  'rollout_plan',
  'monitoring',
] as const;
export type ApprovalField = (typeof approvalFields)[number];

/** What is looked up in the gateway itself before its word counts (A8). */
export const gatewayChecks = [
  'models_and_providers',
  'endpoint_family',
  'fallbacks',
  'callers',
  'cost_controls',
  'visible_records',
  'stored_payloads',
  'change_evidence',
] as const;
export type GatewayCheck = (typeof gatewayChecks)[number];

/** What a provider has written about a model (A4). */
export const modelDocuments = [
  'provider_docs',
  'model_card',
  'system_card',
  'deprecation',
  'content_filtering',
  'data_handling',
  'regions',
  'account_settings',
  'pricing',
] as const;
export type ModelDocument = (typeof modelDocuments)[number];

/** Kinds of cases that an eval pack can have (A4). */
export const evalCaseKinds = [
  'typical',
  'edge',
  'adversarial',
  'multilingual',
  'tool_use',
  'known_failures',
] as const;
export type EvalCaseKind = (typeof evalCaseKinds)[number];

/** How the share of users on a candidate is made. */
export const rolloutMethods = ['canary', 'feature_flag', 'route_weight', 'tenant_allowlist'] as const;
export type RolloutMethod = (typeof rolloutMethods)[number];

/** What a route is chosen for (D2). */
export const routingGoals = [
  'speed',
  'quality',
  'cost',
  'reliability',
  'safety',
  'modality',
  'context_length',
  'auditability',
] as const;
export type RoutingGoal = (typeof routingGoals)[number];

/** What may change without anybody being asked (D2). */
export const automaticChanges = [
  'provider',
  'model_size',
  'reasoning_effort',
  'timeout',
  'route_group',
  'nothing',
] as const;
export type AutomaticChange = (typeof automaticChanges)[number];

export const usageUnits = ['text', 'cache', 'image', 'audio', 'video'] as const;
export type UsageUnit = (typeof usageUnits)[number];

/** Where a content filter looks, and what it does with what it finds. */
export const filterSides = ['input', 'output', 'both'] as const;
export type FilterSide = (typeof filterSides)[number];
export const filterActs = ['block', 'monitor', 'off'] as const;
export type FilterAct = (typeof filterActs)[number];

/** The ten lanes that test a route, each with something that must never be seen (A6). */
export const testLanes = [
  'functional_correctness',
  'instruction_hierarchy',
  'prompt_injection',
  'tool_authority',
  'data_leakage',
  'content_filtering',
  'cost_and_quota',
  'reliability',
  'auditability',
  'rollback',
] as const;
export type TestLane = (typeof testLanes)[number];

/** The test lanes, then the other kinds of evidence. */
export const evidenceLanes = [
  ...testLanes,
  'latency',
  'human_review',
  'model_documentation',
  'data_flow',
  'capability',
  'shadow_run',
  'security_scan',
  'impact_assessment',
  'operational_readiness',
  /** What a rollout's guardrails measured on the users it has. */
  'live_readings',
] as const;
export type EvidenceLane = (typeof evidenceLanes)[number];

export const verdicts = ['passed', 'failed', 'not_judged'] as const;
export type Verdict = (typeof verdicts)[number];

export const stages = [
  'testing',
  'offline_eval',
  'shadow',
  'internal_canary',
  'customer_canary',
  'ab_comparison',
  'default',
] as const;
export type Stage = (typeof stages)[number];

/** What an approval reaches, narrowest first. */
export const exposures = ['testing', 'internal', 'canary', 'default'] as const;
export type Exposure = (typeof exposures)[number];

/** Why a reviewer sends a request back; these feed the rejection metrics (C8 M5). */
export const reasonCategories = [
  'evidence_missing',
  'quality',
  'safety',
  'data_and_logging',
  'cost',
  'reliability',
  'rollout_plan',
  'unclear_scope',
  'other',
] as const;
export type ReasonCategory = (typeof reasonCategories)[number];
