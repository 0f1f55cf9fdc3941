/**
 * @import { ElementProps } from './element.js'
 * @import { TextKind } from './text-inputs.js'
 */
import { useRef } from 'preact/hooks';
import { FormatBar } from '../../composer/format-bar.js';
import { cls, html } from '../../core/html.js';
import { fromRichText } from '../../text/from-rich-text.js';
import { plainText } from '../../text/render.js';
import { toRichText } from '../../text/to-rich-text.js';
import { fieldAria, fieldId } from '../host.js';
import { useFocusOnLoad, useGrowing, useTypedText } from './text-inputs.js';

/** Text with marks (`*bold*`, `- item`), which the app gets as a rich_text block. @param {ElementProps} props */
export function RichTextInput({ block, element }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const typed = useTypedText({ block, element }, RICH);
  useFocusOnLoad(field, element.focus_on_load);
  useGrowing(field, typed.text, 320);
  return html`<div class=${cls('rich-field', typed.error && 'wrong')}>
    <${FormatBar} field=${field} onChange=${typed.type} />
    <textarea
      ref=${field}
      id=${fieldId(block)}
      class="rich-area"
      rows="3"
      value=${typed.text}
      placeholder=${plainText(element.placeholder)}
      ...${fieldAria(block, element, typed.error)}
      onInput=${(/** @type {any} */ event) => typed.type(event.currentTarget.value)}
      onBlur=${typed.flush}
    ></textarea>
  </div>`;
}

/** @type {TextKind} */
const RICH = {
  read: (state) => fromRichText(/** @type {any} */ (state?.rich_text_value)),
  toValue: (text) => (text.trim() === '' ? null : /** @type {any} */ (toRichText(text))),
  echo: (text) => fromRichText(toRichText(text)),
};
