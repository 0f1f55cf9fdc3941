import { TZDate } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';
import { format } from 'date-fns/format';
import type { Proposal } from '../../domain/packet/schema.ts';
import type { Policy } from '../../domain/policy.ts';
import { defaultStages } from '../../domain/route/plan.ts';
import {
  type Audience,
  audiences,
  type Environment,
  environments,
  type Tier,
  type WorkflowClass,
  workflowClasses,
} from '../../domain/words.ts';
import type { FormValues } from './form-values.ts';
import { joined } from './form-values.ts';
import { guardrailsText } from './syntax/guardrail-lines.ts';
import { latencyText } from './syntax/named-values.ts';
import { stagesText } from './syntax/stage-lines.ts';

/**
 * What a new route starts from, so that its requester edits rather than invents (D1): limits, tests and guardrails
 * by the class of work, logging by who sees it, stages and review date by tier. Suggestions: all of it can be edited.
 */

type Packet = Proposal['packet'];

interface ClassDefaults {
  readonly latency: Packet['latency'];
  readonly tests: readonly string[];
  readonly guardrails: Packet['guardrails'];
}

const guardrail = (
  metric: string,
  limit: 'at_most' | 'at_least',
  value: number,
  unit: string,
  on_breach: 'pause' | 'roll_back' = 'pause',
): Packet['guardrails'][number] => ({ metric, limit, value, unit, on_breach });

const errorRate = guardrail('error rate', 'at_most', 1, '%', 'roll_back');

const byClass: Readonly<Record<WorkflowClass, ClassDefaults>> = {
  fast_classification: {
    latency: { p95_ms: 800, timeout_ms: 2000 },
    tests: ['accuracy sample', 'cost per 1,000 calls', 'p95 latency'],
    guardrails: [
      errorRate,
      guardrail('p95 latency', 'at_most', 800, 'ms'),
      guardrail('accuracy', 'at_least', 95, '%'),
    ],
  },
  customer_chat: {
    latency: { p95_first_token_ms: 1200, p95_ms: 7000, timeout_ms: 10_000 },
    tests: [
      'conversation evals',
      'prompt injection',
      'refusal checks',
      'tool call success',
      'transcript review',
    ],
    guardrails: [
      errorRate,
      guardrail('p95 first token', 'at_most', 1200, 'ms'),
      guardrail('fallback rate', 'at_most', 5, '%'),
      guardrail('unsafe output reports', 'at_most', 0, 'a day', 'roll_back'),
    ],
  },
  technical_reasoning: {
    latency: { p95_ms: 30_000, timeout_ms: 60_000 },
    tests: ['diff correctness', 'prompt injection', 'task evals', 'tool trace'],
    guardrails: [errorRate, guardrail('task completion', 'at_least', 80, '%')],
  },
  structured_extraction: {
    latency: { p95_ms: 5000, timeout_ms: 15_000 },
    tests: ['error taxonomy', 'field accuracy', 'schema valid rate'],
    guardrails: [errorRate, guardrail('schema error rate', 'at_most', 1, '%', 'roll_back')],
  },
  procurement_or_finance_review: {
    latency: { p95_ms: 60_000, timeout_ms: 120_000 },
    tests: ['request log', 'reviewer sign-off', 'source trace'],
    guardrails: [errorRate, guardrail('unreviewed fallback rate', 'at_most', 0, '%', 'roll_back')],
  },
  background_summarisation: {
    latency: { p95_ms: 30_000, timeout_ms: 60_000 },
    tests: ['cached token metrics', 'retry rate', 'sample quality'],
    guardrails: [errorRate, guardrail('retry rate', 'at_most', 5, '%')],
  },
};

const triggers = [
  'data or retrieval change',
  'incident or alert',
  'logging change',
  'model version change',
  'new tool or permission',
  'prompt change',
  'provider terms change',
];

const environmentByName: readonly (readonly [RegExp, Environment])[] = [
  [/(^|-)prod(uction)?(-|$)/, 'production'],
  [/(^|-)(staging|stage)(-|$)/, 'staging'],
  [/(^|-)dev(elopment)?(-|$)/, 'development'],
  [/(^|-)(test|eval)s?(-|$)/, 'test'],
];

/** What a route's id says of where it runs; empty where it says nothing. */
export const environmentOf = (route: string): Environment | '' =>
  environmentByName.find(([pattern]) => pattern.test(route))?.[1] ?? '';

/** The date, in the policy's time zone, after which an approval of this tier must be reviewed again. */
export function reviewDate(tier: Tier, policy: Policy, now: number): string {
  const today = new TZDate(now, policy.workingHours.timeZone);
  return format(addDays(today, policy.tiers[tier].reviewDays), 'yyyy-MM-dd');
}

/** The stages that a tier prescribes, as the form shows them. */
export const tierStages = (tier: Tier): string => stagesText.write(defaultStages[tier]);

/** The tier to expect before the rules can be asked. */
function likelyTier(environment: Environment | undefined, audience: Audience | undefined): Tier {
  if (environment !== 'production') return 'low';
  return audience === 'customers' ? 'high' : 'medium';
}

const wordOf = <Word extends string>(words: readonly Word[], value: string | undefined): Word | undefined =>
  words.find((word) => word === value);

/** What to fill in for a new route, from what is known of it so far. `tier` is null until the rules could be asked. */
export function newRouteDefaults(
  values: FormValues,
  tier: Tier | null,
  policy: Policy,
  now: number,
): FormValues {
  const environment = wordOf(environments, values.environment);
  const audience = wordOf(audiences, values.audience);
  const workflow = wordOf(workflowClasses, values.workflow_class);
  const expected = tier ?? likelyTier(environment, audience);
  const payload = environment === 'production' ? [] : ['prompts', 'outputs'];
  const kept = environment === 'production' ? 90 : 30;
  const ofClass = workflow ? byClass[workflow] : null;
  return {
    'logging.stored': joined([...payload, 'request_metadata', 'audit_events', 'billing_rows']),
    'logging.retention': `all: ${kept} days`,
    'rollout.flag': 'temporary',
    'rollout.stages': tierStages(expected),
    'renewal.review_by': reviewDate(expected, policy, now),
    'renewal.triggers': triggers.join('\n'),
    ...(ofClass
      ? {
          latency: latencyText.write(ofClass.latency),
          'evals.min_pass_rate': '0.95',
          'evals.required_tests': ofClass.tests.join('\n'),
          guardrails: guardrailsText.write(ofClass.guardrails),
        }
      : {}),
  };
}

/** Values in which every field that still reads as it was suggested follows the new suggestion. */
export function withDefaults(values: FormValues, before: FormValues, after: FormValues): FormValues {
  const suggested = new Set([...Object.keys(before), ...Object.keys(after)]);
  const next = { ...values };
  for (const field of suggested)
    if ((values[field] ?? '') === (before[field] ?? '')) next[field] = after[field] ?? '';
  return next;
}
