import type { ReviewRole } from '../words.ts';
import type { DecisionContext, RequestCommand } from './commands.ts';
import type { Decision } from './filing.ts';
import type { Refusal } from './refusal.ts';
import {
  type Emergency,
  type EmergencyRole,
  emergencyRoles,
  type InReview,
  type Request,
} from './request.ts';
import { filling } from './standing.ts';

/**
 * Break-glass: when users are hurt and nobody can wait for the reviews, somebody who owns releases and somebody on
 * call let a change out together, for a bounded time. It fills no slot: the reviews stay undone, and somebody else
 * looks at it afterwards.
 */

type Command<T extends RequestCommand['type']> = Extract<RequestCommand, { type: T }>;
type Actor = DecisionContext['actor'];

/** A call that nobody joined for so long was no emergency. Epoch ms. */
export const callHoldsMs = 4 * 3_600_000;
const hourMs = 3_600_000;

const refuse = (refusal: Refusal): Decision => ({ refusal });

/** Which of the two roles somebody holds. */
export const emergencyRolesOf = (actor: Pick<Actor, 'roles'>): EmergencyRole[] =>
  emergencyRoles.filter((role) => actor.roles.includes(role));

function barred(state: InReview, actor: Actor): Refusal | null {
  const [role] = emergencyRolesOf(actor);
  const named = role ?? 'release_owner';
  if (actor.person === state.requester) return { reason: 'own_request', role: named };
  if (state.editors.includes(actor.person)) return { reason: 'edited_request', role: named };
  if (actor.standing !== 'member') return { reason: 'standing', standing: actor.standing, role: named };
  if (state.expands) return { reason: 'expansion_fixed', request: state.expands.request };
  if (!role) return { reason: 'not_for_emergencies' };
  // A renewal would lift the bound that an emergency has, and to retire something nobody is in a hurry.
  const { kind } = state.change;
  return kind === 'new' || kind === 'change' ? null : { reason: 'no_change_to_let_out' };
}

function staleOrOff(state: InReview, revision: number, { policy }: DecisionContext): Refusal | null {
  if (policy.requests.emergencyHours === 0) return { reason: 'emergencies_off' };
  return revision === state.bound.revision
    ? null
    : { reason: 'stale_revision', seen: revision, current: state.bound.revision };
}

/** The call that can still be joined; null where there is none. */
export function openCall(state: Request, at: number): InReview['call'] | null {
  const call = state.status === 'in_review' ? state.call : undefined;
  return call && at < call.at + callHoldsMs ? call : null;
}

/** When a call that nobody joined ends, epoch ms; null where there is none. */
export const callEndsAt = (state: Request): number | null =>
  state.status === 'in_review' && state.call ? state.call.at + callHoldsMs : null;

export function callEmergency(
  state: InReview,
  command: Command<'call_emergency'>,
  context: DecisionContext,
): Decision {
  const { at, actor, policy } = context;
  const refused = barred(state, actor) ?? staleOrOff(state, command.revision, context);
  if (refused) return refuse(refused);
  const reason = command.reason.trim();
  if (reason === '') return refuse({ reason: 'emergency_unexplained' });
  const most = policy.requests.emergencyHours;
  if (!(command.hours >= 1 && command.hours <= most)) return refuse({ reason: 'emergency_too_long', most });
  const call = openCall(state, at);
  if (call) return refuse({ reason: 'emergency_called', by: call.by, at: call.at });
  const roles = emergencyRolesOf(actor);
  return { events: [{ type: 'emergency_called', by: actor.person, roles, reason, hours: command.hours }] };
}

/** One of them owns releases and the other is on call, whichever way round it fits. */
function pairOf(
  first: readonly EmergencyRole[],
  second: readonly EmergencyRole[],
): readonly [EmergencyRole, EmergencyRole] | null {
  for (const left of first) for (const right of second) if (left !== right) return [left, right];
  return null;
}

export function joinEmergency(
  state: InReview,
  command: Command<'join_emergency'>,
  context: DecisionContext,
): Decision {
  const { at, actor } = context;
  const refused = barred(state, actor) ?? staleOrOff(state, command.revision, context);
  if (refused) return refuse(refused);
  const call = openCall(state, at);
  if (!call) return refuse({ reason: 'emergency_not_called' });
  if (call.by === actor.person) return refuse({ reason: 'emergency_same_person' });
  const pair = pairOf(call.roles, emergencyRolesOf(actor));
  if (!pair) return refuse({ reason: 'emergency_same_role', role: call.roles[0] ?? 'release_owner' });
  return {
    events: [
      {
        type: 'emergency_approved',
        calledBy: { person: call.by, role: pair[0] },
        joinedBy: { person: actor.person, role: pair[1] },
        reason: call.reason,
        until: at + call.hours * hourMs,
        skipped: filling(state).open.map(({ role }) => role),
        bound: state.bound,
      },
    ],
  };
}

/** Who may look at it afterwards: whoever would have been asked before. */
export function afterReviewRoles({ assessment }: Pick<Request, 'assessment'>): ReviewRole[] {
  const asked = assessment.slots.map(({ role }) => role);
  return asked.length > 0 ? asked : ['ai_platform'];
}

function involved(state: Request, { calledBy, joinedBy }: Emergency): string[] {
  return [state.requester, ...state.editors, calledBy.person, joinedBy.person];
}

/** Somebody else says afterwards whether it may stay for its time, or goes back at once. */
export function closeAfterReview(
  state: Request,
  command: Command<'close_after_review'>,
  { actor }: DecisionContext,
): Decision {
  const { emergency } = state;
  if (!emergency) return refuse({ reason: 'no_after_review' });
  if (emergency.review)
    return refuse({ reason: 'after_review_closed', by: emergency.review.by, at: emergency.review.at });
  const roles = afterReviewRoles(state);
  if (actor.standing !== 'member')
    return refuse({ reason: 'standing', standing: actor.standing, role: roles[0] ?? 'ai_platform' });
  if (involved(state, emergency).includes(actor.person)) return refuse({ reason: 'after_review_involved' });
  if (!roles.some((role) => actor.roles.includes(role)))
    return refuse({ reason: 'not_an_after_reviewer', roles });
  const note = command.note.trim();
  if (note === '') return refuse({ reason: 'emergency_unexplained' });
  return {
    events: [{ type: 'after_review_closed', by: actor.person, stays: command.stays, note }],
  };
}

/** How long after it was opened, or last said, an open after-review is said again. */
export const afterReviewEveryMs = 24 * hourMs;

/** When the after-review is brought up next, epoch ms; null where there is none, or it is closed. */
export function afterReviewAt({ emergency }: Request): number | null {
  return emergency && !emergency.review ? emergency.remindedAt + afterReviewEveryMs : null;
}
