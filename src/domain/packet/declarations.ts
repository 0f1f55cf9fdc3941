import { z } from 'zod';
import {
  approvalFields,
  automaticChanges,
  fallbackActs,
  filterActs,
  filterSides,
  gatewayChecks,
  requestLogFields,
  routingGoals,
  usageUnits,
} from '../words.ts';
import { laterAnswers, laterGroup, laterLines, laterList, laterRanking, laterWords, line } from './bounds.ts';

/**
 * What a packet can declare beyond the bundle itself: what it is for, how it fails, what watches it, and what its
 * approval rests on. All of it may be left out, and a packet that leaves it out has the digest that it always had.
 */

/** The use, as the people affected would tell it (A2, A3, A4). */
export const useCaseSchema = laterGroup({
  brief: line(300).optional(),
  intended_use: line(400).optional(),
  scope: line(300).optional(),
  out_of_scope: line(300).optional(),
  users: line(200).optional(),
  user_impact: line(300).optional(),
  business_impact: line(300).optional(),
  traffic: line(200).optional(),
  allowed_environments: laterLines(10, 60),
  abuse_cases: laterLines(20, 200),
  dependencies: laterLines(20, 160),
  model_limits: laterLines(20, 200),
});

export const contentFilterSchema = z.strictObject({
  category: line(80),
  side: z.enum(filterSides),
  act: z.enum(filterActs),
  severity: line(60).optional(),
});

/** What keeps an answer from doing harm; the settings in force, not those that were meant (A5, A6). */
export const safetySchema = laterGroup({
  content_filters: laterList(contentFilterSchema, 30),
  refusal_policy: line(300).optional(),
  injection_tests: laterLines(20, 200),
  human_escalation: line(300).optional(),
  human_review_when: laterLines(20, 120),
});

/** What is kept beside the nine kinds of data: metadata, audit events, and what is cut out (A5, A7). */
export const logPolicySchema = laterGroup({
  payload_storage: line(160).optional(),
  metadata_retention_class: line(120).optional(),
  metadata_fields: laterLines(30, 80),
  redaction: line(200).optional(),
  audit_events: laterLines(30, 80),
});

/** Which facts the log of each request has; false says that one is left out on purpose. */
export const requestLogSchema = laterAnswers(requestLogFields, z.boolean());

/** Whose money it is, and in which units it is counted (A5, D5). */
export const billingSchema = laterGroup({
  owner_key: line(120).optional(),
  invoice_owner: line(120).optional(),
  quota: line(160).optional(),
  rate_limit: line(160).optional(),
  alert: line(200).optional(),
  pricing_snapshot: line(300).optional(),
  request_unit: line(80).optional(),
  workflow_unit: line(80).optional(),
  /** What a workflow may cost where nobody has put a number on it yet. */
  workflow_limit: line(120).optional(),
  owner_unit: line(80).optional(),
  usage_units: laterWords(usageUnits),
});

export const transitionSchema = z
  .strictObject({
    /** What went wrong, such as `timeout`. */
    on: line(80),
    act: z.enum(fallbackActs),
    /** Where a fallback goes; left out, to the first that is allowed. */
    to: line(120).optional(),
    /** How often the same route is tried again. */
    attempts: z.int().min(1).max(10).optional(),
  })
  .superRefine((transition, context) => {
    if (transition.to !== undefined && transition.act !== 'fall_back' && transition.act !== 'degrade')
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: 'Only fall_back and degrade lead somewhere; leave this out.',
      });
    if (transition.attempts !== undefined && transition.act !== 'retry')
      context.addIssue({
        code: 'custom',
        path: ['attempts'],
        message: 'Only retry has attempts; leave this out.',
      });
  });

/** What happens when a call fails. A retry keeps the route; a fallback changes it, and somebody accepted that (D7). */
export const fallbackRulesSchema = laterGroup({
  /** What the gateway calls this route. */
  primary_route: line(120).optional(),
  /** Routes or models by name, in the order in which they are tried. */
  allowed: laterRanking(20),
  blocked: laterLines(30),
  transitions: laterList(transitionSchema, 40),
  same_data_policy: z.boolean().optional(),
  circuit_breaker: line(200).optional(),
}).superRefine((rules, context) => {
  const blocked = new Set(rules?.blocked ?? []);
  const complain = (path: (string | number)[], name: string) =>
    context.addIssue({
      code: 'custom',
      path,
      message: `"${name}" is blocked as a fallback; take it out of one of the two.`,
    });
  rules?.allowed?.forEach((name, index) => {
    if (blocked.has(name)) complain(['allowed', index], name);
  });
  rules?.transitions?.forEach(({ to }, index) => {
    if (to !== undefined && blocked.has(to)) complain(['transitions', index, 'to'], to);
  });
});

/** How the route is chosen, and what may change without anybody being asked (D2, D9). */
export const routingSchema = laterGroup({
  policy_name: line(120).optional(),
  /** What the gateway and its logs call the work. */
  workflow: line(120).optional(),
  optimise_for: laterWords(routingGoals),
  may_change: laterWords(automaticChanges),
  failure_budget: laterWords(fallbackActs),
  blocked_routes: laterLines(30),
}).refine(
  (routing) => !(routing?.may_change?.includes('nothing') && routing.may_change.length > 1),
  'Either nothing may change by itself, or what is named here.',
);

/** Something the route must be able to do, and the test that shows it (D6). */
export const capabilitySchema = z.strictObject({ name: line(80), test: line(300).optional() });

/** What technical validation and the review of risks found (E1). */
export const assessmentSchema = laterGroup({
  data_quality: line(400).optional(),
  robustness: line(400).optional(),
  training_data: line(400).optional(),
  testing_data: line(400).optional(),
  limitations: line(400).optional(),
  explainability: line(400).optional(),
  reproducibility: line(400).optional(),
  privacy: line(400).optional(),
  security: line(400).optional(),
  bias: line(400).optional(),
  regulatory: line(400).optional(),
});

/** What has to be done before anybody may approve (E1). */
export const mitigationSchema = z.strictObject({
  mitigation: line(300),
  owner: line(80).optional(),
  done: z.boolean().default(false),
});

/** What is watched once it is live, by whom, and what happens when it goes wrong (A5, B9). */
export const monitoringSchema = laterGroup({
  owner: line(80).optional(),
  primary_goal: line(200).optional(),
  metrics: laterLines(30, 120),
  segments: laterLines(20, 120),
  dashboard: line(300).optional(),
  alerts: laterLines(30, 200),
  review_cadence: line(120).optional(),
  incident_path: line(300).optional(),
  runbook: line(300).optional(),
});

/** Who runs what it runs on (E1). */
export const operationsSchema = laterGroup({
  infrastructure: line(300).optional(),
  maintenance_owner: line(80).optional(),
  integration_points: laterLines(20, 160),
  registry_entry: line(300).optional(),
});

/** For each thing an approval rests on: where it can be seen, and what makes it due again (A5). */
export const proofsSchema = laterAnswers(
  approvalFields,
  z
    .strictObject({ proof: line(300).optional(), renew_when: line(200).optional() })
    .refine(({ proof, renew_when }) => proof !== undefined || renew_when !== undefined, {
      message: 'Give a proof, or what makes it due again.',
    }),
);

/** What the gateway itself was seen to do (A8). */
export const gatewaySchema = laterAnswers(gatewayChecks, line(300));

/** What a candidate was compared with, in the words of whoever compared them (B4). */
export const comparedWithSchema = laterGroup({
  model: line(120).optional(),
  prompt_version: line(120).optional(),
  retrieval_profile: line(120).optional(),
  fallback: line(120).optional(),
});

/** What may get worse, as the requester sees it (B4). */
export const expectedRisksSchema = laterGroup({
  cost: line(300).optional(),
  latency: line(300).optional(),
  safety: line(300).optional(),
  data: line(300).optional(),
  support: line(300).optional(),
});

export type Transition = z.output<typeof transitionSchema>;
export type ContentFilter = z.output<typeof contentFilterSchema>;
export type Capability = z.output<typeof capabilitySchema>;
export type Mitigation = z.output<typeof mitigationSchema>;
