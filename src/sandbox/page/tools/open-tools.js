/**
 * Which tools are there.
 * @import { Tool } from './registry.js'
 */
import { createStore } from '../core/store.js';
import { openDock, openPanel, rememberedDock } from './open-places.js';
import { TOOLS } from './tools.js';

export const presentTools = createStore(/** @type {Tool[]} */ ([]));

/** Asks each tool whether it is there, before anything is drawn: the window then never moves for them. */
export async function loadTools() {
  const there = await Promise.all(TOOLS.map((tool) => tool.available()));
  const present = TOOLS.filter((_, index) => there[index]);
  presentTools.set(present);
  openPanel.set(present.find((tool) => tool.kind === 'panel' && tool.opensByItself?.())?.id ?? '');
  const dock = rememberedDock();
  openDock.set(present.find((tool) => tool.kind === 'dock' && tool.id === dock)?.id ?? '');
}
