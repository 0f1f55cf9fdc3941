import { Fault } from '../../../src/ports/fault.ts';
import type { FlagStore } from '../../../src/ports/flag-store.ts';
import { EmbeddedControl } from '../../../src/route-control/embedded/embedded-control.ts';
import { FlagTable } from '../../../src/route-control/embedded/flag-table.ts';
import { MemoryFlagStore } from '../../support/memory-flag-store.ts';
import { routeControlContract } from '../../support/route-control-contract.ts';

const broken = async () => {
  throw new Fault('unavailable', 'The database is locked.', { remedy: 'Stop the other program.' });
};

routeControlContract('embedded', async () => {
  const store = new MemoryFlagStore();
  const table = await FlagTable.open(store);
  const control = new EmbeddedControl({ store, table });
  const withStore = (part: Partial<FlagStore>) =>
    new EmbeddedControl({
      table,
      store: { flag: store.flag.bind(store), flagsAfter: broken, putFlag: broken, ...part },
    });
  return {
    control,
    binding: (flagKey) => ({ control: 'embedded', route: flagKey, flagKey, options: {} }),
    served: async (flagKey, people) =>
      people.map((person) => {
        const served = table.evaluate(flagKey, person);
        return 'value' in served ? String(served.value.digest) : null;
      }),
    changeByHand: async (flagKey) => {
      const stored = await store.flag(flagKey);
      if (!stored?.definition) throw new Error('no such flag');
      const fractional = [{ var: 'targetingKey' }, ['baseline', 1], ['candidate', 1]];
      const definition = { ...stored.definition, targeting: { fractional } };
      const written = await store.putFlag({ key: flagKey, definition, operations: [] }, stored.revision);
      if (written.result === 'written') table.take(written.flag);
    },
    excludesTheUnknown: true,
    usesSalt: true,
    troubles: [
      {
        says: 'cannot be read',
        kind: 'unavailable',
        during: 'read',
        begin: () => withStore({ flag: broken }),
      },
      { says: 'cannot be written', kind: 'unavailable', begin: () => withStore({}) },
      {
        says: 'is always written by others',
        kind: 'conflict',
        begin: () => withStore({ putFlag: async () => ({ result: 'conflict' }) }),
      },
    ],
    close: async () => {},
  };
});
