import type { ProposalInput } from '../../src/domain/packet/schema.ts';
import { storedKinds } from '../../src/domain/words.ts';

const longestTask = 1000;
const someone = (owner: string): string => `U ${owner}`.slice(0, 80).toWellFormed().trim();

/** The same proposal, with what has to be said before anybody files it, and evidence that says no to nothing. */
export function fileable<Input extends ProposalInput>(input: Input): Input {
  const task = `Summarise a thread for: ${input.task}`.slice(0, longestTask).trim();
  const { owners, model, logging = {}, cost, evals, rollout, renewal } = input;
  return {
    ...input,
    task: task.isWellFormed() ? task : task.slice(0, -1),
    owners: { ...owners, business: someone(owners.business), technical: someone(owners.technical) },
    model: {
      ...model,
      primary: {
        ...model.primary,
        status: model.primary.status === 'retired' ? 'deprecated' : model.primary.status,
      },
      fallbacks: model.fallbacks?.filter(({ status }) => status !== 'retired') ?? [],
      denied: [],
    },
    ...(input.fallback ? { fallback: { ...input.fallback, blocked: [] } } : {}),
    tools:
      input.tools?.map((tool) =>
        tool.effect === 'irreversible' ? { ...tool, human_control: 'approval_each_time' as const } : tool,
      ) ?? [],
    logging: Object.fromEntries(
      storedKinds.map((kind) => {
        const given = logging[kind];
        return [
          kind,
          given?.stored ? { ...given, retention_days: given.retention_days ?? 30 } : { stored: false },
        ];
      }),
    ),
    cost: { ...cost, monthly_budget_usd: cost?.monthly_budget_usd ?? 400, max_output_tokens: 700 },
    evals: { ...evals, min_pass_rate: evals?.min_pass_rate ?? 0.95 },
    known_failures:
      input.known_failures?.map((failure) => ({
        ...failure,
        mitigation: `a filter: ${failure.mitigation ?? ''}`.slice(0, 290).toWellFormed().trim(),
        owner: someone(failure.owner ?? ''),
      })) ?? [],
    rollout: {
      ...rollout,
      rollback_target: `before: ${rollout?.rollback_target ?? ''}`.slice(0, 190).toWellFormed().trim(),
      incident_contact: someone(rollout?.incident_contact ?? ''),
    },
    ...(input.monitoring ? { monitoring: { ...input.monitoring, owner: 'U-platform' } } : {}),
    renewal: {
      ...renewal,
      triggers: renewal?.triggers?.length ? renewal.triggers : ['model_version_change'],
    },
    evidence:
      input.evidence?.map(({ measured, verdict = 'not_judged', ...piece }) =>
        verdict === 'passed'
          ? { ...piece, verdict }
          : { ...piece, ...(measured === undefined ? {} : { measured }) },
      ) ?? [],
  };
}
