import { fileURLToPath } from 'node:url';
import type Database from 'better-sqlite3';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { Fault } from '../../ports/fault.ts';
import { inTransaction } from './database.ts';

/** Where drizzle keeps which migrations a database has had. */
const journal = '__drizzle_migrations';
const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url));

const knownMigrations = (): MigrationMeta[] => readMigrationFiles({ migrationsFolder });

function tablesIn(client: Database.Database): string[] {
  return client
    .prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all();
}

function appliedHashes(client: Database.Database): string[] {
  return client.prepare<[], string>(`select hash from ${journal} order by id`).pluck().all();
}

const refusal = (message: string, remedy: string): Fault => new Fault('needs_operator', message, { remedy });

/**
 * The migrations that a database still lacks. Throws a Fault for a database that is not Routegate's, or that a newer
 * or altered Routegate made: writing to it with this program's idea of its tables could spoil it.
 */
function missingMigrations(
  client: Database.Database,
  file: string,
  known: readonly MigrationMeta[],
): MigrationMeta[] {
  const tables = tablesIn(client);
  if (tables.length === 0) return [...known];
  if (!tables.includes(journal) || !tables.includes('events'))
    throw refusal(
      `${file} is a SQLite database, but not one of Routegate's.`,
      'Set DATABASE_URL to the file that Routegate made, or to a new one.',
    );
  const applied = appliedHashes(client);
  const differs = known.findIndex(
    (migration, index) => index < applied.length && migration.hash !== applied[index],
  );
  if (differs !== -1)
    throw refusal(
      `The database ${file} was made by another build of Routegate: its migration ${differs + 1} is not the one of this program.`,
      'Start the program that made it, or install an unaltered release.',
    );
  if (applied.length > known.length)
    throw refusal(
      `The database ${file} was made by a newer Routegate: it has had ${applied.length} migrations, and this program knows ${known.length}.`,
      'Start the newer version again, or put back a backup that was made with this one.',
    );
  return known.slice(applied.length);
}

function apply(client: Database.Database, migrations: readonly MigrationMeta[]): void {
  client.exec(
    `create table if not exists ${journal} (id integer primary key, hash text not null, created_at numeric)`,
  );
  const note = client.prepare<[string, number]>(`insert into ${journal} (hash, created_at) values (?, ?)`);
  for (const { sql, hash, folderMillis } of migrations) {
    for (const statement of sql) client.exec(statement);
    note.run(hash, folderMillis);
  }
}

/** Brings the tables to this program's version, all steps or none. */
export function migrate(client: Database.Database, file: string): void {
  const known = knownMigrations();
  if (missingMigrations(client, file, known).length === 0) return;
  inTransaction(client, () => apply(client, missingMigrations(client, file, known)));
}

/** Throws a Fault for a database that this program must not touch; an empty one is fine. */
export function assertOurs(client: Database.Database, file: string): void {
  missingMigrations(client, file, knownMigrations());
}

/** For a connection that may not write: throws a Fault unless the tables are of this program's version. */
export function assertMigrated(client: Database.Database, file: string): void {
  if (missingMigrations(client, file, knownMigrations()).length > 0)
    throw refusal(
      `The database ${file} is empty or was made by an older Routegate.`,
      'Start Routegate once; it brings the database up to date.',
    );
}
