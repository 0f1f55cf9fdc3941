import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { command as auditVerify } from '../../src/cli/audit-verify.ts';
import { command as backup } from '../../src/cli/backup.ts';
import type { CliCommand } from '../../src/cli/command.ts';
import { parseHead, printHead } from '../../src/domain/verify-record.ts';
import type { Store } from '../../src/ports/store.ts';
import { openStore } from '../../src/storage/open.ts';
import { lived, liveThrough, livingApp } from '../support/lives.ts';
import { runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
let file = '';
let files = 0;
beforeEach(async () => {
  files += 1;
  file = join(folder, `${files}.db`);
  await (await lived(await openStore(`file:${file}`), 2)).close();
});

const run = (command: CliCommand, ...words: readonly string[]) =>
  runCommand(command, words, { DATABASE_URL: `file:${file}` });

async function withStore<T>(look: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(`file:${file}`);
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

const tamper = (sql: string): void => {
  const client = new Database(file);
  client.exec(`drop trigger if exists events_never_change; drop trigger if exists events_never_go; ${sql}`);
  client.close();
};

describe('audit verify', () => {
  test('says how many events are whole, and the head in the form that it takes again', async () => {
    const head = await withStore((store) => store.head());
    const { code, out, err } = await run(auditVerify);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^${head.sequence} events read in \\d+\\.\\d s: every one is there`));
    expect(out).toContain(`Head: ${printHead(head)}`);
    expect((await run(auditVerify, '--expect', printHead(head))).code).toBe(0);
  });

  test('names the first event that was altered, and ends with 1', async () => {
    tamper(
      "update events set data = replace(data, 'support-summary-prod', 'support-summary-prof') where sequence >= 2",
    );
    const { code, out, err } = await run(auditVerify);
    expect(code).toBe(1);
    expect(err.split('\n')[0]).toBe('Event 2 (request_submitted on request:R-1) was altered.');
    expect(out).toContain('1 events before that are whole');
  });

  test('names a state that does not follow from the events', async () => {
    tamper("update requests set state = json_set(state, '$.requester', 'U-x') where number = 2");
    const { code, err } = await run(auditVerify);
    expect(code).toBe(1);
    expect(err).toContain('The stored state of request R-2 is not what its events say.');
  });

  test('finds a cut end by the head that was noted', async () => {
    const head = await withStore((store) => store.head());
    tamper(`delete from events where sequence = ${head.sequence}`);
    const { code, err } = await run(auditVerify, '--expect', printHead(head));
    expect(code).toBe(1);
    expect(err).toContain(`Event ${head.sequence} is missing at the end of the record.`);
  });

  test('works beside a running program', async () => {
    await withStore(async (store) => {
      await liveThrough(livingApp(store), 50);
      const { code, out } = await run(auditVerify);
      expect(code).toBe(0);
      expect(out).toContain(printHead(await store.head()));
    });
  });

  test.each(['', '12', '12:abc', 'head'])('wants a whole head, not %j', async (expected) => {
    const { code, err } = await run(auditVerify, '--expect', expected);
    expect(code).toBe(1);
    expect(err).toContain('--expect wants a head');
  });

  test('says what to do when there is no database', async () => {
    const { code, err } = await runCommand(auditVerify, [], {
      DATABASE_URL: `file:${join(folder, 'none.db')}`,
    });
    expect(code).toBe(1);
    expect(err).toContain('none.db cannot be opened.');
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });
});

test('a head reads as it was printed', () => {
  const head = { sequence: 128_400, hash: 'a1'.repeat(32) };
  expect(parseHead(printHead(head))).toEqual(head);
  expect(parseHead(` ${printHead(head).toUpperCase()}\n`)).toEqual(head);
  expect(parseHead(`x${printHead(head)}`)).toBeNull();
});

describe('backup', () => {
  const copy = () => join(folder, `${files}-copy.db`);
  const filesOfCopy = () => readdirSync(folder).filter((name) => name.startsWith(`${files}-copy`));

  test('copies all of it to one file that a program can start from, and proves it', async () => {
    const head = await withStore((store) => store.head());
    const { code, out, err } = await run(backup, copy());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Head: ${printHead(head)}`);
    expect(out).toMatch(/Backed up to .*-copy\.db \(\d+\.\d MB\)\./);
    expect(filesOfCopy()).toEqual([`${files}-copy.db`]);
    const store = await openStore(`file:${copy()}`);
    expect(await store.head()).toEqual(head);
    expect((await store.request('R-2'))?.state.id).toBe('R-2');
    await store.close();
  });

  test('copies one moment while the program goes on writing', async () => {
    await withStore(async (store) => {
      const before = await store.head();
      const app = livingApp(store);
      let done = false;
      const copying = run(backup, copy()).finally(() => {
        done = true;
      });
      for (let life = 100; !done; life += 1) {
        await liveThrough(app, life);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await copying).toMatchObject({ code: 0, err: '' });
      const copied = await openStore(`file:${copy()}`);
      const { sequence } = await copied.head();
      await copied.close();
      expect(sequence).toBeGreaterThanOrEqual(before.sequence);
      expect(sequence).toBeLessThan((await store.head()).sequence);
    });
  });

  test('never overwrites a file, and wants a folder that is there', async () => {
    writeFileSync(copy(), 'precious');
    expect(await run(backup, copy())).toMatchObject({
      code: 1,
      err: `${copy()} exists already. Name a new file.`,
    });
    const nowhere = join(folder, 'nowhere', 'copy.db');
    expect(await run(backup, nowhere)).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not exist. Make it first.'),
    });
  });

  test('does not call a copy of an altered record a backup', async () => {
    tamper("update events set actor = 'U-x' where sequence = 3");
    const { code, err } = await run(backup, copy());
    expect(code).toBe(1);
    expect(err).toContain('Event 3');
    expect(err).toContain('do not rely on it');
    expect(filesOfCopy()).toEqual([`${files}-copy.db.unproved`]);
  });
});
