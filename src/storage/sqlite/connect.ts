import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { faultOf } from './faults.ts';
import { assertMigrated, assertOurs, migrate } from './migrate.ts';

/**
 * How long a statement waits for another process's lock, in milliseconds. It waits with the whole process, and Slack
 * wants its answer within three seconds.
 */
export const defaultBusyTimeoutMs = 1500;

/** Frames of 4 KiB in the write-ahead log before they are copied into the database file. */
const checkpointFrames = 4000;

function configure(client: Database.Database): void {
  client.pragma('journal_mode = WAL');
  // What was committed survives a power cut; the third line makes macOS flush the drive's own cache too.
  client.pragma('synchronous = FULL');
  client.pragma('fullfsync = ON');
  client.pragma('foreign_keys = ON');
  client.pragma(`wal_autocheckpoint = ${checkpointFrames}`);
}

/** Opens a connection, and closes it again when the rest of the opening fails. Throws a Fault with a remedy. */
function opened(
  file: string,
  options: Database.Options,
  prepare: (client: Database.Database) => void,
): Database.Database {
  let client: Database.Database | undefined;
  try {
    client = new Database(file, options);
    prepare(client);
    return client;
  } catch (error) {
    client?.close();
    throw faultOf(error, file);
  }
}

/** The folder is made where it is missing; the tables are brought up to date. Throws a Fault with a remedy. */
export function connect(file: string, busyTimeoutMs = defaultBusyTimeoutMs): Database.Database {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw faultOf(error, file);
  }
  return opened(file, { timeout: busyTimeoutMs }, (client) => {
    // Asked before anything is written: a database of somebody else is left as it is.
    assertOurs(client, file);
    configure(client);
    migrate(client, file);
    // SQLite opens a file that it may not write without a word. This changes no row, but needs the right to.
    client.exec('update liveness set checked_at = 0 where id is null');
  });
}

/** Beside a running process, or without one: what is read is a state between two commits. Throws a Fault with a remedy. */
export function connectReadOnly(file: string, busyTimeoutMs = defaultBusyTimeoutMs): Database.Database {
  return opened(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs }, (client) =>
    assertMigrated(client, file),
  );
}
