/**
 * Slack's rich_text blocks as the page's text nodes.
 * @import { Block, RichElement, RichStyle, TextNode } from '../types.ts'
 */
import { safeUrl } from './entities.js';

/** @param {Pick<Block, 'elements'> | { elements?: RichElement[] }} block @returns {TextNode[]} */
export function richTextNodes(block) {
  const parts = /** @type {RichElement[]} */ (block.elements ?? []);
  /** @type {TextNode[]} */
  const nodes = [];
  for (const [index, part] of parts.entries()) {
    if (part.type === 'rich_text_list') nodes.push(listNode(part));
    else if (part.type === 'rich_text_quote') nodes.push({ t: 'quote', c: inline(part.elements) });
    else if (part.type === 'rich_text_preformatted')
      nodes.push({
        t: 'pre',
        v: (part.elements ?? []).map((element) => element.text ?? element.url ?? '').join(''),
        language: part.language ?? '',
      });
    else if (part.type === 'rich_text_section')
      nodes.push(...(parts.length === 1 ? inline(part.elements) : section(part, parts[index + 1])));
  }
  return nodes;
}

/** A section's last line break draws nothing when a list or quote follows on lines of its own.
 * @param {RichElement} part @param {RichElement | undefined} next @returns {TextNode[]} */
function section(part, next) {
  const nodes = inline(part.elements);
  if (next && nodes.at(-1)?.t === 'br') nodes.pop();
  return nodes.length === 0 ? [] : [{ t: 'paragraph', c: nodes }];
}

/** @param {RichElement} part @returns {TextNode} */
function listNode(part) {
  return {
    t: 'list',
    ordered: part.style === 'ordered',
    indent: part.indent ?? 0,
    start: (part.offset ?? 0) + 1,
    items: (part.elements ?? []).map((item) => inline(item.elements)),
  };
}

/** @param {RichElement[] | undefined} elements @returns {TextNode[]} */
function inline(elements) {
  return (elements ?? []).flatMap((element) => styled(element, plainNodes(element)));
}

/** @param {RichElement} element @returns {TextNode[]} */
function plainNodes(element) {
  switch (element.type) {
    case 'text':
      return textNodes(element);
    case 'link': {
      const url = safeUrl(element.url ?? '');
      const text = element.text || element.url || '';
      return url === '' ? [{ t: 'text', v: text }] : [{ t: 'link', url, c: [{ t: 'text', v: text }] }];
    }
    case 'emoji':
      return [
        {
          t: 'emoji',
          name: element.skin_tone ? `${element.name}::skin-tone-${element.skin_tone}` : (element.name ?? ''),
          ...(element.unicode ? { unicode: element.unicode } : {}),
        },
      ];
    case 'user':
      return [{ t: 'user', id: element.user_id ?? '', label: '' }];
    case 'channel':
      return [{ t: 'channel', id: element.channel_id ?? '', label: '' }];
    case 'usergroup':
      return [{ t: 'group', id: element.usergroup_id ?? '', label: '' }];
    case 'broadcast':
      return [{ t: 'broadcast', range: element.range ?? 'channel' }];
    case 'date':
      return [
        {
          t: 'date',
          timestamp: element.timestamp ?? 0,
          format: element.format ?? '',
          url: safeUrl(element.url ?? ''),
          fallback: element.fallback ?? '',
        },
      ];
    case 'color':
      return [{ t: 'color', value: element.value ?? '' }];
    default:
      return element.text ? textNodes(element) : [];
  }
}

/** @param {RichElement} element @returns {TextNode[]} */
function textNodes(element) {
  const style = styleOf(element);
  if (style.code) return [{ t: 'code', v: element.text ?? '' }];
  return (element.text ?? '')
    .split('\n')
    .flatMap((line, index) => [
      ...(index > 0 ? [/** @type {TextNode} */ ({ t: 'br' })] : []),
      ...(line === '' ? [] : [/** @type {TextNode} */ ({ t: 'text', v: line })]),
    ]);
}

/** @param {RichElement} element @param {TextNode[]} nodes @returns {TextNode[]} */
function styled(element, nodes) {
  const style = styleOf(element);
  /** @type {('bold' | 'italic' | 'strike' | 'underline' | 'highlight')[]} */
  const kinds = ['bold', 'italic', 'strike', 'underline', 'highlight'];
  return kinds.reduce((inner, kind) => (style[kind] ? [{ t: kind, c: inner }] : inner), nodes);
}

/** @param {RichElement} element @returns {RichStyle} */
function styleOf(element) {
  return typeof element.style === 'object' ? element.style : {};
}
