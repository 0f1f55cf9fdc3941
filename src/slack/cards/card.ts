import type { Button, KnownBlock } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import type { Expansion, InReview, Request, RequestBase } from '../../domain/request/request.ts';
import { filling } from '../../domain/request/standing.ts';
import type { ReviewRole } from '../../domain/words.ts';
import { actions, button, confirm, context, header, type Shown, section } from '../blocks/blocks.ts';
import { fitted } from '../blocks/budget.ts';
import { ago, moment } from '../blocks/dates.ts';
import { bold, capitalised, inline, person } from '../blocks/mrkdwn.ts';
import { cardActions, encodeCardRef, encodeRequestRef } from '../ids.ts';
import { auditLine, changes, glance, reasons, requestKind, safety } from './body.ts';
import { evidenceSection } from './evidence-section.ts';
import { fallbackBlocks } from './fallback-lines.ts';
import { outcomeLines, outcomeMark, statusText } from './outcome.ts';
import { conditionLines, reviewsOf } from './reviews.ts';
import { roleLabel, tierMark, tierText } from './roles.ts';
import { words } from './values.ts';

/** What people call themselves, by id. */
export type KnownNames = ReadonlyMap<string, string>;

const isAsked = (request: RequestBase, role: ReviewRole): boolean =>
  request.assessment.slots.some((slot) => slot.role === role);

/** True where an approval of this role can still be of use: an open slot, or an objection to take back. */
function canApprove(request: RequestBase, role: ReviewRole): boolean {
  const isRole = (item: { readonly role: ReviewRole }) => item.role === role;
  return filling(request).open.some(isRole) || request.objections.some(isRole);
}

function approveButton(request: InReview, value: string): Button {
  const { confirm: asks, reaches, tier } = request.assessment;
  const common = { text: 'Approve', value, style: 'primary' as const, label: `Approve ${request.id}` };
  if (asks === 'type_route') return button({ ...common, action: cardActions.approveTyped });
  if (asks === 'none') return button({ ...common, action: cardActions.approve });
  return button({
    ...common,
    action: cardActions.approve,
    confirm: confirm({
      title: `Approve ${request.id}?`,
      text: `${bold(inline(request.route, 70))} is ${tierText(tier)}. Your approval counts for revision ${request.bound.revision}, for exposure up to ${bold(reaches)}.`,
      yes: 'Approve',
    }),
  });
}

const afterReviewButton = (request: Request): Button =>
  button({
    action: cardActions.closeAfterReview,
    text: 'Close after-review',
    value: encodeRequestRef({ request: request.id, revision: request.bound.revision }),
    style: 'primary',
    label: `Close the after-review of ${request.id}`,
  });

/** In the order in which people look for them. What nobody can use any more is not there. */
function buttons(request: Request, role: ReviewRole): KnownBlock {
  const value = encodeCardRef({ request: request.id, revision: request.bound.revision, role });
  const view = button({
    action: cardActions.viewPacket,
    text: 'View packet',
    value,
    label: `View packet of ${request.id}`,
  });
  if (request.emergency && !request.emergency.review)
    return actions([afterReviewButton(request), view], 'decide');
  if (request.status !== 'in_review' || !isAsked(request, role)) return actions([view], 'decide');
  const approve = canApprove(request, role)
    ? [
        approveButton(request, value),
        button({ action: cardActions.approveWithConditions, text: 'Approve with conditions', value }),
      ]
    : [];
  return actions(
    [
      ...approve,
      button({ action: cardActions.requestChanges, text: 'Request changes', value }),
      button({ action: cardActions.reject, text: 'Reject', value, style: 'danger' }),
      view,
    ],
    'decide',
  );
}

const zoneOf = (policy: Policy): string => policy.workingHours.timeZone;

/** Which decisions an edit took away, and from whom, for the card of that role. */
function askedAgain(request: InReview, role: ReviewRole): string[] {
  const fell = request.fallen.filter((fallen) => fallen.role === role);
  if (fell.length === 0 || !canApprove(request, role)) return [];
  const because = fell.some((fallen) => fallen.because === 'tier_rose')
    ? `the tier rose to ${request.assessment.tier}`
    : fell.some((fallen) => fallen.because === 'material_changed')
      ? 'what you judge was edited'
      : 'whoever approved edited the request themselves';
  if (fell.every((fallen) => fallen.because === 'evidence_fell'))
    return ['🔁 Asked again: evidence that you judge got worse.'];
  return [`🔁 Asked again: in revision ${request.bound.revision} ${because}.`];
}

/** What is asked where the packet is one that was approved already. */
const expansionText = ({ request, from, to }: Expansion): string =>
  `🗳️ May it go on from ${bold(words(from))} to ${bold(words(to))}? The candidate is the one that ${bold(request)} approved; what its rollout measured so far is the evidence.`;

function openTop(request: InReview, role: ReviewRole, policy: Policy): string[] {
  const label = capitalised(roleLabel(role, policy));
  if (!isAsked(request, role))
    return [
      `${bold(`${label} is no longer asked.`)} Since revision ${request.bound.revision} nothing here needs this review.`,
    ];
  const question = request.expands ? null : policy.roles[role]?.question;
  const answered = canApprove(request, role)
    ? []
    : [`✅ Answered. Changed your mind? Request changes or reject.`];
  return [
    `${bold(`${label} review`)}${question ? `  ${inline(question, 300)}` : ''}`,
    ...(request.expands ? [expansionText(request.expands)] : []),
    ...answered,
    ...askedAgain(request, role),
  ];
}

function dueText(request: InReview, policy: Policy): string {
  const due = moment(request.times.dueAt, zoneOf(policy));
  if (request.escalated) return `⏰ overdue since ${due}, backup asked`;
  return request.lastReminder === 'due' ? `⏰ overdue since ${due}` : `due ${due}`;
}

function title(request: Request): string {
  const { tier } = request.assessment;
  if (request.status === 'in_review') return `${tierMark(tier)} ${request.route} · ${tierText(tier)}`;
  return `${outcomeMark(request.status)} ${request.route} · ${tierText(tier)} · ${statusText(request)}`;
}

/** The requester need not act, so a card names rather than mentions them where their name is known. */
function byline(request: Request, policy: Policy, names: KnownNames): KnownBlock {
  const name = names.get(request.requester);
  const who = name === undefined ? person(request.requester) : inline(name, 80);
  const since = ago(request.submittedAt, zoneOf(policy));
  const asked = request.expands
    ? `Expansion of ${request.expands.request}, which ${who} requested; asked ${since}`
    : `${capitalised(requestKind(request))} requested by ${who}, ${since}`;
  const edited = request.bound.revision > 1 ? [`edited ${ago(request.revisedAt, zoneOf(policy))}`] : [];
  const due = request.status === 'in_review' ? [dueText(request, policy)] : [];
  return context([[bold(request.id), asked, ...edited, ...due].join(' · ')]);
}

function reviews(request: Request, role: ReviewRole, policy: Policy): KnownBlock {
  const view = reviewsOf(request, policy, { reader: role });
  const conditions = conditionLines(request, policy);
  const none = view.needed === 0 ? ['none needed'] : [];
  return section(
    [
      `${bold('Reviews')}  ${view.done} of ${view.needed} done`,
      ...none,
      ...view.lines,
      ...(conditions.length > 0 ? [bold('Conditions'), ...conditions] : []),
    ].join('\n'),
  );
}

function fallback(request: Request, role: ReviewRole, policy: Policy): string {
  const what = `${request.id} ${request.route}, ${tierText(request.assessment.tier)}`;
  if (request.status !== 'in_review') return `${what}: ${statusText(request)}`;
  const asked = isAsked(request, role) && canApprove(request, role);
  return asked ? `${what}: ${roleLabel(role, policy)} review needed` : `${what}: in review`;
}

/**
 * A request's card in a role's channel, from nothing but its newest state: who reads it sees on one screen what
 * is asked, why, on what evidence, who else decides, and what a decision would mean. `at` is when it is drawn, epoch
 * ms, for what grows too old; as of its last edit unless said.
 */
export function card(
  request: Request,
  role: ReviewRole,
  policy: Policy,
  names: KnownNames = new Map(),
  at: number = request.revisedAt,
): Shown {
  const top = request.status === 'in_review' ? openTop(request, role, policy) : outcomeLines(request, policy);
  return {
    text: fallback(request, role, policy),
    blocks: fitted([
      header(title(request)),
      section(top.join('\n')),
      byline(request, policy, names),
      glance(request),
      changes(request),
      reasons(request),
      evidenceSection(request, policy, at),
      safety(request),
      ...fallbackBlocks(request),
      reviews(request, role, policy),
      auditLine(request),
      buttons(request, role),
    ]),
  };
}
