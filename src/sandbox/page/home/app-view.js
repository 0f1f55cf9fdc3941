/**
 * The app's own place: Home, Messages, About.
 * @import { SeenConversation } from '../../emulator/people.ts'
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { AppIcon } from '../core/avatar.js';
import { useArrowKeys } from '../core/focus.js';
import { cls, html } from '../core/html.js';
import { useNavigation } from '../core/navigation.js';
import { tellRefusal, useSession, useWindow } from '../core/session.js';
import { ConversationBody } from '../messages/channel-view.js';
import { BackToList } from '../sidebar/back-to-list.js';
import { appConversation } from '../sidebar/lists.js';
import { AboutTab } from './about-tab.js';
import { HomeTab } from './home-tab.js';

/** @typedef {'home' | 'messages' | 'about'} Tab */

/** @param {{ tab: string }} props */
export function AppView({ tab }) {
  const app = useWindow((state) => state.app);
  const conversation = useWindow((state) => appConversation(state.conversations, state.app));
  const shown = tabOf(tab, app);
  const unread = conversation?.unread_count ?? 0;
  return html`<section class="main-pane app-pane" aria-label=${app.name}>
    <header class="main-head app-head">
      <${BackToList} />
      <div class="head-name"><${AppIcon} name=${app.name} size=${24} /><h1>${app.name}</h1><span class="app-badge">APP</span></div>
    </header>
    <${Tabs} app=${app} shown=${shown} unread=${unread} />
    <div class="app-body" role="tabpanel" id="app-tab-panel" aria-labelledby=${`tab-${shown}`}>
      ${shown === 'home' && html`<${HomeTab} />`}
      ${shown === 'messages' && html`<${MessagesTab} conversation=${conversation} />`}
      ${shown === 'about' && html`<${AboutTab} />`}
    </div>
  </section>`;
}

/** @param {string} tab @param {{ home_tab: boolean, messages_tab: boolean }} app @returns {Tab} */
function tabOf(tab, app) {
  if (tab === 'about' || (tab === 'messages' && app.messages_tab)) return tab;
  if (app.home_tab && tab !== 'messages') return 'home';
  return app.messages_tab ? 'messages' : 'about';
}

/** @param {{ app: import('../../emulator/people.ts').SeenApp, shown: Tab, unread: number }} props */
function Tabs({ app, shown, unread }) {
  const { go } = useNavigation();
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useArrowKeys(list, '[role=tab]');
  /** @type {[Tab, string, boolean][]} */
  const tabs = [
    ['home', 'Home', app.home_tab],
    ['messages', 'Messages', app.messages_tab],
    ['about', 'About', true],
  ];
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const all = /** @type {HTMLElement[]} */ ([...(list.current?.querySelectorAll('[role=tab]') ?? [])]);
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (step === 0 || at < 0) return;
    event.preventDefault();
    all[(at + step + all.length) % all.length]?.focus();
  };
  return html`<div class="tabs" ref=${list} role="tablist" aria-label=${app.name} onKeyDown=${onKeyDown}>
    ${tabs
      .filter(([, , offered]) => offered)
      .map(
        ([id, label]) =>
          html`<button key=${id} type="button" role="tab" id=${`tab-${id}`} class=${cls('tab', id === shown && 'current')} aria-selected=${String(id === shown)} aria-controls="app-tab-panel" tabindex=${id === shown ? 0 : -1} onClick=${() => go({ tab: id, thread: '', message: '' })}>
            ${label}${id === 'messages' && unread > 0 && html`<span class="tab-badge">${unread}</span>`}
          </button>`,
      )}
  </div>`;
}

/** The direct message with the app; it is opened when there is none yet. @param {{ conversation: SeenConversation | undefined }} props */
function MessagesTab({ conversation }) {
  const session = useSession();
  const bot = useWindow((state) => state.app.bot_user_id);
  const [editing, setEditing] = useState('');
  const missing = conversation === undefined;
  useEffect(() => {
    session.act('open-home', { tab: 'messages' });
    if (missing) session.act('open-im', { user: bot }).then((answer) => tellRefusal(session, answer));
  }, [session, bot, missing]);
  return (
    conversation &&
    html`<${ConversationBody} conversation=${conversation} editing=${editing} onEdit=${setEditing} />`
  );
}
