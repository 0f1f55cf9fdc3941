/** Moving and keeping the keyboard's focus. */
import { useEffect, useLayoutEffect } from 'preact/hooks';

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [tabindex]:not([tabindex="-1"])';

/** @param {ParentNode} root @returns {HTMLElement[]} */
export function focusableIn(root) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(FOCUSABLE)]).filter(
    (element) => element.getClientRects().length > 0,
  );
}

/**
 * While the component is there, leaving it gives the focus back to where it was.
 * @param {boolean} [active]
 */
export function useFocusReturn(active = true) {
  useLayoutEffect(() => {
    if (!active) return;
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    return () => {
      if (before?.isConnected) queueMicrotask(() => before.isConnected && before.focus());
    };
  }, [active]);
}

/**
 * Arrow keys, Home and End move through the elements that match; the rest of the page is one Tab away.
 * @param {{ current: HTMLElement | null }} root
 * @param {string} selector
 */
export function useArrowKeys(root, selector) {
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      const step = STEPS[event.key];
      if (step === undefined || event.altKey || event.metaKey || event.ctrlKey) return;
      const items = /** @type {HTMLElement[]} */ ([...element.querySelectorAll(selector)]);
      const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      if (items.length === 0 || (at < 0 && event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      const to = step === 'first' ? 0 : step === 'last' ? items.length - 1 : at + step;
      items[Math.max(0, Math.min(items.length - 1, to))]?.focus();
    };
    element.addEventListener('keydown', onKey);
    return () => element.removeEventListener('keydown', onKey);
  }, [root, selector]);
}

/** @type {Record<string, number | 'first' | 'last'>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: 'first', End: 'last' };
