/**
 * Simulated users at the bottom of the window: who gets baseline and candidate, what monitoring reports, what alerts.
 * @import { OutsideState, RouteState } from '../../../outside/wire.ts'
 * @import { Tool } from '../registry.js'
 */
import { useEffect } from 'preact/hooks';
import { cls, html } from '../../core/html.js';
import { Icon } from '../../core/icons.js';
import { useSession } from '../../core/session.js';
import { useStore } from '../../core/store.js';
import { Alerts } from './alerts.js';
import { percent } from './chart-shapes.js';
import { Gauges } from './gauges.js';
import { PeopleGrid } from './people-grid.js';
import { ShareChart } from './share-chart.js';
import {
  chooseRoute,
  chosenRoute,
  followTraffic,
  press,
  shownRoute,
  traffic,
  watch,
} from './traffic-state.js';

/** @type {Tool} */
export const trafficTool = {
  id: 'traffic',
  title: 'Live traffic',
  icon: 'traffic',
  kind: 'dock',
  available: followTraffic,
  Label: TrafficLabel,
  Content: TrafficDock,
};

/** The greatest share that anything in rollout has. */
function TrafficLabel() {
  const share = useStore(traffic, (now) =>
    Math.max(-1, ...(now?.state.routes ?? []).filter(({ rollout }) => rollout).map((route) => route.share)),
  );
  return html`<span>Traffic${share >= 0 && html` <span class="tool-count">${percent(share)}</span>`}</span>`;
}

/** @param {{ onClose: () => void }} props */
function TrafficDock({ onClose }) {
  useEffect(watch, []);
  const seen = useStore(traffic, (now) => now);
  const chosen = useStore(chosenRoute, (route) => route);
  const route = seen && shownRoute(seen.state, chosen);
  if (!seen || !route) return html`<p class="traffic-note">The product is starting.</p>`;
  return html`<div class="traffic">
    <${Head} state=${seen.state} route=${route} lost=${seen.lost} onClose=${onClose} />
    <div class="traffic-parts">
      <section class="traffic-part shares" aria-label="Share on the candidate">
        <${Share} route=${route} />
        <${ShareChart} route=${route} samples=${seen.samples} skips=${seen.state.skips} now=${seen.state.now} />
      </section>
      <section class="traffic-part" aria-label="Who gets what">
        <${PeopleGrid} people=${seen.state.people} route=${route} />
      </section>
      <${Gauges} route=${route} />
      <${Alerts} route=${route} />
    </div>
  </div>`;
}

/** @param {{ state: OutsideState, route: RouteState, lost: boolean, onClose: () => void }} props */
function Head({ state, route, lost, onClose }) {
  const trouble = lost ? 'The sandbox is not reachable.' : state.trouble;
  return html`<div class="traffic-head">
    <h2>Live traffic</h2>
    <div class="traffic-routes" role="group" aria-label="Routes">
      ${state.routes.map((one) => html`<${RouteTab} key=${one.id} route=${one} isChosen=${one.id === route.id} />`)}
    </div>
    <span class=${cls('traffic-rate', trouble && 'trouble')} role="status">${trouble ?? (state.asking ? `${state.questionsPerSecond} questions a second` : 'Nobody asks')}</span>
    <button type="button" class="icon-button" aria-pressed=${String(!state.asking)} title=${state.asking ? 'Stop the traffic' : 'Go on'} aria-label=${state.asking ? 'Stop the traffic' : 'Go on with the traffic'} onClick=${() => press('traffic', { asking: !state.asking })}><${Icon} name=${state.asking ? 'pause' : 'play'} size=${16} /></button>
    <${CopyQuestion} state=${state} route=${route.id} />
    <button type="button" class="icon-button" aria-label="Close live traffic" onClick=${onClose}><${Icon} name="close" size=${16} /></button>
  </div>`;
}

/** @param {{ route: RouteState, isChosen: boolean }} props */
function RouteTab({ route, isChosen }) {
  const isMoving = route.rollout !== null || route.share > 0;
  return html`<button type="button" class=${cls('traffic-route', isChosen && 'on')} aria-pressed=${String(isChosen)} onClick=${() => chooseRoute(route.id)}>
    ${route.alerts.some(({ firingSince }) => firingSince !== null) && html`<span class="alert-lamp" title="An alert fires"></span>`}
    <span class="traffic-route-name">${route.id}</span>${isMoving && html`<span class="traffic-route-share">${percent(route.share)}</span>`}
  </button>`;
}

/** @param {{ state: OutsideState, route: string }} props */
function CopyQuestion({ state, route }) {
  const session = useSession();
  const { url, token } = state.product;
  const context = { targetingKey: 'customer-1', audience: 'customers', segment: 'standard' };
  const command = `curl -s ${url}/ofrep/v1/evaluate/flags/${route} -H 'authorization: Bearer ${token}' -H 'content-type: application/json' -d '${JSON.stringify({ context })}'`;
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    session.tell({ level: 'info', text: 'Copied: the question that applications ask, for a terminal.' });
  };
  return html`<button type="button" class="icon-button" title="Copy the question as curl" aria-label="Copy the question as curl" onClick=${copy}><${Icon} name="copy" size=${16} /></button>`;
}

/** @param {{ route: RouteState }} props */
function Share({ route }) {
  return html`<div class="share">
    <div class="share-now"><b>${percent(route.share)}</b> of ${route.users} get the candidate</div>
    <div class="share-stage">${stageWords(route)}</div>
  </div>`;
}

/** @type {Record<string, string>} */
const STATUS = { moving: 'being set', live: 'live', paused: 'paused', rolling_back: 'rolling back' };

/** @param {RouteState} route */
function stageWords({ rollout, last }) {
  if (rollout) {
    const stage = rollout.stage.replaceAll('_', ' ');
    const set = rollout.verified
      ? `set to ${rollout.percent} % and read back`
      : `going to ${rollout.percent} %`;
    return `${rollout.request} · ${stage} · ${STATUS[rollout.status]} · ${set}`;
  }
  if (!last) return 'Nothing rolls out.';
  if (last.outcome === 'complete')
    return `${last.request} is complete: what was the candidate is the baseline now.`;
  return `${last.request} was rolled back from ${last.fromPercent} % in ${took(last.tookMs)}.`;
}

/** @param {number} ms */
function took(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
