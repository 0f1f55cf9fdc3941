/**
 * What can be completed at the caret: a command, a person, a channel, an emoji. Pure.
 * @import { SeenCommand } from '../../emulator/people.ts'
 * @import { WindowState } from '../core/window-state.js'
 */
import { searchEmoji } from '../core/emoji.js';
import { nameOf } from '../text/names.js';

/** @typedef {'command' | 'person' | 'channel' | 'emoji'} CompletionKind */
/** @typedef {{ kind: CompletionKind, query: string, from: number, to: number }} Completion */
/**
 * @typedef {{ id: string, insert: string, title: string, note: string, detail: string,
 *   face: { user?: string, emoji?: string, icon?: string }, mark?: { message: string, command: string } }} Suggestion
 *   `mark`: what stands in the sent message, or in a command's text, in place of `insert`
 */

const MOST = 8;

/** @param {string} text @param {number} caret @returns {Completion | null} */
export function completionAt(text, caret) {
  const before = text.slice(0, caret);
  if (/^\/[\w-]*$/.test(before)) return { kind: 'command', query: before.slice(1), from: 0, to: caret };
  const match = /(?:^|[\s(])([@#:])([\p{L}\p{N}_.+-]*(?: [\p{L}\p{N}]+)?)$/u.exec(before);
  if (!match) return null;
  const query = match[2] ?? '';
  const from = caret - query.length - 1;
  if (match[1] === '@') return { kind: 'person', query, from, to: caret };
  if (query.includes(' ')) return null;
  if (match[1] === '#') return { kind: 'channel', query, from, to: caret };
  return query.length >= 2 && /^[a-z0-9_+-]+$/i.test(query)
    ? { kind: 'emoji', query, from, to: caret }
    : null;
}

/** @param {Completion} completion @param {WindowState} state @returns {Suggestion[]} */
export function suggestions(completion, state) {
  const query = completion.query.toLowerCase();
  switch (completion.kind) {
    case 'command':
      return commands(state, query);
    case 'person':
      return [...people(state, query), ...groups(state, query), ...broadcasts(query)].slice(0, MOST);
    case 'channel':
      return channels(state, query);
    default:
      return searchEmoji(query, MOST).map(({ name, character }) => ({
        id: name,
        insert: `:${name}:`,
        title: `:${name}:`,
        note: '',
        detail: '',
        face: { emoji: character },
      }));
  }
}

/** @param {WindowState} state @param {string} query @returns {Suggestion[]} */
function commands(state, query) {
  return state.commands
    .filter((command) => command.command.slice(1).toLowerCase().startsWith(query))
    .map((command) => ({
      id: command.command,
      insert: command.command,
      title: command.command,
      note: command.usage_hint,
      detail: command.description,
      face: { user: state.app.bot_user_id },
    }));
}

/** @param {WindowState} state @param {string} query @returns {Suggestion[]} */
function people(state, query) {
  return Object.values(state.people)
    .filter(
      (person) =>
        !person.deleted && matches(query, nameOf(person), person.real_name, person.name, person.title),
    )
    .map((person) => ({
      id: person.id,
      insert: `@${nameOf(person)}`,
      title: nameOf(person),
      note: person.id === state.me.id ? '(you)' : person.name,
      detail: person.title,
      face: { user: person.id },
      mark: { message: `<@${person.id}>`, command: `@${person.name}` },
    }));
}

/** @param {WindowState} state @param {string} query @returns {Suggestion[]} */
function groups(state, query) {
  return Object.values(state.usergroups)
    .filter((group) => !group.disabled && matches(query, group.handle, group.name))
    .map((group) => ({
      id: group.id,
      insert: `@${group.handle}`,
      title: `@${group.handle}`,
      note: group.name,
      detail: `${group.users.length} ${group.users.length === 1 ? 'person' : 'people'}`,
      face: { icon: 'people' },
      mark: { message: `<!subteam^${group.id}>`, command: `@${group.handle}` },
    }));
}

/** @param {string} query @returns {Suggestion[]} */
function broadcasts(query) {
  return [
    { name: 'here', detail: 'Notify every online member in this channel' },
    { name: 'channel', detail: 'Notify everyone in this channel' },
  ]
    .filter(({ name }) => name.startsWith(query))
    .map(({ name, detail }) => ({
      id: name,
      insert: `@${name}`,
      title: `@${name}`,
      note: '',
      detail,
      face: { icon: 'bell' },
      mark: { message: `<!${name}>`, command: `@${name}` },
    }));
}

/** @param {WindowState} state @param {string} query @returns {Suggestion[]} */
function channels(state, query) {
  return Object.values(state.conversations)
    .filter((one) => one.kind.endsWith('channel') && !one.is_archived && matches(query, one.name))
    .slice(0, MOST)
    .map((one) => ({
      id: one.id,
      insert: `#${one.name}`,
      title: one.name,
      note: '',
      detail: one.topic || one.purpose,
      face: { icon: one.kind === 'private_channel' ? 'lock' : 'hash' },
      mark: { message: `<#${one.id}>`, command: `#${one.name}` },
    }));
}

/** Every word of the query begins a word of what is searched. @param {string} query @param {string[]} texts */
function matches(query, ...texts) {
  const words = texts
    .join(' ')
    .toLowerCase()
    .split(/[\s._-]+/);
  return query.split(/[\s._-]+/).every((part) => words.some((word) => word.startsWith(part)));
}
