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
  joinEmergency: 'emergency_join',
  closeAfterReview: 'after_review_open',
} as const;
export type CardAction = (typeof cardActions)[keyof typeof cardActions];

/** `callback_id` of the message shortcut that attaches evidence, as in the app's manifest. */
export const evidenceShortcut = 'attach_evidence';

/** `callback_id`s of the modals about evidence. */
export const evidenceViews = {
  attach: 'evidence_attach',
  takeBack: 'evidence_take_back',
  /** Says something and asks nothing: loading, done. */
  note: 'evidence_note',
} as const;

/** `action_id`s of what opens them, and of the one input that changes the rest of the modal. */
export const evidenceActions = {
  attach: 'evidence_open',
  takeBack: 'evidence_open_take_back',
  request: 'evidence_request',
} as const;

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

/** `callback_id`s of the form's views. */
export const formViews = {
  step: 'form_step',
  check: 'form_check',
  yaml: 'form_yaml',
  drafts: 'form_drafts',
  /** Says something and asks nothing: loading, done, not found. */
  note: 'form_note',
} as const;

/** `action_id`s of the form's buttons, and of those on a draft's message. Those that may stand several times in a view end in `:` and what they are about. */
export const formActions = {
  back: 'form_back',
  go: 'form_go:',
  yaml: 'form_open_yaml',
  leaveYaml: 'form_leave_yaml',
  tier: 'form_tier',
  pasted: 'form_yaml_text',
  file: 'form_yaml_file',
  resume: 'draft_resume:',
  discard: 'draft_discard:',
} as const;

/** One input of the form. A field whose text outgrows one input has parts 1, 2, … too. */
export interface FormInputRef {
  readonly field: string;
  readonly part: number;
}

export const formInputId = ({ field, part }: FormInputRef): string =>
  part === 0 ? `form:${field}` : `form:${field}~${part}`;

/** Null for anything but an input of the form. */
export function decodeFormInput(actionId: string): FormInputRef | null {
  const match = /^form:([a-z_.]+)(?:~(\d{1,3}))?$/.exec(actionId);
  return match?.[1] ? { field: match[1], part: Number(match[2] ?? 0) } : null;
}

/** Slack keeps what stands in an input as long as its block has the same id; a new generation shows new values. */
export const formBlockId = (input: FormInputRef, generation: number): string =>
  `${formInputId(input)}:${generation}`;

/** What a view of the form is about. */
export interface FormRef {
  readonly draft: string;
  readonly step: string;
}

export const encodeFormRef = ({ draft, step }: FormRef): string => JSON.stringify([draft, step]);

/** Null for anything that no version of ours wrote. */
export function decodeFormRef(metadata: string): FormRef | null {
  const match = /^\["([A-Za-z0-9_-]{1,64})","([a-z]{1,20})"\]$/.exec(metadata);
  return match?.[1] && match[2] ? { draft: match[1], step: match[2] } : null;
}

/** The key of the message that offers to resume a draft. */
export const draftKey = (draft: string): string => `draft:${draft}`;

/** Lists that are shown in pages. */
export const listNames = ['open', 'routes', 'inbox', 'history', 'waiting', 'mine', 'decided'] as const;
export type ListName = (typeof listNames)[number];

/** A page of a list: what it is about (a route's id for its history) and the keys of the pages before and of itself. */
export interface ListPage {
  readonly list: ListName;
  readonly about: string;
  /** Empty for the first page. The last one is where this page begins. */
  readonly trail: readonly string[];
}

/** So far back can one page; further back is the first page. */
const longestTrail = 60;

export const encodeListPage = ({ list, about, trail }: ListPage): string =>
  [list, about, ...trail.slice(-longestTrail)].join('|');

/** Null for anything that no version of ours wrote. */
export function decodeListPage(value: string | undefined): ListPage | null {
  const [name, about = '', ...trail] = (value ?? '').split('|');
  const list = listNames.find((known) => known === name);
  return list ? { list, about, trail } : null;
}

/** `action_id`s of lists and of App Home. Those that stand several times in a view end in `:` and what they are about. */
export const listActions = {
  turn: 'list_turn:',
  packet: 'list_packet:',
  newRequest: 'home_new',
} as const;

/** The key under which is remembered that somebody has opened App Home, so that it is kept fresh. */
export const homeKey = (person: string): string => `home:${person}`;
/** The key under which the link to a message is remembered. */
export const linkKey = (messageKey: string): string => `link:${messageKey}`;
