import type { RecordedEvent } from '../domain/chain.ts';
import type { KeptStream, ListedFacts, StreamEvent } from '../domain/replay.ts';

/**
 * The record as it lies on disk, opened to be proved or copied. Everything read through one of these comes from one
 * moment, however long the reading takes and whatever a running program writes meanwhile. Every method throws a
 * {@link Fault} when the disk cannot be read.
 */
export interface RecordOnDisk {
  /** Every event in the order of its number, as it is stored, right or wrong. */
  events(): AsyncIterable<RecordedEvent & StreamEvent>;
  /** The streams that have a stored state. */
  streams(): AsyncIterable<KeptStream>;
  /** The state stored for a stream; null if there is none, or none that can be read. */
  stateOf(stream: string): Promise<KeptState | null>;
  /** What is wrong with the file itself, a sentence each; empty when it is sound. Reads all of it. */
  damage(): Promise<readonly string[]>;
  /** Copies the whole database as it was at that moment to a new file, and waits until it is on the disk. */
  copyTo(file: string): Promise<void>;
  close(): Promise<void>;
}

export interface KeptState {
  readonly state: unknown;
  /** What the lists are made of, as it stands beside the state; null for what has no lists. */
  readonly listed: ListedFacts | null;
}
