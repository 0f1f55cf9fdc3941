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

/** The ten test lanes (A6), then the other kinds of evidence. */
export const evidenceLanes = [
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
  'latency',
  'human_review',
  'model_documentation',
  'data_flow',
  'capability',
  'shadow_run',
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
