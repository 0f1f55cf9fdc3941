/**
 * Checkboxes and radio buttons.
 * @import { InputState } from '../../../emulator/people.ts'
 * @import { Option } from '../../types.ts'
 * @import { ElementProps } from './element.js'
 */
import { html } from '../../core/html.js';
import { plainText, Text } from '../../text/render.js';
import { fieldAria, fieldId, useElement } from '../host.js';

/** @param {ElementProps} props */
export function Checkboxes({ block, element }) {
  const { state, send, host } = useElement(block, element);
  const chosen = new Set(options(state?.selected_options).map((option) => option.value));
  const toggle = (/** @type {string} */ value, /** @type {boolean} */ on) => {
    const next = (element.options ?? []).filter((option) =>
      option.value === value ? on : chosen.has(option.value),
    );
    const shown = /** @type {InputState} */ (
      /** @type {unknown} */ ({ type: element.type, selected_options: next })
    );
    send(
      next.map((option) => option.value),
      { shown },
    );
  };
  return html`<div class="choices" ...${fieldAria(block, element, host.errors[block.block_id])} role="group">
    ${(element.options ?? []).map(
      (option) =>
        html`<${Choice} key=${option.value} kind="checkbox" name="" option=${option} checked=${chosen.has(option.value)} onChange=${toggle} />`,
    )}
  </div>`;
}

/** @param {ElementProps} props */
export function RadioButtons({ block, element }) {
  const { state, send, host } = useElement(block, element);
  const chosen = options(state?.selected_option ? [state.selected_option] : [])[0]?.value;
  const choose = (/** @type {string} */ value) => {
    const option = element.options?.find((one) => one.value === value);
    const shown = /** @type {InputState} */ (
      /** @type {unknown} */ ({ type: element.type, selected_option: option })
    );
    send(value, { shown });
  };
  return html`<div class="choices" ...${fieldAria(block, element, host.errors[block.block_id])} role="radiogroup">
    ${(element.options ?? []).map(
      (option) => html`<${Choice}
        key=${option.value}
        kind="radio"
        name=${`${fieldId(block)}-${element.action_id}`}
        option=${option}
        checked=${option.value === chosen}
        onChange=${choose}
      />`,
    )}
  </div>`;
}

/** @param {{ kind: 'checkbox' | 'radio', name: string, option: Option, checked: boolean,
 *   onChange: (value: string, on: boolean) => void }} props */
function Choice({ kind, name, option, checked, onChange }) {
  return html`<label class="choice">
    <input
      type=${kind}
      name=${name || undefined}
      value=${option.value}
      checked=${checked}
      aria-label=${plainText(option.text)}
      onChange=${(/** @type {any} */ event) => onChange(option.value, event.currentTarget.checked)}
    />
    <span class="choice-words">
      <span class="choice-text"><${Text} text=${option.text} /></span>
      ${option.description && html`<span class="choice-description"><${Text} text=${option.description} /></span>`}
    </span>
  </label>`;
}

/** @param {unknown} list @returns {Option[]} */
function options(list) {
  return Array.isArray(list) ? list : [];
}
