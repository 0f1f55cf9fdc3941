/** Rows under a heading, each column as wide as its widest cell. */
export function textTable(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [heading, ...rows];
  const lengthIn = (row: readonly string[], column: number): number => [...(row[column] ?? '')].length;
  const widths = heading.map((_, column) =>
    all.reduce((widest, row) => Math.max(widest, lengthIn(row, column)), 0),
  );
  return all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
      .join('  ')
      .trimEnd(),
  );
}
