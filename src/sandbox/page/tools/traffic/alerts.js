/**
 * Alerts of the company's Alertmanager: fired, repeated and resolved by hand.
 * @import { AlertState, RouteState } from '../../../outside/wire.ts'
 */
import { useState } from 'preact/hooks';
import { cls, html } from '../../core/html.js';
import { Icon } from '../../core/icons.js';
import { useSession, useWindow } from '../../core/session.js';
import { clockTime } from '../../core/time.js';
import { press } from './traffic-state.js';

/** @param {{ route: RouteState }} props */
export function Alerts({ route }) {
  return html`<section class="traffic-part alerts" aria-label="Alertmanager">
    <h3>Alertmanager</h3>
    <ul>${route.alerts.map((alert) => html`<${Row} key=${alert.id} route=${route.id} alert=${alert} />`)}</ul>
  </section>`;
}

/** @param {{ route: string, alert: AlertState }} props */
function Row({ route, alert }) {
  const session = useSession();
  const zone = useWindow((state) => state.me.tz);
  const [busy, setBusy] = useState(false);
  const isFiring = alert.firingSince !== null;
  const act = async (/** @type {'fire' | 'resolve'} */ what) => {
    setBusy(true);
    const problem = await press('alerts', { route, alert: alert.id, act: what });
    setBusy(false);
    if (problem) session.tell({ level: 'error', text: problem });
  };
  const words = isFiring
    ? `Fires since ${clockTime(Number(alert.firingSince), zone)}${alert.sent > 1 ? `, sent ${alert.sent} times` : ''}`
    : alert.text;
  return html`<li class=${cls('alert-row', isFiring && 'firing')}>
    <div class="alert-words"><b>${isFiring && html`<span class="alert-lamp"></span>`}${alert.title}</b><span>${words}</span></div>
    ${
      isFiring
        ? html`<button type="button" class="icon-button" title="Send again" aria-label=${`Send ${alert.title} again`} disabled=${busy} onClick=${() => act('fire')}><${Icon} name="send" size=${16} /></button>
            <button type="button" class=${cls('button small', busy && 'busy')} aria-label=${`Resolve ${alert.title}`} onClick=${() => act('resolve')}><span class="button-words">Resolve</span></button>`
        : html`<button type="button" class=${cls('button small', busy && 'busy')} aria-label=${`Fire ${alert.title}`} onClick=${() => act('fire')}><span class="button-words">Fire</span></button>`
    }
  </li>`;
}
