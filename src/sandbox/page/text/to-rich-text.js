/**
 * What was typed with mrkdwn marks as a rich_text block: the value of a rich text input.
 * @import { RichElement, RichStyle, TextNode } from '../types.ts'
 */
import { encode } from './entities.js';
import { parseMrkdwn } from './mrkdwn.js';

/**
 * @param {string} typed
 * @returns {{ type: 'rich_text', elements: RichElement[] }}
 */
export function toRichText(typed) {
  /** @type {RichElement[]} */
  const parts = [];
  /** @type {string[]} */
  let prose = [];
  /** @type {{ ordered: boolean, items: string[] } | null} */
  let list = null;
  const flushProse = () => {
    const text = prose.join('\n');
    prose = [];
    if (text.trim() !== '') parts.push(...sections(parseMrkdwn(escapeTyped(text))));
  };
  const flushList = () => {
    if (list)
      parts.push({
        type: 'rich_text_list',
        style: list.ordered ? 'ordered' : 'bullet',
        indent: 0,
        elements: list.items.map((item) => ({
          type: 'rich_text_section',
          elements: elements(parseMrkdwn(escapeTyped(item))),
        })),
      });
    list = null;
  };
  for (const line of typed.split('\n')) {
    const bullet = /^(?:([-•*])|(\d+)[.)]) (.*)$/.exec(line);
    if (!bullet) {
      flushList();
      prose.push(line);
      continue;
    }
    flushProse();
    const ordered = bullet[2] !== undefined;
    if (!list || list.ordered !== ordered) {
      flushList();
      list = { ordered, items: [] };
    }
    list.items.push(bullet[3] ?? '');
  }
  flushProse();
  flushList();
  return { type: 'rich_text', elements: parts };
}

/** Marks for people and channels stay, every other bracket is text.
 * @param {string} text */
function escapeTyped(text) {
  return text
    .split(/(<(?:@[UW]|#C|!subteam\^S)[A-Z0-9]+>|<!(?:here|channel|everyone)>)/)
    .map((part, index) => (index % 2 === 1 ? part : encode(part).replace(/^&gt; ?/gm, '> ')))
    .join('');
}

/** @param {TextNode[]} nodes @returns {RichElement[]} */
function sections(nodes) {
  /** @type {RichElement[]} */
  const parts = [];
  /** @type {TextNode[]} */
  let run = [];
  const flush = () => {
    if (run.length > 0) parts.push({ type: 'rich_text_section', elements: elements(run) });
    run = [];
  };
  for (const node of nodes) {
    if (node.t === 'pre') {
      flush();
      parts.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: node.v }] });
    } else if (node.t === 'quote') {
      flush();
      parts.push({ type: 'rich_text_quote', elements: elements(node.c) });
    } else run.push(node);
  }
  flush();
  return parts;
}

/** @param {TextNode[]} nodes @param {RichStyle} [style] @returns {RichElement[]} */
function elements(nodes, style = {}) {
  return nodes.flatMap((node) => element(node, style));
}

/** @param {TextNode} node @param {RichStyle} style @returns {RichElement[]} */
function element(node, style) {
  const withStyle = Object.keys(style).length > 0 ? { style } : {};
  switch (node.t) {
    case 'text':
      return [{ type: 'text', text: node.v, ...withStyle }];
    case 'br':
      return [{ type: 'text', text: '\n' }];
    case 'code':
      return [{ type: 'text', text: node.v, style: { ...style, code: true } }];
    case 'bold':
    case 'italic':
    case 'strike':
      return elements(node.c, { ...style, [node.t]: true });
    case 'link': {
      const text = node.c.map((child) => (child.t === 'text' ? child.v : '')).join('');
      return [{ type: 'link', url: node.url, ...(text === node.url ? {} : { text }), ...withStyle }];
    }
    case 'user':
      return [{ type: 'user', user_id: node.id }];
    case 'channel':
      return [{ type: 'channel', channel_id: node.id }];
    case 'group':
      return [{ type: 'usergroup', usergroup_id: node.id }];
    case 'broadcast':
      return [{ type: 'broadcast', range: node.range }];
    case 'emoji':
      return [{ type: 'emoji', name: node.name }];
    default:
      return [];
  }
}
