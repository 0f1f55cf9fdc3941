/**
 * The guided tour as data: which steps there are, and which are done. Pure.
 * @import { WindowState } from '../core/window-state.js'
 */

/**
 * A step of `GET /sandbox/tour.json`.
 * @typedef {{ as: string, channel?: string, title: string, text: string, done_when?: DoneWhen }} TourStep
 *   `channel`: a conversation's id, a channel's name, or the app's id for its Home
 *
 * @typedef {{ sees?: string, modal?: string, home?: string }} DoneWhen
 *   done once the step's person sees this text in a message of the step's channel (of any read channel when it names
 *   none), in an open modal's title or content, or on Home; without it a step is ticked by hand
 */

/** @param {unknown} value @returns {TourStep[]} */
export function readSteps(value) {
  const list = Array.isArray(value) ? value : [];
  return list.filter((step) => typeof step?.title === 'string' && typeof step?.text === 'string');
}

/** @param {TourStep} step @param {WindowState} state @param {string} channel the step's conversation */
export function isDone(step, state, channel) {
  const when = step.done_when;
  if (!when || (step.as && step.as !== state.me.id)) return false;
  if (when.modal !== undefined)
    return state.modals.some((view) => holds(view.title, when.modal) || holds(view.blocks, when.modal));
  if (when.home !== undefined) return holds(state.home?.blocks ?? [], when.home);
  if (when.sees === undefined) return false;
  return Object.entries(state.timelines)
    .filter(([key]) => channel === '' || key === channel || key.startsWith(`${channel}:`))
    .some(([, timeline]) =>
      timeline.messages.some(
        (one) =>
          holds(one.text, when.sees) || holds(one.blocks, when.sees) || holds(one.attachments, when.sees),
      ),
    );
}

/** Whether a text stands anywhere in what an app sent. @param {unknown} value @param {string | undefined} wanted @returns {boolean} */
function holds(value, wanted = '') {
  if (typeof value === 'string') return value.toLowerCase().includes(wanted.toLowerCase());
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner) => holds(inner, wanted));
}

/** The conversation that a step names. @param {TourStep} step @param {WindowState} state @returns {string} '' when it names none */
export function stepChannel(step, state) {
  const name = (step.channel ?? '').replace(/^#/, '');
  if (name === '' || name === state.app.id || state.conversations[name]) return name;
  if (name === 'home' || name === state.app.name) return state.app.id;
  return Object.values(state.conversations).find((one) => one.name === name)?.id ?? '';
}
