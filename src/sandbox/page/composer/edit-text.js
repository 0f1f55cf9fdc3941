/**
 * Changes to a text with a selection, as pure functions.
 * @typedef {{ text: string, start: number, end: number }} Edited the text, and what is selected in it
 */

/**
 * Puts a mark around the selection, or takes it away when it is there.
 * @param {Edited} now @param {string} mark
 * @returns {Edited}
 */
export function toggleMark({ text, start, end }, mark) {
  const size = mark.length;
  const isMarked =
    start >= size && text.slice(start - size, start) === mark && text.slice(end, end + size) === mark;
  if (isMarked)
    return {
      text: text.slice(0, start - size) + text.slice(start, end) + text.slice(end + size),
      start: start - size,
      end: end - size,
    };
  return {
    text: text.slice(0, start) + mark + text.slice(start, end) + mark + text.slice(end),
    start: start + size,
    end: end + size,
  };
}

/**
 * Begins every selected line with a prefix, or takes it away when all have it.
 * @param {Edited} now @param {(index: number) => string} prefix @param {RegExp} known what counts as having it
 * @returns {Edited}
 */
export function togglePrefix({ text, start, end }, prefix, known) {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const to = lineEnd < 0 ? text.length : lineEnd;
  const lines = text.slice(from, to).split('\n');
  const all = lines.every((line) => known.test(line));
  const changed = lines
    .map((line, index) => (all ? line.replace(known, '') : prefix(index) + line))
    .join('\n');
  const whole = text.slice(0, from) + changed + text.slice(to);
  return { text: whole, start: from + changed.length, end: from + changed.length };
}

/**
 * @param {Edited} now @param {string} inserted
 * @returns {Edited} with the caret behind what was put in
 */
export function insertText({ text, start, end }, inserted) {
  const at = start + inserted.length;
  return { text: text.slice(0, start) + inserted + text.slice(end), start: at, end: at };
}

/**
 * Applies a change to a field and keeps the caret where the change says.
 * @param {HTMLTextAreaElement | null} field @param {(now: Edited) => Edited} change
 * @param {(text: string) => void} onChange
 */
export function editField(field, change, onChange) {
  if (!field) return;
  const next = change({ text: field.value, start: field.selectionStart, end: field.selectionEnd });
  field.value = next.text;
  field.focus();
  field.setSelectionRange(next.start, next.end);
  onChange(next.text);
}
