/** @import { Block } from '../types.ts' */
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { plainText } from '../text/render.js';
import { Element } from './elements/element.js';
import { fieldId, useHost } from './host.js';

/** @param {{ block: Block }} props */
export function InputBlock({ block }) {
  const { errors } = useHost();
  const error = errors[block.block_id];
  const id = fieldId(block);
  const isGroup = GROUPS.has(block.element?.type ?? '');
  return html`<div class=${cls('input-block', error && 'with-error')} role=${isGroup ? 'group' : undefined} aria-labelledby=${isGroup ? `${id}-label` : undefined}>
    <label class="input-label" id=${`${id}-label`} for=${isGroup ? undefined : id}>
      ${plainText(block.label)}
      ${block.optional && html`<span class="input-optional"> (optional)</span>`}
    </label>
    ${block.element && html`<${Element} block=${block} element=${block.element} />`}
    ${
      error &&
      html`<div class="input-error" id=${`${id}-error`} role="alert">
        <${Icon} name="warning" size=${16} /><span>${error}</span>
      </div>`
    }
    ${block.hint && html`<div class="input-hint" id=${`${id}-hint`}>${plainText(block.hint)}</div>`}
  </div>`;
}

const GROUPS = new Set(['checkboxes', 'radio_buttons', 'file_input', 'datetimepicker']);
