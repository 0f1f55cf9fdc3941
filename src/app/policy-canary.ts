import { CanaryTally, type CountedEvent } from '../domain/canary/tally.ts';
import type { Policy } from '../domain/policy.ts';
import {
  type CanaryRecord,
  canaryChange,
  evolvePolicy,
  type PolicyEvent,
  type PolicyInCanary,
  type PolicyInForce,
} from '../domain/policy-change/policy-change.ts';
import type { NewJob, Store, StoredEvent, Versioned } from '../ports/store.ts';
import { jobsFor, type Surroundings } from './handle-command.ts';

const pageSize = 500;
/** How often what a policy in canary would have done is summed up. */
export const sumEveryMs = 7 * 24 * 3_600_000;

type Reading = Pick<Store, 'events'>;
/** The database answers without waiting; where people are served meanwhile, this lets them in. */
type BetweenPages = () => Promise<void>;

const counted: ReadonlySet<string> = new Set(['request_submitted', 'request_revised', 'canary_judged']);
const isCounted = (event: StoredEvent): event is StoredEvent & CountedEvent => counted.has(event.type);

/**
 * Counts what was judged after an event, up to a moment in epoch ms (null for all there is), and says which event was
 * the last that was read. Its cost grows with the time that the policy is in canary, not with history. Throws a Fault.
 */
export async function tallyCanary(
  store: Reading,
  { digest, after, until }: Pick<PolicyInCanary, 'digest' | 'after' | 'until'>,
  betweenPages: BetweenPages = async () => {},
): Promise<{ readonly tally: CanaryTally; readonly through: number }> {
  const tally = new CanaryTally(digest);
  let through = after;
  for (;;) {
    const page = await store.events(through, pageSize);
    for (const event of page) {
      if (until !== null && event.at > until) return { tally, through };
      if (isCounted(event)) tally.count(event);
      through = event.sequence;
    }
    if (page.length < pageSize) return { tally, through };
    await betweenPages();
  }
}

/** What became of the policy that binds now while it was in canary; null where it never was. Throws a Fault. */
export async function canaryRecord(
  store: Reading,
  known: PolicyInForce | null,
  digest: string,
): Promise<CanaryRecord | null> {
  const canary = known?.canary;
  if (canary?.digest !== digest) return null;
  const { judged, differing } = (await tallyCanary(store, canary)).tally.sum;
  return { since: canary.since, judged, differing };
}

/** Records something about policies; where another process was quicker, it has recorded it. Throws a Fault. */
export async function recordOfPolicy(
  id: string,
  events: readonly PolicyEvent[],
  known: Versioned<PolicyInForce> | null,
  jobs: readonly NewJob[],
  { store, clock }: Pick<Surroundings, 'store' | 'clock'>,
): Promise<void> {
  const at = clock.now();
  const before: PolicyInForce | null = known?.state ?? null;
  const state = events.reduce((current, event) => evolvePolicy(current, event, at), before);
  if (!state || events.length === 0) return;
  await store.commit({
    commandId: id,
    at,
    actor: 'system',
    outcome: { ok: true, subject: 'policy' },
    streams: [{ kind: 'policy', stream: 'policy', expectedVersion: known?.version ?? 0, events, state }],
    jobs,
  });
}

/** Records that another policy is tried from now on, or none any more. Throws a Fault. */
export async function noteCanary(canary: Policy | null, around: Surroundings): Promise<void> {
  const known = await around.store.policyInForce();
  if (!known) return;
  const { sequence } = await around.store.head();
  const digest = canary?.digest ?? null;
  const events = canaryChange(known.state, digest, sequence);
  await recordOfPolicy(`canary:${digest ?? 'none'}:${known.version}`, events, known, [], around);
}

/** Sums up, once a week, what the policy in canary would have done, and has it told where anything was judged. */
export async function sumUpCanary(around: Surroundings, betweenPages?: BetweenPages): Promise<void> {
  const { store, clock, policy } = around;
  const known = await store.policyInForce();
  const canary = known?.state.canary;
  const at = clock.now();
  if (!known || !canary || canary.until !== null || at - canary.summedAt < sumEveryMs) return;
  const { digest, summedAt: from, summedThrough: after } = canary;
  const { tally, through } = await tallyCanary(store, { digest, after, until: null }, betweenPages);
  const { sum } = tally;
  const id = `canary-sum:${digest}:${from}`;
  const days = Math.round((at - from) / 86_400_000);
  const told = { kind: 'canary_note', digest, days, ...sum } as const;
  const jobs = sum.judged > 0 ? jobsFor([told], id, at, policy()) : [];
  await recordOfPolicy(id, [{ type: 'canary_summed', digest, from, through, ...sum }], known, jobs, around);
  if (jobs.length > 0) around.onWork();
}
