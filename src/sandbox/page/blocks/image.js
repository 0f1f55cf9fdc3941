/**
 * Pictures. The page asks nothing of the outside: a picture from elsewhere is named, with a link to it.
 * @import { Block, SlackFileRef } from '../types.ts'
 */
import { useState } from 'preact/hooks';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useSession } from '../core/session.js';
import { safeUrl } from '../text/entities.js';
import { plainText } from '../text/render.js';

/** @typedef {{ image_url?: string, slack_file?: SlackFileRef, alt_text?: string }} PictureSource */

/** @param {{ block: Block }} props */
export function ImageBlock({ block }) {
  const [shown, setShown] = useState(true);
  const title = plainText(block.title);
  return html`<figure class="image-block">
    ${
      title &&
      html`<button type="button" class="image-title" aria-expanded=${String(shown)} onClick=${() => setShown(!shown)}>
        ${title}<${Icon} name=${shown ? 'down' : 'right'} size=${14} />
      </button>`
    }
    ${shown && html`<${Picture} source=${block} class="large" opens />`}
  </figure>`;
}

/** A picture of its own opens alone, as large as it is. @param {{ source: PictureSource, class?: string, opens?: boolean }} props */
export function Picture({ source, class: className, opens = false }) {
  const { user } = useSession();
  const [broken, setBroken] = useState(false);
  const own = ownAddress(source, user);
  const alt = source.alt_text ?? '';
  if (own !== '' && !broken) {
    const picture = html`<img class=${cls('picture', className)} src=${own} alt=${alt} loading="lazy" onError=${() => setBroken(true)} />`;
    return opens
      ? html`<a class="picture-link" href=${own} target="_blank" rel="noopener noreferrer" title="Open in a window of its own">${picture}</a>`
      : picture;
  }
  const url = safeUrl(source.image_url ?? '');
  return html`<span class=${cls('picture-elsewhere', className)} role="img" aria-label=${alt} title=${alt}>
    <span class="picture-tile" aria-hidden="true">${(alt || '·').slice(0, 1)}</span>
    <span class="picture-alt">${alt || 'Image'}</span>
    ${url && html`<a class="link" href=${url} target="_blank" rel="noopener noreferrer">Open image</a>`}
  </span>`;
}

/** @param {PictureSource} source @param {string} user @returns {string} '' for what lies outside of this server */
function ownAddress(source, user) {
  if (source.slack_file?.id) return `/people/${user}/files/${encodeURIComponent(source.slack_file.id)}`;
  const url = source.slack_file?.url ?? source.image_url ?? '';
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(url)) return url;
  if (!URL.canParse(url, location.href)) return '';
  const address = new URL(url, location.href);
  return address.origin === location.origin ? address.href : '';
}
