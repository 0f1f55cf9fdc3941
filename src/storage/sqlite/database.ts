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
