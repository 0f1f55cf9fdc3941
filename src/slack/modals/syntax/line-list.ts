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

interface TypedLine {
  readonly text: string;
  readonly number: number;
}

/** The lines that hold something. One that starts with `|` goes on with the line above it. */
function typedLines(text: string): TypedLine[] {
  const lines: TypedLine[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const above = lines.at(-1);
    if (line.trim() === '') return;
    if (above && /^\s*\|/.test(line))
      lines[lines.length - 1] = { ...above, text: `${above.text} ${line.trim()}` };
    else lines.push({ text: line.trim(), number: index + 1 });
  });
  return lines;
}

/** A list with one item a line; empty lines mean nothing, and a line that starts with `|` goes on with the one above. */
export function lineList<T>(form: {
  readonly write: (item: T) => string;
  /** `nothing`: a line that is still to be written. */
  readonly read: (line: string) => ReadItem<T> | 'nothing';
}): TextForm<readonly T[]> {
  return {
    write: (items) => items.map(form.write).join('\n'),
    read: (text) => {
      const value: T[] = [];
      const lines: number[] = [];
      const problems: TextProblem[] = [];
      for (const { text: line, number } of typedLines(text)) {
        const read = form.read(line);
        if (read === 'nothing') continue;
        if ('problem' in read) problems.push({ line: number, message: read.problem });
        else {
          value.push(read.item);
          lines.push(number);
        }
      }
      return problems.length > 0 ? { problems } : { value, lines };
    },
  };
}

/** Plain words, one a line: nothing in them means anything. */
export const plainLines: TextForm<readonly string[]> = {
  write: (items) => items.join('\n'),
  read: (text) => {
    const typed = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }));
    const held = typed.filter(({ line }) => line !== '');
    return { value: held.map(({ line }) => line), lines: held.map(({ number }) => number) };
  },
};
