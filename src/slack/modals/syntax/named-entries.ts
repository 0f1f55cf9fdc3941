import { choiceOf, listRead, spoken, wordIn } from './cells.ts';
import type { Read, ReadItem, TextProblem } from './line-list.ts';
import { shareHelp, shareRead } from './shares.ts';

/**
 * A group of declarations with one `name: value` a line. A name that holds several values stands on as many lines:
 *
 *     intended use: drafts for agents
 *     abuse case: a customer pastes somebody else's data
 *     abuse case: a thread tells the model what to do
 */

/** One name of a group: how its value is written, line by line, and read back from the lines that name it. */
export interface NamedEntry<V> {
  readonly name: string;
  readonly several: boolean;
  readonly write: (value: V) => readonly string[];
  readonly read: (texts: readonly string[]) => { readonly value: unknown } | { readonly problem: string };
}

/** A value on a line of its own. */
export const text = (name: string): NamedEntry<string> => ({
  name,
  several: false,
  write: (value) => [value],
  read: ([first]) => ({ value: first }),
});

/** Values on a line each. */
export const texts = (name: string): NamedEntry<readonly string[]> => ({
  name,
  several: true,
  write: (values) => values,
  read: (values) => ({ value: values }),
});

export const yesNo = (name: string): NamedEntry<boolean> => ({
  name,
  several: false,
  write: (value) => [value ? 'yes' : 'no'],
  read: ([first = '']) => {
    if (/^(yes|true)$/i.test(first)) return { value: true };
    return /^(no|false)$/i.test(first) ? { value: false } : { problem: `Write ${name}: yes, or no.` };
  },
});

export const share = (name: string): NamedEntry<number> => ({
  name,
  several: false,
  write: (value) => [String(value)],
  read: ([first = '']) => {
    const value = shareRead(first);
    return value === null ? { problem: `${name}: ${shareHelp}` } : { value };
  },
});

/** One word of a vocabulary. */
export const word = <Word extends string>(name: string, words: readonly Word[]): NamedEntry<Word> => ({
  name,
  several: false,
  write: (value) => [spoken(value)],
  read: ([first = '']) => {
    const value = wordIn(words, first);
    return value
      ? { value }
      : { problem: `“${first}” is not known. After ${name}: comes ${choiceOf(words)}.` };
  },
});

/** Words of a vocabulary, apart by commas. */
export const words = <Word extends string>(
  name: string,
  vocabulary: readonly Word[],
): NamedEntry<readonly Word[]> => ({
  name,
  several: true,
  write: (values) => (values.length === 0 ? [] : [values.map(spoken).join(', ')]),
  read: (typed) => {
    const found = typed.flatMap(listRead).map((each) => ({ each, known: wordIn(vocabulary, each) }));
    const unknown = found.find(({ known }) => known === null);
    if (unknown)
      return {
        problem: `“${unknown.each}” is not known. After ${name}: come any of ${choiceOf(vocabulary)}.`,
      };
    return { value: found.flatMap(({ known }) => known ?? []) };
  },
});

/** Things with a grammar of their own, on a line each. */
export const items = <T>(
  name: string,
  form: { readonly write: (item: T) => string; readonly read: (line: string) => ReadItem<unknown> },
): NamedEntry<readonly T[]> => ({
  name,
  several: true,
  write: (values) => values.map(form.write),
  read: (typed) => {
    const read = typed.map(form.read);
    const wrong = read.find((each) => 'problem' in each);
    if (wrong && 'problem' in wrong) return { problem: wrong.problem };
    return { value: read.flatMap((each) => ('item' in each ? [each.item] : [])) };
  },
});

/** A group as text, and what was typed as values by key. */
export interface NamedText<T> {
  readonly write: (group: T) => string;
  readonly read: (text: string) => Read<Readonly<Record<string, unknown>>>;
}

type Entries<T> = { readonly [K in keyof T]-?: NamedEntry<NonNullable<T[K]>> };
type Reader = Pick<NamedEntry<never>, 'name' | 'several' | 'read'>;

const squeezed = (typed: string): string =>
  typed
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');

interface NamedLine {
  readonly line: number;
  readonly text: string;
}

/** The lines of a text by the key that they name; a name without a value says nothing. */
function linesByKey(typed: string, keyOf: ReadonlyMap<string, string>, names: string) {
  const found = new Map<string, NamedLine[]>();
  const problems: TextProblem[] = [];
  typed.split(/\r?\n/).forEach((whole, index) => {
    if (whole.trim() === '') return;
    const colon = whole.indexOf(':');
    const key = colon < 0 ? undefined : keyOf.get(squeezed(whole.slice(0, colon)));
    const value = whole.slice(colon + 1).trim();
    if (key === undefined)
      problems.push({
        line: index + 1,
        message: `“${whole.trim().slice(0, 80)}” is not understood. Start the line with ${names}`,
      });
    else if (value !== '') found.set(key, [...(found.get(key) ?? []), { line: index + 1, text: value }]);
  });
  return { found, problems };
}

type Understood = { readonly value: unknown } | { readonly problem: TextProblem };

function understand(entry: Reader, lines: readonly NamedLine[]): Understood {
  const [first, second] = lines;
  if (second && !entry.several)
    return { problem: { line: second.line, message: `${entry.name} is given twice; keep one line.` } };
  const read = entry.read(lines.map(({ text: each }) => each));
  if ('value' in read) return read;
  return { problem: { message: read.problem, ...(first ? { line: first.line } : {}) } };
}

/** Every key of a group has an entry, or this does not compile. */
export function namedEntries<T extends object>(entries: Entries<T>): NamedText<T> {
  const keyOf = new Map<string, string>();
  const readers = new Map<string, Reader>();
  for (const key in entries) {
    keyOf.set(squeezed(entries[key].name), key);
    keyOf.set(squeezed(key), key);
    readers.set(key, entries[key]);
  }
  const names = choiceOf([...readers.values()].map(({ name }) => `${name}:`));
  return {
    write: (group) => {
      const lines: string[] = [];
      for (const key in entries) {
        const value = group[key];
        if (value === undefined || value === null) continue;
        const { name, write } = entries[key];
        lines.push(...write(value).map((each) => `${name}: ${each}`));
      }
      return lines.join('\n');
    },
    read: (typed) => {
      const { found, problems } = linesByKey(typed, keyOf, names);
      const group: Record<string, unknown> = {};
      for (const [key, lines] of found) {
        const entry = readers.get(key);
        const understood = entry ? understand(entry, lines) : { value: undefined };
        if ('problem' in understood) problems.push(understood.problem);
        else group[key] = understood.value;
      }
      if (problems.length === 0) return { value: group };
      return { problems: problems.sort((left, right) => (left.line ?? 0) - (right.line ?? 0)) };
    },
  };
}

/** Answers to a closed list of questions, each by its word. */
export function namedAnswers<Word extends string, V extends string | boolean>(
  vocabulary: readonly Word[],
  entryOf: (name: string) => NamedEntry<V>,
): NamedText<Partial<Readonly<Record<Word, V | undefined>>>> {
  const entries = Object.fromEntries(vocabulary.map((each) => [each, entryOf(spoken(each))]));
  const { write, read } = namedEntries<Record<string, V>>(entries);
  const given = (answers: object) => Object.entries(answers).filter(([, answer]) => answer !== undefined);
  return { write: (answers) => write(Object.fromEntries(given(answers))), read };
}
