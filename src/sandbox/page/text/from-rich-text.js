/**
 * A rich_text value as text with mrkdwn marks, to be edited in a plain field: the way back of `to-rich-text.js`.
 * @import { RichElement, RichStyle } from '../types.ts'
 */

/** @param {{ elements?: RichElement[] } | null | undefined} block */
export function fromRichText(block) {
  return (block?.elements ?? []).map(part).join('\n').replace(/\n+$/, '');
}

/** @param {RichElement} element */
function part(element) {
  const children = element.elements ?? [];
  if (element.type === 'rich_text_list')
    return children
      .map((item, index) => `${element.style === 'ordered' ? `${index + 1}.` : '-'} ${inline(item)}`)
      .join('\n');
  if (element.type === 'rich_text_quote') return inline(element).replace(/^/gm, '> ');
  if (element.type === 'rich_text_preformatted') return `\`\`\`${inline(element)}\`\`\``;
  return inline(element).replace(/\n$/, '');
}

/** @param {RichElement} element */
function inline(element) {
  return (element.elements ?? []).map(leaf).join('');
}

/** @param {RichElement} element */
function leaf(element) {
  switch (element.type) {
    case 'link':
      return element.url ?? '';
    case 'emoji':
      return `:${element.name}:`;
    case 'user':
      return `<@${element.user_id}>`;
    case 'channel':
      return `<#${element.channel_id}>`;
    case 'usergroup':
      return `<!subteam^${element.usergroup_id}>`;
    case 'broadcast':
      return `<!${element.range}>`;
    default:
      return marked(element.text ?? '', typeof element.style === 'object' ? element.style : {});
  }
}

/** @param {string} text @param {RichStyle} style */
function marked(text, style) {
  let out = style.code ? `\`${text}\`` : text;
  if (style.strike) out = `~${out}~`;
  if (style.italic) out = `_${out}_`;
  if (style.bold) out = `*${out}*`;
  return out;
}
