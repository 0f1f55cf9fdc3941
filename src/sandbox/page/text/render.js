/**
 * Text nodes as elements. Everything an app or a person wrote arrives here as data, so nothing of it can run.
 * @import { TextNode, TextObject } from '../types.ts'
 */
import { useContext, useMemo } from 'preact/hooks';
import { parsePermalink } from '../core/address.js';
import { useNow } from '../core/clock.js';
import { emojiCharacter, withEmoji } from '../core/emoji.js';
import { cls, html } from '../core/html.js';
import { useNavigation } from '../core/navigation.js';
import { useWindow } from '../core/session.js';
import { fillDate } from '../core/time.js';
import { decode } from './entities.js';
import { parseMarkdown } from './markdown.js';
import { parseMrkdwn } from './mrkdwn.js';
import { nameOf } from './names.js';
import { ProfileContext } from './profile.js';
import { richTextNodes } from './rich-text.js';

/** A text object of either kind, inline. @param {{ text?: TextObject }} props */
export function Text({ text }) {
  if (!text) return null;
  return text.type === 'mrkdwn'
    ? html`<${Mrkdwn} text=${text.text} />`
    : html`<span class="plain">${plainText(text)}</span>`;
}

/** @param {TextObject | null | undefined} text */
export function plainText(text) {
  if (!text) return '';
  return text.emoji === false ? decode(text.text) : withEmoji(decode(text.text));
}

/** @param {{ text: string, jumbo?: boolean }} props */
export function Mrkdwn({ text, jumbo = false }) {
  const nodes = useMemo(() => parseMrkdwn(text), [text]);
  return html`<span class=${cls('mrkdwn', jumbo && onlyEmoji(nodes) && 'jumbo')}><${Nodes} nodes=${nodes} /></span>`;
}

/** @param {{ text: string }} props */
export function Markdown({ text }) {
  const nodes = useMemo(() => parseMarkdown(text), [text]);
  return html`<div class="mrkdwn markdown"><${Nodes} nodes=${nodes} /></div>`;
}

/** @param {{ block: any, jumbo?: boolean }} props */
export function RichText({ block, jumbo = false }) {
  const nodes = useMemo(() => richTextNodes(block), [block]);
  return html`<div class=${cls('mrkdwn', jumbo && onlyEmoji(nodes) && 'jumbo')}><${Nodes} nodes=${nodes} /></div>`;
}

/** A few emoji alone are drawn large. @param {TextNode[]} nodes */
function onlyEmoji(nodes) {
  const seen = nodes.filter((node) => !(node.t === 'text' && node.v.trim() === ''));
  return seen.length > 0 && seen.length < 24 && seen.every((node) => node.t === 'emoji' && emojiOf(node));
}

/** @param {{ nodes: TextNode[] }} props */
export function Nodes({ nodes }) {
  return nodes.map((node, index) => html`<${TextPart} key=${index} node=${node} />`);
}

/** @param {{ node: TextNode }} props */
function TextPart({ node }) {
  switch (node.t) {
    case 'text':
      return node.v;
    case 'br':
      return html`<br />`;
    case 'bold':
      return html`<b><${Nodes} nodes=${node.c} /></b>`;
    case 'italic':
      return html`<i><${Nodes} nodes=${node.c} /></i>`;
    case 'strike':
      return html`<s><${Nodes} nodes=${node.c} /></s>`;
    case 'underline':
      return html`<u><${Nodes} nodes=${node.c} /></u>`;
    case 'highlight':
      return html`<mark><${Nodes} nodes=${node.c} /></mark>`;
    case 'code':
      return html`<code>${node.v}</code>`;
    case 'pre':
      return html`<pre tabindex="0"><code>${node.v}</code></pre>`;
    case 'quote':
      return html`<blockquote><${Nodes} nodes=${node.c} /></blockquote>`;
    case 'paragraph':
      return html`<div class="paragraph"><${Nodes} nodes=${node.c} /></div>`;
    case 'heading':
      return html`<div class=${`md-heading level-${node.level}`} role="heading" aria-level=${Math.min(6, node.level + 2)}>
        <${Nodes} nodes=${node.c} />
      </div>`;
    case 'list':
      return html`<${List} node=${node} />`;
    case 'task':
      return html`<input type="checkbox" class="md-task" checked=${node.done} disabled aria-label=${node.done ? 'done' : 'to do'} />`;
    case 'rule':
      return html`<hr class="divider" />`;
    case 'table':
      return html`<${MarkdownTable} node=${node} />`;
    case 'link':
      return html`<${Link} url=${node.url}><${Nodes} nodes=${node.c} /><//>`;
    case 'user':
      return html`<${UserMention} id=${node.id} label=${node.label} />`;
    case 'channel':
      return html`<${ChannelMention} id=${node.id} label=${node.label} />`;
    case 'group':
      return html`<${GroupMention} id=${node.id} label=${node.label} />`;
    case 'broadcast':
      return html`<span class="mention broadcast me">@${node.range}</span>`;
    case 'date':
      return html`<${DateMark} node=${node} />`;
    case 'emoji':
      return html`<${EmojiPart} node=${node} />`;
    case 'color':
      return html`<span class="color-mark"><i style=${{ background: safeColor(node.value) }}></i>${node.value}</span>`;
    default:
      return null;
  }
}

/** @param {string} value */
function safeColor(value) {
  return /^#[0-9a-f]{3,8}$/i.test(value) ? value : 'transparent';
}

/** @param {Extract<TextNode, { t: 'emoji' }>} node */
function emojiOf(node) {
  const known = emojiCharacter(node.name);
  if (known) return known;
  if (!node.unicode || !/^[0-9a-f]{1,6}(-[0-9a-f]{1,6})*$/i.test(node.unicode)) return null;
  const points = node.unicode.split('-').map((point) => Number.parseInt(point, 16));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

/** @param {{ node: Extract<TextNode, { t: 'emoji' }> }} props */
function EmojiPart({ node }) {
  const character = emojiOf(node);
  const name = `:${node.name}:`;
  if (!character) return name;
  return html`<span class="emoji" role="img" aria-label=${name} title=${name}>${character}</span>`;
}

/** @param {{ node: Extract<TextNode, { t: 'list' }> }} props */
function List({ node }) {
  const marks = node.ordered ? ['decimal', 'lower-alpha', 'lower-roman'] : ['disc', 'circle', 'square'];
  const style = { marginLeft: `${node.indent * 24}px`, listStyleType: marks[node.indent % 3] };
  const items = node.items.map(
    (item, index) =>
      html`<li key=${index} class=${cls(item[0]?.t === 'task' && 'task')}><${Nodes} nodes=${item} /></li>`,
  );
  return node.ordered
    ? html`<ol style=${style} start=${node.start}>${items}</ol>`
    : html`<ul style=${style}>${items}</ul>`;
}

/** @param {{ node: Extract<TextNode, { t: 'table' }> }} props */
function MarkdownTable({ node }) {
  const [head = [], ...body] = node.rows;
  const cell = (/** @type {TextNode[]} */ nodes, /** @type {number} */ index, /** @type {string} */ tag) =>
    html`<${tag} key=${index} style=${{ textAlign: node.align[index] ?? 'left' }}><${Nodes} nodes=${nodes} /><//>`;
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Table">
    <table>
      <thead>
        <tr>
          ${head.map((nodes, index) => cell(nodes, index, 'th'))}
        </tr>
      </thead>
      <tbody>
        ${body.map((row, at) => html`<tr key=${at}>${row.map((nodes, index) => cell(nodes, index, 'td'))}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

/** Links into this workspace go there in this window, all others open beside it.
 * @param {{ url: string, children?: unknown, class?: string }} props */
export function Link({ url, children, class: className }) {
  const domain = useWindow((state) => state.team.domain);
  const { go } = useNavigation();
  const inside = parsePermalink(url, domain);
  const follow = (/** @type {MouseEvent} */ event) => {
    if (!inside || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const thread = inside.thread === inside.message ? '' : inside.thread;
    go({ channel: inside.channel, thread, message: inside.message, tab: '' });
  };
  return html`<a class=${cls('link', className)} href=${url} target="_blank" rel="noopener noreferrer" onClick=${follow}>${children}</a>`;
}

/** @param {{ id: string, label?: string }} props */
export function UserMention({ id, label }) {
  const name = useWindow(
    (state) => nameOf(state.people[id]) || (state.app.bot_user_id === id ? state.app.name : ''),
  );
  const isMe = useWindow((state) => state.me.id === id);
  const openProfile = useContext(ProfileContext);
  const shown = name || label || 'unknown-user';
  return html`<button type="button" class=${cls('mention', isMe && 'me')} onClick=${(/** @type {any} */ event) => openProfile(id, event.currentTarget)}>@${shown}</button>`;
}

/** @param {{ id: string, label?: string }} props */
export function ChannelMention({ id, label }) {
  const name = useWindow((state) => state.conversations[id]?.name ?? '');
  const { go } = useNavigation();
  if (name === '') return html`<span class="mention">#${label || 'private channel'}</span>`;
  return html`<button type="button" class="mention" onClick=${() => go({ channel: id, thread: '', message: '', tab: '' })}>#${name}</button>`;
}

/** @param {{ id: string, label?: string }} props */
function GroupMention({ id, label }) {
  const group = useWindow((state) => state.usergroups[id]);
  const isMine = useWindow((state) => state.usergroups[id]?.users.includes(state.me.id) ?? false);
  const handle = group?.handle ?? (label ?? '').replace(/^@/, '');
  const title = group
    ? `${group.name} · ${group.users.length} ${group.users.length === 1 ? 'person' : 'people'}`
    : undefined;
  return html`<span class=${cls('mention', isMine && 'me')} title=${title}>@${handle || 'unknown-group'}</span>`;
}

/** @param {{ node: Extract<TextNode, { t: 'date' }> }} props */
function DateMark({ node }) {
  const zone = useWindow((state) => state.me.tz);
  const now = useNow();
  const filled = fillDate(node.format, node.timestamp, now, zone);
  const whole = fillDate('{date_long} at {time}', node.timestamp, now, zone);
  const time = html`<time title=${whole ?? undefined}>${filled ?? (node.fallback || node.format)}</time>`;
  return node.url ? html`<${Link} url=${node.url}>${time}<//>` : time;
}
