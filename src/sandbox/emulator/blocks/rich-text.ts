import { boolean, byType, type Check, integer, list, object, oneOf, string } from './check.ts';
import { LIMITS } from './limits.ts';

const inlineStyle: Check = object(
  {},
  { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean },
);

const mentionStyle: Check = object(
  {},
  {
    bold: boolean,
    italic: boolean,
    strike: boolean,
    underline: boolean,
    highlight: boolean,
    client_highlight: boolean,
    unlink: boolean,
  },
);

const text = object({ text: string({ min: 1 }) }, { style: inlineStyle });
const link = object(
  { url: string({ min: 1, max: LIMITS.url }) },
  { text: string(), unsafe: boolean, style: inlineStyle },
);

/** What may stand in a line of rich text. */
const inline = byType({
  text,
  link,
  user: object({ user_id: string({ min: 1 }) }, { style: mentionStyle }),
  usergroup: object({ usergroup_id: string({ min: 1 }) }, { style: mentionStyle }),
  channel: object({ channel_id: string({ min: 1 }) }, { style: mentionStyle }),
  team: object({ team_id: string({ min: 1 }) }, { style: mentionStyle }),
  broadcast: object({ range: oneOf(['here', 'channel', 'everyone']) }, { style: mentionStyle }),
  emoji: object({ name: string({ min: 1 }) }, { unicode: string(), url: string(), style: mentionStyle }),
  color: object({ value: string({ min: 1 }) }, { style: inlineStyle }),
  date: object(
    { timestamp: integer(), format: string({ min: 1 }) },
    { url: string({ max: LIMITS.url }), fallback: string(), style: inlineStyle },
  ),
});

const section = object({ elements: list(inline) });

/** The blocks inside a rich_text block. */
const part = byType({
  rich_text_section: section,
  rich_text_list: object(
    {
      elements: list(byType({ rich_text_section: section }), { min: 1 }),
      style: oneOf(['bullet', 'ordered']),
    },
    { indent: integer({ min: 0, max: 8 }), offset: integer({ min: 0 }), border: oneOf([0, 1]) },
  ),
  rich_text_quote: object({ elements: list(inline) }, { border: oneOf([0, 1]) }),
  rich_text_preformatted: object(
    { elements: list(byType({ text, link })) },
    { border: oneOf([0, 1]), language: string() },
  ),
});

/** A rich_text block, wherever it stands: on a surface, in a table cell, as an initial value. */
export const richText: Check = object(
  { elements: list(part, { min: 1 }) },
  { block_id: string({ min: 1, max: LIMITS.blockId }) },
);
