/**
 * The modal that a person is in: the top of the stack, as the app's views describe it.
 * @import { SeenView } from '../../emulator/people.ts'
 * @import { Block, TextObject } from '../types.ts'
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Blocks } from '../blocks/blocks.js';
import { HostProvider, noDrafts, settleDrafts } from '../blocks/host.js';
import { AppIcon } from '../core/avatar.js';
import { focusableIn } from '../core/focus.js';
import { cls, html } from '../core/html.js';
import { Icon } from '../core/icons.js';
import { tellRefusal, useSession, useWindow } from '../core/session.js';
import { useLatest } from '../core/store.js';
import { plainText } from '../text/render.js';
import { askConfirm } from './confirm.js';

/** Stands once on the page; shows the top view while there is one. */
export function ModalHost() {
  const view = useWindow((state) => state.modals.at(-1));
  const depth = useWindow((state) => state.modals.length);
  return view && html`<${ModalDialog} view=${view} depth=${depth} />`;
}

/** @param {{ view: SeenView, depth: number }} props */
function ModalDialog({ view, depth }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const form = useViewForm(view, depth);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const shown = useRef(/** @type {SeenView | null} */ (null));
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = view;
    if (!dialog.current) return;
    if (!before || before.id !== view.id || asksOtherThings(before, view)) startAtTop(dialog.current);
    else if (!dialog.current.contains(document.activeElement)) focusInView(dialog.current);
  }, [view.id, view.hash]);
  useEffect(() => {
    const field =
      Object.keys(view.errors).length > 0 &&
      dialog.current?.querySelector('[aria-invalid=true], .with-error input, .with-error button');
    if (field) /** @type {HTMLElement} */ (field).focus();
  }, [view.errors]);
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape') form.leave('close');
    else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && view.submit) form.submit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** Escape while nothing inside has the focus. */
  const onCancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    form.leave('close');
  };
  return html`<dialog
    ref=${dialog}
    class=${cls('modal', form.busy && 'busy')}
    aria-labelledby="modal-title"
    aria-busy=${form.busy ? 'true' : undefined}
    onKeyDown=${onKeyDown}
    onCancel=${onCancel}
  >
    <${ModalHead} view=${view} depth=${depth} leave=${form.leave} />
    ${view.notice !== '' && html`<div class="modal-notice" role="alert"><${Icon} name="warning" size=${18} /><span>${view.notice}</span></div>`}
    <div class="modal-body" key=${view.id}>
      <${HostProvider} value=${form.host}><${Blocks} blocks=${/** @type {Block[]} */ (/** @type {unknown} */ (view.blocks))} /><//>
    </div>
    <${ModalFoot} view=${view} busy=${form.busy} submit=${form.submit} leave=${form.leave} />
  </dialog>`;
}

/** @param {{ view: SeenView, depth: number, leave: (how: 'close' | 'back' | 'all') => void }} props */
function ModalHead({ view, depth, leave }) {
  const appName = useWindow((state) => state.app.name);
  return html`<header class="modal-head">
    ${
      depth > 1
        ? html`<button type="button" class="icon-button" aria-label="Back" onClick=${() => leave('back')}><${Icon} name="back" /></button>`
        : html`<${AppIcon} name=${appName} size=${28} />`
    }
    <h2 id="modal-title" class="modal-title">${plainText(asText(view.title))}</h2>
    <button type="button" class="icon-button" aria-label="Close" onClick=${() => leave('all')}><${Icon} name="close" /></button>
  </header>`;
}

/** @param {{ view: SeenView, busy: boolean, submit: () => void, leave: (how: 'close') => void }} props */
function ModalFoot({ view, busy, submit, leave }) {
  const submitLabel = plainText(asText(view.submit));
  return html`<footer class="modal-foot">
    <button type="button" class="button medium" onClick=${() => leave('close')}>${plainText(asText(view.close)) || (submitLabel ? 'Cancel' : 'Close')}</button>
    ${
      submitLabel &&
      html`<button type="button" class=${cls('button medium primary submit', busy && 'busy')} aria-disabled=${busy ? 'true' : undefined} onClick=${submit}><span class="button-words">${submitLabel}</span></button>`
    }
  </footer>`;
}

/**
 * Submitting and leaving a view, and what its blocks need to know.
 * @param {SeenView} view @param {number} depth
 */
function useViewForm(view, depth) {
  const session = useSession();
  const drafts = useRef({ view: view.id, held: noDrafts() });
  const touched = useRef(false);
  const [sending, setSending] = useState(false);
  if (drafts.current.view !== view.id) {
    drafts.current = { view: view.id, held: noDrafts() };
    touched.current = false;
  }
  const busy = sending || view.busy;

  const submit = useLatest(async () => {
    if (busy || !view.submit) return;
    const { held } = drafts.current;
    setSending(true);
    await settleDrafts(held);
    const values = Object.fromEntries(held.values);
    touched.current = false;
    const answer = await session.act('submit', { view_id: view.id, values });
    if (!answer.ok) touched.current = true;
    setSending(false);
    if (answer.outcome !== 'invalid') held.values.clear();
    tellRefusal(session, answer);
  });

  const leave = useLatest(async (/** @type {'close' | 'back' | 'all'} */ how) => {
    if (busy) return;
    if (how !== 'back' && view.notify_on_close && touched.current && !(await askConfirm(LEAVE))) return;
    await settleDrafts(drafts.current.held);
    const answer =
      how === 'back'
        ? await session.act('back', { view_id: view.id })
        : await session.act('close', {
            view_id: view.id,
            ...(how === 'all' && depth > 1 ? { all: true } : {}),
          });
    tellRefusal(session, answer);
  });

  const host = useMemo(
    () => ({
      container: /** @type {const} */ ({ type: 'view', view_id: view.id }),
      surface: /** @type {const} */ ('modal'),
      values: view.values,
      errors: view.errors,
      drafts: drafts.current.held,
      touched: () => {
        touched.current = true;
      },
      submit,
    }),
    [view],
  );
  return { host, busy, submit, leave };
}

const LEAVE = /** @type {const} */ ({
  title: { type: 'plain_text', text: 'Close this form?' },
  text: { type: 'plain_text', text: 'You have typed something here and not sent it yet.' },
  confirm: { type: 'plain_text', text: 'Close it' },
  deny: { type: 'plain_text', text: 'Keep editing' },
});

/** @param {unknown} text @returns {TextObject | undefined} */
function asText(text) {
  return /** @type {TextObject | undefined} */ (text ?? undefined);
}

/** @param {SeenView} view */
const inputsOf = (view) => view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);

/**
 * Whether an app that put a view in the place of another one took its reader a step further: none of the questions
 * is still there. A view that asks nothing and is replaced by another such one only shows something newer.
 * @param {SeenView} before @param {SeenView} now
 */
function asksOtherThings(before, now) {
  const asked = inputsOf(before);
  const asks = inputsOf(now);
  return asked.length + asks.length > 0 && !asked.some((block) => asks.includes(block));
}

/** What is new is read from its top, so whatever the focus was on further down loses it. @param {HTMLElement} dialog */
function startAtTop(dialog) {
  const body = dialog.querySelector('.modal-body');
  if (body) body.scrollTop = 0;
  const { activeElement } = document;
  if (!body || !activeElement || !body.contains(activeElement) || !isInView(activeElement, body))
    focusInView(dialog);
}

/** @param {Element} element @param {Element} body */
const isInView = (element, body) =>
  element.getBoundingClientRect().bottom <= body.getBoundingClientRect().bottom;

/** The first field that can be seen, else the button that goes on; nothing moves for it. @param {HTMLElement} dialog */
function focusInView(dialog) {
  const body = dialog.querySelector('.modal-body');
  const field =
    body &&
    focusableIn(body).find(
      (element) => element.matches('input, textarea, .picker') && isInView(element, body),
    );
  const target = field ?? dialog.querySelector('.submit') ?? dialog.querySelector('.modal-foot button');
  /** @type {HTMLElement | null} */ (target)?.focus({ preventScroll: true });
}
