import { closeSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { KeptStream } from '../../domain/replay.ts';
import type { KeptState, RecordOnDisk } from '../../ports/record.ts';
import { eventsIn } from './event-reader.ts';
import { faultOf, reading } from './faults.ts';

interface RequestRow {
  readonly id: string;
  readonly state: string;
  readonly status: string;
  readonly route: string;
  readonly requester: string;
  readonly tier: string;
  readonly submittedAt: number;
}

/** The JSON of a text; undefined, which equals no state, where the text is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stateReader(client: Database.Database) {
  const request = client.prepare<[string], RequestRow>(
    `select id, state, status, route, requester, tier, submitted_at as submittedAt from requests where stream = ?`,
  );
  const unlisted = client.prepare<[string, string, string], { readonly state: string }>(
    `select state from routes where stream = ?
     union all select state from absences where stream = ?
     union all select state from policies where stream = ?`,
  );
  return (stream: string): KeptState | null => {
    const found = request.get(stream);
    if (found) {
      const { state, ...listed } = found;
      return { state: parsed(state), listed };
    }
    const kept = unlisted.get(stream, stream, stream);
    return kept ? { state: parsed(kept.state), listed: null } : null;
  };
}

const guards = ['events_never_change', 'events_never_go', 'events_have_no_gap'];

function missingGuards(client: Database.Database): string[] {
  const present = client
    .prepare<[], string>("select name from sqlite_schema where type = 'trigger' and tbl_name = 'events'")
    .pluck()
    .all();
  return guards
    .filter((guard) => !present.includes(guard))
    .map((guard) => `the guard ${guard} is gone, which keeps events from being changed: somebody removed it`);
}

/** SQLite's own check of every page, table and index; it says "ok", or one finding a row, or gives up. */
function brokenPages(client: Database.Database): string[] {
  const damaged = (finding: string): string => `the file is damaged: ${finding}`;
  try {
    const findings = client.prepare<[], string>('pragma integrity_check(10)').pluck().all();
    return findings.length === 1 && findings[0] === 'ok' ? [] : findings.map(damaged);
  } catch (error) {
    if (error instanceof Database.SqliteError) return [damaged(error.message)];
    throw error;
  }
}

function flushed(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The record on an open connection, which it owns from here on. */
export function recordOn(client: Database.Database, file: string): RecordOnDisk {
  // From the first reading on, everything read is of that moment; a running program writes on undisturbed.
  reading(file, () => client.exec('begin; select count(*) from sqlite_schema'));
  const stateOf = reading(file, () => stateReader(client));

  async function* streams() {
    yield* reading(file, () =>
      client
        .prepare<[], KeptStream>(
          `select stream, 'request' as kind, version from requests
           union all select stream, 'route' as kind, version from routes
           union all select stream, 'absence' as kind, version from absences
           union all select stream, 'policy' as kind, version from policies`,
        )
        .all(),
    );
  }

  return {
    events: () => eventsIn(client, file),
    streams,
    stateOf: async (stream) => reading(file, () => stateOf(stream)),
    damage: async () => reading(file, () => [...missingGuards(client), ...brokenPages(client)]),

    async copyTo(target) {
      try {
        await client.backup(target);
        const copy = new Database(target);
        // One file is easier to carry than three; opening it as the product's database makes it WAL again.
        copy.pragma('journal_mode = DELETE');
        copy.close();
        flushed(target);
      } catch (error) {
        throw faultOf(error, target);
      }
    },

    async close() {
      client.close();
    },
  };
}
