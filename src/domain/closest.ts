/** How many letters must be added, dropped, changed or swapped with their neighbour to get from one word to the other. */
function distance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && swapped) least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}

const plain = (word: string): string => word.toLowerCase().replaceAll(/[\s_-]+/g, '_');

/**
 * The known word that was probably meant: a slip or two away, or one that begins with what was written (`prod` for
 * `production`). Undefined where nothing is near.
 */
export function closest(written: string, known: readonly string[]): string | undefined {
  const word = plain(written.slice(0, 100));
  if (word === '') return undefined;
  const allowed = word.length <= 3 ? 1 : Math.min(3, Math.ceil(word.length / 4));
  const ranked = known
    .map((candidate) => ({ candidate, far: distance(word, plain(candidate)) }))
    .filter(({ far }) => far <= allowed)
    .sort((left, right) => left.far - right.far);
  if (ranked[0]) return ranked[0].candidate;
  const beginning = known.filter((candidate) => word.length >= 3 && plain(candidate).startsWith(word));
  return beginning.length === 1 ? beginning[0] : undefined;
}
