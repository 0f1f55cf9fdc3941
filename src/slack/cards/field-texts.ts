import type { Packet } from '../../domain/packet/schema.ts';
import { inline } from '../blocks/mrkdwn.ts';
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
  'prompt.source': field('source', (packet) => text(packet.prompt?.source)),
  'prompt.commit': field('commit', (packet) => text(packet.prompt?.commit)),
  'prompt.text': field('text', promptText),
  'prompt.schema_required': field('output schema', ({ prompt }) =>
    prompt ? { text: prompt.schema_required ? 'required' : 'not required' } : null,
  ),
  'retrieval.profile': field('profile', (packet) => text(packet.retrieval?.profile)),
  'retrieval.sources': field('sources', (packet) => named(packet.retrieval?.sources ?? [])),
  tools: field('', (packet) => keyed(packet.tools, (tool) => tool.name, toolText)),
  tools_denied: field('denied', (packet) => named(packet.tools_denied)),
  'data.classes': field('classes', (packet) => worded(packet.data.classes)),
  'data.regions': field('regions', (packet) => named(packet.data.regions)),
  classification: field('', (packet) => worded(packet.classification)),
  logging: field('', loggingText),
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
  'cost.monthly_budget_usd': field('', ({ cost }) => amount(cost.monthly_budget_usd, moneyPer('month'))),
  'cost.per_request_usd': field('', ({ cost }) => amount(cost.per_request_usd, moneyPer('request'))),
  'cost.per_workflow_usd': field('', ({ cost }) => amount(cost.per_workflow_usd, moneyPer('workflow'))),
  'cost.per_accepted_outcome_usd': field('', ({ cost }) =>
    amount(cost.per_accepted_outcome_usd, moneyPer('accepted outcome')),
  ),
  'cost.max_input_tokens': field('input tokens', (packet) => amount(packet.cost.max_input_tokens, number)),
  'cost.max_output_tokens': field('output tokens', (packet) => amount(packet.cost.max_output_tokens, number)),
  'evals.pack': field('pack', (packet) => text(packet.evals.pack)),
  'evals.min_pass_rate': field('least pass rate', ({ evals }) =>
    evals.min_pass_rate === undefined ? null : { text: percent(evals.min_pass_rate) },
  ),
  'evals.required_tests': field('required tests', (packet) => named(packet.evals.required_tests)),
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
  'renewal.review_by': field('', ({ renewal }) =>
    renewal.review_by ? { text: dayText(renewal.review_by) } : null,
  ),
  'renewal.triggers': field('triggers', (packet) => named(packet.renewal.triggers)),
};
