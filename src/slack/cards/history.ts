import type { Policy } from '../../domain/policy.ts';
import type { RequestEvent } from '../../domain/request/events.ts';
import type { RefusalReason } from '../../domain/request/refusal.ts';
import type { Role } from '../../domain/words.ts';
import type { DomainEvent } from '../../ports/store.ts';
import { moment } from '../blocks/dates.ts';
import { bold, counted, inline, listed, person } from '../blocks/mrkdwn.ts';
import { laneName, shownBy } from './evidence-words.ts';
import { categoryText, inPlaceOf, roleLabel } from './roles.ts';
import { words } from './values.ts';

/** What people are shown: all but what a policy in canary would have done, which is for those who weigh it. */
export type ShownEvent = Exclude<RequestEvent, { readonly type: 'canary_judged' }>;

type Told = {
  readonly [T in ShownEvent['type']]: (event: Extract<ShownEvent, { type: T }>, policy: Policy) => string;
};

const rolesText = (roles: readonly Role[], policy: Policy): string =>
  listed(roles.map((role) => roleLabel(role, policy)));
const quoted = (text: string): string => (text ? `: “${inline(text, 300)}”` : '');
const when = (at: number, policy: Policy): string => moment(at, policy.workingHours.timeZone);

const refusedBecause: Readonly<Record<RefusalReason, string>> = {
  request_unknown: 'unknown request',
  route_unknown: 'unknown route',
  route_exists: 'the route exists',
  nothing_changes: 'nothing changed',
  route_renamed: 'another route',
  role_unassigned: 'nobody holds a role',
  blocked: 'something has to be mended first',
  stopped: 'evidence says no',
  evidence_unknown: 'no such evidence',
  evidence_withdrawn: 'taken back already',
  evidence_of_another: 'attached by somebody else',
  evidence_own_word: 'their own word, after the approval',
  evidence_full: 'too much evidence',
  closed: 'closed already',
  stale_revision: 'an older revision',
  own_request: 'their own request',
  edited_request: 'edited by them',
  standing: 'not a full member',
  not_in_role: 'not in the role',
  role_not_asked: 'the role is not asked',
  already_approved: 'approved already',
  already_decided: 'decided already',
  route_not_typed: 'the route’s id was not typed',
  not_the_requester: 'not the requester',
  nudged_recently: 'nudged just before',
  nobody_to_nudge: 'nobody to nudge',
  extended_already: 'extended before',
  expansion_fixed: 'it asks about what was approved already',
  tier_not_lower: 'not a lower tier',
  stands_in_for_barred: 'stands in for somebody who may not',
  emergency_fixed: 'an emergency is not extended',
  emergencies_off: 'the policy allows no emergency',
  not_for_emergencies: 'neither for releases nor on call',
  no_change_to_let_out: 'nothing new to let out',
  emergency_unexplained: 'no reason given',
  emergency_too_long: 'longer than the policy allows',
  emergency_called: 'called already',
  emergency_not_called: 'no emergency was called',
  emergency_same_person: 'called by themselves',
  emergency_same_role: 'the same role as the caller',
  no_after_review: 'no after-review',
  after_review_closed: 'the after-review was closed',
  after_review_involved: 'involved themselves',
  not_an_after_reviewer: 'not asked for the after-review',
};

const told: Told = {
  request_submitted: (event) => `${person(event.requester)} asked for review (${event.assessment.tier})`,
  request_revised: (event) =>
    `${person(event.editor)} edited it: revision ${event.bound.revision}, ${counted(event.changed.length, 'field')} changed, ${counted(event.fell.length, 'approval')} fell`,
  evidence_attached: ({ record }) =>
    `${shownBy(record.by)} attached evidence ${record.id} for ${laneName(record.lane)}`,
  evidence_withdrawn: (event) =>
    `${shownBy(event.by)} took evidence ${event.evidence} back${quoted(event.reason)}`,
  slot_approved: (event, policy) =>
    `${person(event.person)} approved for ${roleLabel(event.role, policy)}${inPlaceOf(event.actsFor)}${event.conditions.length > 0 ? ` with ${counted(event.conditions.length, 'condition')}` : ''}${quoted(event.comment)}`,
  changes_requested: (event, policy) =>
    `${person(event.person)} asked for changes for ${roleLabel(event.role, policy)}${inPlaceOf(event.actsFor)} (${categoryText(event.category).toLowerCase()})${quoted(event.reason)}`,
  request_rejected: (event, policy) =>
    `${person(event.person)} rejected it for ${roleLabel(event.role, policy)}${inPlaceOf(event.actsFor)} (${categoryText(event.category).toLowerCase()})${quoted(event.reason)}`,
  request_approved: (event) => bold(`approved for ${event.exposure}`),
  tier_lowered: (event) =>
    `${person(event.by)} lowered the tier from ${event.from} to ${event.to}${quoted(event.reason)}`,
  request_withdrawn: (event) => `${person(event.by)} withdrew it${quoted(event.reason)}`,
  reviewers_nudged: (event, policy) => `${person(event.by)} nudged ${rolesText(event.roles, policy)}`,
  review_reminded: (event, policy) =>
    `reminded ${rolesText(event.roles, policy)} (${event.point === 'half' ? 'half-time' : 'due'})`,
  review_escalated: (event, policy) => `asked the backup of ${rolesText(event.roles, policy)}`,
  expiry_warned: (event, policy) => `warned that it closes ${when(event.expiresAt, policy)}`,
  request_extended: (event, policy) =>
    `${person(event.by)} extended it until ${when(event.expiresAt, policy)}`,
  request_expired: () => 'expired',
  use_by_warned: (event, policy) => `warned that the approval lapses ${when(event.useBy, policy)}`,
  approval_extended: (event, policy) =>
    `${person(event.by)} extended the approval until ${when(event.useBy, policy)}`,
  approval_used: (event) => `${person(event.by)} started the rollout`,
  approval_lapsed: () => 'the approval lapsed',
  emergency_called: (event) =>
    `${person(event.by)} called an emergency for ${counted(event.hours, 'hour')}${quoted(event.reason)}`,
  emergency_call_ended: () => 'nobody joined the emergency in time',
  emergency_approved: (event, policy) =>
    `${bold('let out in an emergency')} by ${person(event.calledBy.person)} and ${person(event.joinedBy.person)} until ${when(event.until, policy)}`,
  condition_kept: (event) =>
    `${person(event.by)} kept a condition: ${inline(event.text, 120)}${quoted(event.proof)}`,
  after_review_reminded: () => 'reminded of the after-review',
  after_review_closed: (event) =>
    `${person(event.by)} closed the after-review: ${event.stays ? 'it may stay for its time' : 'it goes back'}${quoted(event.note)}`,
  action_refused: (event) =>
    `${person(event.by)} tried to ${words(event.action)}, refused: ${refusedBecause[event.refusal.reason]}`,
};

/** Of what the store reads back of a request's stream, that which people are shown. */
export const isRequestEvent = (event: DomainEvent): event is ShownEvent => Object.hasOwn(told, event.type);

function tell<T extends ShownEvent['type']>(
  type: T,
  event: Extract<ShownEvent, { type: T }>,
  policy: Policy,
): string {
  return told[type](event, policy);
}

/** One event in a line: when, who, what. `sequence` is its number in the record. */
export const historyLine = (event: ShownEvent, at: number, sequence: number, policy: Policy): string =>
  `${when(at, policy)} · ${tell(event.type, event, policy)} · #${sequence}`;
