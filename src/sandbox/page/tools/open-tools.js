/**
 * Which tools are there, and which panel is open: the same whoever one acts as.
 * @import { Tool } from './registry.js'
 */
import { createStore } from '../core/store.js';
import { TOOLS } from './tools.js';

export const presentTools = createStore(/** @type {Tool[]} */ ([]));
export const openPanel = createStore('');

/** Asks each tool whether it is there, before anything is drawn: the window then never moves for them. */
export async function loadTools() {
  const there = await Promise.all(TOOLS.map((tool) => tool.available()));
  const present = TOOLS.filter((_, index) => there[index]);
  presentTools.set(present);
  openPanel.set(present.find((tool) => tool.kind === 'panel' && tool.opensByItself?.())?.id ?? '');
}
