/**
 * One person's connection to the workspace: reads the state, follows the live events, and acts.
 * @import { ActAnswer, ActAnswers, ActName, Acts, LiveEvent, MessagesAnswer, Notice, PersonState } from '../../emulator/people.ts'
 * @import { WindowState } from './window-state.js'
 * @import { Store } from './store.js'
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { readClock } from './clock.js';
import { createStore, useStore } from './store.js';
import { applyEvent, timelineKey, windowState, withNotice, withPage } from './window-state.js';

/** Messages read at once. */
const PAGE = 80;
/** Events kept to be replayed over a page that was read while they happened. */
const RECENT = 300;
/** Wall milliseconds between attempts to connect again, by attempt. */
const RETRY_MS = [200, 500, 1000, 2000, 4000];

/**
 * @typedef {{
 *   user: string,
 *   store: Store<WindowState>,
 *   act: <A extends ActName>(act: A, body: Acts[A]) => Promise<ActAnswers[A]>,
 *   loadTimeline: (channel: string, thread?: string) => Promise<void>,
 *   loadOlder: (channel: string, thread?: string, limit?: number) => Promise<void>,
 *   tell: (notice: Notice) => void,
 *   dropNotice: (id: number) => void,
 *   close: () => void,
 * }} Session
 */

/** @param {string} user @returns {Promise<Session>} @throws when the workspace does not know this person */
export async function openSession(user) {
  const first = await readState(user);
  const store = createStore(windowState(first, readClock(first.clock)));
  /** @type {LiveEvent[]} */
  const recent = [];
  /** @type {WebSocket | null} */
  let socket = null;
  let attempts = 0;
  let closed = false;

  /** @type {Promise<void> | null} */
  let reloading = null;

  const readAgain = async () => {
    const answer = await readState(user);
    store.update((before) => {
      const clock = readClock(answer.clock);
      return replayed(windowState(answer, clock, before), recent, answer.seq);
    });
    await Promise.all(
      Object.keys(store.get().timelines).map((key) => {
        const [channel = '', thread] = key.split(':');
        return loadTimeline(channel, thread);
      }),
    );
  };
  const reload = () => {
    reloading ??= readAgain()
      .catch(reconnect)
      .finally(() => {
        reloading = null;
      });
  };

  const receive = (/** @type {LiveEvent} */ event) => {
    const { seq, epoch } = store.get();
    if (event.type === 'hello' || event.type === 'reload') {
      if (event.epoch !== epoch) recent.length = 0;
      if (event.type === 'reload' || event.epoch !== epoch) reload();
      else store.update((state) => ({ ...state, clock: readClock(event.clock) }));
      return;
    }
    if (event.seq <= seq) return;
    recent.push(event);
    if (recent.length > RECENT) recent.shift();
    if (reloading) return;
    if (event.seq > seq + 1) reload();
    else store.update((state) => applyEvent(state, event, clockOf(event, state)));
  };

  const connect = () => {
    if (closed) return;
    const { seq, epoch } = store.get();
    const address = new URL(
      `/people/${user}/live?since=${seq}&epoch=${encodeURIComponent(epoch)}`,
      location.href,
    );
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    socket = new WebSocket(address);
    socket.onopen = () => {
      attempts = 0;
      store.update((state) => ({ ...state, connected: true }));
    };
    socket.onmessage = (message) => receive(JSON.parse(String(message.data)));
    socket.onclose = reconnect;
  };

  function reconnect() {
    if (closed) return;
    store.update((state) => (state.connected ? { ...state, connected: false } : state));
    const wait = RETRY_MS[Math.min(attempts, RETRY_MS.length - 1)];
    attempts += 1;
    if (socket) socket.onclose = null;
    socket?.close();
    setTimeout(connect, wait);
  }

  /** @param {string} channel @param {string} [thread] */
  async function loadTimeline(channel, thread) {
    const answer = await readMessages(user, channel, { thread, limit: thread ? 1000 : PAGE });
    place(channel, thread, answer, 'newest');
  }

  /** @param {string} channel @param {string} [thread] @param {number} [limit] */
  async function loadOlder(channel, thread, limit = PAGE) {
    const timeline = store.get().timelines[timelineKey(channel, thread)];
    if (!timeline?.hasMore) return;
    const before = timeline.messages[0]?.ts ?? '';
    const answer = await readMessages(user, channel, { thread, limit, before });
    place(channel, thread, answer, 'older');
  }

  /** What happened since the page was read happens to it again, so that nothing newer is lost.
   * @param {string} channel @param {string | undefined} thread @param {MessagesAnswer} answer
   * @param {'newest' | 'older'} which */
  function place(channel, thread, answer, which) {
    store.update((state) => {
      const paged = withPage(state, timelineKey(channel, thread), answer, which);
      const messages = recent.filter((event) => event.type.startsWith('message_'));
      return replayed(paged, messages, answer.seq);
    });
  }

  connect();
  return {
    user,
    store,
    act: (act, body) => postAct(user, act, body),
    loadTimeline,
    loadOlder,
    tell: (notice) => store.update((state) => withNotice(state, notice)),
    dropNotice: (id) =>
      store.update((state) => ({ ...state, notices: state.notices.filter((notice) => notice.id !== id) })),
    close() {
      closed = true;
      if (socket) socket.onclose = null;
      socket?.close();
    },
  };
}

/**
 * What happened after something was read happens to it again.
 * @param {WindowState} state @param {LiveEvent[]} events @param {number} since
 */
function replayed(state, events, since) {
  return events
    .filter((event) => event.seq > since)
    .reduce((now, event) => applyEvent(now, event, clockOf(event, now)), state);
}

/** @param {LiveEvent} event @param {WindowState} state */
function clockOf(event, state) {
  return event.type === 'clock_changed' ? readClock(event.clock) : state.clock;
}

/** @param {string} user @returns {Promise<PersonState>} */
async function readState(user) {
  const answer = await fetch(`/people/${encodeURIComponent(user)}/state`, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`The workspace answered ${answer.status} for ${user}`);
  return answer.json();
}

/** @param {string} user @param {string} channel
 * @param {{ thread?: string | undefined, limit: number, before?: string }} options
 * @returns {Promise<MessagesAnswer>} */
async function readMessages(user, channel, { thread, limit, before }) {
  const query = new URLSearchParams({ limit: String(limit) });
  if (thread) query.set('thread', thread);
  if (before) query.set('before', before);
  const answer = await fetch(
    `/people/${encodeURIComponent(user)}/conversations/${encodeURIComponent(channel)}/messages?${query}`,
    { cache: 'no-store' },
  );
  if (!answer.ok) throw new Error(`The workspace answered ${answer.status} for ${channel}`);
  return answer.json();
}

/**
 * An act that could not even be sent reads like one that was refused.
 * @template {ActName} A
 * @param {string} user @param {A} act @param {Acts[A]} body
 * @returns {Promise<ActAnswers[A]>}
 */
async function postAct(user, act, body) {
  try {
    const answer = await fetch(`/people/${encodeURIComponent(user)}/${act}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return await answer.json();
  } catch {
    return /** @type {ActAnswers[A]} */ ({
      ok: false,
      outcome: 'invalid',
      error: 'The sandbox is not reachable.',
    });
  }
}

const SessionContext = createContext(/** @type {Session | null} */ (null));
export const SessionProvider = SessionContext.Provider;

/** @returns {Session} */
export function useSession() {
  const session = useContext(SessionContext);
  if (!session) throw new Error('Nothing is drawn outside of a session');
  return session;
}

/**
 * A part of the window's state.
 * @template P
 * @param {(state: WindowState) => P} select
 * @param {(a: P, b: P) => boolean} [equal]
 * @returns {P}
 */
export function useWindow(select, equal) {
  return useStore(useSession().store, select, equal);
}

/** Refusals that the workspace did not show by itself are told to the person.
 * @param {Session} session @param {ActAnswer} answer */
export function tellRefusal(session, answer) {
  if (answer.ok || answer.outcome !== 'invalid' || !answer.error || answer.errors) return;
  const words = answer.error.charAt(0).toUpperCase() + answer.error.slice(1);
  session.tell({ level: 'error', text: /[.!?]$/.test(words) ? words : `${words}.` });
}
