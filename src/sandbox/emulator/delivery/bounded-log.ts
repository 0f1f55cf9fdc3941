/** A log in memory that forgets its oldest entries once it holds twice what it promises to keep. */
export type BoundedLog<T> = {
  add(entry: T): void;
  /** The kept entries, oldest first. */
  all(): readonly T[];
  clear(): void;
};

export function boundedLog<T>(keep: number): BoundedLog<T> {
  let entries: T[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length >= keep * 2) entries = entries.slice(-keep);
    },
    all: () => entries,
    clear() {
      entries = [];
    },
  };
}
