import type { Policy } from '../../domain/policy.ts';
import type { FallenApproval, GivenApproval, Objection, RequestBase } from '../../domain/request/request.ts';
import { filling } from '../../domain/request/standing.ts';
import { promisedIn } from '../../domain/route/owed-conditions.ts';
import type { Slot } from '../../domain/slots.ts';
import type { ReviewRole } from '../../domain/words.ts';
import { moment } from '../blocks/dates.ts';
import { bold, capitalised, counted, inline, listed, person } from '../blocks/mrkdwn.ts';
import { categoryText, inPlaceOf, roleChannel, roleLabel } from './roles.ts';
import { dayText } from './values.ts';

/** How the reviews of a request stand, role by role, as cards, messages and View packet print it. */
export interface ReviewsView {
  readonly done: number;
  readonly needed: number;
  readonly lines: readonly string[];
}

export interface ReviewsOptions {
  /** The role that reads this: it is told "you" instead of a channel. */
  readonly reader?: ReviewRole;
  /** Most characters of a quoted reason. */
  readonly quoted?: number;
}

const fellBecause: Readonly<Record<FallenApproval['because'], string>> = {
  material_changed: 'had approved; what they judged was edited since',
  tier_rose: 'had approved; the tier rose since',
  became_editor: 'had approved, but edited the request since',
  evidence_fell: 'had approved; the evidence got worse since',
};

const isFor =
  (role: ReviewRole) =>
  (item: { readonly role: ReviewRole }): boolean =>
    item.role === role;

function approvalText(given: GivenApproval, request: RequestBase, policy: Policy): string {
  const stands =
    given.bound.revision < request.bound.revision ? `, stands since revision ${given.bound.revision}` : '';
  const conditions =
    given.conditions.length > 0 ? `, with ${counted(given.conditions.length, 'condition')}` : '';
  const comment = given.comment ? ` “${inline(given.comment, 120)}”` : '';
  return `${person(given.person)}${inPlaceOf(given.actsFor)}, ${moment(given.at, policy.workingHours.timeZone)}${conditions}${stands}${comment}`;
}

const objectionText = (objection: Objection, quoted: number): string =>
  `${person(objection.person)}${inPlaceOf(objection.actsFor)} asked for changes (${categoryText(objection.category).toLowerCase()}): “${inline(objection.reason, quoted)}”`;

function openText(
  slot: Slot,
  lacking: number,
  request: RequestBase,
  policy: Policy,
  reader: ReviewRole | undefined,
): string {
  const where = slot.role === reader ? bold('you') : roleChannel(slot.role, policy);
  const many = slot.count > 1 && lacking > 0 ? `, ${counted(lacking, 'more person', 'more people')}` : '';
  const fell = request.fallen
    .filter(isFor(slot.role))
    .map((fallen) => `${person(fallen.person)} ${fellBecause[fallen.because]}`);
  return `${where}${many}${fell.length > 0 ? ` · ${fell.join(' · ')}` : ''}`;
}

function slotLines(slot: Slot, request: RequestBase, policy: Policy, options: ReviewsOptions): string[] {
  const { open, filled } = filling(request);
  const label = bold(capitalised(roleLabel(slot.role, policy)));
  const lacking = open.find(isFor(slot.role))?.lacking ?? 0;
  const counts = (given: GivenApproval) =>
    filled.some((approval) => approval.role === given.role && approval.person === given.person);
  const given = request.approvals.filter(isFor(slot.role));
  const objections = request.objections.filter(isFor(slot.role));
  const lines = [
    ...given.filter(counts).map((approval) => `✅ ${label}  ${approvalText(approval, request, policy)}`),
    ...objections.map((objection) => `✏️ ${label}  ${objectionText(objection, options.quoted ?? 300)}`),
    ...given
      .filter((approval) => !counts(approval))
      .map(
        (approval) =>
          `☑️ ${label}  ${approvalText(approval, request, policy)} (counts for another role, one person for one of them)`,
      ),
  ];
  // Whoever asked for changes waits for the edit; nobody else is asked meanwhile.
  if (objections.length > 0 || (lacking === 0 && lines.length > 0)) return lines;
  return [...lines, `⬜ ${label}  ${openText(slot, lacking, request, policy, options.reader)}`];
}

/** Several people are asked at some tiers even where fewer could hold all roles. */
function peopleLine(request: RequestBase, policy: Policy): string[] {
  const { peopleLacking, open } = filling(request);
  if (peopleLacking === 0 || open.some((role) => role.lacking > 0)) return [];
  const roles = listed(
    request.assessment.slots.map((slot) => roleLabel(slot.role, policy)),
    'or',
  );
  const who = counted(peopleLacking, 'more person', 'more people');
  return [`⬜ ${bold(`${who} must approve`)}  ${roles}: somebody who has not yet`];
}

export function reviewsOf(request: RequestBase, policy: Policy, options: ReviewsOptions = {}): ReviewsView {
  const { slots } = request.assessment;
  const { open } = filling(request);
  const waiting = new Set(
    [...open.filter(({ lacking }) => lacking > 0), ...request.objections].map(({ role }) => role),
  );
  return {
    done: slots.filter((slot) => !waiting.has(slot.role)).length,
    needed: slots.length,
    lines: [
      ...slots.flatMap((slot) => slotLines(slot, request, policy, options)),
      ...peopleLine(request, policy),
    ],
  };
}

/** What was promised at approval: a line each, with who owes it and when, or who said what shows that it is done. */
export function conditionLines(request: RequestBase, policy: Policy, most = 10): string[] {
  const promised = promisedIn(request).map(({ id, text, owner, due, role }) => {
    const kept = request.kept?.find((each) => each.id === id);
    const about = `${inline(text, 220)} (${person(owner)}, by ${dayText(due)}, for ${roleLabel(role, policy)})`;
    return kept
      ? `☑ ${about}: ${bold('done')}, ${person(kept.by)}: ${inline(kept.proof, 120)}`
      : `☐ ${about}`;
  });
  if (promised.length <= most) return promised;
  return [
    ...promised.slice(0, most),
    `and ${counted(promised.length - most, 'more condition')} in View packet`,
  ];
}
