import type { Packet } from '../../domain/packet/schema.ts';
import { inline } from '../blocks/mrkdwn.ts';
import {
  capabilityItems,
  groupItems,
  mitigationItems,
  proofItems,
  safetyItems,
  spokenWords,
  transitionItems,
} from './declaration-texts.ts';
import {
  dayText,
  duration,
  fallbackText,
  guardrailText,
  money,
  number,
  owner,
  percent,
  stageText,
  storedText,
  toolText,
  words,
} from './values.ts';

/** A value as it reads. An amount also knows its number, so that a change can say by how much; a list its items. */
export type Value =
  | { readonly text: string; readonly amount?: number }
  | { readonly items: readonly { readonly key: string; readonly text: string }[] };

export interface FieldText {
  /** What the field is called inside a line of its group; empty where the group says it all. */
  readonly short: string;
  /** Null where the packet leaves it out. */
  readonly read: (packet: Packet) => Value | null;
}

const text = (value: string | undefined): Value | null => (value ? { text: inline(value, 300) } : null);
const amount = (value: number | undefined, print: (value: number) => string): Value | null =>
  value === undefined ? null : { text: print(value), amount: value };
const named = (items: readonly string[]): Value | null =>
  items.length > 0 ? { items: items.map((item) => ({ key: item, text: inline(item, 120) })) } : null;
const worded = (items: readonly string[]): Value | null =>
  items.length > 0 ? { items: items.map((item) => ({ key: item, text: words(item) })) } : null;
const keyed = <T>(items: readonly T[], key: (item: T) => string, print: (item: T) => string): Value | null =>
  items.length > 0 ? { items: items.map((item) => ({ key: key(item), text: print(item) })) } : null;

const person = (name: string | undefined): Value | null => (name ? { text: owner(name) } : null);
const rate = (value: number | undefined): Value | null =>
  value === undefined ? null : { text: percent(value) };

const moneyPer =
  (what: string) =>
  (usd: number): string =>
    `${money(usd)}/${what}`;

const field = (short: string, read: FieldText['read']): FieldText => ({ short, read });

function promptText(packet: Packet): Value | null {
  const prompt = packet.prompt?.text;
  return prompt ? { text: inline(prompt, 300) } : null;
}

function loggingText(packet: Packet): Value | null {
  const kinds = Object.entries(packet.logging);
  return keyed(
    kinds,
    ([kind]) => kind,
    ([kind, stored]) => `${words(kind)} ${storedText(stored)}`,
  );
}

/** What is logged reads as one list; what is left out on purpose is said, too. */
function requestLog({ request_log: log = {} }: Packet): Value | null {
  return keyed(
    Object.entries(log),
    ([fact]) => fact,
    ([fact, logged]) => (logged ? words(fact) : `not ${words(fact)}`),
  );
}

/** One line per packet field; a test keeps it equal to the packet's own list. */
export const fieldTexts: Readonly<Record<string, FieldText>> = {
  route: field('route', (packet) => text(packet.route)),
  environment: field('', (packet) => text(packet.environment)),
  audience: field('', (packet) => text(packet.audience)),
  workflow_class: field('class', (packet) => text(words(packet.workflow_class))),
  feature: field('feature', (packet) => text(packet.feature)),
  task: field('task', (packet) => text(packet.task)),
  'owners.business': field('business', (packet) => ({ text: owner(packet.owners.business) })),
  'owners.technical': field('technical', (packet) => ({ text: owner(packet.owners.technical) })),
  'owners.security': field('security', ({ owners }) =>
    owners.security ? { text: owner(owners.security) } : null,
  ),
  'owners.finance': field('finance', ({ owners }) =>
    owners.finance ? { text: owner(owners.finance) } : null,
  ),
  'owners.risk': field('risk', ({ owners }) => person(owners.risk)),
  'owners.release': field('release decision', ({ owners }) => person(owners.release)),
  'owners.rollback': field('rollback', ({ owners }) => person(owners.rollback)),
  'owners.team': field('team', ({ owners }) => text(owners.team)),
  'owners.approver': field('approver named', ({ owners }) => person(owners.approver)),
  'owners.reviewers': field('reviewers named', ({ owners }) => named(owners.reviewers ?? [])),
  use_case: field('', (packet) => groupItems(packet.use_case)),
  'model.primary.provider': field('provider', (packet) => text(packet.model.primary.provider)),
  'model.primary.endpoint_family': field('endpoint family', (packet) =>
    text(packet.model.primary.endpoint_family),
  ),
  'model.primary.name': field('name', (packet) => text(packet.model.primary.name)),
  'model.primary.version': field('version', (packet) => text(packet.model.primary.version)),
  'model.primary.status': field('status', (packet) => text(packet.model.primary.status)),
  'model.primary.account': field('account', (packet) => text(packet.model.primary.account)),
  'model.primary.region': field('region', (packet) => text(packet.model.primary.region)),
  'model.fallbacks': field('', ({ model }) =>
    keyed(model.fallbacks, (fallback) => `${fallback.provider}/${fallback.name}`, fallbackText),
  ),
  'model.denied': field('', (packet) => named(packet.model.denied)),
  'model.documents': field('documents', (packet) => groupItems(packet.model.documents)),
  'fallback.primary_route': field('name in the gateway', (packet) => text(packet.fallback?.primary_route)),
  'fallback.allowed': field('allowed', (packet) => named(packet.fallback?.allowed ?? [])),
  'fallback.blocked': field('blocked', (packet) => named(packet.fallback?.blocked ?? [])),
  'fallback.transitions': field('', (packet) => transitionItems(packet.fallback?.transitions)),
  'fallback.same_data_policy': field('data policy', ({ fallback }) =>
    fallback?.same_data_policy === undefined
      ? null
      : { text: fallback.same_data_policy ? 'must be the same' : 'may differ' },
  ),
  'fallback.circuit_breaker': field('circuit breaker', (packet) => text(packet.fallback?.circuit_breaker)),
  routing: field('', (packet) =>
    groupItems(packet.routing, {
      optimise_for: spokenWords,
      may_change: spokenWords,
      failure_budget: spokenWords,
    }),
  ),
  capabilities: field('', (packet) => capabilityItems(packet.capabilities)),
  'prompt.source': field('source', (packet) => text(packet.prompt?.source)),
  'prompt.commit': field('commit', (packet) => text(packet.prompt?.commit)),
  'prompt.text': field('text', promptText),
  'prompt.schema_required': field('output schema', ({ prompt }) =>
    prompt ? { text: prompt.schema_required ? 'required' : 'not required' } : null,
  ),
  'prompt.builder': field('builder', (packet) => text(packet.prompt?.builder)),
  'prompt.input_schema': field('input schema', (packet) => text(packet.prompt?.input_schema)),
  'prompt.output_schema': field('schema of the output', (packet) => text(packet.prompt?.output_schema)),
  'prompt.system_source': field('system instructions', (packet) => text(packet.prompt?.system_source)),
  'prompt.review': field('review', (packet) => text(packet.prompt?.review)),
  'retrieval.profile': field('profile', (packet) => text(packet.retrieval?.profile)),
  'retrieval.sources': field('sources', (packet) => named(packet.retrieval?.sources ?? [])),
  tools: field('', (packet) => keyed(packet.tools, (tool) => tool.name, toolText)),
  tools_denied: field('denied', (packet) => named(packet.tools_denied)),
  tools_manifest: field('manifest', (packet) => text(packet.tools_manifest)),
  'data.classes': field('classes', (packet) => worded(packet.data.classes)),
  'data.regions': field('regions', (packet) => named(packet.data.regions)),
  'data.sensitivity': field('sensitivity', (packet) => text(packet.data.sensitivity)),
  'data.flow': field('flow', (packet) => text(packet.data.flow)),
  classification: field('', (packet) => worded(packet.classification)),
  logging: field('', loggingText),
  log_policy: field('', (packet) => groupItems(packet.log_policy)),
  request_log: field('', requestLog),
  safety: field('', (packet) => safetyItems(packet.safety)),
  parameters: field('', ({ parameters }) =>
    keyed(
      Object.entries(parameters),
      ([name]) => name,
      ([name, value]) =>
        `${inline(name, 80)} ${typeof value === 'number' ? number(value) : inline(String(value), 200)}`,
    ),
  ),
  'latency.p95_ms': field('p95', (packet) => amount(packet.latency.p95_ms, duration)),
  'latency.p95_first_token_ms': field('first token p95', ({ latency }) =>
    amount(latency.p95_first_token_ms, duration),
  ),
  'latency.timeout_ms': field('timeout', (packet) => amount(packet.latency.timeout_ms, duration)),
  'latency.p50_ms': field('p50', (packet) => amount(packet.latency.p50_ms, duration)),
  'latency.max_queue_ms': field('in a queue', (packet) => amount(packet.latency.max_queue_ms, duration)),
  'latency.deadline_ms': field('deadline', (packet) => amount(packet.latency.deadline_ms, duration)),
  'cost.monthly_budget_usd': field('', ({ cost }) => amount(cost.monthly_budget_usd, moneyPer('month'))),
  'cost.per_request_usd': field('', ({ cost }) => amount(cost.per_request_usd, moneyPer('request'))),
  'cost.per_workflow_usd': field('', ({ cost }) => amount(cost.per_workflow_usd, moneyPer('workflow'))),
  'cost.per_accepted_outcome_usd': field('', ({ cost }) =>
    amount(cost.per_accepted_outcome_usd, moneyPer('accepted outcome')),
  ),
  'cost.max_input_tokens': field('input tokens', (packet) => amount(packet.cost.max_input_tokens, number)),
  'cost.max_output_tokens': field('output tokens', (packet) => amount(packet.cost.max_output_tokens, number)),
  'cost.per_owner_usd': field('', ({ cost }) => amount(cost.per_owner_usd, moneyPer('owner'))),
  'cost.per_1000_calls_usd': field('', ({ cost }) =>
    amount(cost.per_1000_calls_usd, moneyPer('1,000 calls')),
  ),
  'cost.alert_at_usd': field('alert at', ({ cost }) => amount(cost.alert_at_usd, money)),
  'cost.monthly_requests': field('requests a month', ({ cost }) => amount(cost.monthly_requests, number)),
  'cost.requests_per_minute': field('requests a minute', ({ cost }) =>
    amount(cost.requests_per_minute, number),
  ),
  'cost.tokens_per_minute': field('tokens a minute', ({ cost }) => amount(cost.tokens_per_minute, number)),
  billing: field('', (packet) => groupItems(packet.billing)),
  'evals.pack': field('pack', (packet) => text(packet.evals.pack)),
  'evals.min_pass_rate': field('least pass rate', ({ evals }) =>
    evals.min_pass_rate === undefined ? null : { text: percent(evals.min_pass_rate) },
  ),
  'evals.required_tests': field('required tests', (packet) => named(packet.evals.required_tests)),
  'evals.max_schema_error_rate': field('most schema errors', ({ evals }) =>
    rate(evals.max_schema_error_rate),
  ),
  'evals.max_unreviewed_fallback_rate': field('most unreviewed fallbacks', ({ evals }) =>
    rate(evals.max_unreviewed_fallback_rate),
  ),
  'evals.dataset': field('dataset', (packet) => text(packet.evals.dataset)),
  'evals.case_kinds': field('cases', (packet) => worded(packet.evals.case_kinds ?? [])),
  'evals.metrics': field('metrics', (packet) => named(packet.evals.metrics ?? [])),
  'evals.scorer': field('scorer', (packet) => text(packet.evals.scorer)),
  'evals.run': field('run', (packet) => text(packet.evals.run)),
  'evals.reviewer': field('reviewer', ({ evals }) => person(evals.reviewer)),
  'evals.human_review': field('human review', (packet) => text(packet.evals.human_review)),
  guardrails: field('', (packet) =>
    keyed(packet.guardrails, ({ metric, limit }) => `${metric}/${limit}`, guardrailText),
  ),
  known_failures: field('', (packet) =>
    keyed(
      packet.known_failures,
      ({ failure }) => failure,
      ({ failure, mitigation, owner: who }) =>
        [
          inline(failure, 300),
          mitigation ? `mitigated by ${inline(mitigation, 300)}` : 'not mitigated',
          who ? owner(who) : '',
        ]
          .filter(Boolean)
          .join(', '),
    ),
  ),
  mitigations: field('', (packet) => mitigationItems(packet.mitigations)),
  assessment: field('', (packet) => groupItems(packet.assessment)),
  gateway: field('', (packet) => groupItems(packet.gateway)),
  monitoring: field('', (packet) => groupItems(packet.monitoring)),
  operations: field('', (packet) => groupItems(packet.operations)),
  compared_with: field('', (packet) => groupItems(packet.compared_with)),
  'rollout.stages': field('stages', ({ rollout }) =>
    rollout.stages.length > 0 ? { text: rollout.stages.map(stageText).join(', then ') } : null,
  ),
  'rollout.first_audience': field('first', (packet) => text(packet.rollout.first_audience)),
  'rollout.excluded': field('not', (packet) => named(packet.rollout.excluded)),
  'rollout.rollback_target': field('to', (packet) => text(packet.rollout.rollback_target)),
  'rollout.incident_contact': field('incident contact', ({ rollout }) =>
    rollout.incident_contact ? { text: owner(rollout.incident_contact) } : null,
  ),
  'rollout.flag': field('flag', (packet) => text(packet.rollout.flag)),
  'rollout.clean_up_by': field('clean up by', ({ rollout }) =>
    rollout.clean_up_by ? { text: dayText(rollout.clean_up_by) } : null,
  ),
  'rollout.method': field('by', ({ rollout }) => (rollout.method ? text(words(rollout.method)) : null)),
  'rollout.flag_key': field('flag key', (packet) => text(packet.rollout.flag_key)),
  'rollout.next_audience': field('then', (packet) => text(packet.rollout.next_audience)),
  'rollout.asked_exposure': field('exposure asked for', (packet) => text(packet.rollout.asked_exposure)),
  'rollout.stop_conditions': field('stops when', (packet) => named(packet.rollout.stop_conditions ?? [])),
  'rollout.rollback_method': field('by', (packet) => text(packet.rollout.rollback_method)),
  'rollout.rollback_variation': field('variation', (packet) => text(packet.rollout.rollback_variation)),
  'renewal.review_by': field('', ({ renewal }) =>
    renewal.review_by ? { text: dayText(renewal.review_by) } : null,
  ),
  'renewal.triggers': field('triggers', (packet) => named(packet.renewal.triggers)),
  'renewal.decommission_rules': field('retired when', (packet) =>
    named(packet.renewal.decommission_rules ?? []),
  ),
  proofs: field('', (packet) => proofItems(packet.proofs)),
};
