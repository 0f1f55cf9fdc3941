/** @import { Block, TextObject } from '../types.ts' */
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { Text } from '../text/render.js';

/** @param {{ block: Block }} props */
export function AlertBlock({ block }) {
  const level = block.level ?? 'default';
  /** @type {TextObject | undefined} */
  const text = typeof block.text === 'string' ? { type: 'plain_text', text: block.text } : block.text;
  return html`<div class=${`alert-block ${level}`} role=${level === 'error' || level === 'warning' ? 'alert' : 'status'}>
    <${Icon} name=${ICONS[level] ?? 'info'} size=${18} />
    <div class="alert-text"><${Text} text=${text} /></div>
  </div>`;
}

/** @type {Record<string, string>} */
const ICONS = { warning: 'warning', error: 'warning', success: 'success' };
