import { chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Fault, type FaultKind } from '../../src/ports/fault.ts';
import { openReadOnly, openRecord, openStore } from '../../src/storage/open.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { sqliteStore } from '../../src/storage/sqlite/store.ts';
import { changeOf, job, requestStream } from '../support/changes.ts';
import { StoreProcess } from '../support/child.ts';
import { monday } from '../support/given-when-then.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
// Whoever the tests run as, other users get as far as the files in it.
chmodSync(folder, 0o755);

let file = '';
let files = 0;
beforeEach(() => {
  files += 1;
  file = join(folder, `${files}`, 'routegate.db');
  mkdirSync(join(folder, `${files}`));
});

const impatient = { busyTimeoutMs: 30 };

async function faultOf(
  promise: Promise<unknown>,
): Promise<{ kind: FaultKind; message: string; remedy: string }> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Fault)) throw new Error(`expected a fault, not ${error}`);
  return { kind: error.kind, message: error.message, remedy: error.remedy };
}

const locked = () => `The database ${file} is locked by another process.`;

describe('a locked database', () => {
  test('is waited for a moment, then named, and used again once it is free', async () => {
    const store = await openStore(`file:${file}`, impatient);
    const other = new StoreProcess('lock', file);
    onTestFinished(() => other.kill());
    expect(await other.says()).toEqual({ locked: true });
    const change = changeOf([requestStream()], { jobs: [job('card')] });
    const fault = await faultOf(store.commit(change));
    expect(fault).toMatchObject({ kind: 'unavailable', message: locked() });
    expect(fault.remedy).toContain('stop it');
    expect(await faultOf(store.check())).toMatchObject({ kind: 'unavailable' });
    expect(await faultOf(store.enqueue([job('card')]))).toMatchObject({ kind: 'unavailable' });
    expect(await store.request('R-1')).toBeNull();
    await other.kill();
    expect(await store.commit(change)).toEqual({ result: 'committed' });
    await store.close();
  });

  test('is named when it is opened', async () => {
    await (await openStore(`file:${file}`)).close();
    const other = new StoreProcess('lock-all', file);
    onTestFinished(() => other.kill());
    expect(await other.says()).toEqual({ locked: true });
    expect(await faultOf(openStore(`file:${file}`, impatient))).toMatchObject({ message: locked() });
    expect(await faultOf(openRecord(`file:${file}`, impatient))).toMatchObject({ message: locked() });
  });
});

describe('a place that cannot be written', () => {
  const readOnly = { kind: 'unavailable', message: expect.stringContaining('cannot be written') };

  test('is named when somebody without the right opens it; a read-only file can still be looked at', async () => {
    const [one = '', two = '', three = ''] = ['one', 'two', 'three'].map((name) => join(file, '..', name));
    for (const place of [one, two, three]) mkdirSync(place);
    const readOnlyFile = join(one, 'routegate.db');
    await (await openStore(`file:${readOnlyFile}`)).close();
    chmodSync(one, 0o777);
    chmodSync(readOnlyFile, 0o444);
    chmodSync(two, 0o555);
    chmodSync(three, 0o555);
    const newFile = join(two, 'routegate.db');
    const newFolder = join(three, 'data', 'routegate.db');
    const nobody = new StoreProcess('open', readOnlyFile, newFile, newFolder, `read:${readOnlyFile}`);
    onTestFinished(() => nobody.kill());
    const said = await nobody.says();
    expect(said).toMatchObject(readOnly);
    expect(said.message).toContain(readOnlyFile);
    expect(said.remedy).toContain('write access');
    expect(await nobody.says()).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(newFile),
    });
    expect(await nobody.says()).toMatchObject({ ...readOnly, message: expect.stringContaining(newFolder) });
    expect(await nobody.says()).toEqual({ done: true });
  });

  test('what was opened for looking cannot be written', async () => {
    await (await openStore(`file:${file}`)).close();
    const store = await openReadOnly(`file:${file}`);
    expect(await faultOf(store.commit(changeOf([requestStream()])))).toMatchObject(readOnly);
    expect(await faultOf(store.check())).toMatchObject(readOnly);
    await store.close();
  });
});

describe('a full disk', () => {
  test('is named at the commit, nothing of which is kept, and work goes on when there is room', async () => {
    const client = connect(file);
    const store = sqliteStore(client, file, { now: () => monday });
    await store.commit(changeOf([requestStream()]));
    const pages = Number(client.pragma('page_count', { simple: true }));
    client.pragma(`max_page_count = ${pages}`);
    const long = 'x'.repeat(20_000);
    const big = changeOf([requestStream({ id: 'R-2', state: { route: long } })], { jobs: [job('card')] });
    const fault = await faultOf(store.commit(big));
    expect(fault).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('is full') });
    expect(fault.remedy).toContain('Free space');
    expect(
      await faultOf(store.saveDraft({ id: 'D', person: 'U', content: long, updatedAt: 1 })),
    ).toMatchObject(fault);
    expect((await store.head()).sequence).toBe(1);
    expect(await store.request('R-2')).toBeNull();
    expect(await store.outcomeOf(big.commandId)).toBeNull();
    expect((await store.jobCounts()).waiting).toBe(0);
    client.pragma('max_page_count = 100000');
    expect(await store.commit(big)).toEqual({ result: 'committed' });
    await store.close();
  });
});

describe('a database that is not for this program', () => {
  async function madeBy(change: string): Promise<Buffer> {
    const client = connect(file);
    client.exec(change);
    client.close();
    return readFileSync(file);
  }

  test('made by a newer version, it is left as it is', async () => {
    const before = await madeBy("insert into __drizzle_migrations (hash, created_at) values ('later', 9e15)");
    const fault = await faultOf(openStore(`file:${file}`));
    expect(fault).toMatchObject({
      kind: 'needs_operator',
      message: expect.stringContaining('newer Routegate'),
    });
    expect(fault.message).toContain(file);
    expect(fault.remedy).toContain('newer version');
    expect(await faultOf(openReadOnly(`file:${file}`))).toEqual(fault);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('made by another build, it is left as it is', async () => {
    await madeBy("update __drizzle_migrations set hash = 'other' where id = 2");
    expect(await faultOf(openStore(`file:${file}`))).toMatchObject({
      kind: 'needs_operator',
      message: expect.stringContaining('migration 2'),
    });
  });

  test('of another program, it is left as it is', async () => {
    const client = new Database(file);
    client.exec('create table customers (name)');
    client.close();
    const before = readFileSync(file);
    expect(await faultOf(openStore(`file:${file}`))).toMatchObject({
      kind: 'needs_operator',
      message: `${file} is a SQLite database, but not one of Routegate's.`,
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test.each([
    ['a short text', 'route: support-summary-prod\n'],
    ['a long text', 'route: support-summary-prod\n'.repeat(500)],
  ])('%s is no database', async (_case, text) => {
    writeFileSync(file, text);
    const fault = await faultOf(openStore(`file:${file}`));
    expect(fault).toMatchObject({ kind: 'needs_operator', message: `${file} is not a SQLite database.` });
    expect(fault.remedy).toContain('DATABASE_URL');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('cut off in the middle, it is damaged', async () => {
    await (await openStore(`file:${file}`)).close();
    truncateSync(file, 6000);
    expect(await faultOf(openStore(`file:${file}`))).toMatchObject({
      kind: 'needs_operator',
      message: `The database ${file} is damaged.`,
    });
  });

  test('a folder, or a file below a file, cannot be opened', async () => {
    mkdirSync(file);
    expect(await faultOf(openStore(`file:${file}`))).toMatchObject({
      message: `The database ${file} cannot be opened.`,
    });
    writeFileSync(join(folder, 'plain'), '');
    expect(await faultOf(openStore(`file:${folder}/plain/routegate.db`))).toMatchObject({
      kind: 'unavailable',
    });
  });

  test('one that does not exist, or is empty, cannot be looked at', async () => {
    expect(await faultOf(openReadOnly(`file:${file}`))).toMatchObject({
      message: `The database ${file} cannot be opened.`,
    });
    writeFileSync(file, '');
    expect(await faultOf(openRecord(`file:${file}`))).toMatchObject({
      remedy: expect.stringContaining('Start Routegate'),
    });
  });
});

describe('DATABASE_URL', () => {
  test.each(['postgres://routegate:secret@db/routegate', 'postgresql://db/routegate'])(
    'says that %s is for later, and keeps its password to itself',
    async (url) => {
      const fault = await faultOf(openStore(url));
      expect(fault).toMatchObject({
        kind: 'needs_operator',
        message: expect.stringContaining('SQLite only'),
      });
      expect(fault.remedy).toContain('file:./data/routegate.db');
      expect(JSON.stringify(fault)).not.toContain('secret');
    },
  );

  test.each(['routegate.db', 'mysql://db', 'file:', 'file:./x.db?mode=ro', 'file://other-host/x.db', ''])(
    'says how to write it instead of %j',
    async (url) => {
      const fault = await faultOf(openStore(url));
      expect(fault.kind).toBe('needs_operator');
      expect(fault.remedy).toContain('file:./data/routegate.db');
    },
  );

  test('makes the folder, and takes a path or a URL', async () => {
    const deep = join(folder, 'a new', 'place', 'routegate.db');
    await (await openStore(`file:${deep}`)).close();
    const store = await openReadOnly(`file://${deep.replace('a new', 'a%20new')}`);
    expect((await store.head()).sequence).toBe(0);
    await store.close();
  });
});
