import { flagStoreContract } from '../support/flag-store-contract.ts';
import { MemoryFlagStore } from '../support/memory-flag-store.ts';

flagStoreContract('in memory', async () => ({ store: new MemoryFlagStore() }));
