import { requestLogFields, type WorkflowClass } from '../words.ts';
import type { Capability, Transition } from './declarations.ts';
import type { Guardrail, Packet } from './schema.ts';

/**
 * What a new route of a class of work starts from, so that its requester edits rather than invents (D1). Suggestions:
 * nothing in it is known of the route itself, and all of it can be changed.
 */
export interface Template {
  readonly latency: Packet['latency'];
  readonly evals: Pick<Packet['evals'], 'min_pass_rate' | 'required_tests'> &
    Partial<Pick<Packet['evals'], 'max_schema_error_rate' | 'max_unreviewed_fallback_rate' | 'case_kinds'>>;
  readonly guardrails: readonly Guardrail[];
  readonly capabilities: readonly Capability[];
  readonly transitions: readonly Transition[];
  readonly routing: NonNullable<Packet['routing']>;
  readonly safety: NonNullable<Packet['safety']>;
  readonly requestLog: NonNullable<Packet['request_log']>;
  readonly monitoring: NonNullable<Packet['monitoring']>;
}

const guardrail = (
  metric: string,
  limit: 'at_most' | 'at_least',
  value: number,
  unit: string,
  on_breach: 'pause' | 'roll_back' = 'pause',
): Guardrail => ({ metric, limit, value, unit, on_breach });

const errorRate = guardrail('error rate', 'at_most', 1, '%', 'roll_back');

const retry = (on: string, attempts = 1): Transition => ({ on, act: 'retry', attempts });
const then = (on: string, act: Exclude<Transition['act'], 'retry'>): Transition => ({ on, act });

const able = (...names: readonly string[]): Capability[] => names.map((name) => ({ name }));

/** Whoever asks later which model gave an answer finds it in the log. */
const everything: Template['requestLog'] = Object.fromEntries(requestLogFields.map((fact) => [fact, true]));

const quarterly = 'every quarter, and after each larger migration';
const watched = (primary_goal: string, ...metrics: readonly string[]): Template['monitoring'] => ({
  primary_goal,
  metrics: [...metrics].sort(),
  review_cadence: quarterly,
});

/** No fallback that nobody reviewed, ever. */
const evals = (tests: readonly string[], more: Partial<Template['evals']> = {}): Template['evals'] => ({
  min_pass_rate: 0.95,
  required_tests: [...tests].sort(),
  max_unreviewed_fallback_rate: 0,
  ...more,
});

export const templates: Readonly<Record<WorkflowClass, Template>> = {
  fast_classification: {
    latency: { p50_ms: 300, p95_ms: 800, timeout_ms: 2000 },
    evals: evals(['accuracy sample', 'cost per 1,000 calls', 'p95 latency']),
    guardrails: [
      errorRate,
      guardrail('p95 latency', 'at_most', 800, 'ms'),
      guardrail('accuracy', 'at_least', 95, '%'),
    ],
    capabilities: able('structured output'),
    transitions: [retry('timeout'), retry('transient error'), then('provider outage', 'fall_back')],
    routing: {
      optimise_for: ['cost', 'speed'],
      may_change: ['model_size', 'timeout'],
      failure_budget: ['degrade', 'fall_back', 'retry'],
    },
    safety: {},
    requestLog: everything,
    monitoring: watched('accuracy on a weekly sample', 'cost per 1,000 calls', 'p95 latency'),
  },
  customer_chat: {
    latency: { p95_first_token_ms: 1200, p95_ms: 7000, timeout_ms: 10_000 },
    evals: evals(
      ['conversation evals', 'prompt injection', 'refusal checks', 'tool call success', 'transcript review'],
      { case_kinds: ['adversarial', 'edge', 'multilingual', 'tool_use', 'typical'] },
    ),
    guardrails: [
      errorRate,
      guardrail('p95 first token', 'at_most', 1200, 'ms'),
      guardrail('fallback rate', 'at_most', 5, '%'),
      guardrail('unsafe output reports', 'at_most', 0, 'a day', 'roll_back'),
    ],
    capabilities: able('tool calling', 'streaming', 'safety behaviour'),
    transitions: [
      retry('rate limit'),
      retry('schema error'),
      then('timeout', 'fall_back'),
      then('safety or policy error', 'escalate'),
    ],
    routing: {
      optimise_for: ['quality', 'safety', 'speed'],
      may_change: ['nothing'],
      failure_budget: ['escalate', 'fall_back', 'retry'],
    },
    safety: {
      human_escalation: 'hand over to an agent on request, on complaints, and when unsure',
      human_review_when: [
        'a refund outside the rules',
        'a question of law or policy',
        'low confidence',
      ].sort(),
    },
    requestLog: everything,
    monitoring: watched('resolved conversations', 'complaints', 'fallback rate', 'tool call success'),
  },
  technical_reasoning: {
    latency: { p95_ms: 30_000, timeout_ms: 60_000 },
    evals: evals(['diff correctness', 'prompt injection', 'task evals', 'tool trace'], {
      case_kinds: ['edge', 'known_failures', 'tool_use', 'typical'],
    }),
    guardrails: [errorRate, guardrail('task completion', 'at_least', 80, '%')],
    capabilities: able('high reasoning', 'long context', 'tool calling'),
    transitions: [retry('timeout'), retry('transient error'), then('provider outage', 'fall_back')],
    routing: {
      optimise_for: ['quality', 'reliability'],
      may_change: ['reasoning_effort'],
      failure_budget: ['escalate', 'fall_back', 'retry'],
    },
    safety: {},
    requestLog: everything,
    monitoring: watched('completed tasks', 'fallback rate', 'reverted changes'),
  },
  structured_extraction: {
    latency: { p95_ms: 5000, timeout_ms: 15_000, max_queue_ms: 300_000 },
    evals: evals(['error taxonomy', 'field accuracy', 'schema valid rate'], { max_schema_error_rate: 0.01 }),
    guardrails: [errorRate, guardrail('schema error rate', 'at_most', 1, '%', 'roll_back')],
    capabilities: able('structured output', 'files'),
    transitions: [
      retry('transient error'),
      retry('rate limit'),
      retry('schema error'),
      then('schema invalid after retry', 'queue'),
      then('unsupported file type', 'queue'),
      then('compliance flag', 'queue'),
    ],
    routing: {
      optimise_for: ['cost', 'quality'],
      may_change: ['timeout'],
      failure_budget: ['queue', 'retry'],
    },
    safety: {},
    requestLog: everything,
    monitoring: watched('valid records', 'cost per valid record', 'schema error rate'),
  },
  procurement_or_finance_review: {
    latency: { p95_ms: 60_000, timeout_ms: 120_000, deadline_ms: 86_400_000 },
    evals: evals(['request log', 'reviewer sign-off', 'source trace']),
    guardrails: [errorRate, guardrail('unreviewed fallback rate', 'at_most', 0, '%', 'roll_back')],
    capabilities: able('long context', 'structured output'),
    transitions: [
      then('timeout', 'queue'),
      then('provider outage', 'queue'),
      then('safety refusal', 'escalate'),
      then('schema error', 'stop'),
    ],
    routing: {
      optimise_for: ['auditability', 'quality'],
      may_change: ['nothing'],
      failure_budget: ['escalate', 'queue', 'stop'],
    },
    safety: { human_escalation: 'a person decides; the route only prepares' },
    requestLog: everything,
    monitoring: watched('findings that a reviewer confirmed', 'missing sources', 'unreviewed fallback rate'),
  },
  background_summarisation: {
    latency: { p95_ms: 30_000, timeout_ms: 60_000, max_queue_ms: 900_000, deadline_ms: 14_400_000 },
    evals: evals(['cached token metrics', 'retry rate', 'sample quality']),
    guardrails: [errorRate, guardrail('retry rate', 'at_most', 5, '%')],
    capabilities: able('long context'),
    transitions: [
      retry('transient error', 3),
      retry('rate limit', 3),
      then('retries used up', 'fall_back'),
      then('safety refusal', 'queue'),
    ],
    routing: {
      optimise_for: ['cost'],
      may_change: ['timeout'],
      failure_budget: ['fall_back', 'queue', 'retry'],
    },
    safety: {},
    requestLog: everything,
    monitoring: watched('accepted summaries', 'cached tokens', 'retry rate'),
  },
};
