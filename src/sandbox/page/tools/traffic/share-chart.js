/**
 * Baseline and candidate over time, as applications were answered.
 * @import { RouteState, Sample, Skip } from '../../../outside/wire.ts'
 */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { html } from '../../core/html.js';
import {
  areaPath,
  LINES,
  linePath,
  percent,
  pointsOf,
  runsOf,
  SPAN_MS,
  skipsInSight,
  yOf,
} from './chart-shapes.js';

/** Room for the words at the right and below. */
const RIGHT = 40;
const BELOW = 18;

/** @param {{ route: RouteState, samples: readonly Sample[], skips: readonly Skip[], now: number }} props */
export function ShareChart({ route, samples, skips, now }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const frame = { width: Math.max(0, size.width - RIGHT), height: Math.max(0, size.height - BELOW), now };
  const words = `Share of ${route.users} on the candidate over the last three minutes, now ${percent(route.share)}`;
  return html`<div ref=${box} class="share-chart" role="img" aria-label=${words}>
    ${size.width > 0 && html`<${Drawing} route=${route} samples=${samples} skips=${skips} frame=${frame} size=${size} />`}
  </div>`;
}

/** @param {any} props */
function Drawing({ route, samples, skips, frame, size }) {
  const runs = runsOf(pointsOf(samples, route.id, 0, frame));
  const others = runsOf(pointsOf(samples, route.id, 1, frame));
  const { width, height } = frame;
  return html`<svg width=${size.width} height=${size.height} aria-hidden="true">
    <rect class="chart-ground" x="0" y="0" width=${width} height=${height} rx="4" />
    <svg width=${width} height=${height} x="0" y="0">
      ${runs.map((run, index) => html`<path key=${index} class="chart-area" d=${areaPath(run, frame)} />`)}
    </svg>
    ${LINES.map((line) => html`<${Line} key=${line} percentage=${line} frame=${frame} />`)}
    <svg width=${width} height=${height + 2} x="0" y="0">
      ${others.map((run, index) => html`<path key=${index} class="chart-line colleagues" d=${linePath(run, frame)} />`)}
      ${runs.map((run, index) => html`<path key=${index} class="chart-line" d=${linePath(run, frame)} />`)}
    </svg>
    ${skipsInSight(skips, frame).map((skip) => html`<${SkipLine} key=${skip.at} skip=${skip} height=${height} />`)}
    <text class="chart-model baseline" x="8" y="16">${route.baseline ?? ''}</text>
    <text class="chart-model candidate" x="8" y=${height - 8}>${route.candidate ?? ''}</text>
    <text class="chart-words" x="0" y=${height + 14}>${SPAN_MS / 60_000} minutes ago</text>
    <text class="chart-words" x=${width} y=${height + 14} text-anchor="end">now</text>
  </svg>`;
}

/** @param {any} props */
function Line({ percentage, frame }) {
  const y = Math.max(0.5, Math.round(yOf(percentage / 100, frame)) + 0.5);
  return html`<g>
    <line class="chart-grid" x1="0" x2=${frame.width} y1=${y} y2=${y} />
    <text class="chart-words" x=${frame.width + 6} y=${Math.max(9, y + 4)}>${percentage} %</text>
  </g>`;
}

/** @param {any} props */
function SkipLine({ skip, height }) {
  return html`<g class="chart-skip">
    <line x1=${skip.x} x2=${skip.x} y1="0" y2=${height} />
    <text x=${skip.x - 4} y=${Math.round(height / 2) - 30} text-anchor="end">${skip.words}</text>
  </g>`;
}
