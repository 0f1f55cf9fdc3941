/** Choosing an emoji: a search and a grid that the arrow keys walk. */
import { useMemo, useRef, useState } from 'preact/hooks';
import { allEmoji, searchEmoji } from '../core/emoji.js';
import { useFocusReturn } from '../core/focus.js';
import { html } from '../core/html.js';
import { Popover } from '../core/overlay.js';
import { recall, remember } from '../core/preferences.js';

const GROUPS = [
  'Smileys',
  'People',
  '',
  'Animals & nature',
  'Food & drink',
  'Travel & places',
  'Activities',
  'Objects',
  'Symbols',
  'Flags',
];
const COMMON = [
  'white_check_mark',
  'eyes',
  'raised_hands',
  'thumbsup',
  'heart',
  'tada',
  'rocket',
  'pray',
  'joy',
];
const COLUMNS = 9;
const RECENT = 'emoji.recent';

/** @returns {string[]} */
function recentNames() {
  const kept = recall(RECENT);
  const names = Array.isArray(kept) ? kept.filter((name) => typeof name === 'string') : [];
  return [...new Set([...names, ...COMMON])].slice(0, COLUMNS);
}

/** @param {{ anchor: any, onChoose: (name: string) => void, onClose: () => void, align?: 'start' | 'end' }} props */
export function EmojiPicker({ anchor, onChoose, onClose, align }) {
  const [query, setQuery] = useState('');
  const [over, setOver] = useState('');
  const search = useRef(/** @type {HTMLInputElement | null} */ (null));
  const grid = useRef(/** @type {HTMLDivElement | null} */ (null));
  useFocusReturn();
  const sections = useMemo(() => sectionsFor(query), [query]);
  const choose = (/** @type {string | undefined} */ name) => {
    if (!name) return;
    remember(RECENT, [name, ...recentNames().filter((one) => one !== name)].slice(0, COLUMNS));
    onClose();
    onChoose(name);
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    const cells = /** @type {HTMLElement[]} */ ([...(grid.current?.querySelectorAll('button') ?? [])]);
    const at = cells.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (event.key === 'Enter' && at < 0) {
      event.preventDefault();
      choose(cells[0]?.dataset.name);
    } else if (step !== undefined && (at >= 0 || event.key === 'ArrowDown')) {
      event.preventDefault();
      if (at < 0) cells[0]?.focus();
      else if (at + step < 0) search.current?.focus();
      else cells[Math.min(cells.length - 1, at + step)]?.focus();
    }
  };
  return html`<${Popover} anchor=${anchor} side="above" align=${align} onClose=${onClose} class="emoji-picker" initialFocus="input" role="dialog" label="Choose an emoji">
    <div onKeyDown=${onKeyDown}>
      <div class="emoji-search">
        <input ref=${search} class="text-input" type="search" placeholder="Search all emoji" aria-label="Search all emoji" value=${query} onInput=${(/** @type {any} */ event) => setQuery(event.currentTarget.value)} />
      </div>
      <div class="emoji-grid" ref=${grid}>
        ${sections.map(
          ({ title, emoji }) =>
            html`<div key=${title} class="emoji-section">
              <div class="emoji-heading">${title}</div>
              <div class="emoji-cells">
                ${emoji.map(
                  ({ name, character }) => html`<button
                    key=${name}
                    type="button"
                    tabindex="-1"
                    class="emoji-cell"
                    data-name=${name}
                    aria-label=${name.replaceAll('_', ' ')}
                    onFocus=${() => setOver(name)}
                    onMouseOver=${() => setOver(name)}
                    onClick=${() => choose(name)}
                  >
                    ${character}
                  </button>`,
                )}
              </div>
            </div>`,
        )}
      </div>
      <div class="emoji-foot">${over ? `:${over}:` : 'Choose an emoji'}</div>
    </div>
  <//>`;
}

/** @param {string} query */
function sectionsFor(query) {
  if (query.trim() !== '')
    return [
      {
        title: 'Search results',
        emoji: searchEmoji(query.trim().replaceAll(' ', '_').replaceAll(':', ''), 90),
      },
    ];
  const all = allEmoji();
  const recent = recentNames().flatMap((name) => all.find((emoji) => emoji.name === name) ?? []);
  const byGroup = Map.groupBy(all, (emoji) => emoji.group);
  const groups = GROUPS.flatMap((title, index) =>
    title ? [{ title, emoji: unique(byGroup.get(index) ?? []) }] : [],
  );
  return [{ title: 'Frequently used', emoji: recent }, ...groups];
}

/** Some emoji have several names: the first one is shown. @param {ReturnType<typeof allEmoji>} list */
function unique(list) {
  const seen = new Set();
  return list.filter(({ character }) => !seen.has(character) && seen.add(character));
}
