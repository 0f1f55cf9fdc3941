/**
 * The workspace's time, and skipping ahead in it.
 * @import { Tool } from './registry.js'
 */
import { useState } from 'preact/hooks';
import { useTicking } from '../core/clock.js';
import { cls, html } from '../core/html.js';
import { useSession, useWindow } from '../core/session.js';
import { useStore } from '../core/store.js';
import { clockTime, dayKey, fillDate } from '../core/time.js';
import { answers } from './registry.js';
import { press, traffic } from './traffic/traffic-state.js';

const HOUR = 3_600_000;
const SKIPS = [
  { label: '15 minutes', ms: HOUR / 4 },
  { label: '1 hour', ms: HOUR },
  { label: '24 hours', ms: 24 * HOUR },
  { label: '7 days', ms: 7 * 24 * HOUR },
];

/** @type {Tool} */
export const clockTool = {
  id: 'clock',
  title: 'Workspace clock',
  icon: 'clock',
  kind: 'menu',
  available: () => answers('/control/clock'),
  Label: ClockLabel,
  Content: ClockMenu,
};

function ClockLabel() {
  const reading = useWindow((state) => state.clock);
  const zone = useWindow((state) => state.me.tz);
  const now = useTicking(reading, 1000);
  const far = dayKey(now, zone) !== dayKey(Date.now(), zone);
  return html`<span class="tool-time">${far ? `${fillDate('{date_short}', now / 1000, 0, zone)?.replace(/, \d{4}$/, '')}, ` : ''}${clockTime(now, zone)}</span>`;
}

function ClockMenu() {
  const session = useSession();
  const reading = useWindow((state) => state.clock);
  const zone = useWindow((state) => state.me.tz);
  const now = useTicking(reading, 1000);
  const [busy, setBusy] = useState('');
  const isSurrounded = useStore(traffic, (now) => now !== null);
  const move = async (/** @type {string} */ label, /** @type {() => Promise<string>} */ how) => {
    setBusy(label);
    const problem = await how();
    setBusy('');
    if (problem) session.tell({ level: 'error', text: problem });
  };
  // Where monitoring reports, time has to pass for it too.
  const skip = (/** @type {number} */ ms) =>
    isSurrounded ? press('skip', { ms }) : setClock({ advance_ms: ms });
  return html`<div class="tool-menu">
    <div class="tool-head">Workspace clock</div>
    <div class="clock-now">${clockTime(now, zone)}<span>${fillDate('{date_long}', now / 1000, 0, zone)}</span><span class="clock-zone">${zone}</span></div>
    <p class="tool-note">Skip ahead to live through reminders, hold times and review dates. Everything in the sandbox runs on this clock.</p>
    <div class="clock-skips">
      ${SKIPS.map(({ label, ms }) => html`<button key=${label} type="button" class=${cls('button small', busy === label && 'busy')} disabled=${busy !== ''} onClick=${() => move(label, () => skip(ms))}><span class="button-words">Skip ${label}</span></button>`)}
      ${isSurrounded && html`<button type="button" class=${cls('button small clock-next', busy === 'next' && 'busy')} disabled=${busy !== ''} onClick=${() => move('next', () => press('skip', { to: 'next_timer' }))}><span class="button-words">Skip to the next reminder</span></button>`}
    </div>
    <label class="clock-stop"><input type="checkbox" checked=${reading.rate === 0} onChange=${(/** @type {any} */ event) => move('rate', () => setClock({ rate: event.currentTarget.checked ? 0 : 1 }))} /> Hold the clock</label>
  </div>`;
}

/** @param {object} change @returns {Promise<string>} why it could not be done; '' when it was */
async function setClock(change) {
  const done = await fetch('/control/clock', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  }).catch(() => null);
  return done?.ok ? '' : 'The clock could not be moved.';
}
