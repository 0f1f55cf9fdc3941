import type { ReviewRole } from '../words.ts';
import type { DecisionContext, RequestCommand } from './commands.ts';
import type { Decision } from './filing.ts';
import { stopsOn } from './proof.ts';
import type { Refusal } from './refusal.ts';
import type { InReview } from './request.ts';
import { filling } from './standing.ts';

type Review = Extract<RequestCommand, { type: 'approve' | 'request_changes' | 'reject' }>;

/** Why this person may not decide for this role at all, whatever the decision; null if they may. */
export function barredFrom(
  state: Pick<InReview, 'requester' | 'editors' | 'assessment'>,
  role: ReviewRole,
  actor: DecisionContext['actor'],
): Refusal | null {
  if (actor.person === state.requester) return { reason: 'own_request', role };
  if (state.editors.includes(actor.person)) return { reason: 'edited_request', role };
  if (actor.standing !== 'member') return { reason: 'standing', standing: actor.standing, role };
  if (!state.assessment.slots.some((slot) => slot.role === role)) return { reason: 'role_not_asked', role };
  if (actor.roles.includes(role)) return null;
  const absent = (actor.standsInFor ?? []).filter((one) => one.role === role).map(({ person }) => person);
  const [first] = absent;
  if (first === undefined) return { reason: 'not_in_role', role };
  return absent.some((person) => mayLend(state, person))
    ? null
    : { reason: 'stands_in_for_barred', role, absent: first };
}

/** Nobody can give away what they do not have: on what they asked for or edited, their delegate decides no more than they. */
const mayLend = (state: Pick<InReview, 'requester' | 'editors'>, absent: string): boolean =>
  absent !== state.requester && !state.editors.includes(absent);

/** For whom a decision counts that its giver has no role of their own for. */
function actsForOf(state: InReview, role: ReviewRole, actor: DecisionContext['actor']): { actsFor?: string } {
  if (actor.roles.includes(role)) return {};
  const lent = (actor.standsInFor ?? []).find((one) => one.role === role && mayLend(state, one.person));
  return lent ? { actsFor: lent.person } : {};
}

/** Why an approval could not count; null if it can. Only a role that no approval can help any more is shut. */
function shutFor(state: InReview, role: ReviewRole, person: string): Refusal | null {
  const objected = state.objections.some((objection) => objection.person === person);
  const own = state.approvals.find((given) => given.role === role && given.person === person);
  if (own && !objected) return { reason: 'already_approved', role, at: own.at };
  const { open, filled, peopleLacking } = filling(state);
  const isNewPerson = !state.approvals.some((given) => given.person === person);
  // With every slot filled, only somebody new helps; before that, every open role does.
  const onlyPeopleLack = peopleLacking > 0 && open.every((slot) => slot.lacking === 0);
  const counts = onlyPeopleLack ? isNewPerson : open.some((slot) => slot.role === role);
  if (objected || counts) return null;
  const given = filled.find((approval) => approval.role === role);
  const standing = state.approvals.find(
    (approval) => approval.role === role && approval.person === given?.person,
  );
  return standing ? { reason: 'already_decided', role, by: standing.person, at: standing.at } : null;
}

/** Approve, request changes, reject: one person, one slot, one revision. */
export function decideReview(state: InReview, command: Review, context: DecisionContext): Decision {
  const { role, revision } = command;
  const { person } = context.actor;
  const barred = barredFrom(state, role, context.actor);
  if (barred) return { refusal: barred };
  if (revision !== state.bound.revision)
    return { refusal: { reason: 'stale_revision', seen: revision, current: state.bound.revision } };
  const actsFor = actsForOf(state, role, context.actor);
  if (command.type !== 'approve') {
    const { category, reason } = command;
    const type = command.type === 'reject' ? 'request_rejected' : 'changes_requested';
    return { events: [{ type, role, person, ...actsFor, category, reason, bound: state.bound }] };
  }
  if (state.assessment.confirm === 'type_route' && command.typedRoute?.trim() !== state.route)
    return { refusal: { reason: 'route_not_typed', route: state.route } };
  const shut = shutFor(state, role, person);
  if (shut) return { refusal: shut };
  const stops = stopsOn(state, context.policy, context.at);
  if (stops.length > 0) return { refusal: { reason: 'stopped', stops } };
  const { conditions, comment } = command;
  const { bound } = state;
  return { events: [{ type: 'slot_approved', role, person, ...actsFor, conditions, comment, bound }] };
}
