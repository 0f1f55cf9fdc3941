/** Starts the page: who one is comes from the address, or from the tour, or is the first of the cast. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { App } from './app.js';
import { loadEmoji } from './core/emoji.js';
import { html } from './core/html.js';
import { createNavigation, NavigationProvider, usePlace } from './core/navigation.js';
import { openSession, SessionProvider } from './core/session.js';
import { followTheme } from './core/theme.js';
import { loadTools } from './tools/open-tools.js';
import { isInPair, Pair } from './tools/pair.js';
import { firstPersona } from './tools/tour.js';

const navigation = createNavigation();
const ready = Promise.all([loadEmoji(), loadTools()]);
followTheme();

/** @returns {Promise<string>} */
async function somebody() {
  const [answer] = await Promise.all([fetch('/people').then((reply) => reply.json()), ready]);
  const first = firstPersona();
  /** @type {import('../emulator/people.ts').CastMember[]} */
  const people = answer.people ?? [];
  if (people.some((person) => person.id === first)) return first;
  return people.find((person) => !person.is_bot && !person.deleted)?.id ?? '';
}

function Page() {
  const beside = usePlace().beside;
  return beside !== '' && !isInPair ? html`<${Pair} />` : html`<${Window} />`;
}

/** One person's window, opened anew for everybody one acts as. */
function Window() {
  const { as } = usePlace();
  const [session, setSession] = useState(/** @type {import('./core/session.js').Session | null} */ (null));
  const [failure, setFailure] = useState('');
  useEffect(() => {
    let left = false;
    const opening = as === '' ? goAsSomebody() : open(as);
    opening
      .then((opened) => (left ? opened?.close() : opened && setSession(opened)))
      .catch((error) => !left && setFailure(error instanceof Error ? error.message : String(error)));
    return () => {
      left = true;
    };
  }, [as]);
  useEffect(() => () => session?.close(), [session]);
  if (failure !== '') return html`<${Failure} reason=${failure} />`;
  if (!session) return html`<${FirstPaint} />`;
  return html`<${SessionProvider} value=${session}><${App} key=${session.user} /><//>`;
}

/** @param {string} user */
async function open(user) {
  const [session] = await Promise.all([openSession(user), ready]);
  return session;
}

async function goAsSomebody() {
  navigation.go({ as: await somebody() }, 'replace');
  return null;
}

/** What `index.html` shows already, until there is something to show. */
function FirstPaint() {
  return html`<div class="window first-paint" aria-hidden="true">
    <div class="top-bar"></div>
    <div class="rail"></div>
    <div class="workspace">
      <div class="sidebar"></div>
      <div class="content"></div>
    </div>
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
