/** @import { InputState } from '../../../emulator/people.ts' */
/** @import { ElementProps } from './element.js' */
import { useRef, useState } from 'preact/hooks';
import { cls, html } from '../../core/html.js';
import { Icon } from '../../core/icons.js';
import { Popover } from '../../core/overlay.js';
import { fillDate } from '../../core/time.js';
import { plainText } from '../../text/render.js';
import { fieldAria, fieldId, useElement } from '../host.js';
import { Calendar } from './calendar.js';

/** @param {ElementProps} props */
export function DatePicker({ block, element }) {
  const { state, busy, send, host } = useElement(block, element);
  const error = host.errors[block.block_id];
  const choose = (/** @type {string | null} */ date) =>
    send(date, { shown: /** @type {InputState} */ ({ type: element.type, selected_date: date }) });
  return html`<${DateField}
    id=${block.type === 'input' ? fieldId(block) : undefined}
    aria=${fieldAria(block, element, error)}
    date=${typeof state?.selected_date === 'string' ? state.selected_date : ''}
    placeholder=${plainText(element.placeholder) || 'Select a date'}
    busy=${busy}
    wrong=${Boolean(error)}
    small=${block.type !== 'input'}
    clearable=${Boolean(block.optional)}
    onChange=${choose}
  />`;
}

/**
 * @param {{ id?: string, aria: Record<string, unknown>, date: string, placeholder: string, busy?: boolean,
 *   wrong?: boolean, small?: boolean, clearable?: boolean, onChange: (date: string | null) => void }} props
 *   `date` is `YYYY-MM-DD` or ''
 */
export function DateField({ id, aria, date, placeholder, busy, wrong, small, clearable, onChange }) {
  const [open, setOpen] = useState(false);
  const field = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const close = (/** @type {'outside' | 'escape' | 'chosen'} */ how) => {
    setOpen(false);
    if (how !== 'outside') field.current?.focus();
  };
  const words =
    date === '' ? placeholder : fillDate('{date}', Date.parse(`${date}T00:00:00Z`) / 1000, 0, 'UTC');
  return html`<span class=${cls('date-field', small && 'small')}>
    <button
      type="button"
      ref=${field}
      id=${id}
      class=${cls('picker button-like', small && 'small', date === '' && 'empty', wrong && 'wrong', busy && 'busy')}
      aria-haspopup="dialog"
      aria-expanded=${String(open)}
      ...${aria}
      onClick=${() => setOpen(!open)}
    >
      <${Icon} name="calendar" size=${18} /><span class="picker-value">${words}</span><${Icon} name="down" size=${16} class="picker-caret" />
    </button>
    ${
      clearable &&
      date !== '' &&
      html`<button type="button" class="picker-clear outside" aria-label="Clear date" onClick=${() => onChange(null)}><${Icon} name="close" size=${14} /></button>`
    }
    ${
      open &&
      html`<${Popover} anchor=${field} onClose=${close} class="calendar-box" initialFocus=".calendar-day[tabindex='0']" role="dialog" label="Choose a date">
        <${Calendar}
          date=${date}
          onChoose=${(/** @type {string} */ chosen) => {
            close('chosen');
            onChange(chosen);
          }}
        />
      <//>`
    }
  </span>`;
}
