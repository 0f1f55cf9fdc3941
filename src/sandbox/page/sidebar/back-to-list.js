import { html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { useNavigation } from '../core/navigation.js';

/** On a phone the list of conversations is a screen of its own: this goes back to it. */
export function BackToList() {
  const { go } = useNavigation();
  return html`<button type="button" class="icon-button back-to-list" aria-label="Back to the list" onClick=${() => go({ channel: '', thread: '', message: '', tab: '' })}>
    <${Icon} name="back" />
  </button>`;
}
