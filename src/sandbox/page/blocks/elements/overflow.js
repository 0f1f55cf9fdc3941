/** @import { ElementProps } from './element.js' */
import { useRef, useState } from 'preact/hooks';
import { cls, html } from '../../core/html.js';
import { Icon } from '../../core/icons.js';
import { Menu } from '../../core/menu.js';
import { safeUrl } from '../../text/entities.js';
import { plainText } from '../../text/render.js';
import { useElement } from '../host.js';

/** The three dots. @param {ElementProps} props */
export function Overflow({ block, element }) {
  const { busy, send } = useElement(block, element);
  const [open, setOpen] = useState(false);
  const anchor = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const items = (element.options ?? []).map((option, index) => ({
    id: `${index}`,
    label: plainText(option.text),
    href: safeUrl(option.url ?? '') || undefined,
    onSelect: () => {
      send(option.value);
    },
  }));
  return html`<button
      type="button"
      ref=${anchor}
      class=${cls('button small overflow-button', busy && 'busy')}
      aria-label="More options"
      aria-haspopup="menu"
      aria-expanded=${String(open)}
      onClick=${() => setOpen(!open)}
    >
      <${Icon} name="dots" size=${18} />
    </button>
    ${open && html`<${Menu} anchor=${anchor} label="More options" align="end" items=${items} onClose=${() => setOpen(false)} />`}`;
}
