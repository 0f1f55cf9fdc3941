import type { Effect } from './effects.ts';
import { concernedRoles } from './packet/diff.ts';
import { afterReviewRoles } from './request/emergency.ts';
import type { RequestEvent } from './request/events.ts';
import type { Request } from './request/request.ts';
import type { ReviewRole } from './words.ts';

/** Whose thread an event is told in: the cards of these roles, the requester's message, or both. */
interface Audience {
  readonly roles: readonly ReviewRole[];
  readonly requester: boolean;
}

const nobody: Audience = { roles: [], requester: false };

type EvidenceChanged = Extract<RequestEvent, { type: 'evidence_attached' | 'evidence_withdrawn' }>;

/** The roles that judge its lane, and the requester where somebody else did it. */
function aboutEvidence(event: EvidenceChanged, request: Request): Audience {
  const record =
    event.type === 'evidence_attached'
      ? event.record
      : request.attached?.find(({ id }) => id === event.evidence);
  const by = event.type === 'evidence_attached' ? event.record.by : event.by;
  const concerned = new Set(record ? concernedRoles([], [record.lane]) : []);
  for (const role of event.askedAgain) concerned.add(role);
  return {
    roles: request.cardRoles.filter((role) => concerned.has(role)),
    requester: by !== request.requester,
  };
}

/** Who hears of an event, beyond seeing the card change. Whoever needs not act or know is not told. */
function audienceOf(event: RequestEvent, request: Request): Audience {
  switch (event.type) {
    case 'evidence_attached':
    case 'evidence_withdrawn':
      return aboutEvidence(event, request);
    case 'slot_approved':
    case 'changes_requested':
    case 'condition_kept':
      return { roles: [event.role], requester: true };
    case 'request_rejected':
    case 'request_approved':
    case 'request_withdrawn':
    case 'request_expired':
      return { roles: request.cardRoles, requester: true };
    case 'request_revised':
      return { roles: request.cardRoles, requester: event.editor !== request.requester };
    case 'tier_lowered':
      return { roles: request.cardRoles, requester: true };
    case 'reviewers_nudged':
      return { roles: event.roles, requester: false };
    case 'review_reminded':
      return { roles: event.roles, requester: false };
    case 'review_escalated':
      return { roles: event.roles, requester: true };
    case 'expiry_warned':
    case 'use_by_warned':
    case 'approval_lapsed':
      return { roles: [], requester: true };
    case 'emergency_called':
    case 'emergency_call_ended':
      return { roles: [], requester: true };
    case 'emergency_approved':
      return { roles: request.cardRoles, requester: true };
    case 'after_review_reminded':
      return { roles: afterReviewRoles(request), requester: false };
    case 'after_review_closed':
      return { roles: request.cardRoles, requester: true };
    case 'request_submitted':
    case 'request_extended':
    case 'approval_extended':
    case 'approval_used':
    case 'action_refused':
    case 'canary_judged':
      return nobody;
  }
}

/** After these the rollout's card shows something else: what can be started, until when, or that it was. */
const onRolloutCard: ReadonlySet<RequestEvent['type']> = new Set([
  'request_approved',
  'approval_extended',
  'approval_lapsed',
  'approval_used',
  'emergency_approved',
  'evidence_attached',
  'evidence_withdrawn',
]);

/** Recorded, and shown to nobody. */
const silent: ReadonlySet<RequestEvent['type']> = new Set(['action_refused', 'canary_judged']);

function decider(event: RequestEvent): readonly string[] {
  return 'person' in event ? [event.person] : [];
}

/** Its message is to be joined, or to say that this is over. */
const isCalled = (request: Request | null): boolean =>
  request?.status === 'in_review' && request.call !== undefined;

/**
 * What has to be shown after a change: every card of the request, the requester's message and the rollout's card in
 * step with the newest state, and each event told once where it concerns somebody. `at` is the events' time, epoch ms;
 * `before` is what the request was, null for a new one.
 */
export function effectsOf(
  events: readonly RequestEvent[],
  request: Request,
  at: number,
  before: Request | null = null,
): Effect[] {
  const told = events.filter(({ type }) => !silent.has(type));
  if (told.length === 0) return [];
  const id = request.id;
  const cards = request.cardRoles.map((role): Effect => ({ kind: 'card', request: id, role }));
  const notes = told.flatMap((event) => {
    const audience = audienceOf(event, request);
    const inThreads = audience.roles.map(
      (role): Effect => ({ kind: 'card_note', request: id, role, event, at }),
    );
    const toRequester: Effect[] = audience.requester
      ? [{ kind: 'requester_note', request: id, person: request.requester, event, at }]
      : [];
    return [...inThreads, ...toRequester];
  });
  const people = [...new Set([request.requester, ...told.flatMap(decider)])];
  const rollout: Effect[] =
    request.status !== 'in_review' && !request.expands && told.some((event) => onRolloutCard.has(event.type))
      ? [{ kind: 'rollout_card', route: request.route, request: id }]
      : [];
  const emergency: Effect[] =
    request.emergency || isCalled(request) || isCalled(before)
      ? [{ kind: 'emergency_message', request: id }]
      : [];
  return [
    ...cards,
    ...rollout,
    ...emergency,
    { kind: 'requester_message', request: id, person: request.requester },
    { kind: 'picture', request: id },
    ...notes,
    ...people.map((person): Effect => ({ kind: 'home', person })),
  ];
}
