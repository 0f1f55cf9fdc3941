/**
 * The list above the composer while something is being completed.
 * @import { Suggestion, CompletionKind } from './completion.js'
 */
import { useEffect, useRef } from 'preact/hooks';
import { Avatar } from '../core/avatar.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useWindow } from '../core/session.js';

/** @type {Record<CompletionKind, string>} */
const TITLES = { command: 'Commands', person: 'People', channel: 'Channels', emoji: 'Emoji' };

/** @param {{ id: string, kind: CompletionKind, items: Suggestion[], at: number,
 *   onPoint: (index: number) => void, onChoose: (item: Suggestion) => void }} props */
export function CompletionList({ id, kind, items, at, onPoint, onChoose }) {
  const list = useRef(/** @type {HTMLDivElement | null} */ (null));
  const appName = useWindow((state) => state.app.name);
  useEffect(() => {
    list.current?.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return html`<div class="completion" onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}>
    <div class="completion-title">
      ${kind === 'command' ? `${appName} ${TITLES.command.toLowerCase()}` : TITLES[kind]}
      <span class="completion-keys"><kbd>↑</kbd><kbd>↓</kbd> to move <kbd>↵</kbd> to choose <kbd>esc</kbd> to leave</span>
    </div>
    <div ref=${list} class="completion-items" id=${id} role="listbox" aria-label=${TITLES[kind]}>
      ${items.map(
        (item, index) => html`<div
          key=${item.id}
          id=${`${id}-${index}`}
          role="option"
          aria-selected=${String(index === at)}
          class=${cls('completion-item', kind, index === at && 'active')}
          onMouseMove=${() => index !== at && onPoint(index)}
          onClick=${() => onChoose(item)}
        >
          <${Face} item=${item} size=${kind === 'command' ? 36 : 20} />
          <span class="completion-words">
            <span class="completion-name"><b>${item.title}</b> <span class="completion-note">${item.note}</span></span>
            <span class="completion-detail">${item.detail}</span>
          </span>
          ${kind === 'command' && html`<span class="completion-app">${appName}</span>`}
        </div>`,
      )}
    </div>
  </div>`;
}

/** @param {{ item: Suggestion, size: number }} props */
function Face({ item, size }) {
  if (item.face.user) return html`<${Avatar} id=${item.face.user} size=${size} presence=${size < 30} />`;
  if (item.face.emoji) return html`<span class="emoji completion-emoji">${item.face.emoji}</span>`;
  return html`<span class="completion-icon"><${Icon} name=${item.face.icon ?? 'hash'} size=${18} /></span>`;
}
