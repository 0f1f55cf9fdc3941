import { jobsFor } from '../../app/handle-command.ts';
import type { Effect } from '../../domain/effects.ts';
import type { RefusalReason } from '../../domain/request/refusal.ts';
import type { Request } from '../../domain/request/request.ts';
import type { SlackDeps } from '../deps.ts';

/** Refusals that tell of a card which shows something else than what is. */
const ofStaleCards: ReadonlySet<RefusalReason> = new Set([
  'closed',
  'stale_revision',
  'role_not_asked',
  'already_approved',
  'already_decided',
  'nobody_to_nudge',
  'extended_already',
  'emergency_called',
  'emergency_not_called',
  'emergency_fixed',
  'after_review_closed',
]);

/** Its message may show a call that cannot be joined any more; where none stands, none is posted. */
const isOfEmergency = (reason: RefusalReason): boolean =>
  reason === 'emergency_not_called' ||
  reason === 'after_review_closed' ||
  reason === 'stale_revision' ||
  reason === 'closed';

/**
 * Brings every message of a request in step, where a refusal shows that somebody looked at an old one. `cause` is the
 * id of the click, so that the same click heals once.
 */
export async function heal(
  reason: RefusalReason,
  request: Request | null,
  cause: string,
  deps: Pick<SlackDeps, 'jobs' | 'clock' | 'app'>,
): Promise<void> {
  if (!request || !ofStaleCards.has(reason)) return;
  const effects: Effect[] = [
    ...request.cardRoles.map((role): Effect => ({ kind: 'card', request: request.id, role })),
    { kind: 'requester_message', request: request.id, person: request.requester },
    ...(isOfEmergency(reason) ? [{ kind: 'emergency_message', request: request.id } as const] : []),
  ];
  await deps.jobs.enqueue(jobsFor(effects, `heal:${cause}`, deps.clock.now(), deps.app.policy()));
  deps.jobs.wake();
}
