/** A menu of commands: arrow keys move, a letter jumps, Enter chooses, Escape leaves. */
import { useRef } from 'preact/hooks';
import { useArrowKeys, useFocusReturn } from './focus.js';
import { cls, html } from './html.js';
import { Icon } from './icons.js';
import { Popover } from './overlay.js';

/**
 * @typedef {{ id: string, label: string, icon?: string, hint?: string, danger?: boolean, checked?: boolean,
 *   group?: string, href?: string, onSelect?: () => void }} MenuItem
 *   a change of `group` draws a line, and its text when it has one that does not start with a blank
 */

/**
 * @param {{ anchor: any, label: string, items: MenuItem[], onClose: () => void, side?: 'below' | 'above' | 'right',
 *   align?: 'start' | 'end', class?: string }} props
 */
export function Menu({ anchor, label, items, onClose, side, align, class: className }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useFocusReturn();
  useArrowKeys(list, '[role^=menuitem]');
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Tab') {
      event.preventDefault();
      onClose();
    } else if (event.key.length === 1 && /\S/.test(event.key) && !event.metaKey && !event.ctrlKey) {
      jumpTo(list.current, event.key);
    }
  };
  const choose = (/** @type {MenuItem} */ item) => {
    onClose();
    item.onSelect?.();
  };

  return html`<${Popover} anchor=${anchor} side=${side} align=${align} onClose=${onClose} initialFocus="[aria-checked=true], [role^=menuitem]" class=${cls('menu', className)}>
    <div ref=${list} role="menu" aria-label=${label} onKeyDown=${onKeyDown}>
      ${items.map(
        (item, index) => html`
          ${separator(items, index)}
          <${item.href ? 'a' : 'button'}
            key=${item.id}
            class=${cls('menu-item', item.danger && 'danger')}
            role=${item.checked === undefined ? 'menuitem' : 'menuitemradio'}
            aria-checked=${item.checked === undefined ? undefined : String(item.checked)}
            tabindex="-1"
            type=${item.href ? undefined : 'button'}
            href=${item.href}
            target=${item.href ? '_blank' : undefined}
            rel=${item.href ? 'noopener noreferrer' : undefined}
            onClick=${() => choose(item)}
          >
            ${item.icon && html`<${Icon} name=${item.icon} size=${18} />`}
            <span class="menu-item-label">${item.label}</span>
            ${item.checked && html`<${Icon} name="check" size=${16} />`}
            ${item.hint && html`<span class="menu-item-hint">${item.hint}</span>`}
          <//>
        `,
      )}
    </div>
  <//>`;
}

/** @param {MenuItem[]} items @param {number} index */
function separator(items, index) {
  const group = items[index]?.group ?? '';
  if (index > 0 && group === (items[index - 1]?.group ?? '')) return null;
  return html`
    ${index > 0 && html`<div class="menu-line" role="separator"></div>`}
    ${group.trim() !== '' && html`<div class="menu-group" role="presentation">${group}</div>`}
  `;
}

/** @param {HTMLElement | null} list @param {string} letter */
function jumpTo(list, letter) {
  const items = /** @type {HTMLElement[]} */ ([...(list?.querySelectorAll('[role^=menuitem]') ?? [])]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const ordered = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  ordered
    .find((item) =>
      item.querySelector('.menu-item-label')?.textContent?.toLowerCase().startsWith(letter.toLowerCase()),
    )
    ?.focus();
}
