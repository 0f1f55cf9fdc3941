import { diffPackets } from '../packet/diff.ts';
import type { Packet, Proposal } from '../packet/schema.ts';
import type { Policy } from '../policy.ts';
import type { Role } from '../words.ts';
import type { RequestEvent } from './events.ts';
import type { Refusal } from './refusal.ts';
import type { Assessment } from './request.ts';

/** What a command comes to: events that happened, possibly none, or one reason why not. */
export type Decision = { readonly events: readonly RequestEvent[] } | { readonly refusal: Refusal };

/** Why a proposal cannot be filed as it stands, whoever files it; null if it can. */
export function objectionTo(
  proposal: Proposal,
  baseline: Packet | null,
  assessment: Assessment,
  policy: Policy,
): Refusal | null {
  const { change, packet } = proposal;
  if (change.kind === 'new' && baseline) return { reason: 'route_exists', route: packet.route };
  if (change.kind !== 'new' && !baseline) return { reason: 'route_unknown', route: packet.route };
  if (change.kind === 'change' && diffPackets(baseline, packet).length === 0)
    return { reason: 'nothing_changes' };
  const unassigned: Role[] = assessment.slots.map((slot) => slot.role).filter((role) => !policy.roles[role]);
  return unassigned.length > 0 ? { reason: 'role_unassigned', roles: unassigned } : null;
}
