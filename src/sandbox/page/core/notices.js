/**
 * Short words to the person, above everything else, gone after a while.
 * @import { ShownNotice } from './window-state.js'
 */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { cls, html } from './html.js';
import { Icon } from './icons.js';
import { useSession, useWindow } from './session.js';

const SHOWN_MS = 9000;

export function Notices() {
  const notices = useWindow((state) => state.notices);
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const count = notices.length;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element?.showPopover) return;
    if (element.matches(':popover-open')) element.hidePopover();
    if (count > 0) element.showPopover();
  }, [notices]);
  return html`<div ref=${box} class="notices" popover="manual" role="status" aria-live="polite">
    ${notices.map((notice) => html`<${NoticeCard} key=${notice.id} notice=${notice} />`)}
  </div>`;
}

/** @param {{ notice: ShownNotice }} props */
function NoticeCard({ notice }) {
  const session = useSession();
  const drop = () => session.dropNotice(notice.id);
  useEffect(() => {
    const timer = setTimeout(drop, SHOWN_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<div class=${cls('notice', notice.level)}>
    <${Icon} name=${notice.level === 'error' ? 'warning' : 'info'} size=${18} />
    <span class="notice-text">${notice.text}</span>
    <button type="button" class="icon-button" aria-label="Dismiss" onClick=${drop}><${Icon} name="close" size=${16} /></button>
  </div>`;
}
