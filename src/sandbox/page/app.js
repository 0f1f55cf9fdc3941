/** The window: everything that one person sees. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { NowContext, useTicking } from './core/clock.js';
import { html } from './core/html.js';
import { useNavigation, usePlace } from './core/navigation.js';
import { Notices } from './core/notices.js';
import { ProfileCard } from './core/profile-card.js';
import { useWindow } from './core/session.js';
import { useLatest, useStore } from './core/store.js';
import { useWindowKeys } from './core/window-keys.js';
import { AppView } from './home/app-view.js';
import { ChannelView } from './messages/channel-view.js';
import { ThreadPane } from './messages/thread-pane.js';
import { ConfirmHost } from './modals/confirm.js';
import { ModalHost } from './modals/modal.js';
import { appConversation, conversationLists } from './sidebar/lists.js';
import { Rail } from './sidebar/rail.js';
import { Sidebar } from './sidebar/sidebar.js';
import { Switcher } from './sidebar/switcher.js';
import { ProfileContext } from './text/profile.js';
import { ActAsMenu } from './tools/act-as.js';
import { openDock, openPanel, setDock } from './tools/open-places.js';
import { presentTools } from './tools/open-tools.js';
import { ToolBar } from './tools/tool-bar.js';

/** Wall milliseconds between redraws of "3 minutes ago". */
const BEAT_MS = 15_000;

export function App() {
  const clock = useWindow((state) => state.clock);
  const now = useTicking(clock, BEAT_MS);
  const [switching, setSwitching] = useState(false);
  const [acting, setActing] = useState(/** @type {HTMLElement | null} */ (null));
  const [profile, setProfile] = useState(/** @type {{ user: string, anchor: HTMLElement } | null} */ (null));
  const tools = useStore(presentTools, (value) => value);
  const panel = useStore(openPanel, (value) => value);
  const dock = useStore(openDock, (value) => value);
  const openProfile = useLatest((/** @type {string} */ user, /** @type {HTMLElement} */ anchor) =>
    setProfile({ user, anchor }),
  );
  const { shown, place } = useShown();
  useWindowKeys(() => setSwitching((open) => !open));
  useTitle(shown);
  const Panel = tools.find((tool) => tool.id === panel)?.Content;
  const docked = tools.find((tool) => tool.id === dock);

  return html`<${NowContext.Provider} value=${now}>
    <${ProfileContext.Provider} value=${openProfile}>
      <div class="window" data-screen=${place.thread ? 'thread' : place.channel ? 'conversation' : 'list'} data-panel=${Panel ? panel : undefined}>
        <${ToolBar} tools=${tools} panel=${panel} onPanel=${openPanel.set} dock=${dock} onDock=${setDock} onSwitch=${() => setSwitching(true)} onActAs=${setActing} />
        <${Rail} onActAs=${setActing} />
        <div class="workspace">
          <${Sidebar} onSwitch=${() => setSwitching(true)} />
          <main class="content">
            ${shown?.kind === 'app' && html`<${AppView} tab=${place.tab} />`}
            ${shown?.kind === 'conversation' && html`<${ChannelView} key=${shown.conversation.id} conversation=${shown.conversation} />`}
            ${shown?.conversation && place.thread && html`<${ThreadPane} key=${place.thread} conversation=${shown.conversation} thread=${place.thread} />`}
            ${!shown && html`<section class="main-pane empty">This conversation cannot be seen from here.</section>`}
          </main>
        </div>
        ${Panel && html`<aside class="tool-panel" aria-label="Sandbox"><${Panel} onClose=${() => openPanel.set('')} /></aside>`}
        ${docked && html`<aside class="tool-dock" aria-label=${docked.title}><${docked.Content} onClose=${() => setDock('')} /></aside>`}
      </div>
      <${ModalHost} />
      <${ConfirmHost} />
      ${switching && html`<${Switcher} onClose=${() => setSwitching(false)} />`}
      ${acting && html`<${ActAsMenu} anchor=${acting} side=${acting.classList.contains('rail-face') ? 'right' : 'below'} onClose=${() => setActing(null)} />`}
      ${profile && html`<${ProfileCard} user=${profile.user} anchor=${profile.anchor} onClose=${() => setProfile(null)} />`}
      <${Notices} />
    <//>
  <//>`;
}

/** What the middle shows: the place's conversation or app, else the first channel. */
function useShown() {
  const place = usePlace();
  const { go } = useNavigation();
  const app = useWindow((state) => state.app);
  const conversations = useWindow((state) => state.conversations);
  const people = useWindow((state) => state.people);
  const me = useWindow((state) => state.me.id);
  const first = useMemo(
    () => conversationLists(conversations, people, app, me).channels[0]?.id ?? '',
    [conversations, people, app, me],
  );
  const wanted = place.channel || first;
  useEffect(() => {
    const onPhone = matchMedia('(max-width: 640px)').matches;
    if (place.channel === '' && first !== '' && !onPhone) go({ channel: first }, 'replace');
  }, [place.channel, first]);
  const isAppTalk = conversations[wanted]?.im_user === app.bot_user_id;
  useEffect(() => {
    if (isAppTalk) go({ channel: app.id, tab: 'messages' }, 'replace');
  }, [isAppTalk, wanted]);
  const isApp = wanted === app.id || isAppTalk;
  const conversation = isApp ? appConversation(conversations, app) : conversations[wanted];
  const shown = useMemo(() => {
    if (isApp) return { kind: /** @type {const} */ ('app'), conversation, name: app.name };
    return (
      conversation && { kind: /** @type {const} */ ('conversation'), conversation, name: conversation.name }
    );
  }, [isApp, app, conversation]);
  return { shown, place };
}

/** @param {{ name: string } | undefined} shown */
function useTitle(shown) {
  const team = useWindow((state) => state.team.name);
  const me = useWindow((state) => state.me.real_name);
  const mentions = useWindow((state) =>
    Object.values(state.conversations).reduce((sum, one) => sum + one.mention_count, 0),
  );
  useEffect(() => {
    document.title = `${mentions > 0 ? `(${mentions}) ` : ''}${shown?.name ?? 'Home'} · ${me} · ${team}`;
  }, [shown?.name, team, me, mentions]);
}
