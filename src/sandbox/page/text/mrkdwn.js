/**
 * Slack's mrkdwn as data. The parser never makes HTML: whatever it does not know stays text.
 * @import { TextNode } from '../types.ts'
 */
import { parseAngle } from './angle.js';
import { decode } from './entities.js';

/** @type {Record<string, 'bold' | 'italic' | 'strike'>} */
const MARKERS = { '*': 'bold', _: 'italic', '~': 'strike' };
const WORD = /[\p{L}\p{N}]/u;
const EMOJI = /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/iy;
const BARE_URL = /https?:\/\/[^\s<>|`]+/iy;

/**
 * @param {string} text
 * @returns {TextNode[]}
 */
export function parseMrkdwn(text) {
  /** @type {TextNode[]} */
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(/```(?!`)([\s\S]+?)```/g)) {
    pushLines(nodes, trimEdge(text.slice(from, match.index), nodes.length > 0, true));
    nodes.push({ t: 'pre', v: plainInside(match[1] ?? '').replace(/^\n|\n$/g, '') });
    from = match.index + match[0].length;
  }
  pushLines(nodes, trimEdge(text.slice(from), nodes.length > 0, false));
  return nodes;
}

/**
 * A preformatted block stands on lines of its own already: the line break beside it draws nothing.
 * @param {string} text @param {boolean} afterPre @param {boolean} beforePre
 */
function trimEdge(text, afterPre, beforePre) {
  const start = afterPre && text.startsWith('\n') ? 1 : 0;
  const end = beforePre && text.length > start && text.endsWith('\n') ? text.length - 1 : text.length;
  return text.slice(start, end);
}

/** @param {TextNode[]} nodes @param {string} text */
function pushLines(nodes, text) {
  if (text === '') return;
  const lines = text.split('\n');
  /** @type {string[]} */
  let quoted = [];
  let needsBreak = false;
  const closeQuote = () => {
    if (quoted.length === 0) return;
    nodes.push({ t: 'quote', c: joinLines(quoted) });
    quoted = [];
    needsBreak = false;
  };
  for (const [index, line] of lines.entries()) {
    const rest = /^(?:>>>|&gt;&gt;&gt;) ?(.*)$/s.exec(line);
    if (rest) {
      closeQuote();
      nodes.push({ t: 'quote', c: joinLines([rest[1] ?? '', ...lines.slice(index + 1)]) });
      return;
    }
    const quote = /^(?:>|&gt;) ?(.*)$/s.exec(line);
    if (quote) {
      quoted.push(quote[1] ?? '');
      continue;
    }
    closeQuote();
    if (needsBreak) nodes.push({ t: 'br' });
    nodes.push(...parseInline(line));
    needsBreak = true;
  }
  closeQuote();
}

/** @param {string[]} lines @returns {TextNode[]} */
function joinLines(lines) {
  return lines.flatMap((line, index) =>
    index === 0 ? parseInline(line) : [/** @type {TextNode} */ ({ t: 'br' }), ...parseInline(line)],
  );
}

/**
 * One line.
 * @param {string} text
 * @param {string} [open] markers that are open around it
 * @returns {TextNode[]}
 */
export function parseInline(text, open = '') {
  /** @type {TextNode[]} */
  const nodes = [];
  let plain = '';
  let at = 0;
  const unclosed = new Set();
  const flush = () => {
    if (plain !== '') nodes.push({ t: 'text', v: decode(plain) });
    plain = '';
  };
  while (at < text.length) {
    const found =
      readCode(text, at) ??
      readAngle(text, at) ??
      readEmoji(text, at) ??
      readMarked(text, at, open, unclosed) ??
      readUrl(text, at);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

/** @param {string} text @param {number} at @returns {{ node: TextNode, end: number } | null} */
function readCode(text, at) {
  if (text[at] !== '`') return null;
  const end = text.indexOf('`', at + 1);
  if (end <= at + 1) return null;
  return { node: { t: 'code', v: plainInside(text.slice(at + 1, end)) }, end: end + 1 };
}

/** @param {string} text @param {number} at @returns {{ node: TextNode, end: number } | null} */
function readAngle(text, at) {
  if (text[at] !== '<') return null;
  const end = text.indexOf('>', at);
  if (end < 0) return null;
  const node = parseAngle(text.slice(at + 1, end));
  return node && { node, end: end + 1 };
}

/** @param {string} text @param {number} at @returns {{ node: TextNode, end: number } | null} */
function readEmoji(text, at) {
  if (text[at] !== ':') return null;
  EMOJI.lastIndex = at;
  const match = EMOJI.exec(text);
  return match && { node: { t: 'emoji', name: (match[1] ?? '').toLowerCase() }, end: EMOJI.lastIndex };
}

/** @param {string} text @param {number} at @returns {{ node: TextNode, end: number } | null} */
function readUrl(text, at) {
  if ((text[at] !== 'h' && text[at] !== 'H') || WORD.test(text[at - 1] ?? '')) return null;
  BARE_URL.lastIndex = at;
  const match = BARE_URL.exec(text);
  if (!match) return null;
  const url = match[0].replace(/[.,;:!?'")\]}*_~]+$/, '');
  return { node: { t: 'link', url: decode(url), c: [{ t: 'text', v: decode(url) }] }, end: at + url.length };
}

/**
 * `*bold*` and its kin: the marker hugs the words inside and no letter touches it outside.
 * @param {string} text @param {number} at @param {string} open
 * @param {Set<string>} unclosed markers that are known to have no end in this text: keeps long lines linear
 * @returns {{ node: TextNode, end: number } | null}
 */
function readMarked(text, at, open, unclosed) {
  const marker = text[at] ?? '';
  const kind = MARKERS[marker];
  if (!kind || open.includes(marker) || unclosed.has(marker)) return null;
  if (WORD.test(text[at - 1] ?? '') || /[\s*_~]|^$/.test(sameOrNext(text, at, marker))) return null;
  const end = closingMarker(text, at + 1, marker);
  if (end < 0) {
    unclosed.add(marker);
    return null;
  }
  return { node: { t: kind, c: parseInline(text.slice(at + 1, end), open + marker) }, end: end + 1 };
}

/** The next character; other markers may follow directly (`*_both_*`), the same one or a space may not.
 * @param {string} text @param {number} at @param {string} marker */
function sameOrNext(text, at, marker) {
  const next = text[at + 1] ?? '';
  return next !== marker && next in MARKERS ? 'x' : next;
}

/** @param {string} text @param {number} from @param {string} marker */
function closingMarker(text, from, marker) {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '`' || character === '<') {
      const end = text.indexOf(character === '<' ? '>' : '`', at + 1);
      if (end > at) at = end;
      continue;
    }
    if (character !== marker || at === from) continue;
    if (/\s/.test(text[at - 1] ?? '') || WORD.test(text[at + 1] ?? '')) continue;
    return at;
  }
  return -1;
}

/**
 * Code shows links by their label and knows no other markup.
 * @param {string} text
 */
function plainInside(text) {
  return decode(
    text.replace(/<((?:https?:\/\/|mailto:)[^<>|]+)(?:\|([^<>]*))?>/g, (_, url, label) => label ?? url),
  );
}
