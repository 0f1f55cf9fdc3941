/**
 * Standard Markdown, as Slack's `markdown` block takes it, as the page's text nodes. Raw HTML stays text.
 * @import { TextNode } from '../types.ts'
 */
import { markdownInline } from './markdown-inline.js';

/** Quotes inside of quotes beyond this depth stay text. */
const DEEPEST = 8;

/**
 * @param {string} text
 * @param {number} [depth] in how many quotes it stands
 * @returns {TextNode[]}
 */
export function parseMarkdown(text, depth = 0) {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  /** @type {TextNode[]} */
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const read =
      blank(lines, at) ??
      fence(lines, at) ??
      heading(lines, at) ??
      rule(lines, at) ??
      quote(lines, at, depth) ??
      list(lines, at) ??
      table(lines, at) ??
      paragraph(lines, at);
    if (read.node) nodes.push(read.node);
    at = read.end;
  }
  return nodes;
}

/** @typedef {{ node: TextNode | null, end: number }} Read */

/** @param {string[]} lines @param {number} at @returns {Read | null} */
function blank(lines, at) {
  return (lines[at] ?? '').trim() === '' ? { node: null, end: at + 1 } : null;
}

/** @param {string[]} lines @param {number} at @returns {Read | null} */
function fence(lines, at) {
  const open = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/.exec(lines[at] ?? '');
  if (!open) return null;
  const mark = open[1] ?? '```';
  let end = at + 1;
  while (end < lines.length && !(lines[end] ?? '').trim().startsWith(mark)) end += 1;
  return {
    node: { t: 'pre', v: lines.slice(at + 1, end).join('\n'), language: open[2] ?? '' },
    end: end + 1,
  };
}

/** @param {string[]} lines @param {number} at @returns {Read | null} */
function heading(lines, at) {
  const match = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(lines[at] ?? '');
  if (!match) return null;
  return {
    node: { t: 'heading', level: (match[1] ?? '#').length, c: markdownInline(match[2] ?? '') },
    end: at + 1,
  };
}

/** @param {string[]} lines @param {number} at @returns {Read | null} */
function rule(lines, at) {
  return /^ {0,3}([-*_])( *\1){2,} *$/.test(lines[at] ?? '') ? { node: { t: 'rule' }, end: at + 1 } : null;
}

/** @param {string[]} lines @param {number} at @param {number} depth @returns {Read | null} */
function quote(lines, at, depth) {
  if (depth >= DEEPEST) return null;
  let end = at;
  while (/^ {0,3}>/.test(lines[end] ?? '')) end += 1;
  if (end === at) return null;
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ''));
  return { node: { t: 'quote', c: parseMarkdown(inner.join('\n'), depth + 1) }, end };
}

const ITEM = /^(\s*)(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/;

/** Items of one kind and depth, with the lines that belong to the last one.
 * @param {string[]} lines @param {number} at @returns {Read | null} */
function list(lines, at) {
  const first = ITEM.exec(lines[at] ?? '');
  if (!first || rule(lines, at)) return null;
  const depth = (first[1] ?? '').length;
  const ordered = first[3] !== undefined;
  /** @type {TextNode[][]} */
  const items = [];
  let end = at;
  while (end < lines.length) {
    const match = ITEM.exec(lines[end] ?? '');
    if (!match || (match[1] ?? '').length !== depth || (match[3] !== undefined) !== ordered) break;
    let body = match[4] ?? '';
    end += 1;
    while (end < lines.length && /^\s{2,}\S/.test(lines[end] ?? '') && !ITEM.test(lines[end] ?? '')) {
      body += `\n${(lines[end] ?? '').trim()}`;
      end += 1;
    }
    items.push(item(body));
  }
  return {
    node: {
      t: 'list',
      ordered,
      indent: Math.min(8, Math.floor(depth / 2)),
      start: Number(first[3] ?? 1),
      items,
    },
    end,
  };
}

/** @param {string} body @returns {TextNode[]} */
function item(body) {
  const task = /^\[([ xX])\]\s+(.*)$/s.exec(body);
  if (!task) return markdownInline(body);
  return [{ t: 'task', done: task[1] !== ' ' }, ...markdownInline(task[2] ?? '')];
}

/** @param {string[]} lines @param {number} at @returns {Read | null} */
function table(lines, at) {
  const divider = lines[at + 1] ?? '';
  if (!(lines[at] ?? '').includes('|') || !/^ {0,3}\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(divider))
    return null;
  const rows = [cells(lines[at] ?? '')];
  let end = at + 2;
  while (end < lines.length && (lines[end] ?? '').includes('|')) {
    rows.push(cells(lines[end] ?? ''));
    end += 1;
  }
  const align = cells(divider).map((cell) =>
    cell.endsWith(':') ? (cell.startsWith(':') ? 'center' : 'right') : 'left',
  );
  return {
    node: { t: 'table', align, rows: rows.map((row) => row.map((cell) => markdownInline(cell))) },
    end,
  };
}

/** @param {string} line */
function cells(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** @param {string[]} lines @param {number} at @returns {Read} */
function paragraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines, end)) end += 1;
  return { node: { t: 'paragraph', c: markdownInline(lines.slice(at, end).join('\n')) }, end };
}

/** @param {string[]} lines @param {number} at */
function startsBlock(lines, at) {
  return Boolean(
    blank(lines, at) ??
      fence(lines, at) ??
      heading(lines, at) ??
      rule(lines, at) ??
      (/^ {0,3}>/.test(lines[at] ?? '') || ITEM.test(lines[at] ?? '') || null),
  );
}
