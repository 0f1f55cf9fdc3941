/** The card behind a name: who it is, and what one can do with them. */
import { nameOf } from '../text/names.js';
import { Avatar, Presence } from './avatar.js';
import { useNow } from './clock.js';
import { useFocusReturn } from './focus.js';
import { html } from './html.js';
import { Icon } from './icons.js';
import { useNavigation } from './navigation.js';
import { Popover } from './overlay.js';
import { tellRefusal, useSession, useWindow } from './session.js';
import { clockTime } from './time.js';

/** @param {{ user: string, anchor: HTMLElement, onClose: () => void }} props */
export function ProfileCard({ user, anchor, onClose }) {
  const session = useSession();
  const { go } = useNavigation();
  const person = useWindow((state) => state.people[user]);
  const app = useWindow((state) => state.app);
  const me = useWindow((state) => state.me.id);
  const now = useNow();
  useFocusReturn();
  const isApp = app.bot_user_id === user;
  const message = async () => {
    onClose();
    if (isApp) return go({ channel: app.id, thread: '', message: '', tab: 'messages' });
    const answer = await session.act('open-im', { user });
    tellRefusal(session, answer);
    if (answer.channel) go({ channel: answer.channel, thread: '', message: '', tab: '' });
  };
  const actAs = () => {
    onClose();
    go({ as: user, thread: '', message: '' });
  };
  const name = isApp ? app.name : nameOf(person) || user;
  return html`<${Popover} anchor=${anchor} side="right" onClose=${onClose} class="profile-card" initialFocus=".profile-foot button" role="dialog" label=${name}>
    <div class="profile-face"><${Avatar} id=${user} size=${72} /></div>
    <div class="profile-words">
      <b class="profile-name">${name} ${person && !isApp && html`<${Presence} online=${person.online && !person.deleted} />`}</b>
      <span class="profile-title">${isApp ? app.description : (person?.title ?? '')}</span>
      ${person && !isApp && html`<span class="profile-time"><${Icon} name="clock" size=${16} /> ${clockTime(now, person.tz)} local time</span>`}
      ${person?.deleted && html`<span class="profile-time">Deactivated account</span>`}
    </div>
    <div class="profile-foot">
      <button type="button" class="button small" onClick=${message}>Message</button>
      ${
        isApp &&
        html`<button type="button" class="button small" onClick=${() => {
          onClose();
          go({ channel: app.id, thread: '', message: '', tab: 'home' });
        }}>Open home</button>`
      }
      ${person && !person.is_bot && person.id !== me && html`<button type="button" class="button small" onClick=${actAs}>Act as</button>`}
    </div>
  <//>`;
}
