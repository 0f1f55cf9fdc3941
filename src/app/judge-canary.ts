import { type CanaryJudgement, judgeInCanary } from '../domain/canary/judge.ts';
import type { Policy } from '../domain/policy.ts';
import type { DecisionContext, RequestCommand } from '../domain/request/commands.ts';
import type { RequestEvent } from '../domain/request/events.ts';
import type { Decision } from '../domain/request/filing.ts';
import type { Request } from '../domain/request/request.ts';

/** A policy that is tried beside the one that binds. */
export interface Canary {
  readonly policy: Policy;
  /** Told of each proposal that was judged; must not throw. */
  readonly judged: (differs: boolean) => void;
  /** Told where the policy in canary could not be asked, which is a defect; must not throw. */
  readonly failed: (error: unknown) => void;
}

/** Asks the policy in canary. Never throws: whatever becomes of it, what was decided stays decided. */
export function askCanary(
  state: Request | null,
  command: RequestCommand,
  decision: Decision,
  context: DecisionContext,
  canary: Canary | undefined,
): CanaryJudgement | null {
  if (!canary) return null;
  try {
    return judgeInCanary(state, command, decision, context, canary.policy);
  } catch (error) {
    canary.failed(error);
    return null;
  }
}

/** What is recorded of a judgement: nothing, where the policy in canary would have done the same. */
export const canaryEvents = (judgement: CanaryJudgement | null): RequestEvent[] =>
  judgement?.differs ? [{ type: 'canary_judged', ...judgement.difference }] : [];
