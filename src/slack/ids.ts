import { createHash } from 'node:crypto';
import { type ReviewRole, reviewRoles } from '../domain/words.ts';

/**
 * Every id that goes to Slack and comes back: what buttons carry, what they are called, what messages are found
 * by, and the ids of commands. Encoded and decoded here only.
 */

/** What a card's button is about: `R-142:2:ai_platform`. The revision is the one that the card showed. */
export interface CardRef {
  readonly request: string;
  readonly revision: number;
  readonly role: ReviewRole;
}

/** What a button of the requester's message is about: `R-142:2`. */
export interface RequestRef {
  readonly request: string;
  readonly revision: number;
}

const isReviewRole = (word: string): word is ReviewRole => reviewRoles.some((role) => role === word);

export const encodeCardRef = (ref: CardRef): string => `${ref.request}:${ref.revision}:${ref.role}`;
export const encodeRequestRef = (ref: RequestRef): string => `${ref.request}:${ref.revision}`;

/** Null for anything that no version of ours wrote. */
export function decodeRequestRef(value: string | undefined): RequestRef | null {
  const match = /^(R-\d{1,9}):(\d{1,6})(?::|$)/.exec(value ?? '');
  return match?.[1] && match[2] ? { request: match[1], revision: Number(match[2]) } : null;
}

/** Null for anything that no version of ours wrote. */
export function decodeCardRef(value: string | undefined): CardRef | null {
  const ref = decodeRequestRef(value);
  const role = /^R-\d{1,9}:\d{1,6}:([a-z_]+)$/.exec(value ?? '')?.[1];
  return ref && role && isReviewRole(role) ? { ...ref, role } : null;
}

/** `action_id`s of what stands on cards and requester's messages. Unique within a message or view. */
export const cardActions = {
  approve: 'card_approve',
  /** Approve where the route's id has to be typed: opens a modal. */
  approveTyped: 'card_approve_typed',
  approveWithConditions: 'card_approve_with_conditions',
  requestChanges: 'card_request_changes',
  reject: 'card_reject',
  viewPacket: 'card_view_packet',
  edit: 'request_edit',
  nudge: 'request_nudge',
  withdraw: 'request_withdraw',
  extend: 'request_extend',
  again: 'request_again',
} as const;
export type CardAction = (typeof cardActions)[keyof typeof cardActions];

/** `callback_id`s of the modals that decide. */
export const decisionViews = {
  approve: 'decide_approve',
  requestChanges: 'decide_request_changes',
  reject: 'decide_reject',
} as const;
export type DecisionView = (typeof decisionViews)[keyof typeof decisionViews];

/** The key under which the store remembers where a role's card stands. */
export const cardKey = (request: string, role: ReviewRole): string => `card:${request}:${role}`;
/** The key of the message that keeps a requester up to date. */
export const requesterKey = (request: string, person: string): string => `requester:${request}:${person}`;

/** The command id of a click: two clicks differ, one click delivered twice does not. */
export const clickCommandId = (click: { actionTs: string; person: string; action: string }): string =>
  `click:${click.actionTs}:${click.person}:${click.action}`;

/**
 * The command id of a submitted modal. What was typed is part of it, so that a corrected form is a new command
 * while the same form sent twice is one.
 */
export function submissionCommandId(
  view: { id: string; hash: string },
  person: string,
  values: unknown,
): string {
  const typed = createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
  return `view:${view.id}:${view.hash}:${person}:${typed}`;
}

/** The command id of a slash command or a shortcut: its trigger is sent once. */
export const triggerCommandId = (triggerId: string, person: string): string =>
  `trigger:${triggerId}:${person}`;
