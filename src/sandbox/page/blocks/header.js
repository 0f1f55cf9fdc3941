/** @import { Block } from '../types.ts' */
import { html } from '../core/html.js';
import { plainText } from '../text/render.js';

/** @param {{ block: Block }} props */
export function HeaderBlock({ block }) {
  return html`<div class="header-block" role="heading" aria-level="3">${plainText(block.text)}</div>`;
}
