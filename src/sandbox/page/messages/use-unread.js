/** @import { SeenConversation } from '../../emulator/people.ts' */
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../core/session.js';
import { useLatest } from '../core/store.js';
import { useVisibility } from './use-timeline.js';

/**
 * Reads a conversation that is in view, and says after which ts the "New" line stands.
 * The line stays where it was when the conversation was opened, or last left for another tab.
 * @param {SeenConversation} conversation
 * @param {boolean} loaded
 * @returns {string} '' for no line
 */
export function useUnread(conversation, loaded) {
  const session = useSession();
  const { id, unread_count: unread, last_read: lastRead, latest_ts: latest } = conversation;
  const [line, setLine] = useState(unread > 0 ? lastRead || '0' : '');
  const [visible, setVisible] = useState(document.visibilityState === 'visible');

  const onVisible = useLatest((/** @type {boolean} */ now) => {
    setVisible(now);
    if (!now) setLine(latest || '0');
  });
  useVisibility(onVisible);

  useEffect(() => {
    if (loaded && visible && unread > 0) session.act('read', { channel: id });
  }, [session, id, loaded, visible, unread, latest]);
  return line;
}
