import { useEffect } from 'preact/hooks';
import { useSession, useWindow } from '../core/session.js';
import { timelineKey } from '../core/window-state.js';

/**
 * The messages of a channel or thread; they are read when they are not there yet.
 * @param {string} channel @param {string} [thread]
 */
export function useTimeline(channel, thread) {
  const session = useSession();
  const timeline = useWindow((state) => state.timelines[timelineKey(channel, thread)]);
  const missing = timeline === undefined;
  useEffect(() => {
    if (channel === '' || !missing) return;
    session
      .loadTimeline(channel, thread)
      .catch(() => session.tell({ level: 'error', text: 'The messages could not be read.' }));
  }, [session, channel, thread, missing]);
  return timeline;
}

/** Calls back when the page comes into view or leaves it.
 * @param {(visible: boolean) => void} onChange */
export function useVisibility(onChange) {
  useEffect(() => {
    const change = () => onChange(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', change);
    return () => document.removeEventListener('visibilitychange', change);
  }, [onChange]);
}
