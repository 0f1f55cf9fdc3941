/**
 * The guided tour: what to do first, as whom and where, ticked off on the way.
 * @import { TourStep } from './tour-steps.js'
 * @import { Tool } from './registry.js'
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Avatar } from '../core/avatar.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useNavigation, usePlace } from '../core/navigation.js';
import { recall, remember } from '../core/preferences.js';
import { useWindow } from '../core/session.js';
import { createStore, shallow, useStore } from '../core/store.js';
import { nameOf } from '../text/names.js';
import { Mrkdwn } from '../text/render.js';
import { openDock, setDock } from './open-places.js';
import { isDone, readSteps, stepPlace } from './tour-steps.js';

const steps = createStore(/** @type {TourStep[]} */ ([]));
const done = createStore(/** @type {string[]} */ ([]));
const DONE = 'tour.done';
const CLOSED = 'tour.closed';

/** @param {string[]} titles */
function setDone(titles) {
  done.set(titles);
  remember(DONE, titles);
}

/** @type {Tool} */
export const tourTool = {
  id: 'tour',
  title: 'Guided tour',
  icon: 'flag',
  kind: 'panel',
  async available() {
    const answer = await fetch('/sandbox/tour.json', { cache: 'no-store' }).catch(() => null);
    if (!answer?.ok) return false;
    steps.set(readSteps(await answer.json().catch(() => [])));
    const kept = recall(DONE);
    done.set(Array.isArray(kept) ? kept : []);
    return steps.get().length > 0;
  },
  opensByItself: () => recall(CLOSED) !== true && matchMedia('(min-width: 1100px)').matches,
  Label: TourLabel,
  Content: TourPanel,
};

/** Whom the first visit begins as, once the tools were asked; '' without a tour. */
export function firstPersona() {
  return steps.get()[0]?.as ?? '';
}

function TourLabel() {
  const all = useStore(steps, (value) => value);
  const ticked = useStore(done, (value) => value);
  const count = all.filter((step) => ticked.includes(step.title)).length;
  return html`<span>Tour <span class="tool-count">${count}/${all.length}</span></span>`;
}

/** Watches what the person sees and ticks off what it shows. Only the step that is next can tick itself.
 * @param {TourStep | undefined} current @param {string[]} ticked */
function useAutoTick(current, ticked) {
  const reached = useWindow((state) => current !== undefined && isDone(current, state));
  useEffect(() => {
    if (reached && current) setDone([...ticked, current.title]);
  }, [reached, current]);
}

/** @param {{ onClose: () => void }} props */
function TourPanel({ onClose }) {
  const all = useStore(steps, (value) => value);
  const ticked = useStore(done, (value) => value);
  const current = useMemo(() => all.find((step) => !ticked.includes(step.title)), [all, ticked]);
  const [opened, setOpened] = useState('');
  useAutoTick(current, ticked);
  useEffect(() => setOpened(current?.title ?? ''), [current]);
  const toggle = (/** @type {string} */ title) =>
    setDone(ticked.includes(title) ? ticked.filter((one) => one !== title) : [...ticked, title]);
  const close = () => {
    remember(CLOSED, true);
    onClose();
  };
  return html`<div class="tour">
    <div class="tool-head panel-tool-head">
      <span>Guided tour</span>
      <button type="button" class="icon-button" aria-label="Close the tour" onClick=${close}><${Icon} name="close" size=${16} /></button>
    </div>
    <progress class="tour-progress" max=${all.length} value=${all.filter((step) => ticked.includes(step.title)).length} aria-label="Steps done"></progress>
    <ol class="tour-steps">
      ${all.map(
        (step, index) =>
          html`<${Step} key=${step.title} step=${step} number=${index + 1} ticked=${ticked.includes(step.title)} current=${step === current} open=${opened === step.title} onOpen=${() => setOpened(opened === step.title ? '' : step.title)} onToggle=${() => toggle(step.title)} />`,
      )}
    </ol>
    ${!current && html`<p class="tour-end">That was the tour. Everything else is yours to try.</p>`}
    ${ticked.length > 0 && html`<button type="button" class="link tour-again" onClick=${() => setDone([])}>Start over</button>`}
  </div>`;
}

/** @param {{ step: TourStep, number: number, ticked: boolean, current: boolean, open: boolean,
 *   onOpen: () => void, onToggle: () => void }} props */
function Step({ step, number, ticked, current, open, onOpen, onToggle }) {
  const { go } = useNavigation();
  const place = usePlace();
  const person = useWindow((state) => state.people[step.as]);
  const { channel, tab } = useWindow((state) => stepPlace(step, state), shallow);
  const isThere = channel === '' || (place.channel === channel && (place.tab || 'home') === (tab || 'home'));
  const dock = useStore(openDock, (value) => value);
  const there = place.as === step.as && isThere && (!step.opens || step.opens === dock);
  const takeMe = () => {
    if (step.opens) setDock(step.opens);
    go({ as: step.as || place.as, ...(channel === '' ? {} : { channel, tab }), thread: '', message: '' });
  };
  const line = useRef(/** @type {HTMLLIElement | null} */ (null));
  useEffect(() => {
    if (current) line.current?.scrollIntoView({ block: 'nearest' });
  }, [current, open]);
  return html`<li ref=${line} class=${cls('tour-step', ticked && 'ticked', current && 'current')}>
    <div class="tour-line">
      <button type="button" class="tour-tick" role="checkbox" aria-checked=${String(ticked)} aria-label=${`${step.title}: done`} onClick=${onToggle}>
        ${ticked ? html`<${Icon} name="check" size=${14} />` : number}
      </button>
      <button type="button" class="tour-title" aria-expanded=${String(open)} onClick=${onOpen}>${step.title}</button>
    </div>
    ${
      open &&
      html`<div class="tour-body">
        <div class="tour-text"><${Mrkdwn} text=${step.text} /></div>
        <div class="tour-go">
          ${
            there
              ? html`<span class="tour-there"><${Icon} name="check" size=${14} /> You are there</span>`
              : html`<button type="button" class="button small" onClick=${takeMe}>Take me there</button>`
          }
          ${person && html`<span class="tour-as"><${Avatar} id=${person.id} size=${20} /> as ${nameOf(person)}</span>`}
        </div>
      </div>`
    }
  </li>`;
}
