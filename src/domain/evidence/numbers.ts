/** Numbers in what people write as measured: "0.97", "97 %", "41 of 41", "p95 610 ms", "$0.02 per request". */

/** Not within a word or a longer number. */
const start = String.raw`(?<![\p{L}\d.,-])`;
const end = String.raw`(?![\p{L}\d]|[.,]\d)`;
const figure = String.raw`(\d{1,12}(?:[.,]\d{1,9})?)`;
const number = (digits: string | undefined): number => Number((digits ?? '').replace(',', '.'));

/** Longer texts are no measurements. */
const longest = 500;

/** The one quantity that a text has; null where it has none or several. */
function only(pattern: string, text: string, value: (match: RegExpExecArray) => number): number | null {
  const found = [...text.slice(0, longest).matchAll(new RegExp(pattern, 'giu'))].map(value);
  const [first] = found;
  return found.length === 1 && first !== undefined && Number.isFinite(first) ? first : null;
}

const percentage = `${start}${figure} ?(?:%|percent${end})`;
const ofAll = `${start}${figure} ?(?:of|out of|/) ?${figure}${end}`;
const bare = new RegExp(`^${figure}$`);

/** A share from 0 to 1, or null. */
export function shareIn(text: string | undefined): number | null {
  if (text === undefined) return null;
  const plain = bare.exec(text.trim());
  const share = plain
    ? number(plain[1])
    : (only(ofAll, text, ([, part, whole]) => number(part) / number(whole)) ??
      only(percentage, text, ([, percent]) => number(percent) / 100));
  return share !== null && share >= 0 && share <= 1 ? share : null;
}

const time = `${start}${figure} ?(ms|milliseconds?|s|sec|seconds?)${end}`;

/** Milliseconds, or null where no unit says what is meant. */
export const millisecondsIn = (text: string | undefined): number | null =>
  text === undefined
    ? null
    : only(time, text, ([, digits, unit]) => number(digits) * (/^m/i.test(unit ?? '') ? 1 : 1000));

const dollars = String.raw`(?:US)?\$ ?${figure}${end}|${start}(?:USD ${figure}${end}|${figure} ?(?:USD${end}|\$))`;

/** US dollars, or null. */
export const dollarsIn = (text: string | undefined): number | null =>
  text === undefined
    ? null
    : only(dollars, text, ([, before, word, after]) => number(before ?? word ?? after));
