import type { RouteContext } from './commands.ts';
import type { GateFacts } from './gates.ts';
import { conditionsOf } from './owed-conditions.ts';
import { type OwnRules, ownRulesOf } from './own-rules.ts';
import type { Step } from './plan.ts';
import type { Rollout } from './rollout.ts';
import type { Route } from './route.ts';

export const nextStep = (rollout: Rollout): Step | undefined => rollout.plan[rollout.step + 1];

/** What a gate of the route looks at now; the company's own rules are those of what rolls out, unless given. */
export function gateFacts(
  route: Route,
  context: Omit<RouteContext, 'actor' | 'opId'>,
  own: OwnRules | null = ownRulesOf(route, context.policy),
) {
  const { at, today, readings, freeze, policy, lanes } = context;
  return {
    at,
    lanes,
    today,
    readings,
    freeze,
    reviewWasDue: route.review && at >= route.review.by ? route.review.by : null,
    ...emergencyIn(route, at),
    conditions: conditionsOf(route),
    drills: route.drills,
    readingFreshMs: policy.readingFreshMinutes * 60_000,
    drillMaxAgeDays: policy.drillMaxAgeDays,
    ...(own ? { own } : {}),
  };
}

/** Whether what rolls out was let out in an emergency, and whether the time for that is over. */
function emergencyIn({ emergency, rollout }: Route, at: number): Pick<GateFacts, 'emergency'> {
  if (!emergency || emergency.request !== rollout?.request) return {};
  return { emergency: at < emergency.until ? 'holds' : 'over' };
}
