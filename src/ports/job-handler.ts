import type { Effect, EffectKind } from '../domain/effects.ts';
import type { Job } from './store.ts';

/**
 * Does one job. Resolves when the effect has been seen done; throws {@link Fault} when the world said no. Anything
 * else thrown is a defect and is treated as `unavailable` until the attempts are used up.
 */
export type JobHandler<K extends EffectKind = EffectKind> = (
  job: Job & { readonly effect: Extract<Effect, { kind: K }> },
  signal: AbortSignal,
) => Promise<void>;

/** One handler for every kind of effect. */
export type JobHandlers = { readonly [K in EffectKind]: JobHandler<K> };
