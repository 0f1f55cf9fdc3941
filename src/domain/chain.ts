import { createHash } from 'node:crypto';
import { canonicalJson } from './packet/digest.ts';

/** What the first event of a record is chained to: the hash of nothing. */
export const genesisHash = '0'.repeat(64);

/** All of an event that its hash covers. */
export interface ChainedEvent {
  readonly sequence: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly actor: string;
  readonly at: number;
  readonly commandId: string;
  readonly data: unknown;
}

/**
 * The hash of an event: SHA-256 over the hash before it and the event's canonical JSON. `dataJson`, where given,
 * must be the canonical JSON of `data`; it spares serialising it twice.
 */
export function chainHash(previousHash: string, event: ChainedEvent, dataJson?: string): string {
  const { data, ...head } = event;
  return createHash('sha256')
    .update(previousHash)
    .update('\n')
    .update(canonicalJson(head))
    .update('\n')
    .update(dataJson ?? canonicalJson(data))
    .digest('hex');
}

/** A record as it reads from storage: the stored hashes may lie, which is what is to be found out. */
export interface RecordedEvent extends ChainedEvent {
  readonly previousHash: string;
  readonly hash: string;
}

export type ChainFlaw = {
  readonly sequence: number;
  readonly flaw: 'missing' | 'reordered' | 'altered' | 'unchained';
  readonly detail: string;
};

/** Where checking stands after some events: what the next one must continue. */
export interface ChainPosition {
  readonly sequence: number;
  readonly hash: string;
}
export const chainStart: ChainPosition = { sequence: 0, hash: genesisHash };

/** Checks one event against the position before it: the next position, or what is wrong with it. */
export function checkLink(position: ChainPosition, event: RecordedEvent): ChainPosition | ChainFlaw {
  const expected = position.sequence + 1;
  if (event.sequence > expected)
    return {
      sequence: expected,
      flaw: 'missing',
      detail: `event ${expected} is missing; the next one is ${event.sequence}`,
    };
  if (event.sequence < expected)
    return {
      sequence: event.sequence,
      flaw: 'reordered',
      detail: `event ${event.sequence} stands after event ${position.sequence}`,
    };
  if (event.previousHash !== position.hash)
    return {
      sequence: expected,
      flaw: 'unchained',
      detail: `event ${expected} does not continue event ${position.sequence}: one of the two was altered or moved`,
    };
  const { previousHash, hash, ...chained } = event;
  if (chainHash(previousHash, chained) !== hash)
    return {
      sequence: expected,
      flaw: 'altered',
      detail: `event ${expected} (${event.type} on ${event.stream}) was altered`,
    };
  return { sequence: expected, hash };
}
