/**
 * What one can do with a message: react, reply, the app's shortcuts, and more.
 * @import { SeenMessage } from '../../emulator/people.ts'
 */
import { useRef, useState } from 'preact/hooks';
import { EmojiPicker } from '../composer/emoji-picker.js';
import { placeUrl } from '../core/address.js';
import { emojiCharacter } from '../core/emoji.js';
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { Menu } from '../core/menu.js';
import { useNavigation } from '../core/navigation.js';
import { tellRefusal, useSession } from '../core/session.js';
import { askConfirm } from '../modals/confirm.js';
import { useReact } from './reactions.js';

const QUICK = ['white_check_mark', 'eyes', 'raised_hands'];

/**
 * @param {{ message: SeenMessage, inThread: boolean, onPin: (pinned: boolean) => void, onEdit: (ts: string) => void }} props
 *   `onPin`: keeps the bar while one of its menus is open
 */
export function Toolbar({ message, inThread, onPin, onEdit }) {
  const { go } = useNavigation();
  const react = useReact(message);
  const [open, setOpen] = useState(/** @type {'' | 'emoji' | 'more'} */ (''));
  const anchor = useRef(/** @type {HTMLDivElement | null} */ (null));
  const show = (/** @type {'' | 'emoji' | 'more'} */ which) => {
    setOpen(which);
    onPin(which !== '');
  };
  return html`<div class="toolbar" ref=${anchor} role="toolbar" aria-label="Message actions">
    ${QUICK.map(
      (name) =>
        html`<button key=${name} type="button" class="toolbar-button emoji" aria-label=${`React with ${name.replaceAll('_', ' ')}`} title=${`:${name}:`} onClick=${() => react(name, false)}>${emojiCharacter(name)}</button>`,
    )}
    <button type="button" class="toolbar-button" aria-label="Find another reaction" title="Find another reaction" onClick=${() => show('emoji')}><${Icon} name="smilePlus" size=${18} /></button>
    ${
      !inThread &&
      html`<button type="button" class="toolbar-button" aria-label="Reply in thread" title="Reply in thread" onClick=${() => go({ channel: message.channel, thread: message.thread_ts ?? message.ts, message: '', tab: '' })}><${Icon} name="thread" size=${18} /></button>`
    }
    <button type="button" class="toolbar-button more" aria-label="More actions" title="More actions" aria-haspopup="menu" aria-expanded=${String(open === 'more')} onClick=${() => show('more')}><${Icon} name="more" size=${18} /></button>
    ${open === 'emoji' && html`<${EmojiPicker} anchor=${anchor} align="end" onClose=${() => show('')} onChoose=${(/** @type {string} */ name) => react(name, false)} />`}
    ${open === 'more' && html`<${MoreMenu} message=${message} anchor=${anchor} onEdit=${onEdit} onClose=${() => show('')} />`}
  </div>`;
}

/** @param {{ message: SeenMessage, anchor: any, onEdit: (ts: string) => void, onClose: () => void }} props */
function MoreMenu({ message, anchor, onEdit, onClose }) {
  const session = useSession();
  const { go, get } = useNavigation();
  const state = session.store.get();
  const inThread = message.thread_ts !== undefined && message.thread_ts !== message.ts;
  const here = {
    ...get(),
    channel: message.channel,
    thread: inThread ? (message.thread_ts ?? '') : '',
    message: message.ts,
    tab: '',
  };
  const isMine = message.user === state.me.id && !message.bot_id;
  const copy = async (/** @type {string} */ text, /** @type {string} */ done) =>
    session.tell(
      (await copied(text))
        ? { level: 'info', text: done }
        : { level: 'error', text: 'The browser does not let this page copy' },
    );
  const act = async (/** @type {Promise<any>} */ answer) => tellRefusal(session, await answer);
  const items = [
    {
      id: 'copy',
      label: 'Copy link',
      icon: 'link',
      onSelect: () => copy(message.permalink || new URL(placeUrl(here), location.href).href, 'Link copied'),
    },
    {
      id: 'copy-text',
      label: 'Copy message',
      icon: 'copy',
      onSelect: () => copy(message.text, 'Message copied'),
    },
    { id: 'show', label: 'Link to this place', icon: 'bookmark', onSelect: () => go(here) },
    ...state.shortcuts
      .filter((shortcut) => shortcut.type === 'message')
      .map((shortcut) => ({
        id: shortcut.callback_id,
        label: shortcut.name,
        icon: 'lightning',
        group: state.app.name,
        onSelect: () =>
          act(
            session.act('shortcut', {
              callback_id: shortcut.callback_id,
              channel: message.channel,
              message_ts: message.ts,
            }),
          ),
      })),
    ...(isMine
      ? [
          {
            id: 'edit',
            label: 'Edit message',
            icon: 'edit',
            hint: 'E',
            group: ' ',
            onSelect: () => onEdit(message.ts),
          },
          {
            id: 'remove',
            label: 'Delete message…',
            icon: 'trash',
            danger: true,
            group: ' ',
            onSelect: async () => {
              if (await askConfirm(REMOVE))
                act(session.act('remove', { channel: message.channel, ts: message.ts }));
            },
          },
        ]
      : []),
  ];
  return html`<${Menu} anchor=${anchor} label="More actions" align="end" items=${items} onClose=${onClose} />`;
}

const REMOVE = /** @type {const} */ ({
  title: { type: 'plain_text', text: 'Delete message' },
  text: { type: 'plain_text', text: 'Are you sure you want to delete this message? This cannot be undone.' },
  confirm: { type: 'plain_text', text: 'Delete' },
  style: 'danger',
});

/** @param {string} text @returns {Promise<boolean>} whether the clipboard took it */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
