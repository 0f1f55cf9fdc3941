import { type FallbackReach, fallbackReach, type ReachSources } from '../../app/fallback-reach.ts';
import { readSettings } from '../../config/env.ts';
import type { Packet } from '../../domain/packet/schema.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Store } from '../../ports/store.ts';
import { databaseExists, openReadOnly } from '../../storage/open.ts';
import { systemClock } from '../../work/system-clock.ts';
import type { CliIo } from '../command.ts';

/** Work with what the database knows, for looking only; `store` is null where there is no database yet. */
export async function withRecord<T>(io: CliIo, work: (store: Store | null) => Promise<T>): Promise<T> {
  const { databaseUrl } = readSettings(io.env);
  const store = databaseExists(databaseUrl) ? await openReadOnly(databaseUrl) : null;
  try {
    return await work(store);
  } finally {
    await store?.close();
  }
}

/** What a packet's fallbacks lead to is asked with. */
export const reachSources = (store: Store | null, policy: Policy): ReachSources => ({
  store,
  at: systemClock.now(),
  policy: () => policy,
});

export const reachOf = (packet: Packet, store: Store | null, policy: Policy): Promise<FallbackReach> =>
  fallbackReach(packet, reachSources(store, policy));

/** Said where names that may be routes could not be followed. */
export const unfollowed =
  'There is no database here, so names of routes were not followed. Set DATABASE_URL to the one that Routegate uses.';
