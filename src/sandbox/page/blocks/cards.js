/**
 * Blocks that show one thing from elsewhere: a video, a file, a call, a card.
 * @import { Block } from '../types.ts'
 */
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { safeUrl } from '../text/entities.js';
import { Link, plainText, Text } from '../text/render.js';
import { ActionsBlock } from './actions.js';
import { Picture } from './image.js';

/** @param {{ block: Block }} props */
export function VideoBlock({ block }) {
  const url = safeUrl(block.title_url ?? '') || safeUrl(block.video_url ?? '');
  const source = { image_url: block.thumbnail_url ?? '', alt_text: block.alt_text ?? '' };
  return html`<div class="card-block video">
    <div class="card-words">
      ${block.provider_name && html`<div class="card-small">${[block.author_name, block.provider_name].filter(Boolean).join(' · ')}</div>`}
      <div class="card-title">${url ? html`<${Link} url=${url}>${plainText(block.title)}<//>` : plainText(block.title)}</div>
      ${block.description && html`<div class="card-text">${plainText(block.description)}</div>`}
    </div>
    <div class="video-still"><${Picture} source=${source} /><span class="video-play"><${Icon} name="play" size=${28} /></span></div>
  </div>`;
}

/** @param {{ block: Block }} props */
export function FileBlock({ block }) {
  return html`<div class="card-block file">
    <${Icon} name="file" size=${28} />
    <div class="card-words">
      <div class="card-title">Remote file</div>
      <div class="card-small">${block.external_id ?? ''}</div>
    </div>
  </div>`;
}

/** @param {{ block: Block & { subtitle?: any, body?: any, actions?: any[] } }} props */
export function CardBlock({ block }) {
  const { subtitle, body, actions } = block;
  return html`<div class="card-block">
    <div class="card-words">
      ${block.title && html`<div class="card-title"><${Text} text=${block.title} /></div>`}
      ${subtitle && html`<div class="card-small"><${Text} text=${subtitle} /></div>`}
      ${(body ?? block.description) && html`<div class="card-text"><${Text} text=${body ?? block.description} /></div>`}
      ${actions && html`<${ActionsBlock} block=${{ ...block, elements: actions }} />`}
    </div>
  </div>`;
}
