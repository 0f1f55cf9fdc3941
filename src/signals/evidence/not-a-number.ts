/** Constants that Python writes into JSON, though JSON has none: Inspect does for what nobody could score. */
const constant = /(?<![\p{L}\p{N}_"'\\.-])(?:NaN|-?Infinity)(?=\s*[,\]}])/gu;
const structure = /[,:[\]{}"]/;
const longestHeld = 200;

const mayBecomeConstant = (tail: string): boolean => {
  const begun = tail.trim();
  return ['NaN', 'Infinity', '-Infinity'].some((word) => word.startsWith(begun));
};

/** Where the text stops that can be judged without what follows. */
function judgedUntil(text: string): number {
  let from = text.length;
  while (from > 0 && text.length - from < longestHeld && !structure.test(text[from - 1] ?? '')) from -= 1;
  return mayBecomeConstant(text.slice(from)) ? from : text.length;
}

/**
 * Turns NaN and the infinities into null while a text streams by, wherever it is cut. Within a quoted text the same
 * letters may become null, too; nothing that is counted is spelt like that.
 */
export function withoutNaN() {
  let held = '';
  const plain = (text: string): string =>
    text.includes('NaN') || text.includes('Infinity') ? text.replaceAll(constant, 'null') : text;
  return {
    write(more: string): string {
      const text = held + more;
      const until = judgedUntil(text);
      held = text.slice(until);
      return plain(text.slice(0, until));
    },
    end(): string {
      const rest = held;
      held = '';
      return rest;
    },
  };
}
