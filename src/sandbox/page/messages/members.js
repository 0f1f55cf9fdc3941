/** @import { SeenConversation } from '../../emulator/people.ts' */
import { useContext, useRef, useState } from 'preact/hooks';
import { Avatar } from '../core/avatar.js';
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { Menu } from '../core/menu.js';
import { useNavigation } from '../core/navigation.js';
import { Popover } from '../core/overlay.js';
import { tellRefusal, useSession, useWindow } from '../core/session.js';
import { nameOf } from '../text/names.js';
import { ProfileContext } from '../text/profile.js';

/** Who is in a channel. @param {{ conversation: SeenConversation }} props */
export function MembersPopover({ conversation }) {
  const session = useSession();
  const { go } = useNavigation();
  const people = useWindow((state) => state.people);
  const openProfile = useContext(ProfileContext);
  const [open, setOpen] = useState(false);
  const [menu, setMenu] = useState(false);
  const anchor = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const dots = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const { members } = conversation;
  const leave = async () => {
    tellRefusal(session, await session.act('leave', { channel: conversation.id }));
    go({ thread: '', message: '' });
  };
  return html`<button type="button" ref=${anchor} class="members-button" aria-label=${`${members.length} members`} aria-haspopup="dialog" aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>
      <span class="members-faces">${members.slice(0, 3).map((id) => html`<${Avatar} key=${id} id=${id} size=${20} />`)}</span>
      <span>${members.length}</span>
    </button>
    ${
      conversation.is_member &&
      html`<button type="button" ref=${dots} class="icon-button head-more" aria-label="More for this channel" aria-haspopup="menu" aria-expanded=${String(menu)} onClick=${() => setMenu(!menu)}><${Icon} name="more" size=${18} /></button>`
    }
    ${menu && html`<${Menu} anchor=${dots} label="Channel" align="end" onClose=${() => setMenu(false)} items=${[{ id: 'leave', label: 'Leave channel', danger: true, onSelect: leave }]} />`}
    ${
      open &&
      html`<${Popover} anchor=${anchor} align="end" onClose=${() => setOpen(false)} class="members-box" role="dialog" label="Members">
        <div class="members-title">${members.length} members</div>
        ${members.map(
          (id) => html`<button
            key=${id}
            type="button"
            class="member"
            onClick=${() => {
              setOpen(false);
              if (anchor.current) openProfile(id, anchor.current);
            }}
          >
            <${Avatar} id=${id} size=${28} presence />
            <span class="member-words"><b>${nameOf(people[id]) || id}</b><span class="member-title">${people[id]?.title ?? ''}</span></span>
          </button>`,
        )}
      <//>`
    }`;
}
