/**
 * The guided tour as data: which steps there are, and which are done. Pure.
 * @import { WindowState } from '../core/window-state.js'
 */

/**
 * A step of `GET /sandbox/tour.json`.
 * @typedef {{ as: string, channel?: string, title: string, text: string, opens?: string, done_when?: DoneWhen }} TourStep
 *   `channel`: a channel's name, a conversation's id, `home` for the app's Home, the app's name for its direct message;
 *   `opens`: the id of a dock that belongs to it
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

/** @param {TourStep} step @param {WindowState} state */
export function isDone(step, state) {
  const when = step.done_when;
  if (!when || (step.as && step.as !== state.me.id)) return false;
  if (when.modal !== undefined)
    return state.modals.some((view) => holds(view.title, when.modal) || holds(view.blocks, when.modal));
  if (when.home !== undefined) return holds(state.home?.blocks ?? [], when.home);
  if (when.sees === undefined) return false;
  const { talk: channel } = stepPlace(step, state);
  return Object.entries(state.timelines)
    .filter(([key]) => channel === '' || key === channel || key.startsWith(`${channel}:`))
    .some(([, timeline]) => timeline.messages.some((message) => holds(message, when.sees)));
}

/** What was looked through once is not looked through again: a message is a new object when it changes.
 * @type {WeakMap<object, string>} */
const words = new WeakMap();

/** Whether a text stands anywhere in what an app sent. @param {object | null} value @param {string | undefined} wanted */
function holds(value, wanted = '') {
  if (value === null) return false;
  const known = words.get(value) ?? textsIn(value).join('\n').toLowerCase();
  words.set(value, known);
  return known.includes(wanted.toLowerCase());
}

/** @param {unknown} value @returns {string[]} */
function textsIn(value) {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/**
 * Where a step happens.
 * @param {TourStep} step @param {WindowState} state
 * @returns {{ channel: string, tab: string, talk: string }} a place's channel and tab, '' when the step names none;
 *   `talk`: the conversation whose messages count
 */
export function stepPlace(step, state) {
  const name = (step.channel ?? '').replace(/^#/, '');
  const { app } = state;
  if (name === 'home' || name === app.id) return { channel: app.id, tab: 'home', talk: '' };
  const talk =
    state.conversations[name] ?? Object.values(state.conversations).find((one) => one.name === name);
  if (name === app.name || talk?.im_user === app.bot_user_id)
    return { channel: app.id, tab: 'messages', talk: talk?.id ?? '' };
  return { channel: talk?.id ?? '', tab: '', talk: talk?.id ?? '' };
}
