import { hash } from 'node:crypto';
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

/** Canonical JSON of all of an event but its data, written out because it is made for every event ever checked. */
function headJson(event: ChainedEvent): string {
  const { actor, at, commandId, sequence, stream, type, version } = event;
  return (
    `{"actor":${JSON.stringify(actor)},"at":${JSON.stringify(at)},"commandId":${JSON.stringify(commandId)},` +
    `"sequence":${JSON.stringify(sequence)},"stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)},` +
    `"version":${JSON.stringify(version)}}`
  );
}

/**
 * The hash of an event: SHA-256 over the hash before it and the event's canonical JSON. `dataJson`, where given,
 * must be the canonical JSON of `data`; it spares serialising it twice.
 */
export function chainHash(previousHash: string, event: ChainedEvent, dataJson?: string): string {
  return hash(
    'sha256',
    `${previousHash}\n${headJson(event)}\n${dataJson ?? canonicalJson(event.data)}`,
    'hex',
  );
}

/** A record as it reads from storage: the stored hashes may lie, which is what is to be found out. */
export interface RecordedEvent extends ChainedEvent {
  readonly previousHash: string;
  readonly hash: string;
  /** The text of `data` exactly as it is stored, where the storage has one; it is what is checked then. */
  readonly dataJson?: string;
}

export type ChainFlaw = {
  readonly sequence: number;
  readonly flaw: 'missing' | 'reordered' | 'altered' | 'unchained' | 'unreadable';
  readonly detail: string;
};

/** Where checking stands after some events: what the next one must continue. */
export interface ChainPosition {
  readonly sequence: number;
  readonly hash: string;
}
export const chainStart: ChainPosition = { sequence: 0, hash: genesisHash };

/** An event that is whole in itself accuses the one before it, which must have been changed and hashed anew. */
function brokenLink(position: ChainPosition, event: RecordedEvent, intact: boolean): ChainFlaw {
  const { sequence } = event;
  if (intact && position.sequence > 0)
    return {
      sequence: position.sequence,
      flaw: 'altered',
      detail: `event ${position.sequence} was altered and given a new hash; event ${sequence} still holds the old one`,
    };
  const before = position.sequence === 0 ? 'start the record' : `continue event ${position.sequence}`;
  return {
    sequence,
    flaw: 'unchained',
    detail: `event ${sequence} (${event.type} on ${event.stream}) does not ${before}: it was altered or moved`,
  };
}

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
  const intact = chainHash(event.previousHash, event, event.dataJson) === event.hash;
  if (event.previousHash !== position.hash) return brokenLink(position, event, intact);
  if (!intact)
    return {
      sequence: expected,
      flaw: 'altered',
      detail: `event ${expected} (${event.type} on ${event.stream}) was altered`,
    };
  return { sequence: expected, hash: event.hash };
}
