/**
 * One message as it stands in a channel or a thread.
 * @import { SeenMessage } from '../../emulator/people.ts'
 * @import { Attachment, Block } from '../types.ts'
 */
import { useContext, useMemo, useRef, useState } from 'preact/hooks';
import { Attachments } from '../blocks/attachments.js';
import { Blocks } from '../blocks/blocks.js';
import { HostProvider, noDrafts } from '../blocks/host.js';
import { Avatar } from '../core/avatar.js';
import { emojiCharacter } from '../core/emoji.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { memo } from '../core/memo.js';
import { useSession, useWindow } from '../core/session.js';
import { clockTime, fullMoment, shortTime, tsMillis } from '../core/time.js';
import { nameOf } from '../text/names.js';
import { ProfileContext } from '../text/profile.js';
import { Mrkdwn } from '../text/render.js';
import { EditMessage } from './edit-message.js';
import { Files } from './files.js';
import { Reactions } from './reactions.js';
import { ThreadSummary } from './thread-summary.js';
import { Toolbar } from './toolbar.js';

/**
 * @param {{ message: SeenMessage, compact: boolean, inThread: boolean, highlighted?: boolean, editing?: boolean,
 *   onEdit: (ts: string) => void }} props
 *   `compact`: without face and name, as it follows another one of the same author
 */
function MessageRow({ message, compact, inThread, highlighted, editing, onEdit }) {
  const session = useSession();
  const row = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [pinned, setPinned] = useState(false);
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const isSystem = SYSTEM.has(message.subtype ?? '');
  const dismiss = () => session.act('dismiss', { channel: message.channel, ts: message.ts });

  return html`<div
    ref=${row}
    class=${cls('message', compact && 'compact', message.mentions_me && !message.ephemeral && 'mentioned', message.ephemeral && 'ephemeral', highlighted && 'highlighted', pinned && 'pinned', isSystem && 'system')}
    role="listitem"
    tabindex="-1"
    data-ts=${message.ts}
    onMouseEnter=${() => setHovered(true)}
    onMouseLeave=${() => setHovered(false)}
    onFocusIn=${() => setFocused(true)}
    onFocusOut=${(/** @type {FocusEvent} */ event) => setFocused(Boolean(row.current?.contains(/** @type {Node | null} */ (event.relatedTarget))))}
  >
    ${message.ephemeral && html`<div class="message-note"><${Icon} name="eye" size=${14} />Only visible to you</div>`}
    ${message.subtype === 'thread_broadcast' && !inThread && html`<div class="message-note"><${Icon} name="thread" size=${14} />replied to a thread</div>`}
    <div class="message-row">
      <div class="message-gutter">${compact ? html`<${ShortTime} ts=${message.ts} />` : html`<${Face} message=${message} />`}</div>
      <div class="message-main">
        ${!compact && html`<${Head} message=${message} />`}
        ${
          editing
            ? html`<${EditMessage} message=${message} onDone=${() => onEdit('')} />`
            : html`<${Body} message=${message} />`
        }
        ${message.files.length > 0 && html`<${Files} files=${message.files} />`}
        ${message.reactions.length > 0 && html`<${Reactions} message=${message} />`}
        ${!inThread && (message.reply_count ?? 0) > 0 && html`<${ThreadSummary} message=${message} />`}
        ${message.ephemeral && html`<button type="button" class="link dismiss" onClick=${dismiss}>Dismiss message</button>`}
      </div>
    </div>
    ${(hovered || focused || pinned) && !message.ephemeral && !editing && !isSystem && html`<${Toolbar} message=${message} inThread=${inThread} onPin=${setPinned} onEdit=${onEdit} />`}
  </div>`;
}

/** Drawn again only when something of it changes: long channels stay quick. */
export const Message = memo(MessageRow);

const SYSTEM = new Set([
  'channel_join',
  'channel_leave',
  'channel_topic',
  'channel_purpose',
  'channel_name',
  'channel_archive',
  'group_join',
  'group_leave',
]);

/** @param {{ message: SeenMessage }} props */
function Face({ message }) {
  const openProfile = useContext(ProfileContext);
  const emoji = message.icon_emoji ? emojiCharacter(message.icon_emoji.replaceAll(':', '')) : null;
  return html`<button
    type="button"
    class="face-button"
    tabindex="-1"
    aria-hidden="true"
    onClick=${(/** @type {any} */ event) => openProfile(message.user, event.currentTarget)}
  >
    <${Avatar} id=${message.user} size=${36} emoji=${emoji} />
  </button>`;
}

/** @param {{ message: SeenMessage }} props */
function Head({ message }) {
  const openProfile = useContext(ProfileContext);
  const person = useWindow((state) => state.people[message.user]);
  const appName = useWindow((state) => (state.app.bot_user_id === message.user ? state.app.name : ''));
  const name = message.username || appName || nameOf(person) || 'Someone';
  return html`<div class="message-head">
    <button type="button" class="author" onClick=${(/** @type {any} */ event) => openProfile(message.user, event.currentTarget)}>${name}</button>
    ${(message.bot_id || person?.is_bot) && html`<span class="app-badge">APP</span>`}
    ${person?.is_guest && html`<span class="guest-mark" title="Guest">Guest</span>`}
    ${person?.is_stranger && html`<span class="guest-mark" title="From another organisation">External</span>`}
    <${TimeLink} message=${message} />
  </div>`;
}

/** @param {{ message: SeenMessage }} props */
function TimeLink({ message }) {
  const zone = useWindow((state) => state.me.tz);
  const at = tsMillis(message.ts);
  return html`<a class="time-link" href=${message.permalink || '#'} title=${fullMoment(at, zone)} onClick=${(/** @type {Event} */ event) => event.preventDefault()}>${clockTime(at, zone)}</a>`;
}

/** @param {{ ts: string }} props */
function ShortTime({ ts }) {
  const zone = useWindow((state) => state.me.tz);
  return html`<span class="short-time" title=${fullMoment(tsMillis(ts), zone)}>${shortTime(tsMillis(ts), zone)}</span>`;
}

/** An app's blocks replace its text, while what a person typed is drawn from the text; attachments stand below.
 * @param {{ message: SeenMessage }} props */
function Body({ message }) {
  const drafts = useRef(noDrafts());
  const host = useMemo(
    () => ({
      container: /** @type {const} */ ({ type: 'message', channel: message.channel, ts: message.ts }),
      surface: /** @type {const} */ ('message'),
      values: message.values,
      errors: {},
      drafts: drafts.current,
    }),
    [message],
  );
  const blocks = /** @type {Block[]} */ (/** @type {unknown} */ (message.blocks));
  const attachments = /** @type {Attachment[]} */ (/** @type {unknown} */ (message.attachments));
  return html`<${HostProvider} value=${host}>
    <div class="message-body">
      ${
        blocks.length > 0 && (message.bot_id || message.text === '')
          ? html`<${Blocks} blocks=${blocks} />`
          : message.text !== '' && html`<${Words} message=${message} />`
      }
      ${message.edited && html`<span class="edited">(edited)</span>`}
      ${attachments.length > 0 && html`<${Attachments} attachments=${attachments} />`}
    </div>
  <//>`;
}

/** @param {{ message: SeenMessage }} props */
function Words({ message }) {
  return message.mrkdwn
    ? html`<${Mrkdwn} text=${message.text} jumbo />`
    : html`<span class="mrkdwn plain">${message.text}</span>`;
}
