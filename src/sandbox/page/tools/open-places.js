/** Which panel and which dock are open: the same whoever one acts as. */
import { recallHere, rememberHere } from '../core/preferences.js';
import { createStore } from '../core/store.js';

const DOCK = 'dock';

/** The id of the tool; '' for none. */
export const openPanel = createStore('');
export const openDock = createStore('');

/** Remembered for this tab, so that one can go on watching after a reload. @param {string} id '' for none */
export function setDock(id) {
  rememberHere(DOCK, id);
  openDock.set(id);
}

/** The dock that was open in this tab. */
export const rememberedDock = () => String(recallHere(DOCK) ?? '');
