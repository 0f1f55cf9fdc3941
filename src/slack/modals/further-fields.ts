import { flatGroup, line, spread, written } from './field-kinds.ts';
import type { FormField } from './form-values.ts';
import {
  capabilitiesText,
  capabilityPattern,
  filterPattern,
  mitigationPattern,
  mitigationsText,
  proofPattern,
  proofsText,
} from './syntax/declaration-lines.ts';
import {
  assessmentText,
  billingText,
  comparedWithText,
  documentsText,
  expectedRisksText,
  fallbackRulesText,
  furtherDataText,
  furtherEvalsText,
  furtherOwnersText,
  furtherPromptText,
  furtherRolloutText,
  gatewayText,
  logPolicyText,
  monitoringText,
  operationsText,
  requestLogText,
  routingText,
  safetyText,
  useCaseText,
} from './syntax/declaration-texts.ts';
import { plainLines } from './syntax/line-list.ts';
import { transitionPattern, transitionsText } from './syntax/transition-lines.ts';

/** What can be declared beyond the bundle itself; a group is one question, with a name on every line. */

const oneALine = 'One a line';

export const furtherFields = {
  'change.expected_risks': flatGroup(
    'change.expected_risks',
    expectedRisksText,
    ({ change }) => change.expected_risks ?? {},
    { label: 'What may get worse?', hint: `${oneALine}: cost, latency, safety, data or support, then what.` },
  ),
  'owners.further': spread('owners', furtherOwnersText, ({ packet }) => packet.owners, {
    label: 'Further owners',
    hint: `${oneALine}: risk owner, release decision, rollback owner, team, approver, reviewer.`,
  }),
  use_case: flatGroup('use_case', useCaseText, ({ packet }) => packet.use_case ?? {}, {
    label: 'Use case',
    hint: `${oneALine}: brief, intended use, scope, out of scope, users, user impact, business impact, traffic, allowed environment, abuse case, depends on, model limit.`,
    placeholder: 'intended use: drafts that an agent sends',
  }),
  'model.documents': flatGroup(
    'model.documents',
    documentsText,
    ({ packet }) => packet.model.documents ?? {},
    {
      label: 'What the provider says of the model',
      hint: `${oneALine}, with a link: provider docs, model card, system card, deprecation, content filtering, data handling, regions, account settings, pricing.`,
    },
  ),
  'fallback.transitions': written(
    'fallback.transitions',
    transitionsText,
    ({ packet }) => packet.fallback?.transitions ?? [],
    {
      label: 'When a call fails',
      hint: `${oneALine}: ${transitionPattern}; or fall back, degrade, queue, escalate, stop. A retry keeps the route, a fallback changes it.`,
      placeholder: 'provider outage | fall back | to: balanced_route',
    },
  ),
  'fallback.rules': spread('fallback', fallbackRulesText, ({ packet }) => packet.fallback ?? {}, {
    label: 'Fallback rules',
    hint: `${oneALine}: allowed and blocked (by name, in order), same data policy: yes, circuit breaker, name in the gateway.`,
  }),
  routing: flatGroup('routing', routingText, ({ packet }) => packet.routing ?? {}, {
    label: 'How it is chosen',
    hint: `${oneALine}: optimise for, may change by itself, after a failure may, blocked route, workflow name, policy name.`,
  }),
  capabilities: written('capabilities', capabilitiesText, ({ packet }) => packet.capabilities ?? [], {
    label: 'What it must be able to do',
    hint: `${oneALine}: ${capabilityPattern}.`,
  }),
  'prompt.further': spread('prompt', furtherPromptText, ({ packet }) => packet.prompt ?? {}, {
    label: 'How the prompt is made',
    hint: `${oneALine}: builder, input schema, output schema, system instructions, review.`,
  }),
  tools_manifest: line('tools_manifest', 300, ({ packet }) => packet.tools_manifest, {
    label: 'Tool manifest',
    placeholder: 'tools/support.json at a1b2c3d',
    optional: true,
  }),
  'data.further': spread('data', furtherDataText, ({ packet }) => packet.data, {
    label: 'Sensitivity and flow of the data',
    hint: `${oneALine}: sensitivity (your own class), data flow (where its map is).`,
  }),
  safety: flatGroup('safety', safetyText, ({ packet }) => packet.safety ?? {}, {
    label: 'Safety controls',
    hint: `${oneALine}: content filter: ${filterPattern}; refusal policy, injection test, human escalation, human review when.`,
  }),
  log_policy: flatGroup('log_policy', logPolicyText, ({ packet }) => packet.log_policy ?? {}, {
    label: 'Log policy',
    hint: `${oneALine}: payload storage, retention class, metadata field, redaction, audit event.`,
  }),
  request_log: flatGroup('request_log', requestLogText, ({ packet }) => packet.request_log ?? {}, {
    label: 'Logged of each request',
    hint: `${oneALine} with yes or no: workflow, owner, requested model, served model, endpoint family, route status, error class, usage units, cost or balance, fallback reason.`,
    placeholder: 'served model: yes',
  }),
  billing: flatGroup('billing', billingText, ({ packet }) => packet.billing ?? {}, {
    label: 'Billing and quota',
    hint: `${oneALine}: owner key, invoice owner, quota, rate limit, alert, pricing snapshot, usage units; a request is, a workflow is, a workflow may cost, an owner is.`,
  }),
  'evals.further': spread('evals', furtherEvalsText, ({ packet }) => packet.evals, {
    label: 'How it was evaluated',
    hint: `${oneALine}: most schema errors, most unreviewed fallbacks, dataset, kinds of cases, metric, scorer, candidate run, reviewer, human review.`,
  }),
  assessment: flatGroup('assessment', assessmentText, ({ packet }) => packet.assessment ?? {}, {
    label: 'Assessment',
    hint: `${oneALine}: data quality, robustness, training data, testing data, limitations, explainability, reproducibility, privacy, security, bias, regulatory.`,
  }),
  mitigations: written('mitigations', mitigationsText, ({ packet }) => packet.mitigations ?? [], {
    label: 'What must be done before approval',
    hint: `${oneALine}: ${mitigationPattern}.`,
  }),
  gateway: flatGroup('gateway', gatewayText, ({ packet }) => packet.gateway ?? {}, {
    label: 'Seen in the gateway',
    hint: `${oneALine}: models and providers, endpoint family, fallbacks, callers, cost controls, visible records, stored payloads, change evidence.`,
  }),
  proofs: flatGroup('proofs', proofsText, ({ packet }) => packet.proofs ?? {}, {
    label: 'What approval rests on',
    hint: `${oneALine}: ${proofPattern}.`,
  }),
  monitoring: flatGroup('monitoring', monitoringText, ({ packet }) => packet.monitoring ?? {}, {
    label: 'Monitoring',
    hint: `${oneALine}: owner, primary goal, metric, segment, dashboard, alert, review cadence, incident path, runbook.`,
  }),
  operations: flatGroup('operations', operationsText, ({ packet }) => packet.operations ?? {}, {
    label: 'Operations',
    hint: `${oneALine}: infrastructure, maintenance owner, integration point, registry entry.`,
  }),
  compared_with: flatGroup('compared_with', comparedWithText, ({ packet }) => packet.compared_with ?? {}, {
    label: 'What it was compared with',
    hint: `${oneALine}: model, prompt version, retrieval profile, fallback.`,
  }),
  'rollout.further': spread('rollout', furtherRolloutText, ({ packet }) => packet.rollout, {
    label: 'How it is rolled out and back',
    hint: `${oneALine}: method, flag key, next audience, exposure asked for, stop when, rollback method, rollback variation.`,
  }),
  'renewal.decommission_rules': written(
    'renewal.decommission_rules',
    plainLines,
    ({ packet }) => packet.renewal.decommission_rules ?? [],
    { label: 'When is it retired?', hint: `${oneALine}.` },
  ),
} as const satisfies Readonly<Record<string, FormField>>;
