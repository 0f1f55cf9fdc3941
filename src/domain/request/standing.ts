import { type Filling, fillSlots } from '../matching.ts';
import { digestOf } from '../packet/digest.ts';
import type { Proposal } from '../packet/schema.ts';
import type { Slot } from '../slots.ts';
import type { ReviewRole } from '../words.ts';
import type { Bound, GivenApproval, Request, RequestBase } from './request.ts';

/** How far a request's slots are filled by the approvals that stand. */
export function filling(request: Pick<RequestBase, 'assessment' | 'approvals'>): Filling {
  const { slots, separation } = request.assessment;
  return fillSlots(slots, counted(request.approvals, slots), separation);
}

/**
 * Where a role needs several people, its holder and whoever stands in for that holder are one of them: otherwise one
 * person's word could be given twice. It depends on the set of approvals only, not on their order.
 */
function counted(approvals: readonly GivenApproval[], slots: readonly Slot[]): readonly GivenApproval[] {
  const several = new Set(slots.filter(({ count }) => count > 1).map(({ role }) => role));
  if (several.size === 0) return approvals;
  const word = ({ person, actsFor }: GivenApproval): string => actsFor ?? person;
  const best = new Map<string, GivenApproval>();
  for (const given of approvals) {
    const key = `${given.role}\u0000${word(given)}`;
    const known = best.get(key);
    if (!known || isBefore(given, known)) best.set(key, given);
  }
  const kept = new Set(best.values());
  return approvals.filter((given) => !several.has(given.role) || kept.has(given));
}

/** The holder's own word first, then by name, so that no clock decides. */
function isBefore(left: GivenApproval, right: GivenApproval): boolean {
  if ((left.actsFor === undefined) !== (right.actsFor === undefined)) return left.actsFor === undefined;
  return left.person < right.person;
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
