import { z } from 'zod';
import { environments, type RequestLogField, requestLogFields } from '../../words.ts';
import { line, prose, share, usd } from '../bounds.ts';
import { given, type PacketPart } from '../part.ts';
import { asSet, dialect } from './dialect.ts';
import { triggerLists } from './fallback-policy.ts';
import { fromLatency, latencyKeys, toLatency } from './latency-policy.ts';
import { byName, unlessStandIn } from './names.ts';
import { fromLists, toLists } from './transitions.ts';

/** How a workflow's requests are routed, what they may cost, who is asked, and what must be logged and pass (D9). */

const schema = z.strictObject({
  policy_name: line(120),
  owner: z.strictObject({ team: line(120).optional(), approver: line(120).optional() }).optional(),
  workflow: z
    .strictObject({
      description: prose(1000).optional(),
      environment: z.enum(environments).optional(),
      data_sensitivity: line(120).optional(),
    })
    .optional(),
  route_selection: z
    .strictObject({
      primary_route: line(120).optional(),
      required_capabilities: z.array(line(80)).max(20).optional(),
      blocked_routes: z.array(line(120)).max(30).optional(),
    })
    .optional(),
  latency: latencyKeys,
  cost: z
    .strictObject({
      max_cost_per_conversation: z.union([usd, line(120)]).optional(),
      owner_key: line(120).optional(),
    })
    .optional(),
  risk: z.strictObject({ human_review_required_when: z.array(line(120)).max(20).optional() }).optional(),
  fallback: z.strictObject(triggerLists).optional(),
  evidence: z
    .strictObject({
      required_logs: z
        .array(z.enum(requestLogFields))
        .max(requestLogFields.length * 2)
        .optional(),
    })
    .optional(),
  acceptance_tests: z
    .strictObject({
      min_eval_pass_rate: share.optional(),
      max_schema_error_rate: share.optional(),
      max_unreviewed_fallback_rate: share.optional(),
    })
    .optional(),
});

const conversation = 'conversation';
/** A limit is an amount, or words such as who sets it. */
const amountOf = (limit: number | string | undefined) => (typeof limit === 'number' ? limit : undefined);
const wordsOf = (limit: number | string | undefined) => (typeof limit === 'string' ? limit : undefined);

function logFrom(facts: readonly RequestLogField[] | undefined): NonNullable<PacketPart['request_log']> {
  const log: { [F in RequestLogField]?: boolean } = {};
  for (const fact of facts ?? []) log[fact] = true;
  return log;
}

export const routingPolicy = dialect({
  id: 'routing-policy',
  called: 'a routing policy',
  recognises: (keys) => keys.has('policy_name') || keys.has('route_selection'),
  schema,
  toPart: (document, base) => ({
    change: {},
    evidence: [],
    packet: {
      ...given({ task: document.workflow?.description, environment: document.workflow?.environment }),
      owners: given({ team: document.owner?.team, approver: document.owner?.approver }),
      data: given({ sensitivity: document.workflow?.data_sensitivity }),
      routing: given({
        policy_name: unlessStandIn(document.policy_name, base.routing?.policy_name, base.route),
        blocked_routes: asSet(document.route_selection?.blocked_routes),
      }),
      capabilities: byName(document.route_selection?.required_capabilities, base.capabilities),
      latency: toLatency(document.latency),
      cost: given({ per_workflow_usd: amountOf(document.cost?.max_cost_per_conversation) }),
      billing: given({
        owner_key: document.cost?.owner_key,
        workflow_unit: document.cost?.max_cost_per_conversation === undefined ? undefined : conversation,
        workflow_limit: wordsOf(document.cost?.max_cost_per_conversation),
      }),
      safety: given({ human_review_when: asSet(document.risk?.human_review_required_when) }),
      fallback: given({
        primary_route: document.route_selection?.primary_route,
        transitions: document.fallback && fromLists(document.fallback, base),
      }),
      request_log: logFrom(document.evidence?.required_logs),
      evals: given({
        min_pass_rate: document.acceptance_tests?.min_eval_pass_rate,
        max_schema_error_rate: document.acceptance_tests?.max_schema_error_rate,
        max_unreviewed_fallback_rate: document.acceptance_tests?.max_unreviewed_fallback_rate,
      }),
    },
  }),
  fromPart: ({ packet }) => ({
    policy_name: packet.routing?.policy_name ?? packet.route,
    owner: { team: packet.owners?.team, approver: packet.owners?.approver },
    workflow: {
      description: packet.task === '' ? undefined : packet.task,
      environment: packet.environment,
      data_sensitivity: packet.data?.sensitivity,
    },
    route_selection: {
      primary_route: packet.fallback?.primary_route,
      required_capabilities: packet.capabilities?.map(({ name }) => name),
      blocked_routes: packet.routing?.blocked_routes,
    },
    latency: fromLatency(packet.latency),
    cost: {
      max_cost_per_conversation:
        packet.billing?.workflow_unit === conversation
          ? (packet.cost?.per_workflow_usd ?? packet.billing.workflow_limit)
          : undefined,
      owner_key: packet.billing?.owner_key,
    },
    risk: { human_review_required_when: packet.safety?.human_review_when },
    fallback: toLists(packet.fallback?.transitions),
    evidence: {
      required_logs: requestLogFields.filter((fact) => packet.request_log?.[fact] === true),
    },
    acceptance_tests: {
      min_eval_pass_rate: packet.evals?.min_pass_rate,
      max_schema_error_rate: packet.evals?.max_schema_error_rate,
      max_unreviewed_fallback_rate: packet.evals?.max_unreviewed_fallback_rate,
    },
  }),
});
