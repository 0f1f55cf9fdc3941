import type { Policy } from '../policy.ts';
import type { DecisionContext, RequestCommand } from '../request/commands.ts';
import { decide } from '../request/decide.ts';
import type { Decision } from '../request/filing.ts';
import type { Request } from '../request/request.ts';
import { type CanaryDifference, filed, type Treatment, treatmentDifferences } from './treatment.ts';

/** What a decision made of a proposal; null where it decided on none. */
function treatmentIn(decision: Decision): Treatment | null {
  if ('refusal' in decision) return { outcome: 'refused', because: decision.refusal.reason };
  for (const event of decision.events)
    if (event.type === 'request_submitted' || event.type === 'request_revised')
      return filed(event.assessment);
  return null;
}

const isProposal = ({ type }: RequestCommand): boolean =>
  type === 'submit_request' || type === 'revise_request';

export interface CanaryJudgement {
  readonly differs: boolean;
  readonly difference: CanaryDifference;
}

/**
 * What the policy in canary would have made of something filed or edited, beside what was decided. Null where there is
 * nothing to judge: nothing was proposed, or both refuse it for the same reason, such as an edit by a stranger. Pure;
 * what is decided stays what it is.
 */
export function judgeInCanary(
  state: Request | null,
  command: RequestCommand,
  decision: Decision,
  context: DecisionContext,
  canary: Policy,
): CanaryJudgement | null {
  if (!isProposal(command)) return null;
  const binding = treatmentIn(decision);
  if (!binding) return null;
  const other = treatmentIn(decide(state, command, { ...context, policy: canary }));
  if (!other) return null;
  const differs = treatmentDifferences(binding, other);
  if (differs.length === 0 && binding.outcome === 'refused') return null;
  const before = state?.bound.revision ?? 0;
  const revision = binding.outcome === 'filed' ? before + 1 : before;
  const difference = { digest: canary.digest, revision, binding, canary: other, differs };
  return { differs: differs.length > 0, difference };
}
