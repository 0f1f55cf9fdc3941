/** @import { Edited } from './edit-text.js' */
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { editField, toggleMark, togglePrefix } from './edit-text.js';

/** @type {({ icon: string, label: string, key?: string, shift?: boolean, change: (now: Edited) => Edited } | null)[]} */
const TOOLS = [
  { icon: 'bold', label: 'Bold', key: 'b', change: (now) => toggleMark(now, '*') },
  { icon: 'italic', label: 'Italic', key: 'i', change: (now) => toggleMark(now, '_') },
  { icon: 'strike', label: 'Strikethrough', key: 'x', shift: true, change: (now) => toggleMark(now, '~') },
  null,
  {
    icon: 'numbers',
    label: 'Ordered list',
    change: (now) => togglePrefix(now, (at) => `${at + 1}. `, /^\d+\. /),
  },
  { icon: 'bullets', label: 'Bulleted list', change: (now) => togglePrefix(now, () => '- ', /^- /) },
  null,
  { icon: 'quote', label: 'Blockquote', change: (now) => togglePrefix(now, () => '> ', /^> /) },
  null,
  { icon: 'code', label: 'Code', change: (now) => toggleMark(now, '`') },
  { icon: 'codeBlock', label: 'Code block', change: (now) => toggleMark(now, '```') },
];

/** The row of marks above a field. @param {{ field: { current: HTMLTextAreaElement | null }, onChange: (text: string) => void }} props */
export function FormatBar({ field, onChange }) {
  return html`<div class="format-bar" role="toolbar" aria-label="Formatting">
    ${TOOLS.map((tool, index) =>
      tool === null
        ? html`<span key=${index} class="format-line"></span>`
        : html`<button
            key=${index}
            type="button"
            class="format-button"
            tabindex="-1"
            aria-label=${tool.label}
            title=${tool.label}
            onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}
            onClick=${() => editField(field.current, tool.change, onChange)}
          >
            <${Icon} name=${tool.icon} size=${18} />
          </button>`,
    )}
  </div>`;
}

/**
 * Ctrl or Cmd with a letter does what the button does.
 * @param {KeyboardEvent} event @param {HTMLTextAreaElement | null} field @param {(text: string) => void} onChange
 * @returns {boolean} whether it was such a key
 */
export function formatKey(event, field, onChange) {
  if (!(event.metaKey || event.ctrlKey) || event.altKey) return false;
  const tool = TOOLS.find(
    (one) => one?.key === event.key.toLowerCase() && Boolean(one.shift) === event.shiftKey,
  );
  if (!tool) return false;
  event.preventDefault();
  editField(field, tool.change, onChange);
  return true;
}
