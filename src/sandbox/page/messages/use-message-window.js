/**
 * Draws only a part of a long conversation, and keeps what one looks at in its place while the part moves.
 * @import { SeenMessage } from '../../emulator/people.ts'
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useLatest } from '../core/store.js';
import { indexAtOrAfter } from './rows.js';

const FIRST = 60;
const STEP = 60;
const MOST = 300;
/** Pixels from an edge at which more is drawn. */
const NEAR = 900;
/** Pixels from the bottom that still count as being there. */
const AT_BOTTOM = 48;

/**
 * @param {{ messages: SeenMessage[], hasMore: boolean, loadOlder: () => Promise<void> }} source
 */
export function useMessageWindow({ messages, hasMore, loadOlder }) {
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const sticks = useRef(true);
  const [away, setAway] = useState(false);
  const held = useRef(/** @type {{ ts: string, top: number } | null} */ (null));
  const loading = useRef(false);
  const begun = useRef(false);

  const to = last === '' ? messages.length : Math.min(messages.length, indexAtOrAfter(messages, last) + 1);
  const from = first === '' ? Math.max(0, to - FIRST) : Math.min(indexAtOrAfter(messages, first), to);

  const hold = () => {
    const box = scroller.current;
    if (!box) return;
    const edge = box.getBoundingClientRect().top;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll('[data-ts]'))) {
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom < edge) continue;
      held.current = { ts: row.dataset.ts ?? '', top: top - edge };
      return;
    }
    held.current = null;
  };

  const growUp = useLatest(async () => {
    if (from > 0) {
      const start = Math.max(0, from - STEP);
      hold();
      setFirst(messages[start]?.ts ?? '');
      if (to - start > MOST) setLast(messages[start + MOST]?.ts ?? '');
    } else if (hasMore && !loading.current) {
      loading.current = true;
      hold();
      if (first === '') setFirst(messages[from]?.ts ?? '');
      await loadOlder().catch(() => undefined);
      loading.current = false;
      requestAnimationFrame(() => settle());
    }
  });
  const growDown = useLatest(() => {
    if (last === '') return;
    const end = to + STEP;
    hold();
    setLast(end >= messages.length ? '' : (messages[end]?.ts ?? ''));
    if (end - from > MOST) setFirst(messages[end - MOST]?.ts ?? '');
  });

  const settle = useLatest(() => {
    const box = scroller.current;
    if (!box) return;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    sticks.current = last === '' && below < AT_BOTTOM;
    setAway(last !== '' || below > box.clientHeight);
    hold();
    if (box.scrollTop < NEAR) growUp();
    else if (below < NEAR) growDown();
  });

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || messages.length === 0) return;
    if (!begun.current) {
      begun.current = true;
      begin(box);
      sticks.current = box.scrollHeight - box.scrollTop - box.clientHeight < AT_BOTTOM;
    } else if (sticks.current && last === '') box.scrollTop = box.scrollHeight;
    else keepPlace(box, held.current);
  }, [messages, from, to]);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (sticks.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    if (box.firstElementChild) observer.observe(box.firstElementChild);
    return () => observer.disconnect();
  }, []);

  return {
    scroller,
    from,
    to,
    away,
    onScroll: settle,
    toBottom() {
      setFirst('');
      setLast('');
      sticks.current = true;
      setAway(false);
      queueMicrotask(() => scroller.current?.scrollTo({ top: scroller.current.scrollHeight }));
    },
    /** Draws the part around a message; it must have been read. @param {string} ts */
    around(ts) {
      const index = indexAtOrAfter(messages, ts);
      sticks.current = false;
      setFirst(messages[Math.max(0, index - FIRST / 2)]?.ts ?? '');
      const end = index + FIRST / 2;
      setLast(end >= messages.length - 1 ? '' : (messages[end]?.ts ?? ''));
      held.current = null;
    },
    /** Scrolls a drawn message into the middle. @param {string} ts @returns {HTMLElement | null} */
    show(ts) {
      const row = /** @type {HTMLElement | null} */ (
        scroller.current?.querySelector(`[data-ts="${CSS.escape(ts)}"]`) ?? null
      );
      row?.scrollIntoView({ block: 'center' });
      return row;
    },
  };
}

/** At the bottom, or at the unread line when it would lie above the view. @param {HTMLElement} box */
function begin(box) {
  const line = /** @type {HTMLElement | null} */ (box.querySelector('.unread-line'));
  box.scrollTop = box.scrollHeight;
  if (line && line.getBoundingClientRect().top < box.getBoundingClientRect().top) {
    line.scrollIntoView({ block: 'start' });
    box.scrollTop -= 80;
  }
}

/** @param {HTMLElement} box @param {{ ts: string, top: number } | null} held */
function keepPlace(box, held) {
  if (!held) return;
  const row = box.querySelector(`[data-ts="${CSS.escape(held.ts)}"]`);
  if (!row) return;
  const moved = row.getBoundingClientRect().top - box.getBoundingClientRect().top - held.top;
  if (Math.abs(moved) > 0.5) box.scrollTop += moved;
}
