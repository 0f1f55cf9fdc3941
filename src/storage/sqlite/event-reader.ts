import type Database from 'better-sqlite3';
import type { AbsenceEvent } from '../../domain/absence/absence.ts';
import type { RecordedEvent } from '../../domain/chain.ts';
import type { PolicyEvent } from '../../domain/policy-change/policy-change.ts';
import type { StreamEvent } from '../../domain/replay.ts';
import type { RequestEvent } from '../../domain/request/events.ts';
import type { RouteEvent } from '../../domain/route/events.ts';
import { reading } from './faults.ts';

/** Columns in the order in which they are read; whoever tampered may have left any type in them. */
type EventRow = [number, string, number, string, string, number, string, string, string, string];

const columns = ['stream', 'type', 'actor', 'command_id', 'data', 'previous_hash', 'hash'] as const;
const pageSize = 1000;
const lost = '\uFFFD';

/** An event as it is stored. Its data is parsed only when somebody asks, which is after it was found to be right. */
class StoredRow implements RecordedEvent, StreamEvent {
  readonly sequence: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly actor: string;
  readonly at: number;
  readonly commandId: string;
  readonly dataJson: string;
  readonly previousHash: string;
  readonly hash: string;

  constructor(row: EventRow) {
    const data: unknown = row[7];
    this.sequence = row[0];
    this.stream = row[1];
    this.version = row[2];
    this.type = row[3];
    this.actor = row[4];
    this.at = row[5];
    this.commandId = row[6];
    // A value that is no text was never written by Routegate; its own JSON cannot have the hash of what was.
    this.dataJson = typeof data === 'string' ? data : String(JSON.stringify(data));
    this.previousHash = row[8];
    this.hash = row[9];
  }

  get data(): unknown {
    return JSON.parse(this.dataJson);
  }

  requestEvent(): RequestEvent {
    return JSON.parse(this.dataJson);
  }

  routeEvent(): RouteEvent {
    return JSON.parse(this.dataJson);
  }

  absenceEvent(): AbsenceEvent {
    return JSON.parse(this.dataJson);
  }

  policyEvent(): PolicyEvent {
    return JSON.parse(this.dataJson);
  }
}

/**
 * Different bytes can read as the same text: all that is not UTF-8 becomes U+FFFD. Where one turns up, the bytes
 * themselves are looked at, and text that does not stand for them is replaced by their digits.
 */
function exact(row: EventRow, bytesOf: Database.Statement<[number], Buffer[]>): EventRow {
  if (!row.some((value) => typeof value === 'string' && value.includes(lost))) return row;
  const bytes = bytesOf.get(row[0]) ?? [];
  const text = (value: string, index: number): string => {
    const stored = bytes[index];
    return stored && Buffer.from(value).equals(stored) ? value : String(stored?.toString('hex'));
  };
  const [sequence, stream, version, type, actor, at, commandId, data, previousHash, hash] = row;
  return [
    sequence,
    text(stream, 0),
    version,
    text(type, 1),
    text(actor, 2),
    at,
    text(commandId, 3),
    text(data, 4),
    text(previousHash, 5),
    text(hash, 6),
  ];
}

function statementsOn(client: Database.Database) {
  return {
    bytesOf: client
      .prepare<[number], Buffer[]>(
        `select ${columns.map((column) => `cast(${column} as blob)`).join(', ')} from events where sequence = ?`,
      )
      .raw(),
    page: client
      .prepare<[number, number], EventRow>(
        `select sequence, stream, version, type, actor, at, command_id, data, previous_hash, hash
         from events where sequence > ? order by sequence limit ?`,
      )
      .raw(),
  };
}

/** Every event in the order of its number, a page in memory at a time. Throws a Fault where the file cannot be read. */
export async function* eventsIn(client: Database.Database, file: string): AsyncGenerator<StoredRow> {
  const { page, bytesOf } = reading(file, () => statementsOn(client));
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = reading(file, () => page.all(after, pageSize));
    for (const row of rows) yield new StoredRow(reading(file, () => exact(row, bytesOf)));
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = last[0];
  }
}
