import type { Button, KnownBlock } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import type { InReview, Request } from '../../domain/request/request.ts';
import { rolesToAsk } from '../../domain/request/standing.ts';
import { actions, button, confirm, picture, type Shown, section } from '../blocks/blocks.ts';
import { fitted } from '../blocks/budget.ts';
import { moment } from '../blocks/dates.ts';
import { bold, capitalised, counted, inline, listed } from '../blocks/mrkdwn.ts';
import { attachButton, takesEvidence } from '../evidence/attach-button.ts';
import { cardActions, encodeRequestRef } from '../ids.ts';
import { auditLine } from './body.ts';
import { openEvidence } from './evidence-words.ts';
import { outcomeLines, outcomeMark, statusText } from './outcome.ts';
import { groupLines } from './packet-text.ts';
import { conditionLines, reviewsOf } from './reviews.ts';
import { roleLabel, tierMark, tierText } from './roles.ts';
import { words } from './values.ts';

const zoneOf = (policy: Policy): string => policy.workingHours.timeZone;

function progress(request: Request, policy: Policy): string {
  if (request.status !== 'in_review') return statusText(request);
  const { done, needed } = reviewsOf(request, policy);
  return `${done} of ${counted(needed, 'review')} done`;
}

function title(request: Request, policy: Policy): string {
  const mark =
    request.status === 'in_review' ? tierMark(request.assessment.tier) : outcomeMark(request.status);
  return `${mark} ${bold(`${request.id} ${inline(request.route, 70)}`)}: ${progress(request, policy)} · ${tierText(request.assessment.tier)}`;
}

/** What changes, in a few words: the groups' names only, since the requester wrote the rest. */
function subject(request: Request): string {
  if (request.expands)
    return `Asks whether ${request.expands.request} may go on from ${words(request.expands.from)} to ${words(request.expands.to)}`;
  if (!request.baseline) return 'New route';
  const groups = groupLines(request.baseline, request.packet).map((line) => line.label.toLowerCase());
  return groups.length > 0 ? `Changes ${listed(groups)}` : 'Changes nothing in the packet';
}

function openLines(request: InReview, policy: Policy): string[] {
  const zone = zoneOf(policy);
  const late = request.lastReminder === 'due' || request.escalated;
  const due =
    rolesToAsk(request).length > 0
      ? [`${late ? '⏰ Overdue since' : 'Due'} ${moment(request.times.dueAt, zone)}`]
      : [];
  const ends = request.expiryWarned ? [`⚠️ closes unanswered ${moment(request.expiresAt, zone)}`] : [];
  return [[subject(request), ...due, ...ends].join(' · ')];
}

/** What the requester can do now; empty where there is nothing but to wait. */
function nextStep(request: Request, policy: Policy): string[] {
  if (request.status === 'in_review') {
    const roles = [...new Set(request.objections.map((objection) => roleLabel(objection.role, policy)))];
    if (roles.length === 0) return [];
    if (request.expands)
      return [
        `${bold('Your turn:')} ${capitalised(listed(roles))} asked for more before it may go on. Answer in the thread; whoever asked can still approve.`,
      ];
    return [
      `${bold('Your turn:')} ${capitalised(listed(roles))} asked for changes. Edit the request; reviews that your edit does not touch stay.`,
    ];
  }
  if (request.status === 'approved' && request.expands)
    return [
      `${bold('What next:')} the release owner may expand the rollout of ${request.expands.request} to ${words(request.exposure)}.`,
    ];
  if (request.status === 'approved')
    return [
      `${bold('What next:')} the route may now be exposed up to ${request.exposure}. Keep to what was approved: every change is a new request.`,
    ];
  if (request.expands)
    return [`${bold('What next:')} the rollout stays where it is. Pressing Expand there asks again.`];
  return [`${bold('What next:')} Start again opens the form with everything you wrote.`];
}

const isWarned = (request: Request): boolean =>
  (request.status === 'in_review' && request.expiryWarned && !request.extended) ||
  (request.status === 'approved' && request.useByWarned && !request.extended);

function withdrawButton(request: Request, value: string): Button {
  return button({
    action: cardActions.withdraw,
    text: 'Withdraw',
    value,
    confirm: confirm({
      title: `Withdraw ${request.id}?`,
      text: 'Its review ends for everybody. You can start again later with everything you wrote.',
      yes: 'Withdraw',
      no: 'Keep it',
      danger: true,
    }),
  });
}

function buttons(request: Request): KnownBlock {
  const value = encodeRequestRef({ request: request.id, revision: request.bound.revision });
  const view = button({ action: cardActions.viewPacket, text: 'View packet', value });
  const extend = isWarned(request)
    ? [button({ action: cardActions.extend, text: 'Extend', value, style: 'primary' })]
    : [];
  if (request.status === 'in_review') {
    const edit = { action: cardActions.edit, text: 'Edit', value };
    const isTurn = request.objections.length > 0;
    return actions(
      [
        ...(request.expands ? [] : [button(isTurn ? { ...edit, style: 'primary' } : edit)]),
        ...(takesEvidence(request) ? [attachButton(request)] : []),
        ...(rolesToAsk(request).length > 0
          ? [button({ action: cardActions.nudge, text: 'Nudge', value })]
          : []),
        ...extend,
        view,
        withdrawButton(request, value),
      ],
      'own',
    );
  }
  if (request.status === 'approved' || request.expands) {
    const attach = takesEvidence(request) ? [attachButton(request)] : [];
    return actions([...extend, ...attach, view], 'own');
  }
  return actions(
    [button({ action: cardActions.again, text: 'Start again', value, style: 'primary' }), view],
    'own',
  );
}

/** A picture that stands in Slack already, and what it shows in words. */
export interface StandingPicture {
  readonly file: string;
  readonly alt: string;
}

/**
 * The one message that keeps a requester up to date: who decided what and why, who is still needed, what to do; and
 * all of it at a glance where there is a picture of it. The picture says nothing that is not said in words. `at` is when
 * it is drawn, epoch ms, for evidence that grows too old; as of the last edit unless said.
 */
export function requesterMessage(
  request: Request,
  policy: Policy,
  drawn: StandingPicture | null = null,
  at: number = request.revisedAt,
): Shown {
  const top = request.status === 'in_review' ? openLines(request, policy) : outcomeLines(request, policy);
  const reviews = reviewsOf(request, policy, { quoted: 500 }).lines;
  const conditions = conditionLines(request, policy);
  const evidence = openEvidence(request, policy, at);
  const next = nextStep(request, policy);
  return {
    text: `${request.id} ${request.route}: ${progress(request, policy)}`,
    blocks: fitted([
      section([title(request, policy), ...top].join('\n')),
      ...(reviews.length > 0 ? [section(reviews.join('\n'))] : []),
      ...(conditions.length > 0 ? [section([bold('Conditions'), ...conditions].join('\n'))] : []),
      ...(evidence.length > 0 ? [section(evidence.join('\n'))] : []),
      ...(next.length > 0 ? [section(next.join('\n'))] : []),
      auditLine(request),
      buttons(request),
      ...(drawn ? [picture(drawn.file, drawn.alt)] : []),
    ]),
  };
}
