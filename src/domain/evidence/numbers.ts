/** Numbers in what people write as measured: "0.97", "97 %", "41 of 41", "6.2 s", "$0.02". */

const figure = String.raw`(\d{1,12}(?:[.,]\d{1,9})?)`;
const plain = (digits: string | undefined): number | null => {
  const number = Number((digits ?? '').replace(',', '.'));
  return digits !== undefined && Number.isFinite(number) ? number : null;
};
const found = (pattern: RegExp, text: string): readonly (number | null)[] | null => {
  const match = pattern.exec(text.trim());
  return match ? match.slice(1).map(plain) : null;
};

const percentage = new RegExp(`^${figure} ?(?:%|percent)$`, 'i');
const ofAll = new RegExp(`^${figure} ?(?:of|/) ?${figure}(?: .*)?$`, 'i');
const bare = new RegExp(`^${figure}$`);

/** A share from 0 to 1, or null. */
export function shareIn(text: string | undefined): number | null {
  if (text === undefined) return null;
  const percent = found(percentage, text)?.[0];
  const [part, whole] = found(ofAll, text) ?? [];
  const share =
    typeof percent === 'number'
      ? percent / 100
      : typeof part === 'number' && typeof whole === 'number'
        ? part / whole
        : (found(bare, text)?.[0] ?? null);
  return share !== null && share >= 0 && share <= 1 ? share : null;
}

const milliseconds = new RegExp(`^${figure} ?(?:ms|milliseconds?)$`, 'i');
const seconds = new RegExp(`^${figure} ?(?:s|sec|seconds?)$`, 'i');

/** Milliseconds, or null where no unit says what is meant. */
export function millisecondsIn(text: string | undefined): number | null {
  if (text === undefined) return null;
  const inSeconds = found(seconds, text)?.[0];
  return typeof inSeconds === 'number' ? inSeconds * 1000 : (found(milliseconds, text)?.[0] ?? null);
}

const dollars = new RegExp(`^(?:\\$|US\\$|USD) ?${figure}$`, 'i');
const dollarsAfter = new RegExp(`^${figure} ?(?:\\$|USD)$`, 'i');

/** US dollars, or null. */
export function dollarsIn(text: string | undefined): number | null {
  if (text === undefined) return null;
  return found(dollars, text)?.[0] ?? found(dollarsAfter, text)?.[0] ?? null;
}
