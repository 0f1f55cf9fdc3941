import type { Policy } from '../../domain/policy.ts';
import type { Approved, Emergency, Objection, Request } from '../../domain/request/request.ts';
import { moment } from '../blocks/dates.ts';
import { bold, inline, listed, person } from '../blocks/mrkdwn.ts';
import { categoryText, roleLabel } from './roles.ts';

function startText({ expands, used, useBy }: Approved, zone: string): string {
  if (expands) return `The rollout of ${bold(expands.request)} may go on to it.`;
  return used
    ? `Started by ${person(used.by)}, ${moment(used.at, zone)}.`
    : `To be started before ${moment(useBy, zone)}.`;
}

/** Who decided, when and why; the first thing that a closed card says. */
export function outcomeLines(request: Request, policy: Policy): string[] {
  const zone = policy.workingHours.timeZone;
  switch (request.status) {
    case 'in_review':
      return [];
    case 'approved': {
      if (request.emergency) return [...emergencyLines(request.emergency, policy), startText(request, zone)];
      const people = [...new Set(request.approvals.map((given) => given.person))].map(person);
      const by = people.length > 0 ? ` by ${listed(people)}` : ', no review was needed';
      return [
        `${bold(`Approved for ${request.exposure}`)}${by}, ${moment(request.approvedAt, zone)}.`,
        startText(request, zone),
      ];
    }
    case 'rejected':
      return [rejectionText(request.rejection, policy)];
    case 'withdrawn':
      return [
        `${bold('Withdrawn')} by ${person(request.by)}, ${moment(request.at, zone)}.${request.reason ? ` “${inline(request.reason, 400)}”` : ''}`,
      ];
    case 'expired':
      return [`${bold('Expired')} ${moment(request.at, zone)}: not every review was given in time.`];
    case 'lapsed':
      return [
        `${bold('Approval lapsed')} ${moment(request.at, zone)}: approved ${moment(request.approvedAt, zone)}, not started in time.`,
      ];
  }
}

/** Two people let it out; who else looked at it, and when its time is over. */
function emergencyLines({ calledBy, joinedBy, until, reason, review }: Emergency, policy: Policy): string[] {
  const zone = policy.workingHours.timeZone;
  const who = [calledBy, joinedBy].map((one) => `${person(one.person)} (${roleLabel(one.role, policy)})`);
  const after = review
    ? `🔎 ${person(review.by)} looked at it afterwards, ${moment(review.at, zone)}: ${review.stays ? 'it may stay for its time' : 'it goes back'}. “${inline(review.note, 400)}”`
    : '🔎 After-review open: somebody who was not involved has to look at it.';
  return [
    `🚨 ${bold('Let out in an emergency')} by ${listed(who)}, until ${moment(until, zone)}. “${inline(reason, 400)}”`,
    after,
  ];
}

function rejectionText(rejection: Objection, policy: Policy): string {
  const who = `${person(rejection.person)} for ${roleLabel(rejection.role, policy)}`;
  const why = `${categoryText(rejection.category)}: “${inline(rejection.reason, 800)}”`;
  return `${bold('Rejected')} by ${who}, ${moment(rejection.at, policy.workingHours.timeZone)}. ${why}`;
}

const marks: Readonly<Record<Exclude<Request['status'], 'in_review'>, string>> = {
  approved: '✅',
  rejected: '⛔',
  withdrawn: '↩️',
  expired: '⌛',
  lapsed: '⌛',
};
export const outcomeMark = (status: Exclude<Request['status'], 'in_review'>): string => marks[status];

/** The end of a request in two or three words, such as "approved for canary". */
export function statusText(request: Request): string {
  if (request.status === 'in_review') return 'in review';
  if (request.emergency && request.status === 'approved') return 'let out in an emergency';
  if (request.status === 'approved') return `approved for ${request.exposure}`;
  return request.status === 'lapsed' ? 'approval lapsed' : request.status;
}
