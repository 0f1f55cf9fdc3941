import type { Canary } from '../app/judge-canary.ts';
import { digestOf } from '../domain/packet/digest.ts';
import type { Policy } from '../domain/policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Observer } from '../ports/observer.ts';
import type { Store } from '../ports/store.ts';

/** A policy that is tried beside the one that binds: counted, and logged where it fails. */
export const canaryOf = (policy: Policy, observer: Observer, log: Log): Canary => ({
  policy,
  judged: (differs) => observer.canaryJudged(differs),
  failed: (error) =>
    log.error({ err: error }, 'The policy in canary could not be asked; nothing else is concerned'),
});

const remedy =
  'The policy in canary cannot be used, so nothing is judged by it; the policy that binds is not concerned. ' +
  'Mend the file that POLICY_CANARY_FILE names, and restart Routegate.';

/** Tells whoever can mend it, once, that the policy in canary cannot be used. Throws a Fault of the store. */
export async function tellOfBrokenCanary(
  problems: readonly string[],
  { store, clock, log }: { readonly store: Store; readonly clock: Clock; readonly log: Log },
): Promise<void> {
  if (problems.length === 0) return;
  log.error({ problems }, 'The policy in canary cannot be used; nothing is judged by it');
  const text = [remedy, ...problems].join('\n');
  const subject = `policy-canary:${digestOf(text)}`;
  await store.enqueue([
    {
      id: `operator:${subject}`,
      lane: 'operators',
      key: null,
      effect: { kind: 'operator_message', subject, text },
      dueAt: clock.now(),
    },
  ]);
}
