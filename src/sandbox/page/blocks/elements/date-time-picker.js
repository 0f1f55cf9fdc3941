/**
 * @import { InputState } from '../../../emulator/people.ts'
 * @import { ElementProps } from './element.js'
 */
import { useState } from 'preact/hooks';
import { useNow } from '../../core/clock.js';
import { html } from '../../core/html.js';
import { useWindow } from '../../core/session.js';
import { clockParts, dayKey, zonedMillis } from '../../core/time.js';
import { fieldId, useElement } from '../host.js';
import { DateField } from './date-picker.js';
import { TimeField } from './time-picker.js';

/** A day and a minute in the person's time zone; the app gets epoch seconds. @param {ElementProps} props */
export function DateTimePicker({ block, element }) {
  const { state, busy, send, host } = useElement(block, element);
  const zone = useWindow((window) => window.me.tz);
  const today = dayKey(useNow(), zone);
  const [half, setHalf] = useState({ date: '', time: '' });
  const seconds = Number(state?.selected_date_time ?? 0);
  const date = seconds > 0 ? dayKey(seconds * 1000, zone) : half.date;
  const time = seconds > 0 ? clockParts(seconds * 1000, zone) : half.time;
  const wrong = Boolean(host.errors[block.block_id]);

  const change = (/** @type {string} */ nextDate, /** @type {string} */ nextTime) => {
    setHalf({ date: nextDate, time: nextTime });
    const chosen = Math.round(zonedMillis(nextDate, nextTime, zone) / 1000);
    send(chosen, { shown: /** @type {InputState} */ ({ type: element.type, selected_date_time: chosen }) });
  };
  return html`<div class="date-time" role="group" aria-labelledby=${block.type === 'input' ? `${fieldId(block)}-label` : undefined}>
    <${DateField} aria=${{ 'aria-label': 'Date' }} date=${date} placeholder="Select a date" busy=${busy} wrong=${wrong}
      onChange=${(/** @type {string | null} */ chosen) => change(chosen ?? today, time || '09:00')} />
    <${TimeField} id=${`${fieldId(block)}-time`} aria=${{ 'aria-label': 'Time' }} time=${time} placeholder="Select a time" busy=${busy} wrong=${wrong}
      onChange=${(/** @type {string | null} */ chosen) => change(date || today, chosen ?? '09:00')} />
  </div>`;
}
