/**
 * What stands between `<` and `>` in Slack's text: mentions, dates, links.
 * @import { TextNode } from '../types.ts'
 */
import { decode, safeUrl } from './entities.js';

/**
 * @param {string} inner what is between the brackets
 * @returns {TextNode | null} null when it is nothing that Slack knows
 */
export function parseAngle(inner) {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? '' : decode(inner.slice(bar + 1));
  if (/^@[UWB][A-Z0-9]+$/.test(target)) return { t: 'user', id: target.slice(1), label };
  if (/^#[CGD][A-Z0-9]+$/.test(target)) return { t: 'channel', id: target.slice(1), label };
  if (target.startsWith('!')) return parseSpecial(target.slice(1), label);
  const url = safeUrl(decode(target));
  if (url === '') return null;
  return { t: 'link', url, c: [{ t: 'text', v: label || url.replace(/^mailto:/, '') }] };
}

/**
 * @param {string} name what follows the `!`
 * @param {string} label
 * @returns {TextNode | null}
 */
function parseSpecial(name, label) {
  if (/^(here|channel|everyone)$/.test(name)) return { t: 'broadcast', range: name };
  const group = /^subteam\^([A-Z0-9]+)$/.exec(name);
  if (group) return { t: 'group', id: group[1] ?? '', label };
  const date = /^date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/s.exec(name);
  if (!date) return label === '' ? null : { t: 'text', v: label };
  return {
    t: 'date',
    timestamp: Number(date[1]),
    format: decode(date[2] ?? ''),
    url: safeUrl(decode(date[3] ?? '')),
    fallback: label,
  };
}
