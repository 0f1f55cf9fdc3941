import type { Role } from '../words.ts';
import type { RouteCommand, RouteContext } from './commands.ts';
import { conditionsOf } from './owed-conditions.ts';
import type { RouteRefusal } from './refusal.ts';
import type { Route } from './route.ts';

/** People act through a role; what acts by itself (a guardrail, the clock, the worker) is called `system`. */
const isSystem = (context: RouteContext): boolean => context.actor.person === 'system';

function barred(roles: readonly Role[], route: Route | null, context: RouteContext): RouteRefusal | null {
  if (isSystem(context)) return null;
  const owner = route?.rollout?.candidate.owners.technical ?? route?.baseline?.owners.technical;
  if (context.actor.standing === 'member' && owner === context.actor.person) return null;
  return context.actor.roles.some((role) => roles.includes(role)) ? null : { reason: 'not_in_role', roles };
}

/** Whoever owes a condition says that it is kept; so does the requester, who answers for it. */
function owes(
  route: Route | null,
  command: RouteCommand,
  { actor: { person, standing } }: RouteContext,
): boolean {
  if (command.type !== 'meet_condition' || standing !== 'member') return false;
  const condition = conditionsOf(route ?? {}).find(({ id }) => id === command.condition);
  return condition?.owner === person || condition?.requester === person;
}

const movers: ReadonlySet<RouteCommand['type']> = new Set([
  'start_rollout',
  'expand',
  'hold',
  'resume',
  'meet_condition',
  'answer_check',
  'snooze_review',
  'record_retirement',
  'cancel_retirement',
  'confirm_drained',
]);
/** What a route's business owner may do, too. */
const byOwners: ReadonlySet<RouteCommand['type']> = new Set([
  'snooze_review',
  'record_retirement',
  'cancel_retirement',
  'confirm_drained',
  'meet_condition',
  'sign_off_retirement',
]);
const stoppers: ReadonlySet<RouteCommand['type']> = new Set([
  'pause',
  'roll_back',
  'record_drill',
  'give_reason',
]);

/** The final word belongs to the owners (A11): of the business, the technology, or the product. */
const signingOff: readonly Role[] = ['product_owner'];

const isBusinessOwner = (route: Route | null, { actor }: RouteContext): boolean =>
  actor.standing === 'member' && route?.baseline?.owners.business === actor.person;

/** Why somebody may not do this to the route; null where they may. */
export function mayAct(
  route: Route | null,
  command: RouteCommand,
  context: RouteContext,
): RouteRefusal | null {
  if (byOwners.has(command.type) && isBusinessOwner(route, context)) return null;
  if (owes(route, command, context)) return null;
  if (command.type === 'sign_off_retirement') return barred(signingOff, route, context);
  if (movers.has(command.type)) return barred(context.policy.mayMove, route, context);
  if (stoppers.has(command.type)) return barred(context.policy.mayStop, route, context);
  return null;
}
