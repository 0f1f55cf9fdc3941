import type { KnownBlock } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import type { Request } from '../../domain/request/request.ts';
import { rolesToAsk } from '../../domain/request/standing.ts';
import type { ReviewRole } from '../../domain/words.ts';
import type { RequestSummary } from '../../ports/store.ts';
import { actions, button, section } from '../blocks/blocks.ts';
import { ago, moment } from '../blocks/dates.ts';
import { bold, inline, link, listed, person } from '../blocks/mrkdwn.ts';
import { outcomeMark, statusText } from '../cards/outcome.ts';
import { roleLabel, tierMark, tierText } from '../cards/roles.ts';
import { encodeListPage, encodeRequestRef, type ListPage, listActions } from '../ids.ts';

/** Requests in lists, two lines each: what it is, and what happens next. */

const zoneOf = (policy: Policy): string => policy.workingHours.timeZone;

const packetButton = (request: string, revision: number, place: string) =>
  button({
    action: `${listActions.packet}${place}:${request}`,
    text: 'View packet',
    value: encodeRequestRef({ request, revision }),
    label: `View packet of ${request}`,
  });

const nameOf = (request: Request): string => `${bold(request.id)} ${inline(request.route, 70)}`;

const labels = (roles: readonly ReviewRole[], policy: Policy): string =>
  listed(roles.map((role) => roleLabel(role, policy)));

/** A review that the reader owes. `cardLink` leads to the card with the buttons; null where it is not known. */
export function waitingRow(
  request: Request,
  roles: readonly ReviewRole[],
  cardLink: string | null,
  policy: Policy,
): KnownBlock {
  const { tier } = request.assessment;
  const due = request.status === 'in_review' ? ` · due ${moment(request.times.dueAt, zoneOf(policy))}` : '';
  const open = cardLink ? ` · ${link(cardLink, 'open the card')}` : '';
  return section(
    [
      `${tierMark(tier)} ${nameOf(request)} · ${tierText(tier)} · by ${person(request.requester)}`,
      `for ${bold(labels(roles, policy))}${due}${open}`,
    ].join('\n'),
    { accessory: packetButton(request.id, request.bound.revision, 'waiting') },
  );
}

function nextStep(request: Request, policy: Policy): string {
  switch (request.status) {
    case 'in_review': {
      const objected = [...new Set(request.objections.map((objection) => objection.role))];
      if (objected.length > 0) return `${bold('your turn')}: ${labels(objected, policy)} asked for changes`;
      const asked = rolesToAsk(request);
      return `waits for ${labels(asked, policy) || 'its last review'} · due ${moment(request.times.dueAt, zoneOf(policy))}`;
    }
    case 'approved':
      return request.used
        ? `used ${ago(request.used.at, zoneOf(policy))} by ${person(request.used.by)}`
        : `to be started before ${moment(request.useBy, zoneOf(policy))}`;
    case 'rejected':
      return `“${inline(request.rejection.reason, 120)}”`;
    case 'lapsed':
    case 'expired':
    case 'withdrawn':
      return ago(request.at, zoneOf(policy));
  }
}

const markOf = (request: Request): string =>
  request.status === 'in_review' ? tierMark(request.assessment.tier) : outcomeMark(request.status);

/** A request of the reader's own. */
export const ownRow = (request: Request, policy: Policy): KnownBlock =>
  section(`${markOf(request)} ${nameOf(request)} · ${statusText(request)}\n${nextStep(request, policy)}`, {
    accessory: packetButton(request.id, request.bound.revision, 'mine'),
  });

function decidedAt(request: Request): number {
  switch (request.status) {
    case 'in_review':
      return request.revisedAt;
    case 'approved':
      return request.approvedAt;
    case 'rejected':
      return request.rejection.at;
    default:
      return request.at;
  }
}

/** A request that was decided. */
export const decidedRow = (request: Request, policy: Policy): KnownBlock =>
  section(
    `${markOf(request)} ${nameOf(request)} · ${statusText(request)}\n${tierText(request.assessment.tier)} · by ${person(request.requester)} · ${ago(decidedAt(request), zoneOf(policy))}`,
    { accessory: packetButton(request.id, request.bound.revision, 'decided') },
  );

function standing(summary: RequestSummary, policy: Policy): string {
  if (summary.status !== 'in_review')
    return `${summary.status}${summary.decidedAt === null ? '' : ` ${ago(summary.decidedAt, zoneOf(policy))}`}`;
  return `waits for ${labels(summary.openRoles, policy) || 'its last review'} · since ${ago(summary.submittedAt, zoneOf(policy))}`;
}

/** A request from its summary alone, whatever became of it. */
export function summaryRow(summary: RequestSummary, policy: Policy): KnownBlock {
  const { status, tier, id, route, requester } = summary;
  const mark = status === 'in_review' ? tierMark(tier) : outcomeMark(status);
  return section(
    `${mark} ${bold(id)} ${inline(route, 70)} · ${tierText(tier)} · by ${person(requester)}\n${standing(summary, policy)}`,
    // Which revision is the newest is looked up at the click.
    { accessory: packetButton(id, 1, 'list') },
  );
}

/** The buttons that turn the pages of a list; none where there is but one. `next` is the key of the next page. */
export function turnButtons(page: ListPage, next: string | null, id: string): KnownBlock[] {
  const back = page.trail.length > 0;
  if (!back && next === null) return [];
  const turn = (way: string, text: string, trail: readonly string[]) =>
    button({
      action: `${listActions.turn}${page.list}-${way}`,
      text,
      value: encodeListPage({ ...page, trail }),
    });
  return [
    actions(
      [
        ...(back ? [turn('back', '← Newer', page.trail.slice(0, -1))] : []),
        ...(next === null ? [] : [turn('on', 'Older →', [...page.trail, next])]),
      ],
      id,
    ),
  ];
}
