/**
 * Everybody who asks, a dot each, so that one sees who has the candidate and that they keep it.
 * @import { Movement, PeopleGroup, RouteState } from '../../../outside/wire.ts'
 */
import { html } from '../../core/html.js';
import { memo } from '../../core/memo.js';

const COLUMNS = 25;
const PITCH = 10;
const RADIUS = 3.5;

/** @type {Record<PeopleGroup['id'], string>} */
const NAMES = { customers: 'Customers', colleagues: 'Colleagues', excluded: 'Excluded by the packet' };

/** @type {Record<string, string>} */
const KINDS = { b: 'baseline', c: 'candidate', d: 'default' };
/** @type {Record<string, string>} */
const WORDS = {
  b: 'baseline',
  c: 'candidate',
  d: "the application's own default, the baseline",
};

/** @param {{ people: readonly PeopleGroup[], route: RouteState }} props */
export function PeopleGrid({ people, route }) {
  let first = 0;
  const groups = people.map(({ id, count }) => {
    const served = route.served.slice(first, first + count);
    const group = { id, served, first };
    first += count;
    return group;
  });
  const asking = groups.filter(({ served }) => /[^-]/.test(served));
  return html`<div class="people-grid">
    ${asking.map(({ id, served, first: from }) => html`<${Group} key=${id} id=${id} served=${served} first=${from} />`)}
    <p class="traffic-note" role="status">${noteOn(route)}</p>
  </div>`;
}

/** @param {RouteState} route */
function noteOn({ served, movement }) {
  const isByFlag = /[bc]/.test(served);
  return !isByFlag && served.includes('d')
    ? 'No flag answers: applications use the route that they were built with, the baseline.'
    : movementWords(movement);
}

/** @param {Movement | null} movement */
export function movementWords(movement) {
  if (!movement) return 'Nobody has moved yet.';
  const { joined, left, kept } = movement;
  if (joined > 0 && left === 0)
    return kept > 0
      ? `${joined} more got the candidate. All ${kept} who had it keep it.`
      : `${joined} got the candidate.`;
  if (joined === 0)
    return kept === 0 ? `All ${left} are back on the baseline.` : `${left} went back to the baseline.`;
  return `${joined} got the candidate, ${left} went back to the baseline.`;
}

const Group = memo(({ id, served, first }) => {
  const candidates = [...served].filter((got) => got === 'c').length;
  const rows = Math.ceil(served.length / COLUMNS);
  const name = NAMES[/** @type {PeopleGroup['id']} */ (id)];
  return html`<div class="people-group" data-group=${id}>
    <div class="people-head"><span><span class=${`key ${id}`}></span>${name}</span><span class="people-count"><b>${candidates}</b> of ${served.length}</span></div>
    <svg width=${COLUMNS * PITCH} height=${rows * PITCH} role="img" aria-label=${`${name}: ${candidates} of ${served.length} have the candidate`}>
      ${[...served].map((/** @type {string} */ got, /** @type {number} */ index) => {
        const x = (index % COLUMNS) * PITCH + PITCH / 2;
        const y = Math.floor(index / COLUMNS) * PITCH + PITCH / 2;
        return html`<circle key=${index} class=${`dot ${KINDS[got] ?? 'unasked'}`} cx=${x} cy=${y} r=${RADIUS} data-person=${first + index}>
          <title>${`${name} ${index + 1}: ${WORDS[got] ?? 'not asked yet'}`}</title>
        </circle>`;
      })}
    </svg>
  </div>`;
});
