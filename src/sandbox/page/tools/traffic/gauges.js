/**
 * What monitoring reports of each guardrail, and what it shall report.
 * @import { Gauge, Measurement, RouteState } from '../../../outside/wire.ts'
 */
import { cls, html } from '../../core/html.js';
import { useSession } from '../../core/session.js';
import { press } from './traffic-state.js';

/** @type {{ id: Measurement, label: string, hint: string }[]} */
const CHOICES = [
  { id: 'good', label: 'Good', hint: 'Reports values within the limit' },
  { id: 'missing', label: 'None', hint: 'Reports that nothing was measured' },
  { id: 'bad', label: 'Bad', hint: 'Reports a value beyond the limit' },
];

/** @param {{ route: RouteState }} props */
export function Gauges({ route }) {
  return html`<section class="traffic-part gauges" aria-label="Monitoring">
    <h3>Monitoring reports</h3>
    ${
      route.gauges.length === 0
        ? html`<p class="traffic-note">Nothing rolls out here. Once something does, every guardrail stands in this place, and you decide what is measured.</p>`
        : html`<ul>${route.gauges.map((gauge) => html`<${Row} key=${gauge.metric} route=${route.id} gauge=${gauge} />`)}</ul>`
    }
  </section>`;
}

/** @param {{ route: string, gauge: Gauge }} props */
function Row({ route, gauge }) {
  const session = useSession();
  const choose = async (/** @type {Measurement} */ measurement) => {
    const problem = await press('measurements', { route, metric: gauge.metric, measurement });
    if (problem) session.tell({ level: 'error', text: problem });
  };
  const { metric, measurement } = gauge;
  return html`<li class=${cls('gauge', measurement)}>
    <div class="gauge-words"><b title=${metric}>${metric.replaceAll('_', ' ')}</b><span>${reportedWords(gauge)}</span></div>
    <div class="gauge-choice" role="group" aria-label=${metric}>
      ${CHOICES.map(({ id, label, hint }) => html`<button key=${id} type="button" class=${cls(id, measurement === id && 'on')} aria-pressed=${String(measurement === id)} title=${hint} onClick=${() => choose(id)}>${label}</button>`)}
    </div>
  </li>`;
}

/** @param {Gauge} gauge */
function reportedWords({ reported, limit, value, unit }) {
  const sign = limit === 'at_most' ? '≤' : '≥';
  const told = reported === undefined ? '…' : reported === null ? 'nothing measured' : String(reported);
  return `${told} · ${sign} ${value}${unit ? ` ${unit}` : ''}`;
}
