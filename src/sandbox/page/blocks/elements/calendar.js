/** A month to choose a day from. Days are `YYYY-MM-DD` and know no time zone. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useNow } from '../../core/clock.js';
import { cls, html } from '../../core/html.js';
import { Icon } from '../../core/icons.js';
import { useWindow } from '../../core/session.js';
import { dayKey } from '../../core/time.js';

const DAY = 86_400_000;
const MONTH = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const SPOKEN = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' });

/** @param {{ date: string, onChoose: (date: string) => void }} props */
export function Calendar({ date, onChoose }) {
  const zone = useWindow((state) => state.me.tz);
  const today = dayKey(useNow(), zone);
  const [shown, setShown] = useState(date || today);
  const grid = useRef(/** @type {HTMLDivElement | null} */ (null));
  const byKeys = useRef(false);
  useLayoutEffect(() => {
    if (!byKeys.current) return;
    byKeys.current = false;
    /** @type {HTMLElement | null} */ (grid.current?.querySelector('[tabindex="0"]') ?? null)?.focus();
  }, [shown]);

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const days = DAY_STEPS[event.key];
    const months = event.key === 'PageDown' ? 1 : event.key === 'PageUp' ? -1 : 0;
    if (days === undefined && months === 0) return;
    event.preventDefault();
    byKeys.current = true;
    setShown(days === undefined ? monthsOn(shown, months) : daysOn(shown, days));
  };

  return html`<div class="calendar">
    <div class="calendar-head">
      <button type="button" class="icon-button" aria-label="Previous month" onClick=${() => setShown(monthsOn(shown, -1))}><${Icon} name="back" size=${18} /></button>
      <span class="calendar-month" aria-live="polite">${MONTH.format(Date.parse(shown))}</span>
      <button type="button" class="icon-button" aria-label="Next month" onClick=${() => setShown(monthsOn(shown, 1))}><${Icon} name="right" size=${18} /></button>
    </div>
    <div class="calendar-grid" ref=${grid} role="grid" onKeyDown=${onKeyDown}>
      ${['S', 'M', 'T', 'W', 'T', 'F', 'S'].map((name, index) => html`<span key=${`w${index}`} class="calendar-weekday" aria-hidden="true">${name}</span>`)}
      ${daysOf(shown).map(
        (day) => html`<button
          type="button"
          key=${day}
          role="gridcell"
          class=${cls('calendar-day', day.slice(0, 7) !== shown.slice(0, 7) && 'outside', day === today && 'today', day === date && 'chosen')}
          tabindex=${day === shown ? 0 : -1}
          aria-label=${SPOKEN.format(Date.parse(day))}
          aria-selected=${String(day === date)}
          onClick=${() => onChoose(day)}
        >
          ${Number(day.slice(8))}
        </button>`,
      )}
    </div>
  </div>`;
}

/** @type {Record<string, number>} */
const DAY_STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** @param {string} day @param {number} days */
function daysOn(day, days) {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

/** The same day of another month, or its last one. @param {string} day @param {number} months */
function monthsOn(day, months) {
  const [year = 0, month = 1, number = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(number, last))).toISOString().slice(0, 10);
}

/** Whole weeks that cover the month. @param {string} day */
function daysOf(day) {
  const first = Date.parse(`${day.slice(0, 7)}-01`);
  const start = first - new Date(first).getUTCDay() * DAY;
  const nextMonth = Date.parse(monthsOn(`${day.slice(0, 7)}-01`, 1));
  const weeks = Math.ceil((nextMonth - start) / (7 * DAY));
  return Array.from({ length: weeks * 7 }, (_, index) =>
    new Date(start + index * DAY).toISOString().slice(0, 10),
  );
}
