/** @import { Block } from '../types.ts' */
import { html } from '../core/html.js';
import { Element } from './elements/element.js';

/** @param {{ block: Block }} props */
export function ActionsBlock({ block }) {
  return html`<div class="actions-block">
    ${(block.elements ?? []).map((element, index) => html`<${Element} key=${element.action_id ?? index} block=${block} element=${element} />`)}
  </div>`;
}
