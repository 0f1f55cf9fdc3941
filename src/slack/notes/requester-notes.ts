import type { RequestEvent } from '../../domain/request/events.ts';
import { moment } from '../blocks/dates.ts';
import { bold, listed, person, quote } from '../blocks/mrkdwn.ts';
import { evidenceNote } from '../cards/evidence-words.ts';
import { roleLabel } from '../cards/roles.ts';
import { type Note, type NoteContext, noteFrom, quiet, type Told, untold } from './note.ts';
import {
  afterReviewText,
  approvedForText,
  approvedText,
  changedText,
  emergencyText,
  fellText,
  keptText,
  loweredText,
  objectedText,
  rolesText,
} from './pieces.ts';

type Event<T extends RequestEvent['type']> = Extract<RequestEvent, { type: T }>;

const zoned = (at: number, { policy }: NoteContext): string => moment(at, policy.workingHours.timeZone);

function editedByOther(event: Event<'request_revised'>, { policy }: NoteContext): Note {
  const fell = event.fell.length > 0 ? ` ${fellText(event.fell, policy)}` : '';
  const again = event.askedAgain.length > 0 ? ` Asked again: ${rolesText(event.askedAgain, policy)}.` : '';
  return quiet(
    `✏️ ${person(event.editor)} edited your request: revision ${event.bound.revision} changes ${changedText(event.changed)}.${fell}${again}`,
  );
}

/** What the requester did themselves they need not be told. */
function aboutEvidence(
  event: Event<'evidence_attached' | 'evidence_withdrawn'>,
  { request, policy, at }: NoteContext,
): Note {
  const fell = event.fell.length > 0 ? `\n${fellText(event.fell, policy)}` : '';
  return quiet(`${evidenceNote(event, request, policy, at)}${fell}`);
}

/** Somebody filed it for them, or security: the requester reads who did what, why, and what to do next. */
const told: Told<NoteContext> = {
  request_submitted: untold,
  request_revised: editedByOther,
  evidence_attached: aboutEvidence,
  evidence_withdrawn: aboutEvidence,
  slot_approved: (event, { policy }) => quiet(approvedText(event, policy)),
  changes_requested: (event, { policy }) =>
    quiet(
      `${objectedText(event, policy)}\n${bold('Edit')} the request to answer; reviews that the edit does not touch stay.`,
    ),
  request_rejected: (event, { policy }) =>
    quiet(`${objectedText(event, policy)}\n${bold('Start again')} opens the form with everything you wrote.`),
  request_approved: (event, { policy }) => quiet(approvedForText(event, policy)),
  tier_lowered: (event, { policy }) => {
    const asked = event.assessment.slots.map((slot) => roleLabel(slot.role, policy));
    return quiet(`${loweredText(event)}\nAsked now: ${asked.length > 0 ? listed(asked) : 'nobody'}.`);
  },
  // Only the requester withdraws, and need not be told.
  request_withdrawn: untold,
  reviewers_nudged: untold,
  review_reminded: untold,
  review_escalated: (event, context) => {
    const { roles } = context.policy;
    const backups = event.roles.some((role) => roles[role]?.backup) ? ' Backups may decide now.' : '';
    const open = rolesText(event.roles, context.policy);
    return quiet(`⏰ Due ${zoned(event.dueAt, context)} and still open: ${open}.${backups}`);
  },
  expiry_warned: (event, context) =>
    quiet(
      `⚠️ ${context.request.id} closes ${zoned(event.expiresAt, context)} if reviews are missing then. ${bold('Extend')} gives it more time, once.`,
    ),
  request_extended: untold,
  request_expired: () =>
    quiet(
      `⌛ Closed: not every review was given in time. ${bold('Start again')} opens the form with everything you wrote.`,
    ),
  use_by_warned: (event, context) =>
    quiet(
      `⚠️ The approval of ${context.request.id} lapses ${zoned(event.useBy, context)} unless it is started. ${bold('Extend')} gives it more time, once.`,
    ),
  approval_extended: untold,
  approval_used: untold,
  approval_lapsed: () =>
    quiet(
      `⌛ The approval lapsed: it was not started in time. ${bold('Start again')} files it anew with everything you wrote.`,
    ),
  emergency_called: (event) =>
    quiet(
      `🚨 ${person(event.by)} calls an emergency for this: somebody else has to join, then it can go out before its reviews.\n${quote(event.reason, 1200)}`,
    ),
  emergency_call_ended: () =>
    quiet('🚨 Nobody joined the emergency in time, so its call is over. The review goes on as before.'),
  emergency_approved: (event, { policy }) => quiet(emergencyText(event, policy)),
  condition_kept: (event) => quiet(keptText(event)),
  after_review_reminded: untold,
  after_review_closed: (event) => quiet(afterReviewText(event)),
  action_refused: untold,
  canary_judged: untold,
};

/** What the thread of the requester's message is told of an event; null where the message itself says enough. */
export const requesterNote = noteFrom(told);
