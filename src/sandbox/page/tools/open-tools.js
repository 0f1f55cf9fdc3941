/**
 * Which tools are there, and which panel and dock are open: the same whoever one acts as.
 * @import { Tool } from './registry.js'
 */
import { recallHere, rememberHere } from '../core/preferences.js';
import { createStore } from '../core/store.js';
import { TOOLS } from './tools.js';

export const presentTools = createStore(/** @type {Tool[]} */ ([]));
export const openPanel = createStore('');
export const openDock = createStore('');
const DOCK = 'dock';

/** Remembered for this tab, so that one can go on watching after a reload. @param {string} id '' for none */
export function setDock(id) {
  rememberHere(DOCK, id);
  openDock.set(id);
}

/** Asks each tool whether it is there, before anything is drawn: the window then never moves for them. */
export async function loadTools() {
  const there = await Promise.all(TOOLS.map((tool) => tool.available()));
  const present = TOOLS.filter((_, index) => there[index]);
  presentTools.set(present);
  openPanel.set(present.find((tool) => tool.kind === 'panel' && tool.opensByItself?.())?.id ?? '');
  const dock = recallHere(DOCK);
  openDock.set(present.find((tool) => tool.kind === 'dock' && tool.id === dock)?.id ?? '');
}
