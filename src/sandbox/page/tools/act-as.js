/**
 * Who one is in the sandbox: everybody of the cast, with what they are there for.
 * @import { CastMember } from '../../emulator/people.ts'
 */
import { useMemo, useRef } from 'preact/hooks';
import { placeUrl } from '../core/address.js';
import { Avatar } from '../core/avatar.js';
import { useArrowKeys, useFocusReturn } from '../core/focus.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useNavigation, usePlace } from '../core/navigation.js';
import { Popover } from '../core/overlay.js';
import { useWindow } from '../core/session.js';
import { nameOf } from '../text/names.js';
import { isInPair, openBeside } from './pair.js';

/** @param {{ anchor: any, side?: 'below' | 'right', onClose: () => void }} props */
export function ActAsMenu({ anchor, side, onClose }) {
  const people = useWindow((state) => state.people);
  const me = useWindow((state) => state.me.id);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useFocusReturn();
  useArrowKeys(list, '.persona-choose');
  const cast = useMemo(() => Object.values(people).filter((person) => !person.is_bot), [people]);
  return html`<${Popover} anchor=${anchor} side=${side} align="end" onClose=${onClose} class="act-as" initialFocus=".persona.me .persona-choose" role="dialog" label="Act as">
    <div class="tool-head">Act as<span class="tool-note">See and do what this person can.</span></div>
    <div ref=${list} class="persona-list">
      ${cast.map((person) => html`<${Persona} key=${person.id} person=${person} isMe=${person.id === me} onClose=${onClose} />`)}
    </div>
  <//>`;
}

/** @param {{ person: CastMember, isMe: boolean, onClose: () => void }} props */
function Persona({ person, isMe, onClose }) {
  const navigation = useNavigation();
  const place = usePlace();
  const choose = () => {
    onClose();
    navigation.go({ as: person.id, thread: '', message: '' });
  };
  const marks = [
    person.is_guest && 'guest',
    person.is_stranger && 'external',
    person.deleted && 'deactivated',
  ].filter(Boolean);
  return html`<div class=${cls('persona', isMe && 'me', person.deleted && 'gone')}>
    <button type="button" class="persona-choose" aria-current=${isMe ? 'true' : undefined} onClick=${choose}>
      <${Avatar} id=${person.id} size=${36} presence />
      <span class="persona-words"><b>${nameOf(person)}</b><span>${[person.title, ...marks].filter(Boolean).join(' · ')}</span></span>
      ${isMe && html`<${Icon} name="check" size=${18} />`}
    </button>
    ${
      !isMe &&
      !isInPair &&
      html`<button type="button" class="icon-button persona-beside" aria-label=${`Open ${nameOf(person)} side by side`} title="Side by side" onClick=${() => {
        onClose();
        openBeside(navigation, person.id);
      }}><${Icon} name="split" size=${18} /></button>
      <a class="icon-button" href=${placeUrl({ ...place, as: person.id, thread: '', message: '' })} target="_blank" rel="noopener" aria-label=${`Open ${nameOf(person)} in a new tab`} title="New tab" onClick=${onClose}><${Icon} name="newTab" size=${18} /></a>`
    }
  </div>`;
}
