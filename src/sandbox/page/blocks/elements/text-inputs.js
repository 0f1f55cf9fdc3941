/**
 * Fields for text. What is typed stays in the field whatever the app does; it travels after a short rest,
 * when the field is left, and at the latest with the submit.
 * @import { ElementValue, InputState } from '../../../emulator/people.ts'
 * @import { ElementProps } from './element.js'
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { cls, html } from '../../core/html.js';
import { useLatest } from '../../core/store.js';
import { plainText } from '../../text/render.js';
import { fieldAria, fieldId, useElement } from '../host.js';

const REST_MS = 250;
/** The count of characters left shows below this many, and below this part of all. */
const NEARLY_FULL = 50;
const NEARLY_FULL_PART = 0.2;

/**
 * @typedef {{ read: (state: InputState | undefined) => string, toValue: (text: string) => ElementValue,
 *   echo: (text: string) => string }} TextKind
 *   how a kind of field reads what the workspace holds, what it sends, and as what the sent comes back
 */

/** @type {TextKind} */
const PLAIN = {
  read: (state) => (state?.value === null || state?.value === undefined ? '' : String(state.value)),
  toValue: (text) => text,
  echo: (text) => text,
};

/**
 * A field's text, kept in step with what the workspace holds for it.
 * @param {ElementProps} props
 * @param {TextKind} [kind]
 */
export function useTypedText({ block, element }, kind = PLAIN) {
  const { state, send, host } = useElement(block, element);
  const held = kind.read(state);
  const [text, setText] = useState(held);
  const sent = useRef(held);
  const timer = useRef(0);

  useEffect(() => {
    const isDirty = host.drafts.values.has(block.block_id);
    if (isDirty || held === sent.current || held === kind.echo(sent.current)) return;
    sent.current = held;
    setText(held);
  }, [held]);

  const deliver = useLatest((/** @type {string} */ value, /** @type {'enter' | 'character'} */ entered) => {
    clearTimeout(timer.current);
    timer.current = 0;
    sent.current = value;
    const under = send(kind.toValue(value), { entered })
      .then((answer) => {
        const isNewest = sent.current === value && timer.current === 0;
        if (answer?.ok && isNewest) host.drafts.values.delete(block.block_id);
      })
      .finally(() => host.drafts.underWay.delete(under));
    host.drafts.underWay.add(under);
  });
  const flush = useLatest(() => {
    if (timer.current !== 0) deliver(text, 'character');
  });
  useEffect(() => {
    const { flushers } = host.drafts;
    flushers.add(flush);
    return () => {
      flushers.delete(flush);
      clearTimeout(timer.current);
    };
  }, [host.drafts]);

  return {
    text,
    flush,
    type(/** @type {string} */ value) {
      setText(value);
      host.touched?.();
      host.drafts.values.set(block.block_id, kind.toValue(value));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => deliver(value, 'character'), REST_MS);
    },
    /** Enter in a line: tells the app when it asked for that, else submits the form. */
    enter() {
      const on = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
      if (block.dispatch_action && on.includes('on_enter_pressed')) deliver(text, 'enter');
      else host.submit?.();
    },
    error: host.errors[block.block_id],
  };
}

/** @param {ElementProps} props */
export function PlainTextInput(props) {
  return props.element.multiline ? html`<${TextArea} ...${props} />` : html`<${LineInput} ...${props} />`;
}

/** @type {Record<string, { type: string, mode?: string, placeholder?: string }>} */
const LINES = {
  email_text_input: { type: 'email', mode: 'email', placeholder: 'name@example.com' },
  url_text_input: { type: 'url', mode: 'url', placeholder: 'https://' },
  number_input: { type: 'text', mode: 'decimal' },
};

/** One line: plain text, an address, a number. @param {ElementProps} props */
export function LineInput({ block, element }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const typed = useTypedText({ block, element });
  const line = LINES[element.type] ?? { type: 'text' };
  useFocusOnLoad(field, element.focus_on_load);
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    typed.enter();
  };
  return html`<div class="text-field">
    <input
      ref=${field}
      id=${fieldId(block)}
      class=${cls('text-input', typed.error && 'wrong')}
      type=${line.type}
      inputmode=${line.mode}
      value=${typed.text}
      placeholder=${plainText(element.placeholder) || line.placeholder}
      maxlength=${element.max_length}
      autocomplete="off"
      spellcheck=${element.type === 'plain_text_input'}
      ...${fieldAria(block, element, typed.error)}
      onInput=${(/** @type {any} */ event) => typed.type(event.currentTarget.value)}
      onBlur=${typed.flush}
      onKeyDown=${onKeyDown}
    />
    <${Remaining} text=${typed.text} max=${element.max_length} />
  </div>`;
}

/** @param {ElementProps} props */
function TextArea({ block, element }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const typed = useTypedText({ block, element });
  useFocusOnLoad(field, element.focus_on_load);
  useGrowing(field, typed.text, 300);
  return html`<div class="text-field">
    <textarea
      ref=${field}
      id=${fieldId(block)}
      class=${cls('text-input area', typed.error && 'wrong')}
      rows="3"
      value=${typed.text}
      placeholder=${plainText(element.placeholder)}
      maxlength=${element.max_length}
      ...${fieldAria(block, element, typed.error)}
      onInput=${(/** @type {any} */ event) => typed.type(event.currentTarget.value)}
      onBlur=${typed.flush}
    ></textarea>
    <${Remaining} text=${typed.text} max=${element.max_length} />
  </div>`;
}

/** @param {{ text: string, max: number | undefined }} props */
function Remaining({ text, max }) {
  if (max === undefined) return null;
  const left = max - text.length;
  return (
    left <= Math.min(NEARLY_FULL, max * NEARLY_FULL_PART) &&
    html`<span class="remaining" aria-live="polite">${left}</span>`
  );
}

/** @param {{ current: HTMLElement | null }} field @param {boolean | undefined} wanted */
export function useFocusOnLoad(field, wanted) {
  useEffect(() => {
    if (wanted) field.current?.focus();
  }, []);
}

/** The field is as high as its text, up to a limit. @param {{ current: HTMLTextAreaElement | null }} field
 * @param {string} text @param {number} limit */
export function useGrowing(field, text, limit) {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight + 2, limit)}px`;
  }, [text]);
}
