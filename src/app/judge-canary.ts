import { type CanaryJudgement, judgeInCanary } from '../domain/canary/judge.ts';
import type { Policy } from '../domain/policy.ts';
import type { DecisionContext, RequestCommand } from '../domain/request/commands.ts';
import type { RequestEvent } from '../domain/request/events.ts';
import type { Decision } from '../domain/request/filing.ts';
import type { Request } from '../domain/request/request.ts';
import { fallbacksProposed, type ReachSources } from './fallback-reach.ts';

/** A policy that is tried beside the one that binds. */
export interface Canary {
  readonly policy: Policy;
  /** Told of each proposal that was judged; must not throw. */
  readonly judged: (differs: boolean) => void;
  /** Told where the policy in canary could not be asked, which is a defect; must not throw. */
  readonly failed: (error: unknown) => void;
}

/**
 * Asks the policy in canary, with its own list of models. Never throws: whatever becomes of it, what was decided stays
 * decided.
 */
export async function askCanary(
  state: Request | null,
  command: RequestCommand,
  decision: Decision,
  context: DecisionContext,
  around: Pick<ReachSources, 'store'> & { readonly canary?: Canary },
): Promise<CanaryJudgement | null> {
  const { canary } = around;
  if (!canary) return null;
  try {
    const { policy } = canary;
    const fallbacks = await fallbacksProposed(command, { ...around, at: context.at, policy: () => policy });
    return judgeInCanary(state, command, decision, { ...context, fallbacks }, policy);
  } catch (error) {
    canary.failed(error);
    return null;
  }
}

/** What is recorded of a judgement: nothing, where the policy in canary would have done the same. */
export const canaryEvents = (judgement: CanaryJudgement | null): RequestEvent[] =>
  judgement?.differs ? [{ type: 'canary_judged', ...judgement.difference }] : [];
