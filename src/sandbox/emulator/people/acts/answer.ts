import type { Core } from '../../core.ts';
import type { Delivered } from '../../delivery/deliveries.ts';
import type { ActAnswer, Notice } from '../../people.ts';
import type { User } from '../../state/world.ts';

/** Who acts, and where. */
export type Acting = { core: Core; person: User };

export const done = (more: Partial<ActAnswer> = {}): ActAnswer => ({ ok: true, outcome: 'done', ...more });

export const invalid = (error: string, more: Partial<ActAnswer> = {}): ActAnswer => ({
  ok: false,
  outcome: 'invalid',
  error,
  ...more,
});

export const failed = (error: string, more: Partial<ActAnswer> = {}): ActAnswer => ({
  ok: false,
  outcome: 'failed',
  error,
  ...more,
});

/** How a delivery went, as the answer of an act. */
export function answerOf({ delivery, outcome }: Delivered, more: Partial<ActAnswer> = {}): ActAnswer {
  const reason = outcome === 'acked' ? undefined : delivery.attempts.at(-1)?.error;
  return {
    ok: outcome === 'acked',
    outcome,
    ...(reason !== undefined && { error: reason }),
    delivery_id: delivery.id,
    ...more,
  };
}

/** Why the person sees nothing happen, in words; nothing when the app acked. */
export function failureText({ delivery, outcome }: Delivered): string | undefined {
  if (outcome === 'acked') return undefined;
  if (outcome === 'no_app') return 'The app did not respond: it is not connected.';
  if (outcome === 'timeout') return 'The app did not respond.';
  return `The app did not respond: ${delivery.attempts.at(-1)?.error ?? 'it failed'}.`;
}

export function tell({ core, person }: Acting, notice: Notice): void {
  core.world.emit({ type: 'notice', user: person.id, notice });
}

/** Waits for the first tries of events, and answers how the first of them went. */
export async function settleEvents(
  sent: Promise<Delivered>[],
  more: Partial<ActAnswer> = {},
): Promise<ActAnswer> {
  const [first] = await Promise.all(sent);
  return first ? answerOf(first, more) : done(more);
}
