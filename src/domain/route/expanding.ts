import type { RouteContext } from './commands.ts';
import { type Command, happened, type RouteDecision, refuse } from './decision.ts';
import { gateFacts, nextStep } from './gate-facts.ts';
import { gateTo, holdEndsAt } from './gates.ts';
import type { Rollout } from './rollout.ts';
import type { Route } from './route.ts';

/** Into the next step, where its gate is clear and somebody looked at this one. */
export function expand(
  route: Route,
  rollout: Rollout,
  command: Command<'expand'>,
  context: RouteContext,
): RouteDecision {
  if (command.step !== rollout.step)
    return refuse({ reason: 'stale_step', seen: command.step, current: rollout.step });
  const next = nextStep(rollout);
  if (!next) return refuse({ reason: 'at_the_end' });
  const gate = gateTo(next, rollout, gateFacts(route, context));
  if (!gate.clear)
    return refuse({
      reason: 'gate_not_clear',
      missing: gate.items.filter((item) => !item.ok),
      to: next.exposure,
    });
  return happened({
    type: 'rollout_expanded',
    by: context.actor.person,
    step: rollout.step + 1,
    gate: gate.items,
    opId: context.opId,
    fromBp: rollout.control.wished.bp,
    toBp: next.bp,
  });
}

/** Keeps a rollout where it is for longer than its step asks for. */
export function hold(rollout: Rollout, { hours }: Command<'hold'>, context: RouteContext): RouteDecision {
  const until = Math.max(holdEndsAt(rollout) ?? context.at, context.at) + hours * 3_600_000;
  return happened({ type: 'rollout_held', by: context.actor.person, until });
}
