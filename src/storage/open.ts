import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../ports/fault.ts';
import type { RecordOnDisk } from '../ports/record.ts';
import type { Store } from '../ports/store.ts';
import { connect, connectReadOnly } from './sqlite/connect.ts';
import { recordOn } from './sqlite/record.ts';
import { sqliteStore, type TimeSource } from './sqlite/store.ts';

export interface OpenOptions {
  readonly clock?: TimeSource;
  /** How long to wait for another process's lock; see the connection for why it is short. */
  readonly busyTimeoutMs?: number;
}

const systemClock = { now: () => Date.now() };
const example = 'such as file:./data/routegate.db';

const unusable = (message: string, remedy: string): Fault => new Fault('needs_operator', message, { remedy });

/** The file that a `DATABASE_URL` names. Throws a Fault for another kind of database, which may hold a password. */
function fileOf(databaseUrl: string): string {
  const url = databaseUrl.trim();
  if (/^postgres(ql)?:/i.test(url))
    throw unusable(
      'DATABASE_URL names a Postgres database, and this version stores in SQLite only.',
      `Set DATABASE_URL to a file, ${example}, on a disk that only one Routegate uses.`,
    );
  const path = /^file:(.+)$/is.exec(url)?.[1];
  if (path === undefined || path.includes('?'))
    throw unusable(
      'DATABASE_URL does not name a file.',
      `Write file: and the path and nothing else, ${example}.`,
    );
  try {
    return resolve(path.startsWith('//') ? fileURLToPath(url) : path);
  } catch (cause) {
    throw new Fault('needs_operator', 'DATABASE_URL is no file URL that can be read.', {
      remedy: `Write file: and the path, ${example}; three slashes only before a full path.`,
      cause,
    });
  }
}

/** Whether there is a database yet. Throws a Fault for a `DATABASE_URL` that names no file. */
export const databaseExists = (databaseUrl: string): boolean => existsSync(fileOf(databaseUrl));

/** Opens the store for the program itself, and makes or upgrades it. Throws a Fault with a remedy. */
export async function openStore(databaseUrl: string, options: OpenOptions = {}): Promise<Store> {
  const file = fileOf(databaseUrl);
  return sqliteStore(connect(file, options.busyTimeoutMs), file, options.clock ?? systemClock);
}

/** The same store for looking only, beside a running program or without one. Throws a Fault with a remedy. */
export async function openReadOnly(databaseUrl: string, options: OpenOptions = {}): Promise<Store> {
  const file = fileOf(databaseUrl);
  return sqliteStore(connectReadOnly(file, options.busyTimeoutMs), file, options.clock ?? systemClock);
}

/** The record as it lies on disk, to be proved or copied, beside a running program or without one. */
export async function openRecord(databaseUrl: string, options: OpenOptions = {}): Promise<RecordOnDisk> {
  const file = fileOf(databaseUrl);
  return recordOn(connectReadOnly(file, options.busyTimeoutMs), file);
}
