import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';

/** What SQLite says of a disk: `SQLITE_FULL` without room, `SQLITE_READONLY` once it was mounted for reading only. */
export type DiskTrouble = 'SQLITE_FULL' | 'SQLITE_READONLY';

const words: Readonly<Record<DiskTrouble, string>> = {
  SQLITE_FULL: 'database or disk is full',
  SQLITE_READONLY: 'attempt to write a readonly database',
};

/**
 * From now on no statement of this process writes to a database any more; each fails with the error that SQLite has
 * for this trouble. Ends when the answer is called, or with the test.
 */
export function failDisk(trouble: DiskTrouble): () => void {
  const statements = Object.getPrototypeOf(new Database(':memory:').prepare('select 1'));
  const { run } = statements;
  statements.run = () => {
    throw new Database.SqliteError(words[trouble], trouble);
  };
  const mend = () => {
    statements.run = run;
  };
  onTestFinished(mend);
  return mend;
}
