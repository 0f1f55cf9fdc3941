/**
 * A conversation's messages, with days, the unread line, and the beginning of it all.
 * @import { SeenConversation, SeenMessage } from '../../emulator/people.ts'
 * @import { Row } from './rows.js'
 */
import { Fragment } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Avatar } from '../core/avatar.js';
import { useNow } from '../core/clock.js';
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useNavigation, usePlace } from '../core/navigation.js';
import { useSession, useWindow } from '../core/session.js';
import { useLatest } from '../core/store.js';
import { dayDivider, tsMillis } from '../core/time.js';
import { Mrkdwn } from '../text/render.js';
import { Message } from './message.js';
import { daysOf, rowsOf } from './rows.js';
import { useMessageWindow } from './use-message-window.js';
import { useTimeline } from './use-timeline.js';
import { useUnread } from './use-unread.js';

/** Older messages read at once while a linked one is looked for. */
const SEARCH_PAGE = 500;
/** @type {SeenMessage[]} */
const NONE = [];

/** @param {{ conversation: SeenConversation, editing: string, onEdit: (ts: string) => void }} props */
export function MessageList({ conversation, editing, onEdit }) {
  const session = useSession();
  const timeline = useTimeline(conversation.id);
  const messages = timeline?.messages ?? NONE;
  const view = useMessageWindow({
    messages,
    hasMore: timeline?.hasMore ?? false,
    loadOlder: () => session.loadOlder(conversation.id),
  });
  const unreadAfter = useUnread(conversation, timeline !== undefined);
  const zone = useWindow((state) => state.me.tz);
  const me = useWindow((state) => state.me.id);
  const days = useMemo(
    () => daysOf(rowsOf(messages, view.from, view.to, { zone, me, unreadAfter }), zone),
    [messages, view.from, view.to, zone, me, unreadAfter],
  );
  const linked = useLinkedMessage(conversation, timeline, view);
  const onKeyDown = useMessageKeys(view.scroller, messages, onEdit);
  const atBeginning = timeline !== undefined && !timeline.hasMore && view.from === 0;

  return html`<div class="message-area">
    <div class="message-scroller" ref=${view.scroller} onScroll=${view.onScroll} onKeyDown=${onKeyDown} tabindex="0" role="list" aria-label=${`Messages in ${conversation.name}`} aria-busy=${timeline === undefined ? 'true' : undefined}>
      <div class="message-content" role="presentation">
        ${atBeginning && html`<${Beginning} conversation=${conversation} />`}
        ${days.map(
          (day) => html`<div key=${day.key} role="presentation"><${Day} ts=${day.ts} starts=${day.starts} />
          ${day.rows.map((row) => html`<${RowParts} key=${row.message.ts} row=${row} linked=${linked} editing=${editing} onEdit=${onEdit} />`)}
        </div>`,
        )}
      </div>
    </div>
    ${
      view.away &&
      html`<button type="button" class="to-bottom" onClick=${view.toBottom}>
        ${conversation.unread_count > 0 ? 'New messages' : 'Latest messages'} <${Icon} name="down" size=${14} />
      </button>`
    }
  </div>`;
}

/** @param {{ row: Row, linked: string, editing: string, onEdit: (ts: string) => void }} props */
function RowParts({ row, linked, editing, onEdit }) {
  const { message } = row;
  return html`<${Fragment}>
    ${row.firstUnread && html`<div class="unread-line" role="separator" aria-label="New messages"><span>New</span></div>`}
    <${Message} message=${message} compact=${row.compact} inThread=${false} highlighted=${linked === message.ts} editing=${editing === message.ts} onEdit=${onEdit} />
  <//>`;
}

/** @param {{ ts: string, starts: boolean }} props */
function Day({ ts, starts }) {
  const zone = useWindow((state) => state.me.tz);
  const words = dayDivider(tsMillis(ts), useNow(), zone);
  return html`${starts && html`<div class="day-line" role="presentation"></div>`}
    <div class="day-pill" role="separator" aria-label=${words}><span>${words}</span></div>`;
}

/** @param {{ conversation: SeenConversation }} props */
function Beginning({ conversation }) {
  const { name, purpose, im_user: other } = conversation;
  if (other !== undefined)
    return html`<div class="beginning">
      <${Avatar} id=${other} size=${72} />
      <h2>${name}</h2>
      <p>This conversation is just between <b>@${name}</b> and you.</p>
    </div>`;
  return html`<div class="beginning">
    <h2><${Icon} name=${conversation.kind === 'private_channel' ? 'lock' : 'hash'} size=${26} />${name}</h2>
    <p>This is the very beginning of the <b>${name}</b> channel. <${Mrkdwn} text=${purpose} /></p>
  </div>`;
}

/**
 * Goes to the message that the address names, reading back as far as it takes.
 * @param {SeenConversation} conversation
 * @param {{ messages: SeenMessage[], hasMore: boolean } | undefined} timeline
 * @param {ReturnType<typeof useMessageWindow>} view
 * @returns {string} the ts to highlight
 */
function useLinkedMessage({ id: channel, im_user: other }, timeline, view) {
  const session = useSession();
  const { get } = useNavigation();
  const place = usePlace();
  const app = useWindow((state) => state.app);
  const isHere = place.channel === channel || (place.channel === app.id && other === app.bot_user_id);
  const wanted = isHere && place.thread === '' ? place.message : '';
  const [linked, setLinked] = useState('');
  const [sought, setSought] = useState('');
  const reached = useRef('');
  useEffect(() => {
    if (wanted !== reached.current) setSought(wanted);
    reached.current = wanted;
  }, [wanted]);

  useEffect(() => {
    if (sought === '' || !timeline) return;
    if (timeline.messages.some((message) => message.ts === sought)) {
      view.around(sought);
      setLinked(sought);
      setSought('');
    } else if (timeline.hasMore && get().message === sought)
      session.loadOlder(channel, undefined, SEARCH_PAGE);
    else setSought('');
  }, [sought, timeline]);
  useEffect(() => {
    if (linked === '') return;
    view.show(linked)?.focus({ preventScroll: true });
    const timer = setTimeout(() => setLinked(''), 4000);
    return () => clearTimeout(timer);
  }, [linked]);
  return linked;
}

/**
 * Arrow keys walk the messages; letters do what the bar does.
 * @param {{ current: HTMLElement | null }} scroller @param {SeenMessage[]} messages @param {(ts: string) => void} onEdit
 */
export function useMessageKeys(scroller, messages, onEdit) {
  const { go } = useNavigation();
  const me = useWindow((state) => state.me.id);
  return useLatest((/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const isRow = target.classList.contains('message');
    if ((!isRow && target !== scroller.current) || event.metaKey || event.ctrlKey || event.altKey) return;
    const rows = /** @type {HTMLElement[]} */ ([...(scroller.current?.querySelectorAll('.message') ?? [])]);
    const at = rows.indexOf(target);
    const message = messages.find((one) => one.ts === target.dataset.ts);
    if (event.key === 'ArrowUp') rows[at < 0 ? rows.length - 1 : at - 1]?.focus();
    else if (event.key === 'ArrowDown') rows[at < 0 ? rows.length - 1 : at + 1]?.focus();
    else if (!message || message.ephemeral) return;
    else if (event.key === 't' || event.key === 'T' || (isRow && event.key === 'Enter'))
      go({ channel: message.channel, thread: message.thread_ts ?? message.ts, message: '', tab: '' });
    else if (event.key === 'e' && message.user === me) onEdit(message.ts);
    else return;
    event.preventDefault();
  });
}
