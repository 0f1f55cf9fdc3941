/** What is wrong with a text; `line` counts from 1 and is absent where the whole is meant. */
export interface TextProblem {
  readonly line?: number;
  readonly message: string;
}

/** A typed text, understood: the value with the line that each item stands on, or everything that is wrong with it. */
export type Read<T> =
  | { readonly value: T; readonly lines?: readonly number[] }
  | { readonly problems: readonly TextProblem[] };

/** How a value is written as text that people edit, and read back: `read(write(value))` is the value. */
export interface TextForm<T> {
  readonly write: (value: T) => string;
  readonly read: (text: string) => Read<T>;
}

/** One item of a list, or a sentence that says what to write instead. */
export type ReadItem<T> = { readonly item: T } | { readonly problem: string };

/** A list with one item a line; empty lines mean nothing. */
export function lineList<T>(form: {
  readonly write: (item: T) => string;
  readonly read: (line: string) => ReadItem<T>;
}): TextForm<readonly T[]> {
  return {
    write: (items) => items.map(form.write).join('\n'),
    read: (text) => {
      const value: T[] = [];
      const lines: number[] = [];
      const problems: TextProblem[] = [];
      text.split(/\r?\n/).forEach((line, index) => {
        if (line.trim() === '') return;
        const read = form.read(line.trim());
        if ('problem' in read) problems.push({ line: index + 1, message: read.problem });
        else {
          value.push(read.item);
          lines.push(index + 1);
        }
      });
      return problems.length > 0 ? { problems } : { value, lines };
    },
  };
}

/** Plain words, one a line: nothing in them means anything. */
export const plainLines: TextForm<readonly string[]> = lineList({
  write: (item: string) => item,
  read: (line) => ({ item: line }),
});
