/** Lines with a name in a column of its own, as every report of the command line has them. */

const column = 12;

export const row = (name: string, text: string): string => `${name.padEnd(column)}${text}`;

/** Several lines under one name; none where there are none. */
export const rows = (name: string, texts: readonly string[]): string[] =>
  texts.map((text, index) => row(index === 0 ? name : '', text));
