import Database from 'better-sqlite3';
import { type ChainPosition, chainHash } from '../../src/domain/chain.ts';
import type { RecordOnDisk } from '../../src/ports/record.ts';
import { connect } from '../../src/storage/sqlite/connect.ts';
import { recordOn } from '../../src/storage/sqlite/record.ts';
import { sqliteStore } from '../../src/storage/sqlite/store.ts';
import { monday } from './given-when-then.ts';
import { lived } from './lives.ts';

/** The bytes of a database in which requests came and went, to make copies of. */
export async function databaseOfLives(lives: number): Promise<Buffer> {
  const client = connect(':memory:');
  await lived(sqliteStore(client, 'lives', { now: () => monday }), lives);
  const bytes = client.serialize();
  client.close();
  return bytes;
}

export interface EventRow {
  readonly sequence: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly actor: string;
  readonly at: number;
  readonly command_id: string;
  readonly data: string;
  readonly previous_hash: string;
  readonly hash: string;
}

export const textColumns = [
  'stream',
  'type',
  'actor',
  'command_id',
  'data',
  'previous_hash',
  'hash',
] as const;
export const numberColumns = ['version', 'at'] as const;

/**
 * A copy of a database in the hands of somebody who knows SQLite: who takes the guards away, does the deed, and
 * puts the guards back, so that nothing but the chain of hashes can tell.
 */
export class Forgery {
  readonly client: Database.Database;

  constructor(bytes: Buffer) {
    this.client = new Database(bytes);
  }

  /** Does the deed without the guards. The unique index goes for good where it is in the way. */
  withoutGuards(deed: () => void, keepIndex = true): this {
    const guards = this.client
      .prepare<[], { name: string; sql: string }>(
        "select name, sql from sqlite_schema where type = 'trigger'",
      )
      .all();
    for (const { name } of guards) this.client.exec(`drop trigger ${name}`);
    if (!keepIndex) this.client.exec('drop index events_of_stream');
    deed();
    for (const { sql } of guards) this.client.exec(sql);
    return this;
  }

  rows(): EventRow[] {
    return this.client.prepare<[], EventRow>('select * from events order by sequence').all();
  }

  /** Changes a byte of a text; what comes out need not be UTF-8. `step` is 1 to 255. */
  changeByte(sequence: number, column: (typeof textColumns)[number], place: number, step: number): this {
    const bytes = this.client
      .prepare<[number], Buffer>(`select cast(${column} as blob) from events where sequence = ?`)
      .pluck()
      .get(sequence);
    if (!bytes) throw new Error(`no event ${sequence}`);
    const index = place % bytes.length;
    bytes.writeUInt8((bytes.readUInt8(index) + step) % 256, index);
    return this.withoutGuards(() => {
      this.client
        .prepare(`update events set ${column} = cast(? as text) where sequence = ?`)
        .run(bytes, sequence);
    }, false);
  }

  changeNumber(sequence: number, column: (typeof numberColumns)[number] | 'sequence', value: number): this {
    return this.withoutGuards(() => {
      this.client.prepare(`update events set ${column} = ? where sequence = ?`).run(value, sequence);
    }, false);
  }

  remove(sequence: number): this {
    return this.withoutGuards(() => {
      this.client.prepare('delete from events where sequence = ?').run(sequence);
    });
  }

  cutAfter(sequence: number): this {
    return this.withoutGuards(() => {
      this.client.prepare('delete from events where sequence > ?').run(sequence);
    });
  }

  swap(one: number, other: number): this {
    const move = this.client.prepare('update events set sequence = ? where sequence = ?');
    return this.withoutGuards(() => {
      move.run(-1, one);
      move.run(one, other);
      move.run(other, -1);
    });
  }

  /** Changes who did it, and hashes the event anew, and the ones behind it too if `all`. */
  rewrite(sequence: number, actor: string, all: boolean): this {
    const update = this.client.prepare(
      'update events set actor = ?, previous_hash = ?, hash = ? where sequence = ?',
    );
    return this.withoutGuards(() => {
      let position: ChainPosition | null = null;
      for (const row of this.rows().slice(sequence - 1, all ? undefined : sequence)) {
        const forged = row.sequence === sequence ? actor : row.actor;
        const previous: string = position?.hash ?? row.previous_hash;
        const { stream, version, type, at, data } = row;
        const chained = { sequence: row.sequence, stream, version, type, actor: forged, at, data: null };
        const hash = chainHash(previous, { ...chained, commandId: row.command_id }, data);
        update.run(forged, previous, hash, row.sequence);
        position = { sequence: row.sequence, hash };
      }
    });
  }

  /** Runs SQL that leaves the events alone. */
  run(sql: string, ...values: readonly (string | number)[]): this {
    this.client.pragma('foreign_keys = off');
    this.client.prepare(sql).run(...values);
    return this;
  }

  record(): RecordOnDisk {
    return recordOn(this.client, 'forgery');
  }
}
