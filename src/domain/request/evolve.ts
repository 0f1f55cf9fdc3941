import type { RequestEvent } from './events.ts';
import type { Expansion, InReview, Request, RequestBase } from './request.ts';

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
  return {
    ...state,
    editors: event.editor === state.requester ? state.editors : union(state.editors, [event.editor]),
    change: event.change,
    packet: event.packet,
    evidence: event.evidence,
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
    ...(expands ? { expands } : {}),
  };
}

function evolveInReview(state: InReview, event: RequestEvent, at: number): Request {
  switch (event.type) {
    case 'request_revised':
      return revised(state, event, at);
    case 'slot_approved': {
      const { role, person, conditions, comment, bound } = event;
      return {
        ...state,
        approvals: [
          ...state.approvals.filter((given) => given.role !== role || given.person !== person),
          { role, person, at, conditions, comment, bound },
        ],
        objections: state.objections.filter((objection) => objection.person !== person),
      };
    }
    case 'changes_requested': {
      const { role, person, category, reason } = event;
      return {
        ...state,
        approvals: state.approvals.filter((given) => given.role !== role || given.person !== person),
        objections: [
          ...state.objections.filter((objection) => objection.role !== role || objection.person !== person),
          { role, person, at, category, reason },
        ],
      };
    }
    case 'request_rejected': {
      const { role, person, category, reason } = event;
      return { ...base(state), status: 'rejected', rejection: { role, person, at, category, reason } };
    }
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
  if (state?.status === 'in_review') return evolveInReview(state, event, at);
  if (state?.status === 'approved') {
    if (event.type === 'use_by_warned') return { ...state, useByWarned: true };
    if (event.type === 'approval_extended')
      return { ...state, useBy: event.useBy, extended: true, useByWarned: false };
    if (event.type === 'approval_used') return { ...state, used: { by: event.by, at } };
    if (event.type === 'approval_lapsed')
      return { ...base(state), status: 'lapsed', approvedAt: state.approvedAt, at };
  }
  return state;
}
