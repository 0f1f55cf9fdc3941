/**
 * Where a person is, as the page's address says it: `/?as=U1&c=C1&thread=…&m=…&tab=home`.
 * Everything is in the query so that two tabs can be two people, and a link can be shared.
 */

/**
 * @typedef {{ as: string, channel: string, thread: string, message: string, tab: string, beside: string }} Place
 *   `channel` is a conversation's id or the app's id; `tab` is the app's: home, messages or about;
 *   `beside` is a second person whose window stands at the side
 */

/** @param {string} search @returns {Place} */
export function parsePlace(search) {
  const query = new URLSearchParams(search);
  const get = (/** @type {string} */ name) => query.get(name) ?? '';
  return {
    as: get('as'),
    channel: get('c'),
    thread: get('thread'),
    message: get('m'),
    tab: get('tab'),
    beside: get('beside'),
  };
}

/** @param {Place} place */
export function placeUrl(place) {
  const query = new URLSearchParams();
  if (place.as) query.set('as', place.as);
  if (place.channel) query.set('c', place.channel);
  if (place.thread) query.set('thread', place.thread);
  if (place.message) query.set('m', place.message);
  if (place.tab) query.set('tab', place.tab);
  if (place.beside) query.set('beside', place.beside);
  return `/?${query}`;
}

/**
 * A link to a message of this workspace, read as a place in it.
 * @param {string} url
 * @param {string} domain the workspace's
 * @returns {{ channel: string, message: string, thread: string } | null}
 */
export function parsePermalink(url, domain) {
  const match = /^https?:\/\/([^/]+)\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})(?:\?(.*))?$/.exec(url);
  if (!match || !(match[1] ?? '').startsWith(`${domain}.`)) return null;
  const message = `${match[3]}.${match[4]}`;
  const thread = new URLSearchParams(match[5] ?? '').get('thread_ts') ?? '';
  return { channel: match[2] ?? '', message, thread };
}
