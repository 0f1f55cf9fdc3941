/**
 * The bar at the top: the search of Slack, and at its right the sandbox's own tools.
 * @import { Tool } from './registry.js'
 */
import { useRef, useState } from 'preact/hooks';
import { Avatar } from '../core/avatar.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { Popover } from '../core/overlay.js';
import { useWindow } from '../core/session.js';
import { nameOf } from '../text/names.js';

/**
 * @param {{ tools: Tool[], panel: string, onPanel: (id: string) => void, dock: string, onDock: (id: string) => void,
 *   onSwitch: () => void, onActAs: (anchor: HTMLElement) => void }} props
 */
export function ToolBar({ tools, panel, onPanel, dock, onDock, onSwitch, onActAs }) {
  const team = useWindow((state) => state.team.name);
  const me = useWindow((state) => state.me);
  const connected = useWindow((state) => state.connected);
  const face = useRef(/** @type {HTMLButtonElement | null} */ (null));
  return html`<header class="top-bar">
    <div class="top-left">
      <button type="button" class="top-icon" aria-label="Back" onClick=${() => history.back()}><${Icon} name="back" size=${18} /></button>
      <button type="button" class="top-icon" aria-label="Forward" onClick=${() => history.forward()}><${Icon} name="right" size=${18} /></button>
    </div>
    <button type="button" class="top-search" onClick=${onSwitch} aria-label=${`Search ${team}`}><${Icon} name="search" size=${16} /><span>Search ${team}</span></button>
    <div class="top-tools" role="group" aria-label="Sandbox tools">
      <span class=${cls('sandbox-mark', !connected && 'lost')} title=${connected ? 'Nothing here is real Slack' : 'The sandbox is not reachable; trying again'}>${connected ? 'Sandbox' : 'Reconnecting…'}</span>
      ${tools.map((tool) => html`<${ToolButton} key=${tool.id} tool=${tool} open=${(tool.kind === 'dock' ? dock : panel) === tool.id} onOpen=${tool.kind === 'dock' ? onDock : onPanel} />`)}
      <button type="button" ref=${face} class="tool-button persona-button" aria-haspopup="dialog" aria-label=${`Act as, now ${nameOf(me)}`} onClick=${() => face.current && onActAs(face.current)}>
        <${Avatar} id=${me.id} size=${20} />
        <span class="tool-words"><span class="tool-dim">Acting as</span> ${nameOf(me)}</span>
        <${Icon} name="down" size=${14} />
      </button>
    </div>
  </header>`;
}

/** @param {{ tool: Tool, open: boolean, onOpen: (id: string) => void }} props */
function ToolButton({ tool, open, onOpen }) {
  const [menu, setMenu] = useState(false);
  const anchor = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const isOpen = tool.kind === 'menu' ? menu : open;
  const press = () => (tool.kind === 'menu' ? setMenu(!menu) : onOpen(open ? '' : tool.id));
  return html`<button type="button" ref=${anchor} class=${cls('tool-button', isOpen && 'open')} aria-expanded=${String(isOpen)} title=${tool.title} aria-label=${tool.title} onClick=${press}>
      <${Icon} name=${tool.icon} size=${16} /><span class="tool-words">${tool.Label ? html`<${tool.Label} />` : tool.title}</span>
    </button>
    ${
      menu &&
      html`<${Popover} anchor=${anchor} align="end" onClose=${() => setMenu(false)} class="tool-popover" role="dialog" label=${tool.title}>
        <${tool.Content} onClose=${() => setMenu(false)} />
      <//>`
    }`;
}
