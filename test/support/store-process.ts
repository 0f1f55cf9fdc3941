import Database from 'better-sqlite3';
import { Fault } from '../../src/ports/fault.ts';
import { openReadOnly, openStore } from '../../src/storage/open.ts';

/**
 * A process of its own that does one thing to databases, for tests of what another process does to ours:
 * `node store-process.ts <deed> <file> …`. It says a line of JSON for each thing that happened.
 */
const say = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`);

/** Root may write whatever the mode of a file says; what is tested here is everybody else. */
function becomeNobody(): void {
  if (process.getuid?.() === 0) process.setuid?.(65_534);
}

async function attempt(deed: () => Promise<void>): Promise<void> {
  try {
    await deed();
    say({ done: true });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { kind, message, remedy } = error;
    say({ kind, message, remedy });
  }
}

const deeds: Readonly<Record<string, (...files: string[]) => Promise<void>>> = {
  /** Opens each as somebody without special rights; those named `read:…` for looking only. */
  open: async (...files) => {
    becomeNobody();
    for (const file of files)
      await attempt(async () => {
        const looking = file.startsWith('read:');
        const store = await (looking ? openReadOnly(`file:${file.slice(5)}`) : openStore(`file:${file}`));
        await store.head();
        await store.close();
      });
  },

  /** Holds the write lock until it is killed. */
  lock: async (file = '') => {
    new Database(file).exec('begin immediate');
    say({ locked: true });
    setInterval(() => {}, 1000);
  },

  /** Holds the whole file, as a program does that opens it for itself alone. */
  'lock-all': async (file = '') => {
    const client = new Database(file);
    client.pragma('locking_mode = exclusive');
    client.exec('begin immediate; create table if not exists hold (held); commit');
    say({ locked: true });
    setInterval(() => {}, 1000);
  },

  /** Commits one change after the other, and says so after each, until it is killed. */
  commit: async (file = '') => {
    const { changeOf, requestStream } = await import('./changes.ts');
    const store = await openStore(`file:${file}`);
    for (let number = 1; ; number += 1) {
      const first = requestStream({ id: `R-${number}`, events: 2 });
      await store.commit(changeOf([first], { commandId: `first-${number}` }));
      const second = requestStream({ id: `R-${number}`, expectedVersion: 2 });
      await store.commit(changeOf([second], { commandId: `second-${number}` }));
      say({ committed: number });
    }
  },

  /** Raises one request's version by a hundred, against whoever else does the same. */
  race: async (file = '') => {
    const { changeOf, requestStream } = await import('./changes.ts');
    const store = await openStore(`file:${file}`);
    let conflicts = 0;
    for (let raised = 0; raised < 100; ) {
      const version = (await store.request('R-1'))?.version ?? 0;
      const commandId = `${process.pid}-${raised}-${version}`;
      const { result } = await store.commit(
        changeOf([requestStream({ expectedVersion: version })], { commandId }),
      );
      if (result === 'committed') raised += 1;
      else conflicts += 1;
    }
    say({ conflicts });
    await store.close();
  },
};

const [deed = '', ...files] = process.argv.slice(2);
await deeds[deed]?.(...files);
