import type { RequestEvent } from '../../domain/request/events.ts';
import { filling } from '../../domain/request/standing.ts';
import { moment } from '../blocks/dates.ts';
import { bold, person } from '../blocks/mrkdwn.ts';
import { evidenceNote } from '../cards/evidence-words.ts';
import { roleLabel } from '../cards/roles.ts';
import {
  type CardNoteContext,
  calling,
  loud,
  type Note,
  noteFrom,
  quiet,
  type Told,
  untold,
} from './note.ts';
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
  roleName,
  withdrawnText,
} from './pieces.ts';

type Event<T extends RequestEvent['type']> = Extract<RequestEvent, { type: T }>;

const isAsked = ({ request, role }: CardNoteContext): boolean =>
  request.assessment.slots.some((slot) => slot.role === role);

/** What an edit means for the role in whose thread it is told. */
function afterEdit(event: Event<'request_revised'>, context: CardNoteContext): Note {
  const { request, role, policy, ask } = context;
  const head = `✏️ ${person(event.editor)} edited this: revision ${event.bound.revision} changes ${changedText(event.changed)}.`;
  const label = roleName(role, policy);
  const isAskedNow = event.assessment.slots.some((slot) => slot.role === role);
  const fell = event.fell.filter((fallen) => fallen.role === role);
  const lost = fell.length > 0 ? ` ${fellText(fell, policy)}` : '';
  if (!isAskedNow) return quiet(`${head}\n${label} is no longer asked.${lost}`);
  if (event.askedAgain.includes(role))
    return loud(calling(ask, `${head}\n${bold(`${label} is asked again.`)}${lost}`));
  const stands = request.approvals.some(
    (given) => given.role === role && given.bound.revision < event.bound.revision,
  );
  return quiet(
    stands
      ? `${head}\nNothing that ${roleLabel(role, policy)} judges changed, so what was decided stands.`
      : `${head}\nThe review by ${roleLabel(role, policy)} goes on with it.`,
  );
}

/** Only the roles hear of it that judge the lane; whose approval fell with it is called. */
function afterEvidence(
  event: Event<'evidence_attached' | 'evidence_withdrawn'>,
  { request, role, policy, ask, at }: CardNoteContext,
): Note {
  const head = evidenceNote(event, request, policy, at);
  if (!event.askedAgain.includes(role)) return quiet(head);
  const fell = event.fell.filter((fallen) => fallen.role === role);
  return loud(
    calling(ask, `${head}\n${bold(`${roleName(role, policy)} is asked again.`)} ${fellText(fell, policy)}`),
  );
}

function lowered(event: Event<'tier_lowered'>, context: CardNoteContext): Note {
  const text = loweredText(event);
  return quiet(
    isAsked(context) ? text : `${text}\n${roleName(context.role, context.policy)} is no longer asked.`,
  );
}

const due = (at: number, { policy }: CardNoteContext): string => moment(at, policy.workingHours.timeZone);

/** A reminder that came too late says nothing: the answer is in. */
function stillWaits(context: CardNoteContext): boolean {
  const { request, role } = context;
  return request.status === 'in_review' && filling(request).open.some((open) => open.role === role);
}

const whileWaiting =
  <T extends RequestEvent['type']>(tell: (event: Event<T>, context: CardNoteContext) => Note) =>
  (event: Event<T>, context: CardNoteContext): Note | null =>
    stillWaits(context) ? tell(event, context) : null;

const told: Told<CardNoteContext> = {
  request_submitted: untold,
  request_revised: afterEdit,
  evidence_attached: afterEvidence,
  evidence_withdrawn: afterEvidence,
  slot_approved: (event, { policy }) => quiet(approvedText(event, policy)),
  changes_requested: (event, { policy }) => quiet(objectedText(event, policy)),
  request_rejected: (event, { policy }) => quiet(objectedText(event, policy)),
  request_approved: (event, { policy }) => quiet(approvedForText(event, policy)),
  tier_lowered: lowered,
  request_withdrawn: (event) => quiet(withdrawnText(event)),
  reviewers_nudged: whileWaiting<'reviewers_nudged'>((event, context) =>
    loud(
      calling(
        context.ask,
        `👋 ${person(event.by)} asks for a look: ${context.request.id} waits for ${roleLabel(context.role, context.policy)}.`,
      ),
    ),
  ),
  review_reminded: whileWaiting<'review_reminded'>((event, context) => {
    const name = `${context.request.id} (${context.request.route})`;
    return event.point === 'half'
      ? quiet(`⏳ Half of the time for this review is over; it is due ${due(event.dueAt, context)}.`)
      : loud(calling(context.ask, `⏰ The review of ${name} is due now.`));
  }),
  review_escalated: whileWaiting<'review_escalated'>((event, context) => {
    const hasBackup = Boolean(context.policy.roles[context.role]?.backup);
    const backup = context.ask.length > 0 ? 'as its backup you may decide now' : 'its backup may decide now';
    const who = hasBackup ? backup : 'please decide it';
    return loud(
      calling(
        context.ask,
        `🚨 The review of ${context.request.id} (${context.request.route}) has been due since ${due(event.dueAt, context)}; ${who}.`,
      ),
    );
  }),
  expiry_warned: untold,
  request_extended: untold,
  request_expired: () =>
    quiet('⌛ Closed: not every review was given in time. The requester can start again.'),
  use_by_warned: untold,
  approval_extended: untold,
  approval_lapsed: untold,
  approval_used: untold,
  emergency_called: untold,
  emergency_call_ended: untold,
  emergency_approved: (event, { policy }) => loud(emergencyText(event, policy)),
  condition_kept: (event) => quiet(keptText(event)),
  after_review_reminded: (_event, { request, ask }) =>
    request.emergency?.review === null
      ? loud(
          calling(
            ask,
            `🔎 ${request.id} (${request.route}) was let out in an emergency, and nobody has looked at it since. Press Close after-review on the card.`,
          ),
        )
      : null,
  after_review_closed: (event) => quiet(afterReviewText(event)),
  action_refused: untold,
  canary_judged: untold,
};

/** What the thread of a role's card is told of an event; null where it needs no word. */
export const cardNote = noteFrom(told);
