import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Fault, type FaultKind } from '../../ports/fault.ts';

interface Trouble {
  readonly kind: FaultKind;
  readonly message: string;
  readonly remedy: string;
}

/** What SQLite's error codes mean to whoever runs Routegate; `file` is the database. A code's first two words decide. */
function troubleOf(code: string, file: string): Trouble | null {
  const family = code.split('_').slice(0, 2).join('_');
  switch (family) {
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return {
        kind: 'unavailable',
        message: `The database ${file} is locked by another process.`,
        remedy:
          'Find out which other process writes to it (another Routegate, a database browser) and stop it; see "lsof" or "fuser" on the file.',
      };
    case 'SQLITE_READONLY':
    case 'SQLITE_PERM':
    case 'SQLITE_AUTH':
      return {
        kind: 'unavailable',
        message: `The database ${file} cannot be written: the file or its folder is read-only for this user.`,
        remedy:
          'Give the user that runs Routegate write access to the file and to its folder (SQLite keeps -wal and -shm files beside it), or set DATABASE_URL to a place that can be written.',
      };
    case 'SQLITE_FULL':
      return {
        kind: 'unavailable',
        message: `The disk that holds the database ${file} is full; nothing was recorded.`,
        remedy: 'Free space on that disk, or enlarge it; Routegate then goes on by itself.',
      };
    case 'SQLITE_CANTOPEN':
      return {
        kind: 'unavailable',
        message: `The database ${file} cannot be opened.`,
        remedy:
          'Check that the path in DATABASE_URL is a file, and that the user that runs Routegate may read and write it and its folder.',
      };
    case 'SQLITE_IOERR':
      return {
        kind: 'unavailable',
        message: `The disk refused to read or write the database ${file} (${code}).`,
        remedy: 'Check the disk: its free space, its quota, its health, and whether it is still mounted.',
      };
    case 'SQLITE_NOTADB':
      return {
        kind: 'needs_operator',
        message: `${file} is not a SQLite database.`,
        remedy: 'Set DATABASE_URL to the file that Routegate made, or to a new one.',
      };
    case 'SQLITE_CORRUPT':
      return {
        kind: 'needs_operator',
        message: `The database ${file} is damaged.`,
        remedy: 'Stop Routegate, keep the file for inspection, and put the newest backup in its place.',
      };
    default:
      return null;
  }
}

/** What the file system says before SQLite can. */
function troubleOfFile(code: string, file: string): Trouble | null {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return troubleOf('SQLITE_READONLY', file);
    case 'ENOSPC':
    case 'EDQUOT':
      return troubleOf('SQLITE_FULL', file);
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
    case 'ENOENT':
      return troubleOf('SQLITE_CANTOPEN', file);
    default:
      return null;
  }
}

/** A full disk also turns up as an error of reading and writing, where SQLite needs room for its shared memory. */
function isFull(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize < 65_536;
  } catch {
    return false;
  }
}

function troubleOfSqlite(code: string, file: string): Trouble | null {
  return troubleOf(code.startsWith('SQLITE_IOERR') && isFull(file) ? 'SQLITE_FULL' : code, file);
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** The Fault that stands for an error of the database, or the error itself where it is a defect of ours. */
export function faultOf(error: unknown, file: string): unknown {
  if (error instanceof Fault) return error;
  const code = codeOf(error);
  const trouble =
    code === null
      ? null
      : error instanceof Database.SqliteError
        ? troubleOfSqlite(code, file)
        : troubleOfFile(code, file);
  if (!trouble) return error;
  return new Fault(trouble.kind, trouble.message, { remedy: trouble.remedy, cause: error });
}

/** Does what touches the database, and throws a Fault where that fails. */
export function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw faultOf(error, file);
  }
}

/** What is asked of a store after it was closed; a caller that stops later than it should gets this. */
export const closed = (file: string): Fault =>
  new Fault('unavailable', `The database ${file} was closed: Routegate is stopping.`);
