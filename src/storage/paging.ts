import { Fault } from '../ports/fault.ts';
import type { Page } from '../ports/store.ts';

/**
 * Cuts a page from rows of which one more than `limit` was read; the extra one only says that there is more.
 * `keyOf` gives the place of a row in the order, which the next page continues after.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string | number,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(itemOf), next: more ? String(keyOf(last)) : null };
}

/** Every number of a page's `after`, or `start` for the first page. Throws a Fault for a text that no page gave out. */
export function numbersAfter(after: string | undefined, start: readonly number[]): readonly number[] {
  if (after === undefined) return start;
  const numbers = after.split(':').map(Number);
  if (numbers.length === start.length && numbers.every(Number.isSafeInteger)) return numbers;
  throw new Fault('invalid', 'a list was asked to go on from a place that no list gave out');
}
