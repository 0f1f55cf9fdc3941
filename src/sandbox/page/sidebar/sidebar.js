/**
 * The list of conversations: channels, direct messages, apps.
 * @import { SeenConversation } from '../../emulator/people.ts'
 */
import { useMemo, useRef, useState } from 'preact/hooks';
import { placeUrl } from '../core/address.js';
import { AppIcon, Avatar } from '../core/avatar.js';
import { useArrowKeys } from '../core/focus.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useNavigation, usePlace } from '../core/navigation.js';
import { recall, remember } from '../core/preferences.js';
import { useWindow } from '../core/session.js';
import { conversationLists } from './lists.js';

/** @param {{ onSwitch: () => void }} props `onSwitch` opens the quick switcher */
export function Sidebar({ onSwitch }) {
  const team = useWindow((state) => state.team);
  const conversations = useWindow((state) => state.conversations);
  const people = useWindow((state) => state.people);
  const app = useWindow((state) => state.app);
  const me = useWindow((state) => state.me.id);
  const lists = useMemo(
    () => conversationLists(conversations, people, app, me),
    [conversations, people, app, me],
  );
  const nav = useRef(/** @type {HTMLElement | null} */ (null));
  useArrowKeys(nav, '.side-item');
  return html`<nav class="sidebar" ref=${nav} aria-label="Conversations">
    <div class="sidebar-head">
      <h1 class="team-name">${team.name}</h1>
      <button type="button" class="side-icon" aria-label="Go to a conversation" title="Go to a conversation (Ctrl K)" onClick=${onSwitch}><${Icon} name="compose" size=${20} /></button>
    </div>
    <div class="sidebar-scroll">
      <${Section} title="Channels">${lists.channels.map((one) => html`<${ChannelItem} key=${one.id} conversation=${one} />`)}<//>
      ${lists.others.length > 0 && html`<${Section} title="More channels">${lists.others.map((one) => html`<${ChannelItem} key=${one.id} conversation=${one} />`)}<//>`}
      <${Section} title="Direct messages">
        ${lists.direct.map((one) => html`<${PersonItem} key=${one.id} conversation=${one} />`)}
        <div role="listitem">
          <button type="button" class="side-item side-add" onClick=${onSwitch}><span class="side-mark"><${Icon} name="plus" size=${14} /></span>New message</button>
        </div>
      <//>
      <${Section} title="Apps"><${AppItem} conversation=${lists.app} /><//>
    </div>
  </nav>`;
}

/** @param {{ title: string, children?: unknown }} props */
function Section({ title, children }) {
  const key = `section.${title}`;
  const [open, setOpen] = useState(() => recall(key) !== false);
  const toggle = () => {
    remember(key, !open);
    setOpen(!open);
  };
  return html`<section class="side-section">
    <button type="button" class="side-title" aria-expanded=${String(open)} onClick=${toggle}><${Icon} name=${open ? 'down' : 'right'} size=${14} /><span>${title}</span></button>
    ${open && html`<div role="list">${children}</div>`}
  </section>`;
}

/**
 * One line of the list; a true link, so that it can be opened in another tab.
 * @param {{ channel: string, tab?: string, class?: string, unread: number, mentions: number, label: string, children?: unknown }} props
 */
function Item({ channel, tab = '', class: className, unread, mentions, label, children }) {
  const { go } = useNavigation();
  const place = usePlace();
  const current = place.channel === channel;
  const target = { ...place, channel, thread: '', message: '', tab };
  const follow = (/** @type {MouseEvent} */ event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(target);
  };
  const said = [
    label,
    mentions > 0 ? `${mentions} ${mentions === 1 ? 'mention' : 'mentions'}` : unread > 0 ? 'unread' : '',
  ];
  return html`<div role="listitem">
    <a
      class=${cls('side-item', current && 'current', (unread > 0 || mentions > 0) && 'unread', className)}
      href=${placeUrl(target)}
      aria-current=${current ? 'page' : undefined}
      aria-label=${said.filter(Boolean).join(', ')}
      onClick=${follow}
    >
      ${children}
      ${mentions > 0 && html`<span class="mention-badge">${mentions > 99 ? '99+' : mentions}</span>`}
    </a>
  </div>`;
}

/** @param {{ conversation: SeenConversation }} props */
function ChannelItem({ conversation }) {
  const { id, name, kind, unread_count: unread, mention_count: mentions } = conversation;
  return html`<${Item} channel=${id} unread=${unread} mentions=${mentions} label=${name} class=${cls(!conversation.is_member && 'not-member')}>
    <span class="side-mark"><${Icon} name=${kind === 'private_channel' ? 'lock' : 'hash'} size=${16} /></span>
    <span class="side-name">${name}</span>
  <//>`;
}

/** @param {{ conversation: SeenConversation }} props */
function PersonItem({ conversation }) {
  const { id, name, im_user: other = '', unread_count: unread, mention_count: mentions } = conversation;
  return html`<${Item} channel=${id} unread=${unread} mentions=${mentions} label=${name}>
    <span class="side-mark">${other === '' ? html`<${Icon} name="people" size=${16} />` : html`<${Avatar} id=${other} size=${20} presence />`}</span>
    <span class="side-name">${name}</span>
  <//>`;
}

/** @param {{ conversation: SeenConversation | undefined }} props */
function AppItem({ conversation }) {
  const app = useWindow((state) => state.app);
  return html`<${Item} channel=${app.id} unread=${conversation?.unread_count ?? 0} mentions=${conversation?.mention_count ?? 0} label=${app.name}>
    <span class="side-mark"><${AppIcon} name=${app.name} size=${20} /></span>
    <span class="side-name">${app.name}</span>
    ${app.connected === 'none' && html`<span class="side-offline" title="The app is not connected"></span>`}
  <//>`;
}
