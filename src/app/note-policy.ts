import type { Policy } from '../domain/policy.ts';
import { policyChange } from '../domain/policy-change/policy-change.ts';
import { jobsFor, type Surroundings } from './handle-command.ts';
import { canaryRecord, recordOfPolicy } from './policy-canary.ts';

/** So many differences are told; the record has all of them. */
const mostTold = 40;

/**
 * Records which policy binds, where it is another one than before, with what differs and what became of it in canary,
 * and has it told. Throws {@link Fault} when the store does not answer; another process that is quicker has recorded it
 * then.
 */
export async function notePolicy(around: Surroundings): Promise<void> {
  const { store, clock } = around;
  const policy: Policy = around.policy();
  const known = await store.policyInForce();
  const { digest, declared = {} } = policy;
  const canary = await canaryRecord(store, known?.state ?? null, digest);
  const event = policyChange(known?.state ?? null, { digest, declared }, canary);
  if (!event) return;
  const { previous, differences } = event;
  const told = {
    kind: 'policy_note',
    digest,
    previous: previous ?? '',
    differences: differences.slice(0, mostTold),
    more: Math.max(0, differences.length - mostTold),
    ...(canary ? { canary } : {}),
  } as const;
  const id = `policy:${digest}:${known?.version ?? 0}`;
  // With nothing before it there is nothing to tell.
  const jobs = previous === null ? [] : jobsFor([told], id, clock.now(), policy);
  await recordOfPolicy(id, [event], known, jobs, around);
  around.onWork();
}
