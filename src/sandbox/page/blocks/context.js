/** @import { Block, TextObject } from '../types.ts' */
import { html } from '../core/html.js';
import { Text } from '../text/render.js';
import { Picture } from './image.js';

/** @param {{ block: Block }} props */
export function ContextBlock({ block }) {
  return html`<div class="context-block">
    ${(block.elements ?? []).map((element, index) =>
      element.type === 'image'
        ? html`<${Picture} key=${index} source=${element} class="context-image" />`
        : html`<span key=${index} class="context-text"><${Text} text=${/** @type {TextObject} */ (/** @type {unknown} */ (element))} /></span>`,
    )}
  </div>`;
}
