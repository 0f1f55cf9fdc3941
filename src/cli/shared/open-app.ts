import type { App } from '../../app/app.ts';
import { createApp } from '../../app/create-app.ts';
import { readSettings } from '../../config/env.ts';
import { loadCanary } from '../../config/policy/load-canary.ts';
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
    const around = { store, clock: systemClock, policy: () => policy, onWork: () => {} };
    const canary = (await loadCanary(settings.policyCanaryFile, policy)).policy;
    // What is filed from here is judged like everything else; what is wrong with a canary, the program says.
    const judging = { judged: () => {}, failed: () => {} };
    return await work(createApp(canary ? { ...around, canary: { ...judging, policy: canary } } : around));
  } finally {
    await store.close();
  }
}
