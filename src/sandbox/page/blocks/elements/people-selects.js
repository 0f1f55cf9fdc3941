/**
 * Selects over the workspace's people and conversations.
 * @import { CastMember, InputState, SeenConversation } from '../../../emulator/people.ts'
 * @import { Choice } from './picker.js'
 * @import { ElementProps } from './element.js'
 */
import { Avatar } from '../../core/avatar.js';
import { html } from '../../core/html.js';
import { Icon } from '../../core/icons.js';
import { useWindow } from '../../core/session.js';
import { nameOf } from '../../text/names.js';
import { plainText } from '../../text/render.js';
import { useElement } from '../host.js';
import { Picker } from './picker.js';
import { pickerProps } from './selects.js';

/** @param {ElementProps} props */
export function PersonSelect({ block, element }) {
  const people = useWindow((state) => state.people);
  const choices = Object.values(people)
    .filter((person) => !person.deleted)
    .map(personChoice);
  return html`<${IdSelect} block=${block} element=${element} noun="user" choices=${choices} placeholder="Select a user" />`;
}

/** @param {ElementProps} props */
export function ConversationSelect({ block, element }) {
  const conversations = useWindow((state) => state.conversations);
  const people = useWindow((state) => state.people);
  const noun = element.type.endsWith('channels_select') ? 'channel' : 'conversation';
  const choices = Object.values(conversations)
    .filter((conversation) => isOffered(conversation, people, noun, element.filter))
    .map(conversationChoice);
  return html`<${IdSelect} block=${block} element=${element} noun=${noun} choices=${choices} placeholder=${`Select a ${noun}`} />`;
}

/**
 * @param {ElementProps & { noun: 'user' | 'channel' | 'conversation', choices: Choice[], placeholder: string }} props
 */
function IdSelect({ block, element, noun, choices, placeholder }) {
  const { state, busy, send, host } = useElement(block, element);
  const multi = element.type.startsWith('multi_');
  const held = state?.[multi ? `selected_${noun}s` : `selected_${noun}`];
  const ids = /** @type {string[]} */ (Array.isArray(held) ? held : typeof held === 'string' ? [held] : []);
  const onChange = (/** @type {string[]} */ values) => {
    const shown = multi ? { [`selected_${noun}s`]: values } : { [`selected_${noun}`]: values[0] ?? null };
    send(multi ? values : (values[0] ?? null), {
      shown: /** @type {InputState} */ ({ type: element.type, ...shown }),
    });
  };
  const chosen = ids.map((id) => choices.find((choice) => choice.value === id) ?? { value: id, label: id });
  return html`<${Picker}
    ...${pickerProps(block, element, host)}
    placeholder=${plainText(element.placeholder) || placeholder}
    chosen=${chosen}
    multi=${multi}
    groups=${[{ label: '', choices }]}
    busy=${busy}
    onChange=${onChange}
  />`;
}

/** @param {CastMember} person @returns {Choice} */
function personChoice(person) {
  return {
    value: person.id,
    label: nameOf(person),
    description: person.title,
    keywords: `${person.name} ${person.real_name} ${person.title}`,
    face: html`<${Avatar} id=${person.id} size=${20} />`,
  };
}

/** @param {SeenConversation} conversation @returns {Choice} */
function conversationChoice(conversation) {
  const face =
    conversation.im_user !== undefined
      ? html`<${Avatar} id=${conversation.im_user} size=${20} />`
      : html`<${Icon} name=${conversation.kind === 'private_channel' ? 'lock' : 'hash'} size=${18} />`;
  return { value: conversation.id, label: conversation.name, face };
}

/** @type {Record<SeenConversation['kind'], string>} */
const KIND_IN_FILTER = { channel: 'public', private_channel: 'private', im: 'im', mpim: 'mpim' };

/** @param {SeenConversation} conversation @param {Record<string, CastMember>} people
 * @param {'channel' | 'conversation'} noun @param {ElementProps['element']['filter']} filter */
function isOffered(conversation, people, noun, filter) {
  if (conversation.is_archived) return false;
  if (noun === 'channel') return conversation.kind === 'channel';
  if (filter?.include && !filter.include.includes(KIND_IN_FILTER[conversation.kind])) return false;
  return !(filter?.exclude_bot_users && people[conversation.im_user ?? '']?.is_bot);
}
