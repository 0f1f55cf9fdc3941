/**
 * How one line of a list is written in the form: cells apart by `|`, some with a label, such as
 * `refunds.create | write | approval each time | scopes: orders, payments`. A backslash before a mark makes it an
 * ordinary character, so that whatever a packet holds can be written and read back without loss.
 */

const marks = /[\\|,<>]/g;
const escapedMark = /\\([\\|,<>≤≥])/g;

/** Text that reads back as one cell, or as one item of a comma list. `≤` and `≥` are left as they are. */
export const written = (text: string): string => text.replace(marks, '\\$&');
/** What `written` was given. A backslash before any other character is itself. */
export const plain = (text: string): string => text.replace(escapedMark, '$1').trim();

/** Splits at a mark that no backslash precedes; the parts keep their escapes. */
export function splitAt(text: string, mark: '|' | ','): string[] {
  const parts: string[] = [];
  let part = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\' && /[\\|,<>≤≥]/.test(text.charAt(index + 1))) {
      part += character + text.charAt(index + 1);
      index += 1;
    } else if (character === mark) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return [...parts, part.trim()];
}

/** The raw cells of a line, trimmed; empty ones stay, so that places keep their meaning. */
export const cellsOf = (line: string): string[] => splitAt(line, '|');
export const lineOf = (cells: readonly string[]): string => cells.join(' | ');

/** The rest of a cell after `label:`, still escaped; null for any other cell. */
export function labelled(cell: string, label: string): string | null {
  const match = /^([a-z ]+):(.*)$/isu.exec(cell);
  return match?.[1]?.trim().toLowerCase() === label ? (match[2] ?? '').trim() : null;
}

/** A comma list, written and read. */
export const listWritten = (items: readonly string[]): string => items.map(written).join(', ');
export const listRead = (text: string): string[] => splitAt(text, ',').map(plain).filter(Boolean);

/** A word of a vocabulary as people write it: `approval_each_time` is "approval each time". */
export const spoken = (word: string): string => word.replaceAll('_', ' ');

/** The word of a vocabulary that somebody meant; null if none. Capitals, hyphens, slashes and underscores are all one. */
export function wordIn<Word extends string>(words: readonly Word[], text: string): Word | null {
  const wanted = text
    .trim()
    .toLowerCase()
    .replaceAll('/', '')
    .replace(/[\s_-]+/g, '_');
  return words.find((word) => word === wanted) ?? null;
}

/** "read, write or irreversible". */
export function choiceOf(words: readonly string[]): string {
  const said = words.map(spoken);
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} or ${said.at(-1)}`;
}

const decimal = /^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(.*)$/isu;

/** A number at the start of a text and what follows it; null where there is none. */
export function leadingNumber(text: string): { readonly value: number; readonly rest: string } | null {
  const match = decimal.exec(text.trim());
  return match?.[1] ? { value: Number(match[1]), rest: (match[2] ?? '').trim() } : null;
}
