/**
 * Keys that work anywhere in the window: Ctrl or Cmd K goes somewhere, Alt with the arrows to the conversation
 * beside (with Shift to one with something new), F6 from part to part.
 * @import { WindowState } from './window-state.js'
 */
import { conversationLists } from '../sidebar/lists.js';
import { useNavigation } from './navigation.js';
import { useSession } from './session.js';
import { useListener } from './store.js';

/** @param {() => void} onSwitch */
export function useWindowKeys(onSwitch) {
  const session = useSession();
  const { go, get } = useNavigation();
  useListener(document, 'keydown', (/** @type {KeyboardEvent} */ event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k' && !event.shiftKey) {
      event.preventDefault();
      if (session.store.get().modals.length === 0) onSwitch();
    } else if (event.key === 'F6' && session.store.get().modals.length === 0) {
      event.preventDefault();
      focusNextRegion(event.shiftKey ? -1 : 1);
    } else if (
      event.altKey &&
      !event.metaKey &&
      !event.ctrlKey &&
      (event.key === 'ArrowDown' || event.key === 'ArrowUp')
    ) {
      event.preventDefault();
      const next = neighbour(
        session.store.get(),
        get().channel,
        event.key === 'ArrowDown' ? 1 : -1,
        event.shiftKey,
      );
      if (next) go({ channel: next, thread: '', message: '', tab: '' });
    }
  });
}

/** The parts of the window, in the order in which F6 goes through them. */
const REGIONS = [
  '.top-search',
  '.side-item.current, .side-item',
  '.message-scroller, .home-scroll',
  '.main-pane .composer textarea',
  '.thread-scroller',
  '.thread-pane .composer textarea',
  '.tool-panel button',
];

/** @param {number} step */
function focusNextRegion(step) {
  const there = REGIONS.flatMap((selector) => {
    const found = [...document.querySelectorAll(selector)].find(
      (element) => element.getClientRects().length > 0,
    );
    return found ? [/** @type {HTMLElement} */ (found)] : [];
  });
  const now = document.activeElement;
  const at = there.findLastIndex((element) => element === now || element.contains(now));
  there[(at + step + there.length) % there.length]?.focus();
}

/** @param {WindowState} state @param {string} from @param {number} step @param {boolean} onlyUnread */
function neighbour(state, from, step, onlyUnread) {
  const lists = conversationLists(state.conversations, state.people, state.app, state.me.id);
  const all = [...lists.channels, ...lists.direct];
  const at = all.findIndex((one) => one.id === from);
  const order = all.map((_, index) => all[(at + step * (index + 1) + all.length * 2) % all.length]);
  return order.find((one) => one && (!onlyUnread || one.unread_count > 0))?.id ?? '';
}
