import type { FlagStore, FlagWrite, FlagWritten, StoredFlag } from '../../src/ports/flag-store.ts';

/** Flags kept in memory, with the revisions and conflicts of a database. */
export class MemoryFlagStore implements FlagStore {
  readonly #flags = new Map<string, StoredFlag>();
  #revision = 0;

  async flag(key: string): Promise<StoredFlag | null> {
    return this.#flags.get(key) ?? null;
  }

  async flagsAfter(revision: number, limit: number): Promise<readonly StoredFlag[]> {
    const later = [...this.#flags.values()].filter((flag) => flag.revision > revision);
    return later.sort((left, right) => left.revision - right.revision).slice(0, limit);
  }

  async putFlag(flag: FlagWrite, expectedRevision: number | null): Promise<FlagWritten> {
    if ((this.#flags.get(flag.key)?.revision ?? null) !== expectedRevision) return { result: 'conflict' };
    this.#revision += 1;
    const stored = { ...flag, revision: this.#revision };
    this.#flags.set(flag.key, stored);
    return { result: 'written', flag: stored };
  }
}
