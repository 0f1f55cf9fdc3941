/** @import { SeenMessage, SeenReaction } from '../../emulator/people.ts' */
import { useRef, useState } from 'preact/hooks';
import { EmojiPicker } from '../composer/emoji-picker.js';
import { emojiCharacter } from '../core/emoji.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { tellRefusal, useSession, useWindow } from '../core/session.js';
import { nameOf } from '../text/names.js';

/** @param {{ message: SeenMessage }} props */
export function Reactions({ message }) {
  const react = useReact(message);
  const [open, setOpen] = useState(false);
  const anchor = useRef(/** @type {HTMLButtonElement | null} */ (null));
  return html`<div class="reactions">
    ${message.reactions.map((reaction) => html`<${Reaction} key=${reaction.name} reaction=${reaction} onToggle=${react} />`)}
    <button type="button" ref=${anchor} class="reaction add" aria-label="Add reaction" onClick=${() => setOpen(!open)}><${Icon} name="smilePlus" size=${16} /></button>
    ${open && html`<${EmojiPicker} anchor=${anchor} onClose=${() => setOpen(false)} onChoose=${(/** @type {string} */ name) => react(name, false)} />`}
  </div>`;
}

/** @param {{ reaction: SeenReaction, onToggle: (name: string, remove: boolean) => void }} props */
function Reaction({ reaction, onToggle }) {
  const me = useWindow((state) => state.me.id);
  const people = useWindow((state) => state.people);
  const mine = reaction.users.includes(me);
  const who = reaction.users.map((id) => (id === me ? 'You' : nameOf(people[id]) || 'Someone')).join(', ');
  const said = `${who} reacted with :${reaction.name}:`;
  return html`<button
    type="button"
    class=${cls('reaction', mine && 'mine')}
    aria-pressed=${String(mine)}
    aria-label=${said}
    title=${said}
    onClick=${() => onToggle(reaction.name, mine)}
  >
    <span class="emoji">${emojiCharacter(reaction.name) ?? `:${reaction.name}:`}</span>
    <span class="reaction-count">${reaction.count}</span>
  </button>`;
}

/** @param {SeenMessage} message @returns {(name: string, remove: boolean) => Promise<void>} */
export function useReact(message) {
  const session = useSession();
  return async (name, remove) => {
    const body = { channel: message.channel, ts: message.ts, name, ...(remove ? { remove } : {}) };
    tellRefusal(session, await session.act('react', body));
  };
}
