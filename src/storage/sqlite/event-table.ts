import { and, asc, eq, gt, max, sql } from 'drizzle-orm';
import { type ChainPosition, chainHash, chainStart } from '../../domain/chain.ts';
import { canonicalJson } from '../../domain/packet/digest.ts';
import type { Change, DomainEvent, Page, PageRequest, StoredEvent } from '../../ports/store.ts';
import { numbersAfter, pageOf } from '../paging.ts';
import type { Queries } from './database.ts';
import { events } from './schema.ts';

/** An event of a change, ready to be numbered and chained. */
export interface DraftedEvent {
  readonly stream: string;
  readonly version: number;
  readonly event: DomainEvent;
  readonly dataJson: string;
}

/** Lone halves of a surrogate pair do not survive UTF-8, so a hash over them could never be checked again. */
function assertWellFormed(...texts: readonly string[]): void {
  for (const text of texts)
    if (!text.isWellFormed()) throw new TypeError('Text in an event is not well-formed Unicode.');
}

/** Numbers a change's events within their streams and serialises them once. Throws a TypeError for what is no JSON. */
export function draftEvents(change: Change): DraftedEvent[] {
  assertWellFormed(change.actor, change.commandId);
  return change.streams.flatMap(({ stream, expectedVersion, events: added }) => {
    assertWellFormed(stream);
    return added.map((event, index) => ({
      stream,
      version: expectedVersion + index + 1,
      event,
      dataJson: canonicalJson(event),
    }));
  });
}

type Row = typeof events.$inferSelect;

function storedEvent(row: Row): StoredEvent {
  return { ...row, data: JSON.parse(row.data) };
}

/** The record in its table. */
export function eventTable(db: Queries) {
  const place = sql.placeholder('place');
  const limit = sql.placeholder('limit');
  const last = db
    .select({ sequence: events.sequence, hash: events.hash })
    .from(events)
    .where(eq(events.sequence, db.select({ sequence: max(events.sequence) }).from(events)))
    .prepare();
  const insert = db
    .insert(events)
    .values({
      sequence: sql.placeholder('sequence'),
      stream: sql.placeholder('stream'),
      version: sql.placeholder('version'),
      type: sql.placeholder('type'),
      actor: sql.placeholder('actor'),
      at: sql.placeholder('at'),
      commandId: sql.placeholder('commandId'),
      data: sql.placeholder('data'),
      previousHash: sql.placeholder('previousHash'),
      hash: sql.placeholder('hash'),
    })
    .prepare();
  const following = db
    .select()
    .from(events)
    .where(gt(events.sequence, place))
    .orderBy(asc(events.sequence))
    .limit(limit)
    .prepare();
  const ofStream = db
    .select()
    .from(events)
    .where(and(eq(events.stream, sql.placeholder('stream')), gt(events.version, place)))
    .orderBy(asc(events.version))
    .limit(limit)
    .prepare();

  const head = (): ChainPosition => last.get() ?? chainStart;

  return {
    head,

    /** Appends in order; only within the transaction that stores the state too. */
    append(drafted: readonly DraftedEvent[], { at, actor, commandId }: Change): void {
      let position = head();
      for (const { stream, version, event, dataJson } of drafted) {
        const sequence = position.sequence + 1;
        const { type } = event;
        const chained = { sequence, stream, version, type, actor, at, commandId, data: event };
        const hash = chainHash(position.hash, chained, dataJson);
        insert.run({ ...chained, data: dataJson, previousHash: position.hash, hash });
        position = { sequence, hash };
      }
    },

    after(sequence: number, most: number): readonly StoredEvent[] {
      return following.all({ place: sequence, limit: most }).map(storedEvent);
    },

    /** Oldest first, as the stream's story reads. */
    ofStream(stream: string, page: PageRequest): Page<StoredEvent> {
      const [version] = numbersAfter(page.after, [0]);
      const rows = ofStream.all({ stream, place: version, limit: page.limit + 1 });
      return pageOf(rows, page.limit, (row) => row.version, storedEvent);
    },
  };
}
