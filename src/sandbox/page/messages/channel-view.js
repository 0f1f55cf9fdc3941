/**
 * A conversation: its head, its messages, and where one writes.
 * @import { SeenConversation } from '../../emulator/people.ts'
 */
import { useState } from 'preact/hooks';
import { Composer } from '../composer/composer.js';
import { Avatar, Presence } from '../core/avatar.js';
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { tellRefusal, useSession, useWindow } from '../core/session.js';
import { BackToList } from '../sidebar/back-to-list.js';
import { Mrkdwn } from '../text/render.js';
import { MembersPopover } from './members.js';
import { MessageList } from './message-list.js';

/** @param {{ conversation: SeenConversation }} props */
export function ChannelView({ conversation }) {
  const [editing, setEditing] = useState('');
  return html`<section class="main-pane" aria-label=${conversation.name}>
    <${ConversationHead} conversation=${conversation} />
    <${ConversationBody} conversation=${conversation} editing=${editing} onEdit=${setEditing} />
  </section>`;
}

/** @param {{ conversation: SeenConversation, editing: string, onEdit: (ts: string) => void }} props */
export function ConversationBody({ conversation, editing, onEdit }) {
  const session = useSession();
  const me = useWindow((state) => state.me.id);
  const { id, im_user: other, name } = conversation;
  const editLast = () => {
    const messages = session.store.get().timelines[id]?.messages ?? [];
    const mine = messages.findLast((message) => message.user === me && !message.bot_id && !message.ephemeral);
    if (mine) onEdit(mine.ts);
  };
  return html`
    <${MessageList} key=${id} conversation=${conversation} editing=${editing} onEdit=${onEdit} />
    ${
      conversation.is_archived
        ? html`<div class="composer-place"><div class="join-bar">This channel is archived. Its messages can be read, nothing new can be written.</div></div>`
        : conversation.is_member
          ? html`<${Composer} key=${id} channel=${id} placeholder=${`Message ${other === undefined ? `#${name}` : name}`} autofocus onEditLast=${editLast} />`
          : html`<${JoinBar} conversation=${conversation} />`
    }
  `;
}

/** @param {{ conversation: SeenConversation }} props */
function ConversationHead({ conversation }) {
  const { im_user: other, kind, topic } = conversation;
  const person = useWindow((state) => (other === undefined ? undefined : state.people[other]));
  return html`<header class="main-head">
    <${BackToList} />
    <div class="head-name">
      ${
        other !== undefined
          ? html`<${Avatar} id=${other} size=${24} />`
          : html`<${Icon} name=${kind === 'private_channel' ? 'lock' : 'hash'} size=${18} />`
      }
      <h1>${conversation.name}</h1>
      ${person && html`<${Presence} online=${person.online && !person.deleted} /><span class="head-title">${person.title}</span>`}
    </div>
    ${topic !== '' && html`<div class="head-topic" title=${topic}><${Mrkdwn} text=${topic} /></div>`}
    <span class="grow"></span>
    ${other === undefined && html`<${MembersPopover} conversation=${conversation} />`}
  </header>`;
}

/** @param {{ conversation: SeenConversation }} props */
function JoinBar({ conversation }) {
  const session = useSession();
  const join = async () => tellRefusal(session, await session.act('join', { channel: conversation.id }));
  return html`<div class="composer-place">
    <div class="join-bar">
      <span>You are looking at <b># ${conversation.name}</b></span>
      <button type="button" class="button medium primary" onClick=${join}>Join Channel</button>
    </div>
  </div>`;
}
