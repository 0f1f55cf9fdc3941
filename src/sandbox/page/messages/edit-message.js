/** @import { SeenMessage } from '../../emulator/people.ts' */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useGrowing } from '../blocks/elements/text-inputs.js';
import { html } from '../core/html.js';
import { tellRefusal, useSession } from '../core/session.js';
import { decode, encode } from '../text/entities.js';

/** Marks for people and channels stay as they are while one edits. @param {string} text */
function toTyped(text) {
  return decode(text);
}

/** @param {string} text */
function toSent(text) {
  return text
    .split(/(<(?:@[UW]|#C|!subteam\^S)[A-Z0-9]+(?:\|[^<>]*)?>|<!(?:here|channel|everyone)>)/)
    .map((part, index) => (index % 2 === 1 ? part : encode(part)))
    .join('');
}

/** A message's text in a field in its place. @param {{ message: SeenMessage, onDone: () => void }} props */
export function EditMessage({ message, onDone }) {
  const session = useSession();
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [text, setText] = useState(() => toTyped(message.text));
  useGrowing(field, text, 320);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, []);
  const save = async () => {
    onDone();
    if (text.trim() === '' || text === toTyped(message.text)) return;
    tellRefusal(
      session,
      await session.act('edit', { channel: message.channel, ts: message.ts, text: toSent(text) }),
    );
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape') onDone();
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<div class="edit-message">
    <textarea ref=${field} class="text-input area" aria-label="Edit message" value=${text} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} onKeyDown=${onKeyDown}></textarea>
    <div class="edit-foot">
      <button type="button" class="button small" onClick=${onDone}>Cancel</button>
      <button type="button" class="button small primary" onClick=${save}>Save</button>
    </div>
  </div>`;
}
