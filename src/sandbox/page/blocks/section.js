/** @import { Block } from '../types.ts' */
import { cls, html } from '../core/html.js';
import { Text } from '../text/render.js';
import { Element } from './elements/element.js';

/** @param {{ block: Block }} props */
export function SectionBlock({ block }) {
  const { accessory } = block;
  return html`<div class=${cls('section-block', accessory?.type === 'image' && 'with-image')}>
    <div class="section-words">
      ${block.text && html`<div class="section-text"><${Text} text=${block.text} /></div>`}
      ${
        block.fields &&
        html`<div class="section-fields">
          ${block.fields.map((field, index) => html`<div key=${index} class="section-field"><${Text} text=${field} /></div>`)}
        </div>`
      }
    </div>
    ${accessory && html`<div class="section-accessory"><${Element} block=${block} element=${accessory} /></div>`}
  </div>`;
}
