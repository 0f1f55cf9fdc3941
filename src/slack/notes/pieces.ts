import type { Policy } from '../../domain/policy.ts';
import type { RequestEvent } from '../../domain/request/events.ts';
import type { Condition, FallenApproval } from '../../domain/request/request.ts';
import type { Exposure, ReviewRole } from '../../domain/words.ts';
import { moment } from '../blocks/dates.ts';
import { bold, capitalised, counted, inline, listed, person, quote } from '../blocks/mrkdwn.ts';
import { categoryText, inPlaceOf, roleLabel } from '../cards/roles.ts';
import { dayText } from '../cards/values.ts';

/** Sentences that notes in cards' threads and in the requester's share. */

type Event<T extends RequestEvent['type']> = Extract<RequestEvent, { type: T }>;

export const rolesText = (roles: readonly ReviewRole[], policy: Policy): string =>
  listed(roles.map((role) => roleLabel(role, policy)));

const conditionText = ({ text, owner, due }: Condition): string =>
  `• ${inline(text, 300)} (${person(owner)}, by ${dayText(due)})`;

export function approvedText(event: Event<'slot_approved'>, policy: Policy): string {
  const { conditions } = event;
  const promised = conditions.length > 0 ? ` with ${counted(conditions.length, 'condition')}` : '';
  return [
    `✅ ${person(event.person)} approved for ${bold(roleLabel(event.role, policy))}${inPlaceOf(event.actsFor)}${promised}.`,
    ...conditions.map(conditionText),
    ...(event.comment ? [quote(event.comment, 1200)] : []),
  ].join('\n');
}

export const keptText = (event: Event<'condition_kept'>): string =>
  `☑️ ${person(event.by)} says that this condition is met: “${inline(event.text, 400)}”\n${quote(event.proof, 1000)}`;

export function objectedText(event: Event<'changes_requested' | 'request_rejected'>, policy: Policy): string {
  const verb = event.type === 'request_rejected' ? '⛔ %s rejected this' : '✏️ %s asked for changes';
  const head = `${verb.replace('%s', () => person(event.person))} for ${bold(roleLabel(event.role, policy))}${inPlaceOf(event.actsFor)}: ${categoryText(event.category).toLowerCase()}.`;
  return `${head}\n${quote(event.reason, 2400)}`;
}

const furtherApproval: Readonly<Record<Exposure, string>> = {
  testing: 'Anything that a person sees needs an approval of its own.',
  internal: 'Customers need an approval of their own.',
  canary: 'Becoming the default needs product and release to approve again, on the canary’s evidence.',
  default: 'Nothing more needs approval.',
};

export const nextAfterApproval = (exposure: Exposure): string => furtherApproval[exposure];

export function approvedForText(event: Event<'request_approved'>, policy: Policy): string {
  const by = event.filled.map(({ role, person: who }) => `${roleLabel(role, policy)} ${person(who)}`);
  const useBy = moment(event.useBy, policy.workingHours.timeZone);
  return [
    `🎉 ${bold(`Approved for ${event.exposure}`)}${by.length > 0 ? ` by ${listed(by)}` : '; no review was needed'}.`,
    `Start it before ${useBy}. ${nextAfterApproval(event.exposure)}`,
  ].join('\n');
}

const many = 8;

/** "prompt text, monthly budget and 3 more" */
export function changedText(labels: readonly string[]): string {
  const shown = labels.slice(0, many).map((label) => inline(label.toLowerCase(), 80));
  const rest = labels.length - shown.length;
  if (shown.length === 0) return 'the reasons or the evidence only';
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : listed(shown);
}

const because: Readonly<Record<FallenApproval['because'], string>> = {
  material_changed: 'what they judged was edited',
  tier_rose: 'the tier rose',
  became_editor: 'they edited the request themselves',
  evidence_fell: 'the evidence got worse',
};

/** Whose approvals an edit took away, and why; a sentence each. */
export const fellText = (fell: readonly FallenApproval[], policy: Policy): string =>
  fell
    .map(
      (fallen) =>
        `The approval of ${person(fallen.person)} for ${roleLabel(fallen.role, policy)} no longer counts: ${because[fallen.because]}.`,
    )
    .join(' ');

/** What two people did without the reviews, for how long and why. */
export function emergencyText(event: Event<'emergency_approved'>, policy: Policy): string {
  const { calledBy, joinedBy, until, skipped, reason } = event;
  const undone = skipped.length > 0 ? ` Not reviewed by ${rolesText(skipped, policy)}.` : '';
  return [
    `🚨 ${bold('Let out in an emergency')} by ${person(calledBy.person)} (${roleLabel(calledBy.role, policy)}) and ${person(joinedBy.person)} (${roleLabel(joinedBy.role, policy)}), until ${moment(until, policy.workingHours.timeZone)}.${undone}`,
    quote(reason, 1200),
    `Then it is rolled back, unless it was approved meanwhile. ${bold('Somebody else has to look at it now')}: press Close after-review on the card.`,
  ].join('\n');
}

export function afterReviewText(event: Event<'after_review_closed'>): string {
  const verdict = event.stays ? 'it may stay for the time it has' : 'it is rolled back';
  return `🔎 ${person(event.by)} looked at it afterwards: ${bold(verdict)}.\n${quote(event.note, 1200)}`;
}

export const withdrawnText = (event: Event<'request_withdrawn'>): string =>
  `↩️ ${person(event.by)} withdrew this request.${event.reason ? `\n${quote(event.reason, 1200)}` : ''}`;

export const loweredText = (event: Event<'tier_lowered'>): string =>
  `${person(event.by)} lowered the tier from ${event.from} to ${bold(event.to)}.\n${quote(event.reason, 1200)}`;

export const roleName = (role: ReviewRole, policy: Policy): string => capitalised(roleLabel(role, policy));
