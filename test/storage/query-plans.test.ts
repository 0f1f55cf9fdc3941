import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { sqliteStore } from '../../src/storage/sqlite/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

const client = connect(join(temporaryFolder(), 'plans.db'));
afterAll(() => {
  client.close();
});

/** Every statement that a store prepares; it prepares all of them when it is made. */
function statementsOfStore(): readonly string[] {
  const statements = new Set<string>();
  const watched = new Proxy(client, {
    get(target, property) {
      if (property !== 'prepare') return Reflect.get(target, property, target);
      return (source: string) => {
        statements.add(source);
        return target.prepare(source);
      };
    },
  });
  sqliteStore(watched, 'plans.db', { now: () => 0 });
  return [...statements];
}

function planOf(client: Database.Database, statement: string): string[] {
  const parameters = [...statement.matchAll(/\?/g)].map(() => 1);
  return client
    .prepare<number[], { detail: string }>(`explain query plan ${statement}`)
    .all(...parameters)
    .map(({ detail }) => detail);
}

const reads = statementsOfStore();

/** Counting what waits reads what waits, which is not history; it does so from an index of nothing else. */
const counting = /^select count\(\*\), min\("due_at"\) from "jobs" where "jobs"."died_at" is null$/;

test('a store prepares all its statements when it is opened', () => {
  expect(reads.length).toBeGreaterThan(40);
  for (const table of [
    'events',
    'requests',
    'request_roles',
    'routes',
    'jobs',
    'commands',
    'messages',
    'drafts',
    'readings',
    'alerts',
    'absences',
    'owed_conditions',
    'policies',
    'flags',
  ])
    expect(reads.some((statement) => statement.includes(`"${table}"`))).toBe(true);
});

test.each(reads)('finds its rows by an index and needs no sorting: %s', (statement) => {
  for (const step of planOf(client, statement)) {
    expect(step).not.toContain('TEMP B-TREE');
    if (counting.test(statement)) expect(step).toMatch(/USING INDEX jobs_of_lane/);
    else expect(step).not.toMatch(/^SCAN/);
  }
});

test('tells a plan that reads a whole table or sorts', () => {
  expect(planOf(client, 'select id from requests order by title')).toEqual([
    expect.stringMatching(/^SCAN requests/),
    expect.stringContaining('TEMP B-TREE'),
  ]);
});
