/**
 * Old-style attachments: a coloured bar with text, fields or blocks beside it.
 * @import { Attachment } from '../types.ts'
 */
import { html } from '../core/html.js';
import { useWindow } from '../core/session.js';
import { clockTime, dayKey } from '../core/time.js';
import { decode, safeUrl } from '../text/entities.js';
import { Link, Mrkdwn } from '../text/render.js';
import { Blocks } from './blocks.js';
import { Picture } from './image.js';

/** @param {{ attachments: Attachment[] }} props */
export function Attachments({ attachments }) {
  return attachments.map(
    (attachment, index) => html`<${AttachmentCard} key=${index} attachment=${attachment} />`,
  );
}

/** @type {Record<string, string>} */
const NAMED = { good: '#2eb67d', warning: '#ecb22e', danger: '#e01e5a' };

/** @param {string | undefined} color */
function barColor(color = '') {
  const given = NAMED[color] ?? (color.startsWith('#') ? color : `#${color}`);
  return /^#[0-9a-f]{3,8}$/i.test(given) ? given : undefined;
}

/** @param {{ attachment: Attachment }} props */
function AttachmentCard({ attachment }) {
  const { blocks, pretext, fields = [] } = attachment;
  return html`
    ${pretext && html`<div class="attachment-pretext"><${Mrkdwn} text=${pretext} /></div>`}
    <div class="attachment">
      <span class="attachment-bar" style=${{ background: barColor(attachment.color) }}></span>
      <div class="attachment-body">
        ${
          blocks?.length
            ? html`<${Blocks} blocks=${blocks} />`
            : html`<${Classic} attachment=${attachment} fields=${fields} />`
        }
      </div>
    </div>
  `;
}

/** @param {{ attachment: Attachment, fields: NonNullable<Attachment['fields']> }} props */
function Classic({ attachment, fields }) {
  const authorUrl = safeUrl(attachment.author_link ?? '');
  const titleUrl = safeUrl(attachment.title_link ?? '');
  const author = decode(attachment.author_name ?? '');
  const title = decode(attachment.title ?? '');
  return html`
    ${author && html`<div class="attachment-author">${authorUrl ? html`<${Link} url=${authorUrl}>${author}<//>` : author}</div>`}
    ${title && html`<div class="attachment-title">${titleUrl ? html`<${Link} url=${titleUrl}>${title}<//>` : title}</div>`}
    ${attachment.text && html`<div><${Mrkdwn} text=${attachment.text} /></div>`}
    ${
      fields.length > 0 &&
      html`<div class="attachment-fields">
        ${fields.map(
          (field, index) =>
            html`<div key=${index} class=${field.short ? 'short' : 'long'}>
              <div class="attachment-field-title">${decode(field.title ?? '')}</div>
              <${Mrkdwn} text=${field.value ?? ''} />
            </div>`,
        )}
      </div>`
    }
    ${attachment.image_url && html`<${Picture} source=${{ image_url: attachment.image_url, alt_text: attachment.fallback ?? '' }} class="large" />`}
    <${Footer} attachment=${attachment} />
  `;
}

/** @param {{ attachment: Attachment }} props */
function Footer({ attachment }) {
  const zone = useWindow((state) => state.me.tz);
  const at = Number(attachment.ts ?? 0) * 1000;
  const parts = [decode(attachment.footer ?? ''), at > 0 ? `${dayKey(at, zone)} ${clockTime(at, zone)}` : ''];
  const text = parts.filter(Boolean).join(' | ');
  return text && html`<div class="attachment-footer">${text}</div>`;
}
