import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { proveRecord } from '../../src/app/prove-record.ts';
import { chainStart, checkLink } from '../../src/domain/chain.ts';
import type { Store } from '../../src/ports/store.ts';
import { openRecord, openStore } from '../../src/storage/open.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { sqliteStore } from '../../src/storage/sqlite/store.ts';
import { changeOf, job, requestStream } from '../support/changes.ts';
import { StoreProcess } from '../support/child.ts';
import { monday } from '../support/given-when-then.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

async function assertWholeChain(store: Store): Promise<number> {
  let position = chainStart;
  for (const event of await store.events(0, 100_000)) {
    const next = checkLink(position, event);
    if ('flaw' in next) throw new Error(next.detail);
    position = next;
  }
  expect(await store.head()).toEqual(position);
  return position.sequence;
}

test('a commit is on the disk before it is answered', () => {
  const client = connect(join(folder, 'settings.db'));
  const setting = (name: string) => client.pragma(name, { simple: true });
  expect(setting('synchronous')).toBe(2);
  expect(setting('journal_mode')).toBe('wal');
  expect(setting('fullfsync')).toBe(1);
  expect(setting('foreign_keys')).toBe(1);
  expect(setting('busy_timeout')).toBe(1500);
  client.close();
});

test('only notes that a next try finds out again are not waited for', async () => {
  const file = join(folder, 'waiting.db');
  const client = connect(file);
  const waitedFor: unknown[] = [];
  const watched = new Proxy(client, {
    get(target, property) {
      if (property === 'transaction') waitedFor.push(target.pragma('synchronous', { simple: true }));
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const store = sqliteStore(watched, file, { now: () => monday });
  await store.commit(changeOf([requestStream()], { jobs: [job('first')] }));
  await store.claimJobs(monday, 1, 1);
  await store.retryJob('first', monday, 'again');
  await store.finishJob('first', monday);
  await store.saveMessage({ key: 'card', channel: 'C', ts: '1', shown: 'x' });
  await store.commit(changeOf([requestStream({ expectedVersion: 1 })]));
  const [full, normal] = [2, 1];
  expect(waitedFor).toEqual([full, full, normal, normal, normal, full]);
  await store.close();
});

test('what was stored is there after a restart: state, work with its tries, messages and drafts', async () => {
  const url = `file:${join(folder, 'restart.db')}`;
  const before = await openStore(url);
  const change = changeOf([requestStream()], { jobs: [job('first'), job('second')] });
  await before.commit(change);
  await before.claimJobs(monday, 1000, 5);
  await before.saveMessage({ key: 'card', channel: 'C', ts: '1', shown: 'x' });
  await before.saveDraft({ id: 'D', person: 'U', content: { a: 1 }, updatedAt: 1 });
  const head = await before.head();
  await before.close();
  const after = await openStore(url);
  expect(await after.head()).toEqual(head);
  expect((await after.request('R-1'))?.version).toBe(1);
  expect(await after.commit(change)).toEqual({ result: 'duplicate', outcome: change.outcome });
  expect(await after.claimJobs(monday + 999, 1000, 5)).toEqual([]);
  expect(await after.claimJobs(monday + 1000, 1000, 5)).toMatchObject([
    { id: 'first', attempts: 2, firstTriedAt: monday },
  ]);
  expect(await after.message('card')).not.toBeNull();
  expect(await after.draft('D')).not.toBeNull();
  await after.close();
});

test('a process killed while it commits leaves every answered commit, and none that is half done', async () => {
  const attempts = [5, 20, 60].map((commits) => ({ commits, file: join(folder, `killed-${commits}.db`) }));
  const killed = attempts.map(async ({ commits, file }) => {
    const process = new StoreProcess('commit', file);
    onTestFinished(() => process.kill());
    for (let said = 0; said < commits; said += 1) await process.says();
    await process.kill();
    return { file, last: Number((await process.rest()).at(-1)?.committed ?? commits) };
  });
  for (const { file, last } of await Promise.all(killed)) {
    const store = await openStore(`file:${file}`);
    const events = await assertWholeChain(store);
    expect(events).toBeGreaterThanOrEqual(3 * last);
    // Each request has two commits, of two events and of one: a third of a request would be half a commit.
    expect(events % 3).not.toBe(1);
    expect((await store.request(`R-${last}`))?.version).toBe(3);
    expect(await store.outcomeOf(`second-${last}`)).not.toBeNull();
    await store.close();
  }
});

test('two processes that change the same request take turns and lose nothing', async () => {
  const file = join(folder, 'race.db');
  const store = await openStore(`file:${file}`);
  await store.commit(changeOf([requestStream()]));
  const rivals = [new StoreProcess('race', file), new StoreProcess('race', file)];
  onTestFinished(() => Promise.all(rivals.map((rival) => rival.kill())).then(() => {}));
  await Promise.all(rivals.map((rival) => rival.says()));
  expect((await store.request('R-1'))?.version).toBe(201);
  expect(await assertWholeChain(store)).toBe(201);
  await store.close();
});

test('of two connections that decided on the same version, one is told of a conflict', async () => {
  const url = `file:${join(folder, 'rivals.db')}`;
  const [left, right] = [await openStore(url), await openStore(url)];
  await left.commit(changeOf([requestStream()]));
  const rivals = [left, right].map((store) =>
    store.commit(changeOf([requestStream({ expectedVersion: 1 })])),
  );
  expect((await Promise.all(rivals)).map(({ result }) => result).sort()).toEqual(['committed', 'conflict']);
  expect(await right.claimJobs(monday, 1, 1)).toEqual([]);
  await right.commit(changeOf([requestStream({ expectedVersion: 2 })]));
  expect(await assertWholeChain(left)).toBe(3);
  await left.close();
  await right.close();
});

test('the record is read as of one moment while the program writes on', async () => {
  const url = `file:${join(folder, 'moment.db')}`;
  const store = await openStore(url);
  await store.commit(changeOf([requestStream({ events: 3 })]));
  const record = await openRecord(url);
  await store.commit(changeOf([requestStream({ expectedVersion: 3, events: 2 })]));
  const { head } = await proveRecord(record, null);
  expect(head.sequence).toBe(3);
  await record.close();
  expect((await store.head()).sequence).toBe(5);
  await store.close();
});

test('a finished job is remembered for a day and then forgotten, so that the outbox does not grow', async () => {
  const file = join(folder, 'finished.db');
  const store = await openStore(`file:${file}`, { clock: { now: () => monday } });
  const day = 24 * 60 * 60 * 1000;
  const work = async (from: number, count: number) => {
    for (let number = from; number < from + count; number += 1) {
      await store.enqueue([job(`J-${number}`, { lane: `L-${number}` })]);
      await store.finishJob(`J-${number}`, monday + number * day);
    }
  };
  await work(0, 1);
  await store.enqueue([job('J-0')]);
  expect((await store.jobCounts()).waiting).toBe(0);
  await work(1, 30);
  const client = new Database(file, { readonly: true });
  expect(client.prepare('select count(*) from finished_jobs').pluck().get()).toBeLessThanOrEqual(2);
  expect(client.prepare('select count(*) from jobs').pluck().get()).toBe(0);
  client.close();
  await store.close();
});
