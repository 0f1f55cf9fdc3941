/** The quick switcher (Ctrl or Cmd K): go to a channel or a person by a few letters, or act as somebody. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { AppIcon, Avatar } from '../core/avatar.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useNavigation } from '../core/navigation.js';
import { tellRefusal, useSession } from '../core/session.js';
import { nameOf } from '../text/names.js';

/** @typedef {{ id: string, title: string, note: string, search: string, face: unknown, weight: number, open: () => void }} Target */

const MOST = 12;

/** @param {{ onClose: () => void }} props */
export function Switcher({ onClose }) {
  const targets = useTargets();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    input.current?.focus();
    return () => element?.close();
  }, []);
  const found = useMemo(() => ranked(targets, query), [targets, query]);
  const at = Math.min(active, found.length - 1);
  const open = (/** @type {Target | undefined} */ target) => {
    onClose();
    if (target) queueMicrotask(target.open);
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setActive((at + step + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter') open(found[at]);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<dialog ref=${dialog} class="switcher" aria-label="Go to" onKeyDown=${onKeyDown} onCancel=${(/** @type {Event} */ event) => event.preventDefault()}
    onClick=${(/** @type {Event} */ event) => event.target === dialog.current && onClose()}>
    <div class="switcher-box">
      <div class="switcher-field">
        <${Icon} name="search" />
        <input ref=${input} role="combobox" aria-expanded="true" aria-controls="switcher-list" aria-activedescendant=${found[at] ? `switcher-${at}` : undefined} aria-label="Search channels and people" placeholder="Search channels and people" value=${query} onInput=${(
          /** @type {any} */ event,
        ) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }} />
      </div>
      <div id="switcher-list" role="listbox" aria-label="Results" class="switcher-list">
        ${found.map(
          (
            target,
            index,
          ) => html`<div key=${target.id} id=${`switcher-${index}`} role="option" aria-selected=${String(index === at)} class=${cls('switcher-item', index === at && 'active')} onMouseMove=${() => index !== at && setActive(index)} onClick=${() => open(target)}>
            <span class="side-mark">${target.face}</span><b>${target.title}</b><span class="switcher-note">${target.note}</span>
          </div>`,
        )}
        ${found.length === 0 && html`<div class="picker-status" role="status">Nothing goes by that name</div>`}
      </div>
    </div>
  </dialog>`;
}

/** @returns {Target[]} */
function useTargets() {
  const session = useSession();
  const { go } = useNavigation();
  return useMemo(() => {
    const { conversations, people, app, me } = session.store.get();
    const goTo = (/** @type {string} */ channel, tab = '') => go({ channel, thread: '', message: '', tab });
    const message = async (/** @type {string} */ user) => {
      const answer = await session.act('open-im', { user });
      tellRefusal(session, answer);
      if (answer.channel) goTo(answer.channel);
    };
    const channels = Object.values(conversations)
      .filter((one) => one.kind.endsWith('channel') && !one.is_archived)
      .map((one) => ({
        id: one.id,
        title: one.name,
        note: one.is_member ? '' : 'not joined',
        search: `${one.name} #${one.name} ${one.topic}`,
        face: html`<${Icon} name=${one.kind === 'private_channel' ? 'lock' : 'hash'} size=${16} />`,
        weight: (one.unread_count > 0 ? 2 : 0) + (one.is_member ? 1 : 0),
        open: () => goTo(one.id),
      }));
    const persons = Object.values(people)
      .filter((person) => !person.deleted && !person.is_bot)
      .flatMap((person) => [
        {
          id: `im-${person.id}`,
          title: nameOf(person),
          note: person.id === me.id ? 'you' : person.title,
          search: `${nameOf(person)} ${person.real_name} ${person.name} ${person.title}`,
          face: html`<${Avatar} id=${person.id} size=${20} presence />`,
          weight: 0,
          open: () => message(person.id),
        },
        {
          id: `as-${person.id}`,
          title: `Act as ${nameOf(person)}`,
          note: person.title,
          search: `act as ${nameOf(person)} ${person.title}`,
          face: html`<${Icon} name="people" size=${16} />`,
          weight: -1,
          open: () => go({ as: person.id, thread: '', message: '' }),
        },
      ]);
    const home = {
      id: app.id,
      title: app.name,
      note: 'App',
      search: `${app.name} app home`,
      face: html`<${AppIcon} name=${app.name} size=${20} />`,
      weight: 1,
      open: () => goTo(app.id, 'home'),
    };
    return [home, ...channels, ...persons.filter((target) => target.id !== `as-${me.id}`)];
  }, [session]);
}

/** Names that begin with what was typed come first. @param {Target[]} targets @param {string} query */
function ranked(targets, query) {
  const wanted = query.trim().toLowerCase();
  return targets
    .map((target) => ({ target, score: score(target, wanted) }))
    .filter(({ score: points }) => points > 0)
    .sort((a, b) => b.score - a.score || a.target.title.localeCompare(b.target.title))
    .slice(0, MOST)
    .map(({ target }) => target);
}

/** @param {Target} target @param {string} wanted */
function score(target, wanted) {
  const base = 10 + target.weight;
  if (wanted === '') return target.id.startsWith('as-') ? 0 : base;
  const title = target.title.toLowerCase();
  if (title.startsWith(wanted)) return base + 100;
  if (title.split(/[\s-]/).some((word) => word.startsWith(wanted))) return base + 50;
  return wanted.split(/\s+/).every((word) => target.search.toLowerCase().includes(word)) ? base : 0;
}
