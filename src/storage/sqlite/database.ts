import type Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';

/** A connection with the query builder around it; `$client` is the bare one. */
export const queriesOn = (client: Database.Database) => drizzle(client);
export type Queries = ReturnType<typeof queriesOn>;

/**
 * Runs `work` in one transaction that holds the write lock from its first moment, so that what it read is still true
 * when it writes. Everything is undone when it throws.
 */
export function inTransaction<T>(client: Database.Database, work: () => T): T {
  return client.transaction(work).immediate();
}

/**
 * As {@link inTransaction}, without waiting for the disk. A crash of the program loses nothing; a power cut may lose
 * this, but then everything written later too, and never what was waited for before. For what is simply done again
 * after a power cut: that a job is finished, and where its message stands, which its next try finds out.
 */
export function inLazyTransaction<T>(client: Database.Database, work: () => T): T {
  client.pragma('synchronous = NORMAL');
  try {
    return inTransaction(client, work);
  } finally {
    client.pragma('synchronous = FULL');
  }
}
