/** Small line icons on a 20 px grid, drawn with the colour of the text around them. */
import { html } from './html.js';

/** @type {Record<string, unknown>} */
const SHAPES = {
  hash: html`<path d="M8 3 6.4 17M13.6 3 12 17M3.5 7.2h13.4M3.1 12.8h13.4" />`,
  lock: html`<rect x="4.2" y="9" width="11.6" height="7.8" rx="1.6" /><path d="M6.8 9V6.4a3.2 3.2 0 0 1 6.4 0V9" />`,
  home: html`<path d="M3.2 9.2 10 3.2l6.8 6v6.4a1 1 0 0 1-1 1h-3.6v-4.4H7.8v4.4H4.2a1 1 0 0 1-1-1z" />`,
  dms: html`<path d="M4 4.2h9.2a1.6 1.6 0 0 1 1.6 1.6v4.6a1.6 1.6 0 0 1-1.6 1.6H8l-3 2.6V12H4a1.6 1.6 0 0 1-1.6-1.6V5.8A1.6 1.6 0 0 1 4 4.2z" /><path d="M17.4 8.2v5.2a1.6 1.6 0 0 1-1.6 1.6h-.6v2.2L12.6 15H10" />`,
  bell: html`<path d="M10 3.2a4.6 4.6 0 0 0-4.6 4.6c0 3.8-1.6 4.8-1.6 5.8h12.4c0-1-1.6-2-1.6-5.8A4.6 4.6 0 0 0 10 3.2z" /><path d="M8.2 16.2a1.9 1.9 0 0 0 3.6 0" />`,
  search: html`<circle cx="8.8" cy="8.8" r="5.2" /><path d="m12.8 12.8 4 4" />`,
  plus: html`<path d="M10 4v12M4 10h12" />`,
  close: html`<path d="m5 5 10 10M15 5 5 15" />`,
  back: html`<path d="M11.8 4.6 6.4 10l5.4 5.4" />`,
  down: html`<path d="m5.6 8 4.4 4.4L14.4 8" />`,
  right: html`<path d="m8 5.6 4.4 4.4L8 14.4" />`,
  check: html`<path d="m4.4 10.6 3.6 3.6 7.6-8" />`,
  more: html`<g fill="currentColor" stroke="none"><circle cx="10" cy="4.6" r="1.5" /><circle cx="10" cy="10" r="1.5" /><circle cx="10" cy="15.4" r="1.5" /></g>`,
  dots: html`<g fill="currentColor" stroke="none"><circle cx="4.6" cy="10" r="1.5" /><circle cx="10" cy="10" r="1.5" /><circle cx="15.4" cy="10" r="1.5" /></g>`,
  thread: html`<path d="M4.6 3.8h10.8A1.6 1.6 0 0 1 17 5.4v6.4a1.6 1.6 0 0 1-1.6 1.6H9.8L6.2 16.4v-3H4.6A1.6 1.6 0 0 1 3 11.8V5.4a1.6 1.6 0 0 1 1.6-1.6z" /><path d="M6.4 7.2h7.2M6.4 10h4.4" />`,
  smile: html`<circle cx="10" cy="10" r="7" /><path d="M7 11.6a3.6 3.6 0 0 0 6 0" /><g fill="currentColor" stroke="none"><circle cx="7.6" cy="8" r="1" /><circle cx="12.4" cy="8" r="1" /></g>`,
  smilePlus: html`<path d="M16.4 8.4A7 7 0 1 1 11.6 3.3" /><path d="M7 11.8a3.6 3.6 0 0 0 6 0M16 2.4v4.8M13.6 4.8h4.8" /><g fill="currentColor" stroke="none"><circle cx="7.6" cy="8.4" r="1" /><circle cx="12.2" cy="8.4" r="1" /></g>`,
  at: html`<circle cx="10" cy="10" r="2.8" /><path d="M12.8 7.2v3.9a2 2 0 0 0 4 0V10A6.8 6.8 0 1 0 14 15.5" />`,
  send: html`<path d="M3.6 3.4 17 10 3.6 16.6l1.6-5.2L11 10 5.2 8.6z" fill="currentColor" stroke-linejoin="round" />`,
  bold: html`<path d="M6 4h4.6a2.9 2.9 0 0 1 0 5.8H6zM6 9.8h5.4a3.1 3.1 0 0 1 0 6.2H6z" stroke-width="1.9" />`,
  italic: html`<path d="M12.4 4 8.8 16M9.4 4h5M6.2 16h5" />`,
  strike: html`<path d="M13.8 6.2C13.2 4.8 11.8 4 10 4 7.8 4 6.2 5.2 6.2 7c0 1.3.8 2.2 2.2 2.8M3.6 10.4h12.8M6 13.4c.4 1.6 2 2.6 4.2 2.6 2.4 0 4-1.2 4-3 0-.5-.1-1-.4-1.5" />`,
  link: html`<path d="M8.6 11.4a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3L10.2 5.5" /><path d="M11.4 8.6a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1.1-1.1" />`,
  bullets: html`<path d="M8 5h8.6M8 10h8.6M8 15h8.6" /><g fill="currentColor" stroke="none"><circle cx="4.2" cy="5" r="1.3" /><circle cx="4.2" cy="10" r="1.3" /><circle cx="4.2" cy="15" r="1.3" /></g>`,
  numbers: html`<path d="M8.4 5h8.2M8.4 10h8.2M8.4 15h8.2M3.4 4.2l1.2-.8v3.4M3 12.6c1.8-1.4 2.4.6.2 2.8h2.2" stroke-width="1.3" />`,
  quote: html`<path d="M4 4v12" stroke-width="2.2" /><path d="M8 6h9M8 10h9M8 14h6" />`,
  code: html`<path d="m6.6 6-4 4 4 4M13.4 6l4 4-4 4" />`,
  codeBlock: html`<path d="m5.4 5-2.6 2.6 2.6 2.6M9.4 5 12 7.6l-2.6 2.6M11 13h6M11 16h6M15 5h2M15 9h2" />`,
  text: html`<path d="M2.8 15 6.6 5l3.8 10M4 12h5.2" /><circle cx="14.2" cy="12.4" r="2.6" /><path d="M16.8 9.6V15" />`,
  eye: html`<path d="M2.4 10S5.2 4.8 10 4.8 17.6 10 17.6 10 14.8 15.2 10 15.2 2.4 10 2.4 10z" /><circle cx="10" cy="10" r="2.3" />`,
  copy: html`<rect x="7" y="7" width="9.4" height="9.4" rx="1.6" /><path d="M13 7V5.2a1.6 1.6 0 0 0-1.6-1.6H5.2a1.6 1.6 0 0 0-1.6 1.6v6.2A1.6 1.6 0 0 0 5.2 13H7" />`,
  edit: html`<path d="m4 16 .8-3.4L13 4.4a1.6 1.6 0 0 1 2.3 0l.3.3a1.6 1.6 0 0 1 0 2.3l-8.2 8.2z" />`,
  trash: html`<path d="M3.6 5.6h12.8M8 5.4V3.6h4v1.8M5.2 5.8l.8 10.6h8l.8-10.6M8.4 8.6v5M11.6 8.6v5" />`,
  lightning: html`<path d="M11.4 2.8 4.6 11.2h4.6L8.6 17.2l6.8-8.4h-4.6z" />`,
  calendar: html`<rect x="3.2" y="4.6" width="13.6" height="12" rx="1.6" /><path d="M3.2 8.4h13.6M6.8 2.8v3M13.2 2.8v3" />`,
  clock: html`<circle cx="10" cy="10" r="7" /><path d="M10 5.8V10l2.8 2" />`,
  file: html`<path d="M5.2 2.8h6l3.6 3.6v10.8H5.2z" /><path d="M11 3v3.6h3.6" />`,
  upload: html`<path d="M10 13V4.2M6.4 7.4 10 3.8l3.6 3.6M3.6 12.6v3.6h12.8v-3.6" />`,
  download: html`<path d="M10 3.8v8.8M6.4 9.4 10 13l3.6-3.6M3.6 13.4v2.8h12.8v-2.8" />`,
  warning: html`<path d="M10 3.2 17.6 16H2.4z" /><path d="M10 8v3.8M10 13.8v.4" />`,
  info: html`<circle cx="10" cy="10" r="7" /><path d="M10 9.2v4.2M10 6.4v.4" />`,
  success: html`<circle cx="10" cy="10" r="7" /><path d="m6.8 10.2 2.2 2.2 4.2-4.6" />`,
  people: html`<circle cx="7.6" cy="7" r="2.8" /><path d="M2.4 16c0-2.8 2.2-4.8 5.2-4.8s5.2 2 5.2 4.8z" /><path d="M12.6 4.4a2.6 2.6 0 0 1 0 5M14.4 11.6c2 .5 3.2 2.2 3.2 4.4h-2.2" />`,
  split: html`<rect x="2.8" y="4" width="14.4" height="12" rx="1.6" /><path d="M10 4v12" />`,
  newTab: html`<path d="M8 4.4H4.8A1.4 1.4 0 0 0 3.4 5.8v9.4a1.4 1.4 0 0 0 1.4 1.4h9.4a1.4 1.4 0 0 0 1.4-1.4V12M11.4 3.4h5.2v5.2M16.4 3.6 9.6 10.4" />`,
  sun: html`<circle cx="10" cy="10" r="3.2" /><path d="M10 2.4v2M10 15.6v2M2.4 10h2M15.6 10h2M4.6 4.6 6 6M14 14l1.4 1.4M15.4 4.6 14 6M6 14l-1.4 1.4" />`,
  moon: html`<path d="M16.6 11.6A6.8 6.8 0 1 1 8.4 3.4a5.4 5.4 0 0 0 8.2 8.2z" />`,
  flag: html`<path d="M4.6 17.2V3.4M4.6 4h9.8l-2 3.6 2 3.6H4.6" />`,
  headphones: html`<path d="M3.6 12.4v-2a6.4 6.4 0 0 1 12.8 0v2" /><rect x="3" y="11.4" width="3.2" height="5" rx="1.4" /><rect x="13.8" y="11.4" width="3.2" height="5" rx="1.4" />`,
  thumbUp: html`<path d="M6.4 9.2v7.2H3.6V9.2zM6.4 9.2 9.6 3c1.2 0 2 .8 1.8 2.2L11 8h4.2a1.5 1.5 0 0 1 1.5 1.8l-1 5.2a1.7 1.7 0 0 1-1.7 1.4H6.4" />`,
  thumbDown: html`<path d="M6.4 10.8V3.6H3.6v7.2zM6.4 10.8 9.6 17c1.2 0 2-.8 1.8-2.2L11 12h4.2a1.5 1.5 0 0 0 1.5-1.8l-1-5.2A1.7 1.7 0 0 0 14 3.6H6.4" />`,
  pause: html`<path d="M7.4 5v10M12.6 5v10" stroke-width="2" />`,
  traffic: html`<path d="M2.8 16.8h14.4M3.2 13.2l3.4-.6 3-5.8 3 3.6 4.2-6.8" />`,
  play: html`<path d="M7 4.6v10.8l8.4-5.4z" fill="currentColor" />`,
  bookmark: html`<path d="M5.6 3.2h8.8v13.6L10 13.4l-4.4 3.4z" />`,
  compose: html`<path d="M16.4 10.6v4.2a1.6 1.6 0 0 1-1.6 1.6H5.2a1.6 1.6 0 0 1-1.6-1.6V5.2a1.6 1.6 0 0 1 1.6-1.6h4.2" /><path d="m8 12 .5-2.4 6.1-6.1a1.3 1.3 0 0 1 1.9 1.9l-6.1 6.1z" />`,
};

/**
 * @param {{ name: string, size?: number, class?: string }} props
 */
export function Icon({ name, size = 20, class: className = '' }) {
  return html`<svg
    class=${`icon ${className}`}
    width=${size}
    height=${size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${SHAPES[name] ?? null}
  </svg>`;
}
