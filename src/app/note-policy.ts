import type { Policy } from '../domain/policy.ts';
import { evolvePolicy, policyChange } from '../domain/policy-change/policy-change.ts';
import { jobsFor, type Surroundings } from './handle-command.ts';

/** So many differences are told; the record has all of them. */
const mostTold = 40;

/**
 * Records which policy binds, where it is another one than before, with what differs, and has it told. Throws
 * {@link Fault} when the store does not answer; another process that is quicker has recorded it then.
 */
export async function notePolicy(around: Surroundings): Promise<void> {
  const { store, clock } = around;
  const policy: Policy = around.policy();
  const known = await store.policyInForce();
  const { digest, declared = {} } = policy;
  const event = policyChange(known?.state ?? null, { digest, declared });
  if (!event) return;
  const at = clock.now();
  const { previous, differences } = event;
  const told = {
    kind: 'policy_note',
    digest,
    previous: previous ?? '',
    differences: differences.slice(0, mostTold),
    more: Math.max(0, differences.length - mostTold),
  } as const;
  const id = `policy:${digest}:${known?.version ?? 0}`;
  await store.commit({
    commandId: id,
    at,
    actor: 'system',
    outcome: { ok: true, subject: 'policy' },
    streams: [
      {
        kind: 'policy',
        stream: 'policy',
        expectedVersion: known?.version ?? 0,
        events: [event],
        state: evolvePolicy(event, at),
      },
    ],
    // With nothing before it there is nothing to tell.
    jobs: previous === null ? [] : jobsFor([told], id, at, policy),
  });
  around.onWork();
}
