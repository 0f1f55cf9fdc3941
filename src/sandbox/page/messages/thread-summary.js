/** @import { SeenMessage } from '../../emulator/people.ts' */
import { Avatar } from '../core/avatar.js';
import { useNow } from '../core/clock.js';
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useNavigation } from '../core/navigation.js';
import { ago, tsMillis } from '../core/time.js';

/** "3 replies", under the message that began the thread. @param {{ message: SeenMessage }} props */
export function ThreadSummary({ message }) {
  const { go } = useNavigation();
  const now = useNow();
  const count = message.reply_count ?? 0;
  const last = message.latest_reply ? `Last reply ${ago(tsMillis(message.latest_reply), now)}` : '';
  return html`<button type="button" class="thread-summary" onClick=${() => go({ channel: message.channel, thread: message.ts, message: '', tab: '' })}>
    <span class="thread-faces">${(message.reply_users ?? []).slice(0, 5).map((id) => html`<${Avatar} key=${id} id=${id} size=${24} />`)}</span>
    <b class="thread-count">${count} ${count === 1 ? 'reply' : 'replies'}</b>
    <span class="thread-last">${last}</span>
    <span class="thread-view">View thread</span>
    <${Icon} name="right" size=${16} class="thread-arrow" />
  </button>`;
}
