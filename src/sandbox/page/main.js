/** Starts the page: who one is comes from the address, or from the tour, or is the first of the cast. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { App } from './app.js';
import { placeUrl } from './core/address.js';
import { loadEmoji } from './core/emoji.js';
import { html } from './core/html.js';
import { Icon } from './core/icons.js';
import { createNavigation, NavigationProvider, usePlace } from './core/navigation.js';
import { openSession, SessionProvider } from './core/session.js';
import { followTheme } from './core/theme.js';
import { loadTools } from './tools/open-tools.js';
import { firstPersona } from './tools/tour.js';

/** Narrower than this, a second person opens in a tab of their own. */
const BESIDE_WIDTH = 1080;

const navigation = createNavigation();
followTheme();

/** @returns {Promise<string>} */
async function somebody() {
  const [answer, first] = await Promise.all([fetch('/people').then((reply) => reply.json()), firstPersona()]);
  /** @type {import('../emulator/people.ts').CastMember[]} */
  const people = answer.people ?? [];
  if (people.some((person) => person.id === first)) return first;
  return people.find((person) => !person.is_bot && !person.deleted)?.id ?? '';
}

function Page() {
  const place = usePlace();
  const [session, setSession] = useState(/** @type {import('./core/session.js').Session | null} */ (null));
  const [failure, setFailure] = useState('');
  const [beside, setBeside] = useState('');
  useEffect(() => {
    let left = false;
    const opening = place.as === '' ? goAsSomebody() : open(place.as);
    opening
      .then((opened) => (left ? opened?.close() : opened && setSession(opened)))
      .catch((error) => setFailure(error instanceof Error ? error.message : String(error)));
    return () => {
      left = true;
    };
  }, [place.as]);
  useEffect(() => () => session?.close(), [session]);
  const onBeside = (/** @type {string} */ user) => {
    if (innerWidth >= BESIDE_WIDTH) setBeside(user);
    else window.open(placeUrl({ ...place, as: user, thread: '', message: '' }), '_blank', 'noopener');
  };
  if (failure !== '' && !session) return html`<${Failure} reason=${failure} />`;
  if (!session) return null;
  return html`<div class="page" data-beside=${beside ? '' : undefined}>
    <${SessionProvider} value=${session}><${App} key=${session.user} onBeside=${onBeside} /><//>
    ${beside && html`<${Beside} user=${beside} onClose=${() => setBeside('')} />`}
  </div>`;
}

/** @param {string} user */
async function open(user) {
  const [session] = await Promise.all([openSession(user), emoji]);
  loadTools(session);
  return session;
}

async function goAsSomebody() {
  navigation.go({ as: await somebody() }, 'replace');
  return null;
}
const emoji = loadEmoji();

/** A second person in the same window. @param {{ user: string, onClose: () => void }} props */
function Beside({ user, onClose }) {
  return html`<div class="beside">
    <button type="button" class="beside-close" aria-label="Close the second person" title="Close the second person" onClick=${onClose}><${Icon} name="close" size=${16} /></button>
    <iframe title="Second person" src=${placeUrl({ ...navigation.get(), as: user, thread: '', message: '' })}></iframe>
  </div>`;
}

/** @param {{ reason: string }} props */
function Failure({ reason }) {
  return html`<div class="failure" role="alert">
    <h1>The workspace cannot be opened</h1>
    <p>${reason}</p>
    <a class="button medium primary" href="/">Start again</a>
  </div>`;
}

const root = document.getElementById('root');
if (root) {
  root.textContent = '';
  render(html`<${NavigationProvider} value=${navigation}><${Page} /><//>`, root);
}
