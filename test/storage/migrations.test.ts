import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { expect, test } from 'vitest';
import { newRoute } from '../../src/domain/route/route.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import * as schema from '../../src/storage/sqlite/schema.ts';
import { sqliteStore } from '../../src/storage/sqlite/store.ts';
import { packet, supportSummary } from '../support/proposals.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const migrations = new URL('../../migrations/', import.meta.url);

/** Tables and indexes as SQLite knows them; the way in which they were written does not count. */
function structureOf(client: Database.Database) {
  const tables = client
    .prepare<[], string>(
      `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\'
       order by name`,
    )
    .pluck()
    .all();
  return tables.map((table) => ({
    table,
    columns: client.prepare('select * from pragma_table_xinfo(?)').all(table),
    references: client.prepare('select * from pragma_foreign_key_list(?)').all(table),
    indexes: client
      .prepare<[string], { name: string }>(
        'select name, "unique", origin, partial from pragma_index_list(?) order by name',
      )
      .all(table)
      .map((index) => ({
        ...index,
        columns: client.prepare('select name from pragma_index_info(?)').pluck().all(index.name),
        where: client
          .prepare<[string], string | null>('select sql from sqlite_schema where name = ?')
          .pluck()
          .get(index.name)
          ?.split(/\swhere\s/i)[1],
      })),
  }));
}

test('the migrations, one after the other, make the tables that the program expects', async () => {
  const nothing = await generateSQLiteDrizzleJson({});
  const expected = await generateSQLiteDrizzleJson(schema);
  const fresh = new Database(':memory:');
  for (const statement of await generateSQLiteMigration(nothing, expected)) fresh.exec(statement);
  const migrated = connect(join(folder, 'migrated.db'));
  expect(structureOf(migrated)).toEqual(structureOf(fresh));
  expect(structureOf(fresh).length).toBeGreaterThan(8);
  migrated.close();
  fresh.close();
});

/** A line is added with each migration; none is ever changed, for databases out there have had them. */
const released = {
  '0000_first-tables.sql': '8c6700a026af97e87e0a7688d15efd3aaa75bf2edfa4609f660713ad365605b0',
  '0001_append-only-record.sql': 'e94750fdc81dca5caee1abb6a14289ef2af727794a02b9f6ae8daf9e8f5e257c',
  '0002_live-routes.sql': '8f7df92117b1328e10b4868ffd0ed6224e6666f4a9082d1cdc328e10b2808ace',
  '0005_owed-conditions.sql': '2c657a73c07115bc9390d50db7f52888eea8e78cca9ba675a57b05398b7c7315',
  '0003_people-and-policies.sql': '2f97571fb3c8bb74cd3e6383be7816007cc1bcd3fa6a126c90f63a380ed92c2f',
  '0004_fallback-names.sql': 'b6d9be1964e715cc5a6c1bf543f05104e6cca782c8c5619deec91a3bf2a4cf98',
};

test('migrations that were released stay as they are', () => {
  const sums = Object.fromEntries(
    readdirSync(migrations)
      .filter((file) => file.endsWith('.sql'))
      .map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(new URL(file, migrations)))
          .digest('hex'),
      ]),
  );
  expect(sums).toEqual(released);
});

test('routes of an older database are found by their alias and model, retired ones by neither', async () => {
  const file = join(folder, 'older.db');
  const older = new Database(file);
  older.exec(
    'create table __drizzle_migrations (id integer primary key, hash text not null, created_at numeric)',
  );
  for (const { sql, hash } of readMigrationFiles({ migrationsFolder: 'migrations' }).slice(0, 4)) {
    for (const statement of sql) older.exec(statement);
    older.prepare('insert into __drizzle_migrations (hash) values (?)').run(hash);
  }
  const baseline = packet({ ...supportSummary, fallback: { primary_route: 'summary_route' } });
  const add = older.prepare('insert into routes (id, stream, version, state) values (?, ?, 1, ?)');
  const serves = { ...newRoute('serves-prod', 0), baseline };
  const gone = { ...serves, id: 'gone-prod', retired: { by: 'U-owner', at: 1 } };
  for (const route of [gone, newRoute('empty-prod', 0), serves])
    add.run(route.id, `route:${route.id}`, JSON.stringify(route));
  older.close();
  const client = connect(file);
  const store = sqliteStore(client, file, { now: () => 0 });
  expect((await store.routeCalled('summary_route'))?.id).toBe('serves-prod');
  expect(await store.servedModel({ name: 'gpt-summary-a', version: '2026-03', provider: 'acme' })).toEqual(
    baseline.model.primary,
  );
  expect(client.prepare('select id from routes where model is not null').pluck().all()).toEqual([
    'serves-prod',
  ]);
  await store.close();
});

test('opening a database again changes nothing in it', () => {
  const file = join(folder, 'again.db');
  connect(file).close();
  const before = readFileSync(file);
  connect(file).close();
  expect(readFileSync(file).equals(before)).toBe(true);
});

test.each([
  ["update events set data = '{}'", 'never changed'],
  ['update events set hash = hash', 'never changed'],
  ['delete from events', 'never deleted'],
  ['insert or replace into events select * from events where sequence = 1', 'continue the last one'],
  [
    'insert into events select 5, stream, 9, type, actor, at, command_id, data, previous_hash, hash from events',
    'continue',
  ],
])('the database itself refuses: %s', (statement, reason) => {
  const client = connect(join(folder, 'append-only.db'));
  client.exec(
    `insert into events select 1, 's', 1, 't', 'U', 0, 'c', '{}', '0', 'f' where not exists (select 1 from events)`,
  );
  const before = client.prepare('select * from events').all();
  expect(() => client.exec(statement)).toThrow(reason);
  expect(client.prepare('select * from events').all()).toEqual(before);
  client.close();
});
