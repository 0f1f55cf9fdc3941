import type { App } from '../../app/app.ts';
import { createApp } from '../../app/create-app.ts';
import { readSettings } from '../../config/env.ts';
import { loadPolicy } from '../../config/policy/load-policy.ts';
import { openStore } from '../../storage/open.ts';
import { systemClock } from '../../work/system-clock.ts';
import type { CliIo } from '../command.ts';

/**
 * The core over the real database, for one command. The jobs it leaves are done by the running program, which looks
 * for work that others left. Throws PolicyError, SettingsError or Fault.
 */
export async function withApp<T>(io: CliIo, work: (app: App) => Promise<T>): Promise<T> {
  const settings = readSettings(io.env);
  const policy = await loadPolicy(settings.policyFile);
  const store = await openStore(settings.databaseUrl, { clock: systemClock });
  try {
    return await work(createApp({ store, clock: systemClock, policy: () => policy, onWork: () => {} }));
  } finally {
    await store.close();
  }
}
