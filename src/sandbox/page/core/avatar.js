/**
 * Faces: a person's initials on their colour, the app's icon, and the dot that says who is there.
 * @import { CastMember } from '../../emulator/people.ts'
 */
import { useState } from 'preact/hooks';
import { cls, html } from './html.js';
import { useWindow } from './session.js';

/**
 * @param {{ id: string, size: number, presence?: boolean, emoji?: string | null, class?: string }} props
 *   `emoji`: a character drawn in place of the face, when an app gave itself one
 */
export function Avatar({ id, size, presence = false, emoji = null, class: className = '' }) {
  const person = useWindow((state) => state.people[id]);
  const appName = useWindow((state) => (state.app.bot_user_id === id ? state.app.name : ''));
  return html`<span class=${cls('avatar', className)} style=${{ width: `${size}px`, height: `${size}px` }} aria-hidden="true">
    ${
      emoji
        ? html`<span class="avatar-emoji" style=${{ fontSize: `${Math.round(size * 0.72)}px` }}>${emoji}</span>`
        : appName
          ? html`<${AppIcon} name=${appName} size=${size} />`
          : html`<${Initials} person=${person} size=${size} />`
    }
    ${presence && person && !person.is_bot && html`<${Presence} online=${person.online && !person.deleted} />`}
  </span>`;
}

/** @param {{ online: boolean }} props */
export function Presence({ online }) {
  return html`<span class=${cls('presence', online && 'online')}></span>`;
}

/** @param {{ person: CastMember | undefined, size: number }} props */
export function Initials({ person, size }) {
  const initials = size < 24 ? (person?.initials ?? '?').slice(0, 1) : (person?.initials ?? '?');
  return html`<span
    class=${cls('avatar-face', person?.deleted && 'deleted')}
    style=${{
      '--face': `#${person?.color ?? '868686'}`,
      fontSize: `${Math.round(size * (initials.length > 1 ? 0.4 : 0.54))}px`,
      borderRadius: `${radius(size)}px`,
    }}
    >${initials}</span
  >`;
}

/** The icon the sandbox was given for its app, or the name's first letter.
 * @param {{ name: string, size: number }} props */
export function AppIcon({ name, size }) {
  const [missing, setMissing] = useState(false);
  const rounded = { borderRadius: `${radius(size)}px`, width: `${size}px`, height: `${size}px` };
  return missing
    ? html`<span class="avatar-face app" style=${{ fontSize: `${Math.round(size * 0.54)}px`, ...rounded }}>${name.slice(0, 1)}</span>`
    : html`<img
        class="avatar-image"
        src=${ICON}
        alt=""
        width=${size}
        height=${size}
        style=${rounded}
        onError=${() => setMissing(true)}
      />`;
}

const ICON = new URL('../app-icon.svg', import.meta.url).href;

/** @param {number} size */
function radius(size) {
  return size >= 64 ? 12 : size >= 32 ? 8 : size >= 24 ? 6 : 4;
}
