import { type Filling, fillSlots } from '../matching.ts';
import { digestOf } from '../packet/digest.ts';
import type { Proposal } from '../packet/schema.ts';
import type { ReviewRole } from '../words.ts';
import type { Bound, Request, RequestBase } from './request.ts';

/** How far a request's slots are filled by the approvals that stand. */
export function filling(request: Pick<RequestBase, 'assessment' | 'approvals'>): Filling {
  return fillSlots(request.assessment.slots, request.approvals, request.assessment.separation);
}

/** Roles that still have to decide: slots that can use an approval, and authors of open objections. */
export function awaitedRoles(request: RequestBase): ReviewRole[] {
  const awaited = new Set(filling(request).open.map((open) => open.role));
  for (const objection of request.objections) awaited.add(objection.role);
  return request.assessment.slots.map((slot) => slot.role).filter((role) => awaited.has(role));
}

/** Of those, the roles to remind: whoever asked for changes waits for the requester, not the other way round. */
export function rolesToAsk(request: RequestBase): ReviewRole[] {
  const objected = new Set(request.objections.map((objection) => objection.role));
  return awaitedRoles(request).filter((role) => !objected.has(role));
}

/** Nothing is needed any more: every slot filled, nobody's objection unanswered. */
export function isDecided(request: RequestBase): boolean {
  return filling(request).complete && request.objections.length === 0;
}

/** The digests that a decision on this revision is bound to. */
export function boundOf(revision: number, proposal: Proposal): Bound {
  return {
    revision,
    packetDigest: digestOf(proposal.packet),
    evidenceDigest: digestOf(proposal.evidence),
    rolloutDigest: digestOf(proposal.packet.rollout),
  };
}

/** What a request is called in lists. */
export function titleOf(request: RequestBase): string {
  return `${request.id} ${request.route}`;
}

/** When a request left review, epoch ms; null while it is in review. */
export function decidedAt(request: Request): number | null {
  switch (request.status) {
    case 'in_review':
      return null;
    case 'approved':
    case 'lapsed':
      return request.approvedAt;
    case 'rejected':
      return request.rejection.at;
    default:
      return request.at;
  }
}
