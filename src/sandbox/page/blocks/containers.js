/**
 * Blocks that hold others, and the steps of a plan.
 * @import { Block, RichElement } from '../types.ts'
 */
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { RichText, Text } from '../text/render.js';
import { Blocks } from './blocks.js';

/** @param {{ block: Block & { child_blocks?: Block[], blocks?: Block[] } }} props */
export function ContainerBlock({ block }) {
  const inner =
    block.child_blocks ??
    block.blocks ??
    /** @type {Block[]} */ (/** @type {unknown} */ (block.elements ?? []));
  return html`<div class=${`container-block ${block.type}`}>
    ${block.title && html`<div class="card-title"><${Text} text=${block.title} /></div>`}
    <${Blocks} blocks=${inner} />
  </div>`;
}

/** @typedef {{ title?: any, status?: string, details?: { elements?: RichElement[] }, output?: { elements?: RichElement[] } }} Task */

/** @param {{ block: any }} props */
export function PlanBlock({ block }) {
  return html`<div class="card-block plan">
    <div class="card-words">
      <div class="card-title">${titleOf(block.title)}</div>
      ${(block.tasks ?? []).map((/** @type {Task} */ task, /** @type {number} */ index) => html`<${TaskRow} key=${index} task=${task} />`)}
    </div>
  </div>`;
}

/** @param {{ block: any }} props */
export function TaskBlock({ block }) {
  return html`<div class="card-block"><${TaskRow} task=${block} /></div>`;
}

/** @param {{ task: Task }} props */
function TaskRow({ task }) {
  const icon = task.status === 'complete' ? 'success' : task.status === 'error' ? 'warning' : 'clock';
  return html`<div class=${`task-row ${task.status ?? ''}`}>
    <${Icon} name=${icon} size=${18} />
    <div>
      <div>${titleOf(task.title)}</div>
      ${task.details && html`<${RichText} block=${task.details} />`} ${task.output && html`<${RichText} block=${task.output} />`}
    </div>
  </div>`;
}

/** @param {any} title a string or a text object */
function titleOf(title) {
  return typeof title === 'string' ? title : (title?.text ?? '');
}
