import { type ChainFlaw, type ChainPosition, chainStart, checkLink, type RecordedEvent } from './chain.ts';

/** How far the record is whole: everything up to `head`, and all of it where `flaw` is null. */
export interface Verdict {
  readonly head: ChainPosition;
  readonly flaw: ChainFlaw | null;
}

/** A head that was noted elsewhere, such as in the audit channel. */
export type NotedHead = ChainPosition;

/** Reads `128400:9f2c…`, the way a head is printed; null for anything else. */
export function parseHead(text: string): NotedHead | null {
  const [, count, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  return count === undefined || hash === undefined ? null : { sequence: Number(count), hash };
}

/** A head in the form in which it is noted and asked for again. */
export const printHead = ({ sequence, hash }: ChainPosition): string => `${sequence}:${hash}`;

function againstNoted(position: ChainPosition, noted: NotedHead): ChainFlaw | null {
  if (position.sequence !== noted.sequence || position.hash === noted.hash) return null;
  return {
    sequence: noted.sequence,
    flaw: 'altered',
    detail: `event ${noted.sequence} is not the one that was noted: the record was written anew up to there`,
  };
}

function cutTail(head: ChainPosition, noted: NotedHead): ChainFlaw | null {
  if (head.sequence >= noted.sequence) return null;
  const first = head.sequence + 1;
  const which = first === noted.sequence ? `event ${first} is` : `events ${first} to ${noted.sequence} are`;
  return { sequence: first, flaw: 'missing', detail: `${which} missing at the end of the record` };
}

/**
 * Checks a record from its first event on, and stops at the first that is altered, missing or out of order. With
 * `noted`, the record must also hold that head, so that a cut tail or a record written anew shows. `seen` is told of
 * every event that proved right. Never throws for what is wrong with the record; an event that cannot be read is a
 * flaw as well.
 */
export async function verifyRecord<Event extends RecordedEvent>(
  events: AsyncIterable<Event>,
  noted: NotedHead | null = null,
  seen: (event: Event) => Promise<void> | undefined = () => undefined,
): Promise<Verdict> {
  let head = chainStart;
  const reader = events[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Event>;
    try {
      next = await reader.next();
    } catch (error) {
      const sequence = head.sequence + 1;
      const why = error instanceof Error ? error.message : String(error);
      return {
        head,
        flaw: { sequence, flaw: 'unreadable', detail: `event ${sequence} cannot be read: ${why}` },
      };
    }
    if (next.done) return { head, flaw: noted && cutTail(head, noted) };
    const checked = checkLink(head, next.value);
    const flaw = 'flaw' in checked ? checked : noted && againstNoted(checked, noted);
    if (flaw) {
      await reader.return?.();
      return { head, flaw };
    }
    if (!('flaw' in checked)) head = checked;
    const pending = seen(next.value);
    if (pending) await pending;
  }
}
