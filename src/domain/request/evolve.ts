import type { EvidenceRecord } from '../evidence/evidence-record.ts';
import type { RequestEvent } from './events.ts';
import { withoutPiece } from './evidence.ts';
import type { Approved, Expansion, InReview, Objection, Request, RequestBase } from './request.ts';

type Submitted = Extract<RequestEvent, { type: 'request_submitted' }>;
type Revised = Extract<RequestEvent, { type: 'request_revised' }>;

const union = <T>(left: readonly T[], right: readonly T[]): T[] => [...new Set([...left, ...right])];

const expansionOf = ({ request, from, to }: Expansion): Expansion => ({ request, from, to });

function submitted(event: Submitted, at: number): InReview {
  const editors = event.expands?.editors ?? [];
  return {
    status: 'in_review',
    id: event.request,
    route: event.packet.route,
    requester: event.requester,
    editors,
    change: event.change,
    packet: event.packet,
    baseline: event.baseline,
    evidence: event.evidence,
    bound: event.bound,
    raisedTo: event.raisedTo,
    lowered: null,
    assessment: event.assessment,
    submittedAt: at,
    revisedAt: at,
    approvals: [],
    objections: [],
    fallen: [],
    cardRoles: event.assessment.slots.map((slot) => slot.role),
    times: event.times,
    expiresAt: event.expiresAt,
    extended: false,
    lastReminder: 'none',
    escalated: false,
    expiryWarned: false,
    nudgedAt: null,
    ...(event.expands ? { expands: expansionOf(event.expands) } : {}),
  };
}

function revised(state: InReview, event: Revised, at: number): InReview {
  const fell = (approval: { role: string; person: string }) =>
    event.fell.some((fallen) => fallen.role === approval.role && fallen.person === approval.person);
  const sameTimes = event.times.dueAt === state.times.dueAt;
  // Whoever called an emergency called it for what the request was then.
  const { call: _call, listedFor: _listedFor, earlier: _earlier, ...kept } = state;
  return {
    ...kept,
    editors: event.editor === state.requester ? state.editors : union(state.editors, [event.editor]),
    change: event.change,
    packet: event.packet,
    evidence: event.evidence,
    ...(event.listedFor ? { listedFor: event.listedFor } : {}),
    ...(event.earlier ? { earlier: event.earlier } : {}),
    bound: event.bound,
    raisedTo: event.raisedTo,
    lowered: null,
    assessment: event.assessment,
    revisedAt: at,
    approvals: state.approvals.filter((approval) => !fell(approval)),
    objections: [],
    fallen: event.fell,
    cardRoles: union(
      state.cardRoles,
      event.assessment.slots.map((slot) => slot.role),
    ),
    times: event.times,
    lastReminder: sameTimes ? state.lastReminder : 'none',
    escalated: sameTimes ? state.escalated : false,
  };
}

/** Only what every status shares, so that a closed request keeps nothing of an open one's timers. */
function base(state: Request): RequestBase {
  const { id, route, requester, editors, change, packet, baseline, evidence, bound, raisedTo, lowered } =
    state;
  const { assessment, submittedAt, revisedAt, approvals, objections, fallen, cardRoles, expands } = state;
  const { emergency, kept } = state;
  const { listedFor, attached, earlier } = state;
  return {
    id,
    route,
    requester,
    editors,
    change,
    packet,
    baseline,
    evidence,
    bound,
    raisedTo,
    lowered,
    assessment,
    submittedAt,
    revisedAt,
    approvals,
    objections,
    fallen,
    cardRoles,
    ...(listedFor ? { listedFor } : {}),
    ...(attached ? { attached } : {}),
    ...(earlier ? { earlier } : {}),
    ...(expands ? { expands } : {}),
    ...(emergency ? { emergency } : {}),
    ...(kept ? { kept } : {}),
  };
}

const standIn = (actsFor: string | undefined) => (actsFor === undefined ? {} : { actsFor });

/** What is answered by an approval: what its giver objected to, or whoever it was given for. */
const answers =
  ({ person, role, actsFor }: Extract<RequestEvent, { type: 'slot_approved' }>) =>
  (objection: Objection): boolean =>
    objection.person === person ||
    (objection.role === role && (objection.person === actsFor || objection.actsFor === person));

function emergencyApproved(
  state: InReview,
  event: Extract<RequestEvent, { type: 'emergency_approved' }>,
  at: number,
): Approved {
  const { calledBy, joinedBy, reason, until, skipped } = event;
  const emergency = { calledBy, joinedBy, reason, at, until, skipped, remindedAt: at, review: null };
  return {
    ...base(state),
    emergency,
    status: 'approved',
    approvedAt: at,
    exposure: 'default',
    useBy: until,
    extended: false,
    useByWarned: false,
  };
}

function withKept<State extends Request>(
  state: State,
  { condition, by, proof }: Extract<RequestEvent, { type: 'condition_kept' }>,
  at: number,
): State {
  return { ...state, kept: [...(state.kept ?? []), { id: condition, by, at, proof }] };
}

/** What happens to an emergency's after-review, whatever became of the approval meanwhile. */
function reviewedAfter<State extends Request>(state: State, event: RequestEvent, at: number): State {
  const { emergency } = state;
  if (!emergency) return state;
  if (event.type === 'after_review_reminded')
    return { ...state, emergency: { ...emergency, remindedAt: at } };
  if (event.type !== 'after_review_closed') return state;
  const { by, stays, note } = event;
  return { ...state, emergency: { ...emergency, review: { by, at, stays, note } } };
}

type EvidenceChanged = Extract<RequestEvent, { type: 'evidence_attached' | 'evidence_withdrawn' }>;

function attachedAfter(state: Request, event: EvidenceChanged): readonly EvidenceRecord[] {
  const attached = state.attached ?? [];
  return event.type === 'evidence_attached'
    ? [...attached, event.record]
    : withoutPiece(attached, event.evidence);
}

function evidenceChanged(state: InReview, event: EvidenceChanged): InReview {
  const { bound, fell, times } = event;
  const hasFallen = ({ role, person }: { role: string; person: string }) =>
    fell.some((fallen) => fallen.role === role && fallen.person === person);
  return {
    ...state,
    attached: attachedAfter(state, event),
    bound,
    ...(fell.length > 0
      ? { approvals: state.approvals.filter((given) => !hasFallen(given)), fallen: fell }
      : {}),
    ...(times ? { times, lastReminder: 'none', escalated: false } : {}),
  };
}

function evolveInReview(state: InReview, event: RequestEvent, at: number): Request {
  switch (event.type) {
    case 'evidence_attached':
    case 'evidence_withdrawn':
      return evidenceChanged(state, event);
    case 'request_revised':
      return revised(state, event, at);
    case 'slot_approved': {
      const { role, person, actsFor, conditions, comment, bound } = event;
      const given = { role, person, ...standIn(actsFor), at, conditions, comment, bound };
      return {
        ...state,
        approvals: [
          ...state.approvals.filter((other) => other.role !== role || other.person !== person),
          given,
        ],
        objections: state.objections.filter((objection) => !answers(event)(objection)),
      };
    }
    case 'changes_requested': {
      const { role, person, actsFor, category, reason } = event;
      return {
        ...state,
        approvals: state.approvals.filter((given) => given.role !== role || given.person !== person),
        objections: [
          ...state.objections.filter((objection) => objection.role !== role || objection.person !== person),
          { role, person, ...standIn(actsFor), at, category, reason },
        ],
      };
    }
    case 'request_rejected': {
      const { role, person, actsFor, category, reason } = event;
      const rejection = { role, person, ...standIn(actsFor), at, category, reason };
      return { ...base(state), status: 'rejected', rejection };
    }
    case 'emergency_called': {
      const { by, roles, reason, hours } = event;
      return { ...state, call: { by, roles, at, reason, hours } };
    }
    case 'emergency_call_ended': {
      const { call: _over, ...kept } = state;
      return kept;
    }
    case 'emergency_approved':
      return emergencyApproved(state, event, at);
    case 'request_approved':
      return {
        ...base(state),
        status: 'approved',
        approvedAt: at,
        exposure: event.exposure,
        useBy: event.useBy,
        extended: false,
        useByWarned: false,
      };
    case 'tier_lowered':
      return {
        ...state,
        lowered: { to: event.to, by: event.by, reason: event.reason },
        assessment: event.assessment,
        cardRoles: union(
          state.cardRoles,
          event.assessment.slots.map((slot) => slot.role),
        ),
      };
    case 'request_withdrawn':
      return { ...base(state), status: 'withdrawn', by: event.by, at, reason: event.reason };
    case 'reviewers_nudged':
      return { ...state, nudgedAt: at };
    case 'review_reminded':
      return { ...state, lastReminder: event.point };
    case 'review_escalated':
      return { ...state, lastReminder: 'due', escalated: true };
    case 'expiry_warned':
      return { ...state, expiryWarned: true };
    case 'request_extended':
      return { ...state, expiresAt: event.expiresAt, extended: true, expiryWarned: false };
    case 'request_expired':
      return { ...base(state), status: 'expired', at };
    default:
      return state;
  }
}

/**
 * The state after one event; `at` is the event's time in epoch milliseconds. Never throws: an event that does
 * not fit the state leaves it as it is, because the log is the truth and must stay readable.
 */
export function evolve(state: Request | null, event: RequestEvent, at: number): Request | null {
  if (event.type === 'request_submitted') return state ?? submitted(event, at);
  if (event.type === 'condition_kept') return state && withKept(state, event, at);
  if (state?.status === 'in_review') return evolveInReview(state, event, at);
  if (state?.status === 'approved') {
    if (event.type === 'evidence_attached' || event.type === 'evidence_withdrawn')
      return { ...state, attached: attachedAfter(state, event) };
    if (event.type === 'use_by_warned') return { ...state, useByWarned: true };
    if (event.type === 'approval_extended')
      return { ...state, useBy: event.useBy, extended: true, useByWarned: false };
    if (event.type === 'approval_used') return { ...state, used: { by: event.by, at } };
    if (event.type === 'approval_lapsed')
      return { ...base(state), status: 'lapsed', approvedAt: state.approvedAt, at };
  }
  return state && reviewedAfter(state, event, at);
}
