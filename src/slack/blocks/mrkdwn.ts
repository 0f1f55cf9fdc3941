/**
 * Text for Slack's mrkdwn. Whatever somebody typed passes through `escaped` or `inline` before it stands beside
 * markup of ours, so that nothing typed can mention people, link, or format what follows it.
 */

const joiner = '\u2060';
const ellipsis = '…';

/** Characters that are invisible or turn the order of the text around them: controls, bidi overrides, joiners. */
const invisible = /(?![\n\t])\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
/** A marker that would format: one that does not stand between two letters or digits, as in `error_rate`. */
const formatting = /(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])|`/gu;
const broadcast = /@(?=channel|here|everyone)/gi;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const lineBreaks = /\r\n?|\u2028|\u2029|\u0085/g;

/** What somebody typed, safe in mrkdwn: reads exactly as typed, and means nothing to Slack. Keeps line breaks. */
export function escaped(text: string): string {
  const safe = text
    .replace(lineBreaks, '\n')
    .replace(invisible, '')
    .replace(formatting, (marker) => joiner + marker)
    .replace(broadcast, `@${joiner}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/^&gt;/gm, `${joiner}&gt;`);
  return rightToLeft.test(safe) ? isolated(safe) : safe;
}

/** Keeps text that runs from right to left from turning around what stands beside it. */
const isolated = (text: string): string =>
  text
    .split('\n')
    .map((row) => `\u2068${row}\u2069`)
    .join('\n');

/** The beginning of a text, whole letters only; enough for `max` characters of what is left once it was cleaned. */
function beginning(text: string, max: number): string {
  const enough = 2 * max + 64;
  if (text.length <= enough) return text;
  const cut = text.slice(0, enough);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** What somebody typed, on one line of at most `max` characters. */
export function inline(text: string, max = 200): string {
  return clip(escaped(beginning(text, max).replace(/\s+/g, ' ').trim()), max);
}

/** As much of `text` as fits into `room`, without cutting through what people see as one letter. */
function wholeLetters(text: string, room: number): string {
  if (text.length <= room) return text;
  const around = text.slice(0, room + 64);
  const last = graphemes.segment(around).containing(room);
  return text.slice(0, last ? last.index : room);
}

/** Parts that are cut as a whole or not at all: entities and `<…>` tokens. */
const token = /&(?:amp|lt|gt);|<[^<>\n]*>/g;

function kept(text: string, room: number): string {
  let from = 0;
  for (const match of text.matchAll(token)) {
    if (match.index > room) break;
    const end = match.index + match[0].length;
    if (end > room) return text.slice(0, match.index);
    from = end;
  }
  return text.slice(0, from) + wholeLetters(text.slice(from), room - from);
}

/**
 * mrkdwn of at most `max` characters, ending in an ellipsis where something was cut. Never cuts an escape, a
 * `<…>` token or a letter in half, and closes an isolation of right-to-left text that the cut left open.
 */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const start = kept(text, max - ellipsis.length - 1);
  const open = start.lastIndexOf('\u2068') > start.lastIndexOf('\u2069') ? '\u2069' : '';
  return `${start.trimEnd()}${ellipsis}${open}`;
}

/** Plain text of at most `max` characters, for headers, buttons and labels, where nothing is markup. */
export function plainClip(text: string, max: number): string {
  const clean = text.replace(lineBreaks, '\n').replace(invisible, '');
  if (clean.length <= max) return clean;
  return `${wholeLetters(clean, max - ellipsis.length).trimEnd()}${ellipsis}`;
}

/** Bold text of ours; `text` is mrkdwn without line breaks. */
export const bold = (text: string): string => `*${text}*`;

/** Something typed, printed as code: exact, and easy to copy. */
export function code(text: string, max = 120): string {
  const safe = text
    .replace(/\s+/g, ' ')
    .replace(invisible, '')
    .replaceAll('`', 'ˋ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(broadcast, `@${joiner}`);
  return `\`${clip(safe, max)}\``;
}

/** Something typed, as a quotation of at most `max` characters; every line is marked. */
export function quote(text: string, max = 600): string {
  return clip(escaped(text.trim()), max)
    .split('\n')
    .map((row) => `>${row}`)
    .join('\n');
}

const slackUser = /^[UW][A-Z0-9]{2,}$/;
const slackChannel = /^[CG][A-Z0-9]{7,}$/;
const slackGroup = /^S[A-Z0-9]{7,}$/;

/** True for what Slack itself could have called somebody; an API client or a name typed is none. */
export const isSlackUser = (id: string): boolean => slackUser.test(id);

/** A person by Slack's id. An id that Slack cannot have made is printed as it is, never as a mention. */
export const person = (id: string): string => {
  if (id === 'system') return 'Routegate';
  return slackUser.test(id) ? `<@${id}>` : inline(id, 80);
};

/** A channel by its id or its name. */
export const channel = (nameOrId: string): string =>
  slackChannel.test(nameOrId) ? `<#${nameOrId}>` : inline(`#${nameOrId.replace(/^#/, '')}`, 90);

/** A user group by its id or its handle. Mentions its members where the id is known. */
export const userGroup = (idOrHandle: string): string =>
  slackGroup.test(idOrHandle) ? `<!subteam^${idOrHandle}>` : inline(`@${idOrHandle.replace(/^@/, '')}`, 90);

/** A link of at most `max` characters in all; the bare label where the address is too long or no web address. */
export function link(url: string, label: string, max = 1200): string {
  const address = url
    .replaceAll('&', '&amp;')
    .replaceAll('<', '%3C')
    .replaceAll('>', '%3E')
    .replaceAll('|', '%7C');
  const text = inline(label.replaceAll('|', '¦'), 150);
  const isWebAddress = /^https?:\/\/[^\s]+$/i.test(address);
  return isWebAddress && address.length + text.length + 3 <= max ? `<${address}|${text}>` : text;
}

/** "a, b and c". */
export function listed(items: readonly string[], last = 'and'): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}

/** "1 review", "3 reviews". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** With its first letter large. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** mrkdwn of ours as plain text: tokens give their label or fallback, marks go, escapes are undone. */
export function plainOf(text: string): string {
  return text
    .replace(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/<@[^<>]*>/g, 'somebody else')
    .replace(/<[#!][^<>]*>/g, '')
    .replace(/(?<![\p{L}\p{N}\u2060])[*`](?=\S)|(?<=\S)(?<!\u2060)[*`](?![\p{L}\p{N}])/gu, '')
    .replaceAll(joiner, '')
    .replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity);
}
