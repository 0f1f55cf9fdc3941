import { join } from 'node:path';
import { openStore } from '../../src/storage/open.ts';
import { storeContract } from '../support/store-contract.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
let stores = 0;

storeContract('SQLite', () => {
  stores += 1;
  return openStore(`file:${join(folder, `${stores}.db`)}`);
});
