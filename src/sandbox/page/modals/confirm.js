/**
 * The small dialog that asks before something is done.
 * @import { ConfirmObject } from '../types.ts'
 */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { createStore, useStore } from '../core/store.js';
import { plainText, Text } from '../text/render.js';

/** @typedef {{ ask: ConfirmObject, answer: (yes: boolean) => void }} OpenConfirm */

const open = createStore(/** @type {OpenConfirm | null} */ (null));

/**
 * @param {ConfirmObject} ask
 * @returns {Promise<boolean>} whether the person said yes
 */
export function askConfirm(ask) {
  open.get()?.answer(false);
  return new Promise((resolve) => {
    open.set({
      ask,
      answer(yes) {
        open.set(null);
        resolve(yes);
      },
    });
  });
}

/** Stands once on the page and shows what is asked. */
export function ConfirmHost() {
  const current = useStore(open, (value) => value);
  return current && html`<${ConfirmDialog} current=${current} />`;
}

/** @param {{ current: OpenConfirm }} props */
function ConfirmDialog({ current: { ask, answer } }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const yes = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    yes.current?.focus();
    return () => element?.close();
  }, []);
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    answer(false);
  };
  return html`<dialog
    ref=${dialog}
    class="modal confirm"
    role="alertdialog"
    aria-labelledby="confirm-title"
    aria-describedby="confirm-text"
    onKeyDown=${onKeyDown}
    onCancel=${(/** @type {Event} */ event) => event.preventDefault()}
  >
    <header class="modal-head">
      <h2 id="confirm-title" class="modal-title">${plainText(ask.title) || 'Are you sure?'}</h2>
      <button type="button" class="icon-button" aria-label="Close" onClick=${() => answer(false)}><${Icon} name="close" /></button>
    </header>
    <div id="confirm-text" class="modal-body confirm-body"><${Text} text=${ask.text} /></div>
    <footer class="modal-foot">
      <button type="button" class="button medium" onClick=${() => answer(false)}>${plainText(ask.deny) || 'Cancel'}</button>
      <button
        type="button"
        ref=${yes}
        class=${cls('button medium', ask.style === 'danger' ? 'danger' : 'primary')}
        onClick=${() => answer(true)}
      >
        ${plainText(ask.confirm) || 'OK'}
      </button>
    </footer>
  </dialog>`;
}
