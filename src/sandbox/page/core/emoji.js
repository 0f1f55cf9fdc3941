/** Emoji by the names that Slack uses: the table comes from the server and is read once. */

/** @typedef {{ name: string, character: string, group: number }} Emoji */

/** @type {Map<string, string>} */
const characters = new Map();
/** @type {Emoji[]} */
let list = [];

/** Resolves even when the table cannot be had: names are then shown as they were written. */
export async function loadEmoji() {
  try {
    const answer = await fetch(new URL('../emoji.json', import.meta.url));
    /** @type {[string, string, number][]} */
    const rows = answer.ok ? await answer.json() : [];
    list = rows.map(([name, character, group]) => ({ name, character, group }));
    for (const { name, character } of list) characters.set(name, character);
  } catch {
    list = [];
  }
}

/** @returns {Emoji[]} */
export function allEmoji() {
  return list;
}

/**
 * @param {string} name without colons, perhaps with `::skin-tone-3`
 * @returns {string | null}
 */
export function emojiCharacter(name) {
  const [base, tone] = name.split('::skin-tone-');
  const character = characters.get(base ?? '');
  if (!character) return null;
  if (!tone || !/^\p{Emoji_Modifier_Base}/u.test(character)) return character;
  const [first = '', ...rest] = character.replaceAll('\u{FE0F}', '');
  return first + String.fromCodePoint(0x1f3f9 + Number(tone)) + rest.join('');
}

/**
 * @param {string} query
 * @param {number} limit
 */
export function searchEmoji(query, limit) {
  const wanted = query.toLowerCase();
  const starts = list.filter(({ name }) => name.startsWith(wanted));
  const holds = list.filter(({ name }) => !name.startsWith(wanted) && name.includes(wanted));
  return [...starts, ...holds].slice(0, limit);
}

/** Replaces every known `:name:` in plain text.
 * @param {string} text */
export function withEmoji(text) {
  if (!text.includes(':')) return text;
  return text.replace(
    /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/gi,
    (whole, name) => emojiCharacter(name.toLowerCase()) ?? whole,
  );
}
