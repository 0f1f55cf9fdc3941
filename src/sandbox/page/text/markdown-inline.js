/**
 * The inline part of Markdown: emphasis, code, links, line breaks, emoji, and Slack's mentions in brackets.
 * @import { TextNode } from '../types.ts'
 */
import { parseAngle } from './angle.js';
import { decode, safeUrl } from './entities.js';

/** @type {{ pattern: RegExp, node: (match: RegExpExecArray, depth: number) => TextNode | null }[]} */
const RULES = [
  { pattern: /\\([\\`*_{}[\]()#+\-.!~>|])/y, node: (match) => ({ t: 'text', v: match[1] ?? '' }) },
  {
    pattern: /(`+)(?!`)([\s\S]*?[^`])\1(?!`)/y,
    node: (match) => ({ t: 'code', v: trimCode(match[2] ?? '') }),
  },
  { pattern: /!?\[((?:[^[\]]|\[[^[\]]*\])*)\]\(\s*<?([^\s()<>]+)>?(?:\s+"[^"]*")?\s*\)/y, node: link },
  { pattern: /<([^<>\n]+)>/y, node: (match) => parseAngle(match[1] ?? '') },
  { pattern: /\*\*(?=\S)([\s\S]*?\S)\*\*(?!\*)/y, node: nested('bold') },
  { pattern: /__(?=\S)([\s\S]*?\S)__(?![\p{L}\p{N}_])/uy, node: nested('bold') },
  { pattern: /\*(?=[^\s*])([^*]*[^\s*])\*/y, node: nested('italic') },
  { pattern: /_(?=[^\s_])([^_]*[^\s_])_(?![\p{L}\p{N}_])/uy, node: nested('italic') },
  { pattern: /~~(?=[^\s~])([^~]*[^\s~])~~/y, node: nested('strike') },
  { pattern: /~(?=[^\s~])([^~]*[^\s~])~/y, node: nested('strike') },
  {
    pattern: /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/iy,
    node: (match) => ({ t: 'emoji', name: match[1] ?? '' }),
  },
  { pattern: /https?:\/\/[^\s<>|`)\]]+[^\s<>|`)\].,;:!?'"*_~]/iy, node: bareLink },
  { pattern: /(?: {2,}|\\)?\n/y, node: () => ({ t: 'br' }) },
];

/** Characters at which a rule can begin; all others are taken over in one go. */
const PLAIN = /[^\\`![<*_~:hH\n ]+/y;
const WORD = /[\p{L}\p{N}]/u;
/** Emphasis inside of emphasis beyond this depth stays text. */
const DEEPEST = 6;

/**
 * @param {string} text
 * @param {number} [depth]
 * @returns {TextNode[]}
 */
export function markdownInline(text, depth = 0) {
  /** @type {TextNode[]} */
  const nodes = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    PLAIN.lastIndex = at;
    const run = PLAIN.exec(text);
    if (run) {
      plain += run[0];
      at = PLAIN.lastIndex;
      continue;
    }
    const found = depth > DEEPEST ? null : ruleAt(text, at, depth);
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain !== '') nodes.push({ t: 'text', v: decode(plain) });
    plain = '';
    nodes.push(found.node);
    at = found.end;
  }
  if (plain !== '') nodes.push({ t: 'text', v: decode(plain) });
  return nodes;
}

/** @param {string} text @param {number} at @param {number} depth */
function ruleAt(text, at, depth) {
  const insideWord = WORD.test(text[at - 1] ?? '');
  for (const { pattern, node } of RULES) {
    if (insideWord && (text[at] === '_' || text[at] === 'h' || text[at] === 'H')) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const made = match && node(match, depth);
    if (match && made) return { node: made, end: at + match[0].length };
  }
  return null;
}

/** @param {'bold' | 'italic' | 'strike'} kind */
function nested(kind) {
  return (/** @type {RegExpExecArray} */ match, /** @type {number} */ depth) =>
    /** @type {TextNode} */ ({ t: kind, c: markdownInline(match[1] ?? '', depth + 1) });
}

/** @param {RegExpExecArray} match @param {number} depth @returns {TextNode | null} */
function link(match, depth) {
  const url = safeUrl(match[2] ?? '');
  const label = match[1] || url;
  return url === '' ? null : { t: 'link', url, c: markdownInline(label, depth + 1) };
}

/** @param {RegExpExecArray} match @returns {TextNode} */
function bareLink(match) {
  return { t: 'link', url: match[0], c: [{ t: 'text', v: match[0] }] };
}

/** @param {string} text */
function trimCode(text) {
  return text.length > 2 && text.startsWith(' ') && text.endsWith(' ') ? text.slice(1, -1) : text;
}
