/**
 * Which tools are there, and which panel is open: the same whoever one acts as.
 * @import { Session } from '../core/session.js'
 * @import { Tool } from './registry.js'
 */
import { createStore } from '../core/store.js';
import { TOOLS } from './tools.js';

export const presentTools = createStore(/** @type {Tool[]} */ ([]));
export const openPanel = createStore('');

let asked = false;

/** Asks each tool once whether it is there. @param {Session} session */
export async function loadTools(session) {
  if (asked) return;
  asked = true;
  const there = await Promise.all(TOOLS.map((tool) => tool.available(session)));
  const present = TOOLS.filter((_, index) => there[index]);
  presentTools.set(present);
  openPanel.set(present.find((tool) => tool.kind === 'panel' && tool.opensByItself?.(session))?.id ?? '');
}
