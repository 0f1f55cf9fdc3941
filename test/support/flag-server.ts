import { flagdRoutes } from '../../src/http/flagd.ts';
import { ofrepRoutes } from '../../src/http/ofrep.ts';
import { type AccessSettings, accessFor } from '../../src/http/ofrep-access.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { silentLog } from '../../src/ports/log.ts';
import { noPrecedence } from '../../src/ports/precedence.ts';
import type { Desired } from '../../src/ports/route-control.ts';
import { EmbeddedControl } from '../../src/route-control/embedded/embedded-control.ts';
import { FlagTable } from '../../src/route-control/embedded/flag-table.ts';
import { MemoryFlagStore } from './memory-flag-store.ts';

let operations = 0;

/** The product's flag endpoints on a port of their own, with the control that steers what they answer. */
export async function startFlagServer(access: Partial<AccessSettings> = {}) {
  const store = new MemoryFlagStore();
  const table = await FlagTable.open(store);
  const control = new EmbeddedControl({ store, table });
  const parts = { flags: table, access: accessFor({ tokens: [], host: '127.0.0.1', ...access }) };
  const server = await createHttpServer({
    log: silentLog,
    precedence: noPrecedence,
    routes: [ofrepRoutes(parts), flagdRoutes(parts)],
    untouched: null,
  });
  const url = await server.listen('127.0.0.1', 0);
  const binding = (flagKey: string) => ({ control: 'embedded', route: flagKey, flagKey, options: {} });
  const operation = () => {
    operations += 1;
    return { opId: `set-${operations}`, comment: 'by the test', signal: AbortSignal.timeout(10_000) };
  };
  return {
    url,
    table,
    control,
    set: (flagKey: string, desired: Desired) => control.apply(binding(flagKey), desired, operation()),
    rollback: (flagKey: string, desired: Desired) => control.rollback(binding(flagKey), desired, operation()),
    remove: (flagKey: string) => control.remove(binding(flagKey), operation()),
    close: () => server.close(100),
  };
}
