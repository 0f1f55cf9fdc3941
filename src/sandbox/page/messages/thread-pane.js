/**
 * A thread, beside its channel.
 * @import { SeenConversation } from '../../emulator/people.ts'
 */
import { Fragment } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Composer } from '../composer/composer.js';
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useNavigation, usePlace } from '../core/navigation.js';
import { useSession, useWindow } from '../core/session.js';
import { Message } from './message.js';
import { useMessageKeys } from './message-list.js';
import { rowsOf } from './rows.js';
import { useTimeline } from './use-timeline.js';

/** @param {{ conversation: SeenConversation, thread: string }} props */
export function ThreadPane({ conversation, thread }) {
  const session = useSession();
  const { go } = useNavigation();
  const timeline = useTimeline(conversation.id, thread);
  const zone = useWindow((state) => state.me.tz);
  const me = useWindow((state) => state.me.id);
  const linked = usePlace().message;
  const [editing, setEditing] = useState('');
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const messages = timeline?.messages ?? [];
  const rows = rowsOf(messages, 0, messages.length, { zone, me, unreadAfter: '' });
  const replies = messages.length - 1;
  const newest = messages.at(-1)?.ts ?? '';
  const close = () => go({ thread: '', message: '' });
  const onKeyDown = useMessageKeys(scroller, messages, setEditing);

  useLayoutEffect(() => {
    const row = linked && scroller.current?.querySelector(`[data-ts="${CSS.escape(linked)}"]`);
    if (row) row.scrollIntoView({ block: 'center' });
    else if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [newest, thread, linked]);
  useEffect(() => {
    if (newest !== '' && document.visibilityState === 'visible')
      session.act('read', { channel: conversation.id, thread_ts: thread, ts: newest });
  }, [session, conversation.id, thread, newest]);
  const editLast = () => {
    const mine = messages.findLast((message) => message.user === me && !message.bot_id && !message.ephemeral);
    if (mine) setEditing(mine.ts);
  };
  const onEscape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close();
  };

  return html`<aside class="side-pane thread-pane" aria-label="Thread" onKeyDown=${onEscape}>
    <header class="pane-head">
      <button type="button" class="icon-button pane-back" aria-label="Back to the channel" onClick=${close}><${Icon} name="back" /></button>
      <div class="pane-title"><h2>Thread</h2><span class="pane-channel">${conversation.im_user ? conversation.name : `# ${conversation.name}`}</span></div>
      <button type="button" class="icon-button" aria-label="Close the thread" onClick=${close}><${Icon} name="close" /></button>
    </header>
    <div class="thread-scroller" ref=${scroller} onKeyDown=${onKeyDown} tabindex="0" role="list" aria-label="Thread messages">
      ${rows.map(
        (row, index) => html`<${Fragment} key=${row.message.ts}>
          <${Message} message=${row.message} compact=${row.compact && index > 1} inThread highlighted=${linked === row.message.ts} editing=${editing === row.message.ts} onEdit=${setEditing} />
          ${index === 0 && replies > 0 && html`<div class="reply-line" role="separator"><span>${replies} ${replies === 1 ? 'reply' : 'replies'}</span></div>`}
        <//>`,
      )}
      ${timeline && messages.length === 0 && html`<p class="pane-empty">This thread is gone.</p>`}
    </div>
    <${Composer}
      key=${`${conversation.id}:${thread}`}
      channel=${conversation.id}
      thread=${thread}
      placeholder="Reply…"
      autofocus
      broadcastTo=${conversation.im_user ? undefined : `# ${conversation.name}`}
      onEditLast=${editLast}
    />
  </aside>`;
}
