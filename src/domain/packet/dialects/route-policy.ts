import { z } from 'zod';
import { defaultStages } from '../../route/plan.ts';
import { day, line, prose, share, tokens, usd } from '../bounds.ts';
import { given, type PacketPart } from '../part.ts';
import { type plannedStageSchema, routeIdSchema } from '../schema.ts';
import { asSet, dialect } from './dialect.ts';
import { byName, fallbacksFrom, namesOfFallbacks } from './names.ts';

/** A policy of one route: who owns it, which models, prompt and tools it uses, within which limits (A7). */

const names = (count: number, max = 120) => z.array(line(max)).max(count).optional();

const schema = z.strictObject({
  route_id: routeIdSchema,
  owner: z
    .strictObject({
      product: line(80).optional(),
      engineering: line(80).optional(),
      security: line(80).optional(),
      finance: line(80).optional(),
    })
    .optional(),
  use_case: z
    .strictObject({
      task: prose(1000).optional(),
      data_class: line(120).optional(),
      allowed_environments: names(10, 60),
    })
    .optional(),
  models: z
    .strictObject({ primary: line(120).optional(), fallbacks: names(30, 201), denied: names(30) })
    .optional(),
  prompt: z
    .strictObject({
      source: line(300).optional(),
      reviewed_commit: line(80).optional(),
      schema_required: z.boolean().optional(),
    })
    .optional(),
  tools: z.strictObject({ allowed: names(30, 80), denied: names(30) }).optional(),
  logging: z
    .strictObject({
      payload_storage: line(160).optional(),
      metadata_retention_class: line(120).optional(),
      audit_events: names(30, 80),
    })
    .optional(),
  controls: z
    .strictObject({
      max_input_tokens: tokens.optional(),
      max_output_tokens: tokens.optional(),
      monthly_budget_usd: usd.optional(),
      fallback_requires_same_data_policy: z.boolean().optional(),
    })
    .optional(),
  evals: z
    .strictObject({ pack: line(300).optional(), min_pass_rate: share.optional(), required_tests: names(30) })
    .optional(),
  rollout: z
    .strictObject({
      canary_percent: z.number().min(0).max(100).optional(),
      expand_after_hours: z.number().min(0).max(8760).optional(),
      rollback: line(200).optional(),
    })
    .refine(
      ({ canary_percent: percent, expand_after_hours: hours }) =>
        (percent === undefined) === (hours === undefined),
      'Give canary_percent and expand_after_hours together, or neither.',
    )
    .optional(),
  renewal: z.strictObject({ review_by: day.optional(), triggers: names(30) }).optional(),
});

type Stage = z.input<typeof plannedStageSchema>;

/** The stages with the first canary as the policy wants it; what comes before and after it stays. */
function stagesWith(
  percent: number | undefined,
  hours: number | undefined,
  base: PacketPart,
): Stage[] | undefined {
  if (percent === undefined || hours === undefined) return undefined;
  const canary: Stage = { stage: 'customer_canary', percent, hold_hours: hours };
  const before: readonly Stage[] = base.rollout?.stages?.length ? base.rollout.stages : defaultStages.high;
  const isCanary = ({ stage }: Stage) => stage === 'customer_canary';
  const shared = before.findIndex((stage) => isCanary(stage) && stage.percent !== undefined);
  const at = shared < 0 ? before.findIndex(isCanary) : shared;
  if (at >= 0) return before.map((stage, index) => (index === at ? canary : stage));
  const end = before.findIndex(({ stage }) => stage === 'default');
  return end < 0 ? [...before, canary] : [...before.slice(0, end), canary, ...before.slice(end)];
}

function fromStages(stages: readonly Stage[] | undefined) {
  const canary = stages?.find(({ stage, percent }) => stage === 'customer_canary' && percent !== undefined);
  return { canary_percent: canary?.percent, expand_after_hours: canary && (canary.hold_hours ?? 0) };
}

export const routePolicy = dialect({
  id: 'route-policy',
  called: 'a route policy',
  recognises: (keys) => keys.has('route_id'),
  schema,
  toPart: (
    { route_id, owner, use_case, models, prompt, tools, logging, controls, evals, rollout, renewal },
    base,
  ) => ({
    change: {},
    evidence: [],
    packet: {
      route: route_id,
      task: use_case?.task,
      owners: given({
        business: owner?.product,
        technical: owner?.engineering,
        security: owner?.security,
        finance: owner?.finance,
      }),
      use_case: given({ allowed_environments: asSet(use_case?.allowed_environments) }),
      data: given({ sensitivity: use_case?.data_class }),
      model: {
        ...given({ primary: models?.primary ? { name: models.primary } : undefined }),
        ...given({ denied: asSet(models?.denied) }),
        ...given({ fallbacks: fallbacksFrom(models?.fallbacks, base).declared }),
      },
      fallback: given({
        allowed: fallbacksFrom(models?.fallbacks, base).allowed,
        same_data_policy: controls?.fallback_requires_same_data_policy,
      }),
      prompt: prompt && given({ ...prompt, reviewed_commit: undefined, commit: prompt.reviewed_commit }),
      tools: byName(tools?.allowed, base.tools),
      tools_denied: asSet(tools?.denied),
      log_policy: given({ ...logging, audit_events: asSet(logging?.audit_events) }),
      cost: given({
        max_input_tokens: controls?.max_input_tokens,
        max_output_tokens: controls?.max_output_tokens,
        monthly_budget_usd: controls?.monthly_budget_usd,
      }),
      evals: given({ ...evals, required_tests: asSet(evals?.required_tests) }),
      rollout: given({
        stages: stagesWith(rollout?.canary_percent, rollout?.expand_after_hours, base),
        rollback_method: rollout?.rollback,
      }),
      renewal: given({ ...renewal, triggers: asSet(renewal?.triggers) }),
    },
  }),
  fromPart: ({ packet }) => ({
    route_id: packet.route,
    owner: {
      product: packet.owners?.business,
      engineering: packet.owners?.technical,
      security: packet.owners?.security,
      finance: packet.owners?.finance,
    },
    use_case: {
      task: packet.task === '' ? undefined : packet.task,
      data_class: packet.data?.sensitivity,
      allowed_environments: packet.use_case?.allowed_environments,
    },
    models: {
      primary: packet.model?.primary?.name,
      fallbacks: namesOfFallbacks(packet),
      denied: packet.model?.denied,
    },
    prompt: packet.prompt && {
      source: packet.prompt.source,
      reviewed_commit: packet.prompt.commit,
      schema_required: packet.prompt.schema_required,
    },
    tools: { allowed: packet.tools?.map(({ name }) => name), denied: packet.tools_denied },
    logging: {
      payload_storage: packet.log_policy?.payload_storage,
      metadata_retention_class: packet.log_policy?.metadata_retention_class,
      audit_events: packet.log_policy?.audit_events,
    },
    controls: {
      max_input_tokens: packet.cost?.max_input_tokens,
      max_output_tokens: packet.cost?.max_output_tokens,
      monthly_budget_usd: packet.cost?.monthly_budget_usd,
      fallback_requires_same_data_policy: packet.fallback?.same_data_policy,
    },
    evals: {
      pack: packet.evals?.pack,
      min_pass_rate: packet.evals?.min_pass_rate,
      required_tests: packet.evals?.required_tests,
    },
    rollout: { ...fromStages(packet.rollout?.stages), rollback: packet.rollout?.rollback_method },
    renewal: { review_by: packet.renewal?.review_by, triggers: packet.renewal?.triggers },
  }),
});
