import { TZDate } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';
import { format } from 'date-fns/format';
import { type Template, templates } from '../../domain/packet/templates.ts';
import type { Policy } from '../../domain/policy.ts';
import { defaultStages } from '../../domain/route/plan.ts';
import {
  type Audience,
  audiences,
  type Environment,
  environments,
  type Tier,
  workflowClasses,
} from '../../domain/words.ts';
import type { FormValues } from './form-values.ts';
import { joined } from './form-values.ts';
import { capabilitiesText } from './syntax/declaration-lines.ts';
import {
  furtherEvalsText,
  monitoringText,
  requestLogText,
  routingText,
  safetyText,
} from './syntax/declaration-texts.ts';
import { guardrailsText } from './syntax/guardrail-lines.ts';
import { plainLines } from './syntax/line-list.ts';
import { latencyText } from './syntax/named-values.ts';
import { stagesText } from './syntax/stage-lines.ts';
import { transitionsText } from './syntax/transition-lines.ts';

/**
 * What a new route starts from, so that its requester edits rather than invents (D1): what its class of work needs,
 * logging by who sees it, stages and review date by tier. Suggestions: all of it can be edited.
 */

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

/** The template of a class of work, as the form shows it. */
function classDefaults(template: Template): FormValues {
  const { latency, evals, guardrails, capabilities, transitions, routing, safety } = template;
  return {
    latency: latencyText.write(latency),
    'evals.min_pass_rate': String(evals.min_pass_rate ?? ''),
    'evals.required_tests': plainLines.write(evals.required_tests),
    'evals.further': furtherEvalsText.write(evals),
    guardrails: guardrailsText.write(guardrails),
    capabilities: capabilitiesText.write(capabilities),
    'fallback.transitions': transitionsText.write(transitions),
    routing: routingText.write(routing),
    safety: safetyText.write(safety),
    request_log: requestLogText.write(template.requestLog),
    monitoring: monitoringText.write(template.monitoring),
  };
}

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
  return {
    'logging.stored': joined([...payload, 'request_metadata', 'audit_events', 'billing_rows']),
    'logging.retention': `all: ${kept} days`,
    'rollout.flag': 'temporary',
    'rollout.stages': tierStages(expected),
    'renewal.review_by': reviewDate(expected, policy, now),
    'renewal.triggers': triggers.join('\n'),
    ...(workflow ? classDefaults(templates[workflow]) : {}),
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
