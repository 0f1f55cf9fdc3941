import type { Policy } from '../../domain/policy.ts';
import { evidenceOf, stopsIn } from '../../domain/request/proof.ts';
import type { Request } from '../../domain/request/request.ts';
import { awaitedRoles } from '../../domain/request/standing.ts';
import type { ReviewRole } from '../../domain/words.ts';
import { laneLine } from './evidence-lines.ts';
import { row, rows } from './rows.ts';

const words = (text: string): string => text.replaceAll('_', ' ');
const moment = (at: number): string => new Date(at).toISOString();

/** What a request waits for, or how it ended. */
function outcomeLines(request: Request): string[] {
  switch (request.status) {
    case 'in_review':
      return [
        row('Until', `${moment(request.expiresAt)}, then it expires; due ${moment(request.times.dueAt)}`),
      ];
    case 'approved':
      return [
        row('Approved', `for ${request.exposure}`),
        row(
          request.used ? 'Started' : 'Start by',
          request.used ? `${moment(request.used.at)} by ${request.used.by}` : moment(request.useBy),
        ),
      ];
    case 'rejected':
      return [
        row(
          'Rejected',
          `${request.rejection.role} (${request.rejection.person}): ${request.rejection.reason}`,
        ),
      ];
    case 'withdrawn':
      return [row('Withdrawn', `${request.by}: ${request.reason}`)];
    case 'expired':
    case 'lapsed':
      return [row('Ended', moment(request.at))];
  }
}

const inChannel = (role: ReviewRole, policy: Policy): string => {
  const channel = policy.roles[role]?.channel;
  return channel === undefined ? role : `${role} in #${channel}`;
};

function decisionLines({ approvals, objections }: Request): string[] {
  return [
    ...approvals.map(({ role, person, conditions, comment }) => {
      const owed = conditions
        .map(({ text, owner, due }) => `; condition: ${text} (${owner}, ${due})`)
        .join('');
      return `${role} (${person}): approved${comment === '' ? '' : `: ${comment}`}${owed}`;
    }),
    ...objections.map(({ role, person, reason }) => `${role} (${person}): changes requested: ${reason}`),
  ];
}

/** What a request is now, as lines for a terminal: who is waited for, and what its evidence says. */
export function stateLines(request: Request, policy: Policy, now: number): string[] {
  const { id, route, bound, status, assessment, fallen } = request;
  const verdict = evidenceOf(request, policy, now);
  const waiting = status === 'in_review' ? awaitedRoles(request) : [];
  return [
    `${id} ${route}, revision ${bound.revision}: ${words(status)}`,
    row('Tier', assessment.tier),
    row('Requester', request.requester),
    ...rows(
      'Waits for',
      waiting.map((role) => inChannel(role, policy)),
    ),
    ...rows('Decided', decisionLines(request)),
    ...rows(
      'Fell',
      fallen.map(({ role, person, because }) => `${role} (${person}): ${words(because)}`),
    ),
    ...outcomeLines(request),
    ...rows('Evidence', verdict.lanes.map(laneLine)),
    ...rows(
      'Stopped',
      stopsIn(verdict).map(({ sentence }) => sentence),
    ),
    row('Packet', bound.packetDigest),
  ];
}
