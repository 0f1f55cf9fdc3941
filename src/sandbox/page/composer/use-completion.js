/** @import { Suggestion } from './completion.js' */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { html } from '../core/html.js';
import { useSession } from '../core/session.js';
import { completionAt, suggestions } from './completion.js';
import { CompletionList } from './completion-list.js';

/**
 * Follows the caret, keeps the list, and gives the composer its keys.
 * @param {{ current: HTMLTextAreaElement | null }} field @param {string} text
 * @param {(text: string, item: Suggestion) => void} onComplete
 */
export function useCompletion(field, text, onComplete) {
  const { store, user } = useSession();
  const [caret, setCaret] = useState(0);
  const [left, setLeft] = useState('');
  const [active, setActive] = useState(0);
  const moveTo = useRef(-1);
  useEffect(() => {
    const follow = () => {
      if (document.activeElement === field.current) setCaret(field.current?.selectionStart ?? 0);
    };
    document.addEventListener('selectionchange', follow);
    return () => document.removeEventListener('selectionchange', follow);
  }, []);
  useLayoutEffect(() => {
    if (moveTo.current >= 0) field.current?.setSelectionRange(moveTo.current, moveTo.current);
    moveTo.current = -1;
  }, [text]);

  const at = Math.min(field.current?.selectionStart ?? caret, text.length);
  const completion = useMemo(() => completionAt(text, at), [text, at]);
  const signature = completion ? `${completion.kind}${completion.from}` : '';
  useEffect(() => {
    if (!completion) setLeft('');
  }, [completion]);
  const items = completion && left !== signature ? suggestions(completion, store.get()) : [];
  const index = Math.min(active, items.length - 1);
  const listId = `completion-${user}`;

  const choose = (/** @type {Suggestion | undefined} */ item) => {
    if (!item || !completion) return;
    const head = `${text.slice(0, completion.from)}${item.insert} `;
    moveTo.current = head.length;
    setActive(0);
    onComplete(head + text.slice(completion.to).replace(/^ /, ''), item);
    field.current?.focus();
  };
  return {
    list:
      completion &&
      items.length > 0 &&
      html`<${CompletionList} id=${listId} kind=${completion.kind} items=${items} at=${index} onPoint=${setActive} onChoose=${choose} />`,
    aria:
      items.length > 0
        ? {
            role: 'combobox',
            'aria-expanded': 'true',
            'aria-controls': listId,
            'aria-activedescendant': `${listId}-${index}`,
          }
        : {},
    /** @param {KeyboardEvent} event @returns {boolean} whether the list took the key */
    onKeyDown(event) {
      if (items.length === 0 || !completion) return false;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      const isWhole = completion.kind === 'command' && items.some((item) => item.insert === text.trim());
      if (step !== 0) setActive((index + step + items.length) % items.length);
      else if (event.key === 'Escape') setLeft(signature);
      else if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey && !isWhole))
        choose(items[index]);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
