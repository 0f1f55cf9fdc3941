import type { RequestCommand } from '../domain/request/commands.ts';
import { exposureToApprove, measuredEvidence } from '../domain/request/expansion.ts';
import type { Outcome } from '../ports/store.ts';
import { fileNext, type Surroundings } from './handle-command.ts';
import { routeFacts, systemActor } from './route-part.ts';

/** What there is to ask about a route now; null where its approvals reach, or reviewers are asked already. */
async function question(
  request: string,
  route: string,
  around: Surroundings,
): Promise<RequestCommand | null> {
  const { store } = around;
  const rollout = (await store.route(route))?.state.rollout;
  const to = rollout ? exposureToApprove(rollout) : null;
  if (!rollout || !to || rollout.status === 'rolling_back') return null;
  const asked = rollout.asked ? await store.request(rollout.asked) : null;
  if (asked?.state.status === 'in_review') return null;
  const of = (await store.request(rollout.request))?.state;
  if (of?.status !== 'approved') return null;
  const { readings } = await routeFacts(route, around);
  const evidence = measuredEvidence(rollout, readings);
  return { type: 'open_expansion', request, of, from: rollout.reaches, to, evidence };
}

/**
 * Asks the reviewers whether a rollout may go on to people whom its approvals do not reach, once for each time that
 * they said no or nothing. Null where there is nothing to ask. Throws {@link Fault}.
 */
export const askExpansion = (id: string, route: string, around: Surroundings): Promise<Outcome | null> =>
  fileNext<null>(
    id,
    (request) => question(request, route, around),
    { actor: systemActor, usedDraft: null },
    around,
  );
