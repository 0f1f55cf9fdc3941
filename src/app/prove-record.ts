import type { ChainFlaw, ChainPosition } from '../domain/chain.ts';
import { Replay, type ReplayedState, sameJson } from '../domain/replay.ts';
import { type NotedHead, verifyRecord } from '../domain/verify-record.ts';
import type { RecordOnDisk } from '../ports/record.ts';

/** What came out of reading a whole record. It is proved when nothing is wrong. */
export interface Proof {
  readonly head: ChainPosition;
  /** The first event that is altered, missing or out of order. */
  readonly flaw: ChainFlaw | null;
  /**
   * Stored states that are not what the events say, and damage to the file; a sentence each. States are compared
   * only where all events are whole, for nothing follows from altered ones.
   */
  readonly findings: readonly string[];
}

/** A sentence for each is plenty; more of them say nothing new. */
const mostFindings = 20;

const nameOf = (stream: string): string => stream.replace(':', ' ');

async function differences(record: RecordOnDisk, replayed: ReplayedState): Promise<string[]> {
  const kept = await record.stateOf(replayed.stream);
  const name = nameOf(replayed.stream);
  if (!kept || !sameJson(kept.state, replayed.state))
    return [`the stored state of ${name} is not what its events say`];
  const { listed } = kept;
  if (!listed || !replayed.listed) return [];
  const facts = Object.entries(replayed.listed);
  const shown = new Map<string, unknown>(Object.entries(listed));
  const wrong = facts.filter(([fact, value]) => shown.get(fact) !== value).map(([fact]) => fact);
  return wrong.length === 0 ? [] : [`${name} is listed with a wrong ${wrong.join(', ')}`];
}

function* unmatched(replay: Replay): Generator<string> {
  for (const { stream, stored, recorded } of replay.unmatched()) {
    const name = nameOf(stream);
    if (stored === 0) yield `${name} has events but no stored state`;
    else yield `${name} is stored at version ${stored}, but its events end at version ${recorded}`;
  }
}

/**
 * Reads a record from its first event on: the chain of hashes, then whether what is stored as the state of every
 * request and route follows from its events, then the file. Throws a Fault when the disk cannot be read at all.
 */
export async function proveRecord(record: RecordOnDisk, noted: NotedHead | null): Promise<Proof> {
  const replay = new Replay();
  for await (const kept of record.streams()) replay.expect(kept);
  const wrongStates: string[] = [];
  const { head, flaw } = await verifyRecord(record.events(), noted, (event) => {
    const replayed = replay.follow(event);
    if (!replayed) return undefined;
    return differences(record, replayed).then((found) => {
      if (wrongStates.length < mostFindings) wrongStates.push(...found);
    });
  });
  const states = flaw ? [] : [...wrongStates, ...unmatched(replay)];
  return { head, flaw, findings: [...states, ...(await record.damage())].slice(0, mostFindings) };
}
