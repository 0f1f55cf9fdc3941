import type { JsonObject } from '../../json.ts';

const TOKEN = /<([@#!]?)([^>|]+)(?:\|([^>]*))?>/g;

/** The rich_text block that Slack's composer makes of what somebody wrote: text, mentions and links in one section. */
export function richTextOf(text: string, blockId: string): JsonObject {
  const elements: JsonObject[] = [];
  let from = 0;
  const addText = (to: number): void => {
    if (to > from) elements.push({ type: 'text', text: text.slice(from, to) });
  };
  for (const match of text.matchAll(TOKEN)) {
    addText(match.index);
    elements.push(reference(match[1] ?? '', match[2] ?? '', match[3]));
    from = match.index + match[0].length;
  }
  addText(text.length);
  return {
    type: 'rich_text',
    block_id: blockId,
    elements: [{ type: 'rich_text_section', elements }],
  };
}

function reference(sign: string, target: string, label: string | undefined): JsonObject {
  if (sign === '@') return { type: 'user', user_id: target };
  if (sign === '#') return { type: 'channel', channel_id: target };
  if (sign === '!' && target.startsWith('subteam^'))
    return { type: 'usergroup', usergroup_id: target.slice(8) };
  if (sign === '!') return { type: 'broadcast', range: target };
  return { type: 'link', url: target, ...(label !== undefined && { text: label }) };
}
