/**
 * @import { InputState } from '../../../emulator/people.ts'
 * @import { Choice } from './picker.js'
 * @import { ElementProps } from './element.js'
 */
import { useState } from 'preact/hooks';
import { html } from '../../core/html.js';
import { plainText } from '../../text/render.js';
import { useElement } from '../host.js';
import { Picker } from './picker.js';
import { pickerProps } from './selects.js';

/** @param {ElementProps} props */
export function TimePicker({ block, element }) {
  const { state, busy, send, host } = useElement(block, element);
  const choose = (/** @type {string | null} */ time) =>
    send(time, { shown: /** @type {InputState} */ ({ type: element.type, selected_time: time }) });
  return html`<${TimeField}
    ...${pickerProps(block, element, host)}
    placeholder=${plainText(element.placeholder) || 'Select a time'}
    time=${typeof state?.selected_time === 'string' ? state.selected_time : ''}
    busy=${busy}
    onChange=${choose}
  />`;
}

/**
 * Every half hour to choose from, and any minute to type.
 * @param {Record<string, any> & { time: string, onChange: (time: string | null) => void }} props `time` is `HH:mm` or ''
 */
export function TimeField({ time, onChange, ...rest }) {
  const [typed, setTyped] = useState('');
  const exact = parseTime(typed);
  const halves = HALVES.filter(
    (choice) => typed.trim() === '' || matches(choice, typed) || choice.value === exact,
  );
  const choices =
    exact && !HALVES.some((choice) => choice.value === exact) ? [choiceOf(exact), ...halves] : halves;
  return html`<${Picker}
    ...${rest}
    multi=${false}
    prefiltered
    chosen=${time === '' ? [] : [choiceOf(time)]}
    groups=${[{ label: '', choices }]}
    onQuery=${setTyped}
    onOpen=${() => setTyped('')}
    onChange=${(/** @type {string[]} */ values) => onChange(values[0] ?? null)}
  />`;
}

/** @param {string} time `HH:mm` @returns {Choice} */
function choiceOf(time) {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const label = `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`;
  return { value: time, label, keywords: time };
}

const HALVES = Array.from({ length: 48 }, (_, index) =>
  choiceOf(`${String(Math.floor(index / 2)).padStart(2, '0')}:${index % 2 === 0 ? '00' : '30'}`),
);

/** @param {Choice} choice @param {string} typed */
function matches(choice, typed) {
  return `${choice.label} ${choice.keywords}`.toLowerCase().includes(typed.trim().toLowerCase());
}

/** "14:05", "2:05 pm", "9am" as `HH:mm`, else null. @param {string} typed */
export function parseTime(typed) {
  const match = /^\s*(\d{1,2})(?::(\d{2}))?\s*([ap])?\.?m?\.?\s*$/i.exec(typed);
  if (!match) return null;
  const half = match[3]?.toLowerCase();
  const hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  if (minute > 59 || hour > 23 || (half && (hour > 12 || hour === 0))) return null;
  const full = half === 'p' ? (hour % 12) + 12 : half === 'a' ? hour % 12 : hour;
  return `${String(full).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
