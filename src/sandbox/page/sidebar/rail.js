/** The narrow column at the far left: the workspace, the ways in, and oneself. */
import { useRef, useState } from 'preact/hooks';
import { AppIcon, Avatar } from '../core/avatar.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { Menu } from '../core/menu.js';
import { useNavigation, usePlace } from '../core/navigation.js';
import { useSession, useWindow } from '../core/session.js';
import { chooseTheme, useTheme } from '../core/theme.js';
import { firstUnread } from './unread.js';

/** @param {{ onActAs: (anchor: HTMLElement) => void }} props */
export function Rail({ onActAs }) {
  const team = useWindow((state) => state.team);
  const app = useWindow((state) => state.app);
  const me = useWindow((state) => state.me);
  const mentions = useWindow((state) =>
    Object.values(state.conversations).reduce((sum, one) => sum + one.mention_count, 0),
  );
  const unreadAt = useWindow((state) => firstUnread(state.conversations, state.app));
  const { go } = useNavigation();
  const place = usePlace();
  const inApp = place.channel === app.id;
  const session = useSession();
  const openUnread = () => {
    if (unreadAt)
      go({ channel: unreadAt, thread: '', message: '', tab: unreadAt === app.id ? 'messages' : '' });
    else session.tell({ level: 'info', text: 'You have read everything' });
  };
  const face = useRef(/** @type {HTMLButtonElement | null} */ (null));
  return html`<nav class="rail" aria-label="Workspace">
    <div class="workspace-icon" title=${team.name} aria-hidden="true">${team.name.slice(0, 1)}</div>
    <${RailButton} icon="home" label="Home" current=${!inApp} onClick=${() => go({ channel: '', thread: '', message: '', tab: '' })} />
    <${RailButton} icon="bell" label="Activity" badge=${mentions} current=${false} onClick=${openUnread} />
    <${RailButton} icon="app" label=${app.name} current=${inApp} onClick=${() => go({ channel: app.id, thread: '', message: '', tab: 'home' })} />
    <span class="grow"></span>
    <${ThemeButton} />
    <button type="button" ref=${face} class="rail-face" aria-label=${`You act as ${me.real_name}. Act as somebody else`} onClick=${() => face.current && onActAs(face.current)}>
      <${Avatar} id=${me.id} size=${36} presence />
    </button>
  </nav>`;
}

/** @param {{ icon: string, label: string, current: boolean, badge?: number, onClick: () => void }} props */
function RailButton({ icon, label, current, badge = 0, onClick }) {
  return html`<button type="button" class=${cls('rail-button', current && 'current')} aria-current=${current ? 'true' : undefined} onClick=${onClick}>
    <span class="rail-icon">${icon === 'app' ? html`<${AppIcon} name=${label} size=${20} />` : html`<${Icon} name=${icon} size=${20} />`}${badge > 0 && html`<span class="rail-badge">${badge > 99 ? '99+' : badge}</span>`}</span>
    <span class="rail-label">${label}</span>
  </button>`;
}

function ThemeButton() {
  const { choice, dark } = useTheme();
  const [open, setOpen] = useState(false);
  const anchor = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const items = /** @type {const} */ (['system', 'light', 'dark']).map((theme) => ({
    id: theme,
    label: { system: 'Like the system', light: 'Light', dark: 'Dark' }[theme],
    checked: choice === theme,
    onSelect: () => chooseTheme(theme),
  }));
  return html`<button type="button" ref=${anchor} class="rail-round" aria-label="Appearance" title="Appearance" aria-haspopup="menu" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
      <${Icon} name=${dark ? 'moon' : 'sun'} size=${18} />
    </button>
    ${open && html`<${Menu} anchor=${anchor} side="right" label="Appearance" items=${items} onClose=${() => setOpen(false)} />`}`;
}
