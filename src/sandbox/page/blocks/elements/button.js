/**
 * Buttons: words, icons, and the thumbs of feedback.
 * @import { FeedbackButton } from '../../types.ts'
 * @import { ElementProps } from './element.js'
 */
import { cls, html } from '../../core/html.js';
import { Icon } from '../../core/icons.js';
import { safeUrl } from '../../text/entities.js';
import { plainText } from '../../text/render.js';
import { useElement } from '../host.js';

/** @param {ElementProps} props */
export function Button({ block, element }) {
  const { busy, send, host } = useElement(block, element);
  const url = safeUrl(element.url ?? '');
  const press = () => {
    if (!busy) send();
  };
  const look = cls(
    'button',
    host.surface === 'message' ? 'small' : 'medium',
    element.style === 'primary' && 'primary',
    element.style === 'danger' && 'danger',
    busy && 'busy',
  );
  const label = element.accessibility_label;
  const words = html`<span class="button-words">${plainText(element.text)}</span>`;
  if (url !== '')
    return html`<a class=${look} href=${url} target="_blank" rel="noopener noreferrer" aria-label=${label} onClick=${press}>${words}</a>`;
  return html`<button type="button" class=${look} aria-label=${label} aria-busy=${busy ? 'true' : undefined} onClick=${press}>${words}</button>`;
}

/** @param {ElementProps} props */
export function IconButton({ block, element }) {
  const { busy, send } = useElement(block, element);
  const label = plainText(element.text) || element.accessibility_label || element.icon || 'Button';
  return html`<button type="button" class=${cls('icon-button quiet', busy && 'busy')} aria-label=${label} title=${label} onClick=${() => send()}>
    <${Icon} name=${element.icon === 'trash' ? 'trash' : 'lightning'} size=${18} />
  </button>`;
}

/** @param {ElementProps} props */
export function FeedbackButtons({ block, element }) {
  const { busy, send } = useElement(block, element);
  const thumb = (
    /** @type {FeedbackButton | undefined} */ button,
    /** @type {'positive' | 'negative'} */ which,
  ) => {
    const label = button?.accessibility_label ?? plainText(button?.text);
    return html`<button
      type="button"
      class=${cls('icon-button quiet', busy && 'busy')}
      aria-label=${label}
      title=${plainText(button?.text)}
      onClick=${() => send(which)}
    >
      <${Icon} name=${which === 'positive' ? 'thumbUp' : 'thumbDown'} size=${18} />
    </button>`;
  };
  return html`<span class="feedback">${thumb(element.positive_button, 'positive')}${thumb(element.negative_button, 'negative')}</span>`;
}
