import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { proveRecord } from '../../src/app/prove-record.ts';
import { verifyRecord } from '../../src/domain/verify-record.ts';
import type { Change } from '../../src/ports/store.ts';
import { openRecord } from '../../src/storage/open.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { sqliteStore } from '../../src/storage/sqlite/store.ts';
import { changesOfLives } from '../support/lives.ts';
import { fillRecord } from './fill-record.ts';
import { percentile, type Row } from './rows.ts';

/** One statement of a transaction that writes, with what it writes. */
interface Write {
  readonly source: string;
  readonly values: readonly unknown[];
}
type Transaction = readonly Write[];

const clock = { now: () => Date.now() };
const perSecond = (count: number, ms: number): number => (count / ms) * 1000;
const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** The connection, with a note of every statement that it is made to run. */
function noting(client: Database.Database, notes: Write[]): Database.Database {
  return new Proxy(client, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property === 'prepare')
        return (source: string) => notingStatement(target.prepare(source), source, notes);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function notingStatement(statement: Database.Statement, source: string, notes: Write[]): Database.Statement {
  return new Proxy(statement, {
    get(target, property) {
      if (property === 'run')
        return (...values: unknown[]) => {
          notes.push({ source, values });
          return target.run(...values);
        };
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Which rows each change writes, found by letting the store write them once. */
async function transactionsOf(changes: readonly Change[], file: string): Promise<readonly Transaction[]> {
  const notes: Write[] = [];
  const store = sqliteStore(noting(connect(file), notes), file, clock);
  const transactions: Transaction[] = [];
  for (const change of changes) {
    await store.commit(change);
    transactions.push(notes.splice(0));
  }
  await store.close();
  return transactions;
}

async function committed(changes: readonly Change[], file: string): Promise<number> {
  const store = sqliteStore(connect(file), file, clock);
  const started = performance.now();
  for (const change of changes) await store.commit(change);
  const took = performance.now() - started;
  await store.close();
  return perSecond(changes.length, took);
}

function written(transactions: readonly Transaction[], file: string): number {
  const client = connect(file);
  const statements = new Map<string, Database.Statement<unknown[]>>();
  for (const { source } of transactions.flat())
    if (!statements.has(source)) statements.set(source, client.prepare<unknown[]>(source));
  const write = client.transaction((transaction: Transaction) => {
    for (const { source, values } of transaction) statements.get(source)?.run(...values);
  });
  const started = performance.now();
  for (const transaction of transactions) write.immediate(transaction);
  const took = performance.now() - started;
  client.close();
  return perSecond(transactions.length, took);
}

/** Turn about, so that a busy moment of the machine hits both. */
async function decisions(folder: string, changes: readonly Change[]): Promise<Row[]> {
  const transactions = await transactionsOf(changes, join(folder, 'notes.db'));
  const ours: number[] = [];
  const bare: number[] = [];
  for (const round of [1, 2, 3, 4, 5]) {
    ours.push(await committed(changes, join(folder, `ours-${round}.db`)));
    bare.push(written(transactions, join(folder, `bare-${round}.db`)));
  }
  const [decided, raw] = [median(ours), median(bare)];
  return [
    { name: 'Same rows by bare better-sqlite3', value: raw, unit: '/s' },
    {
      name: 'Durable decisions',
      value: decided,
      unit: '/s',
      ratio: decided / raw,
      against: 'bare',
      target: '≥ 0.5 ×',
    },
  ];
}

/** Commits that are made and not counted: a program that was just started reads its first pages from the disk. */
const warmUp = 300;

/** A store on top of a record of that many events, with changes that it can take and what they took, in ms. */
function grown(changes: readonly Change[], file: string, events: number) {
  const client = connect(file);
  const next = fillRecord(client, changes, events);
  const times: number[] = [];
  return { store: sqliteStore(client, file, clock), changes: renumbered(changes, next - 1, events), times };
}

/** The same lives under the numbers that are free, and with commands and jobs of their own. */
function renumbered(changes: readonly Change[], by: number, events: number): Change[] {
  const fresh = (text: string) => text.replace(/R-(\d+)/g, (_id, number) => `R-${Number(number) + by}`);
  return changes
    .filter(({ streams }) => streams.every(({ kind }) => kind === 'request'))
    .map((change) => {
      const commandId = `${change.commandId}@${events}`;
      const moved: Change = JSON.parse(fresh(JSON.stringify(change)));
      return { ...moved, commandId, jobs: moved.jobs.map((job) => ({ ...job, id: `${job.id}@${events}` })) };
    });
}

const sizes = [
  { events: 0, label: 'an empty record' },
  { events: 10_000, label: '10 thousand events' },
  { events: 1_000_000, label: '1 million events' },
] as const;

/** One commit to each store in turn, so that a busy moment of the machine hits all of them. */
async function growth(folder: string, changes: readonly Change[]): Promise<Row[]> {
  const grownTo = sizes.map(({ events }) => grown(changes, join(folder, `${events}.db`), events));
  for (const index of changes.keys())
    for (const { store, changes: own, times } of grownTo) {
      const change = own[index];
      if (!change) continue;
      const started = performance.now();
      await store.commit(change);
      if (index >= warmUp) times.push(performance.now() - started);
    }
  for (const { store } of grownTo) await store.close();
  const first = grownTo[0]?.times ?? [];
  return grownTo.flatMap(({ times }, place) =>
    [0.5, 0.99].map((share): Row => {
      const value = percentile(times, share);
      const ratio = value / percentile(first, share);
      const compared = place === 0 ? {} : { ratio, against: 'empty', target: '≤ 1.2 ×' };
      return { name: `Commit on ${sizes[place]?.label}, p${share * 100}`, value, unit: 'ms', ...compared };
    }),
  );
}

/** Events a second: the chain alone, then all of `audit verify` with states and file. */
async function proving(file: string): Promise<Row[]> {
  const timed = async (read: (record: Awaited<ReturnType<typeof openRecord>>) => Promise<number>) => {
    const record = await openRecord(`file:${file}`);
    const started = performance.now();
    const events = await read(record);
    const rate = perSecond(events, performance.now() - started);
    await record.close();
    return rate;
  };
  const chain = await timed(async (record) => (await verifyRecord(record.events())).head.sequence);
  const whole = await timed(async (record) => {
    const { head, flaw, findings } = await proveRecord(record, null);
    if (flaw || findings.length > 0) throw new Error(flaw?.detail ?? findings[0]);
    return head.sequence;
  });
  return [
    { name: 'audit verify, chain of a million events', value: chain, unit: 'events/s', target: '≥ 100,000' },
    { name: 'audit verify, with every state and page', value: whole, unit: 'events/s' },
  ];
}

export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'routegate-bench-'));
  try {
    const changes = await changesOfLives(300);
    const rows = [...(await decisions(folder, changes)), ...(await growth(folder, changes))];
    return [...rows, ...(await proving(join(folder, '1000000.db')))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
