/**
 * Two people side by side, each in a window of their own: what one of them opens does not block the other.
 */
import { useRef } from 'preact/hooks';
import { parsePlace, placeUrl } from '../core/address.js';
import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useNavigation } from '../core/navigation.js';

/** A pair needs this much room; below it a second person opens in a tab. */
const PAIR_WIDTH = 1080;

/** Whether this window is one of a pair already. */
export const isInPair = window !== window.parent;

/** @param {import('../core/navigation.js').Navigation} navigation @param {string} user */
export function openBeside({ get, go }, user) {
  if (innerWidth >= PAIR_WIDTH) go({ beside: user });
  else
    window.open(placeUrl({ ...get(), as: user, thread: '', message: '', beside: '' }), '_blank', 'noopener');
}

export function Pair() {
  const { get, go } = useNavigation();
  const left = useRef(/** @type {HTMLIFrameElement | null} */ (null));
  const first = useRef(get()).current;
  const close = () => {
    const now = left.current?.contentWindow?.location.search;
    go({ ...(now ? parsePlace(now) : first), beside: '' }, 'replace');
  };
  return html`<div class="pair">
    <iframe ref=${left} title="First person" src=${placeUrl({ ...first, beside: '' })}></iframe>
    <button type="button" class="pair-close" aria-label="Close the second person" title="Close the second person" onClick=${close}><${Icon} name="close" size=${16} /></button>
    <iframe title="Second person" src=${placeUrl({ ...first, as: first.beside, thread: '', message: '', beside: '' })}></iframe>
  </div>`;
}
