/**
 * What floats above the page: placed beside an anchor, in the browser's top layer so that nothing cuts it off,
 * yet in the document where it belongs, so that focus and dialogs keep working.
 */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { html } from './html.js';
import { useLatest } from './store.js';

const GAP = 4;
const EDGE = 8;

/**
 * @param {{
 *   anchor: { current: HTMLElement | null } | HTMLElement,
 *   side?: 'below' | 'above' | 'right',
 *   align?: 'start' | 'end',
 *   matchWidth?: boolean,
 *   onClose: (how: 'outside' | 'escape') => void,
 *   initialFocus?: string,
 *   class?: string,
 *   role?: string,
 *   label?: string,
 *   id?: string,
 *   children?: unknown,
 * }} props `initialFocus`: a selector; the first that it finds gets the focus when the box has appeared
 */
export function Popover(props) {
  const { anchor, side = 'below', align = 'start', matchWidth = false, class: className = '' } = props;
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const close = useLatest(props.onClose);
  const anchorElement = () => ('current' in anchor ? anchor.current : anchor);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.showPopover?.();
    const settle = () => {
      const beside = anchorElement();
      if (beside) position(element, beside.getBoundingClientRect(), side, align, matchWidth);
    };
    settle();
    if (props.initialFocus)
      /** @type {HTMLElement | null} */ (element.querySelector(props.initialFocus))?.focus();
    const observer = new ResizeObserver(settle);
    observer.observe(element);
    addEventListener('scroll', settle, { capture: true, passive: true });
    addEventListener('resize', settle);
    return () => {
      observer.disconnect();
      removeEventListener('scroll', settle, { capture: true });
      removeEventListener('resize', settle);
    };
  }, [anchor, side, align, matchWidth]);

  useEffect(() => {
    const outside = (/** @type {PointerEvent} */ event) => {
      const path = event.composedPath();
      const beside = anchorElement();
      if (box.current && !path.includes(box.current) && !(beside && path.includes(beside))) close('outside');
    };
    const onEscape = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Escape' || !isTopmost(box.current)) return;
      event.preventDefault();
      event.stopPropagation();
      close('escape');
    };
    document.addEventListener('pointerdown', outside, true);
    document.addEventListener('keydown', onEscape, true);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      document.removeEventListener('keydown', onEscape, true);
    };
  }, [anchor]);

  return html`<div
    ref=${box}
    popover="manual"
    class=${`popover ${className}`}
    role=${props.role}
    aria-label=${props.label}
    id=${props.id}
  >
    ${props.children}
  </div>`;
}

/** Escape closes one thing at a time: the one opened last. @param {Element | null} element */
function isTopmost(element) {
  const open = [...document.querySelectorAll('.popover')];
  return open.at(-1) === element;
}

/**
 * @param {HTMLElement} element @param {DOMRect} beside @param {'below' | 'above' | 'right'} side
 * @param {'start' | 'end'} align @param {boolean} matchWidth
 */
function position(element, beside, side, align, matchWidth) {
  if (matchWidth) element.style.width = `${beside.width}px`;
  element.style.maxHeight = '';
  const { offsetWidth: width, offsetHeight: height } = element;
  const roomBelow = innerHeight - beside.bottom - GAP - EDGE;
  const roomAbove = beside.top - GAP - EDGE;
  let top = side === 'right' ? beside.top : beside.bottom + GAP;
  if (side !== 'right') {
    const goesUp =
      side === 'above'
        ? roomAbove >= height || roomAbove > roomBelow
        : height > roomBelow && roomAbove > roomBelow;
    const room = goesUp ? roomAbove : roomBelow;
    if (height > room) element.style.maxHeight = `${Math.max(room, 120)}px`;
    top = goesUp ? beside.top - GAP - Math.min(height, Math.max(room, 120)) : beside.bottom + GAP;
  }
  let left = side === 'right' ? beside.right + GAP : align === 'end' ? beside.right - width : beside.left;
  left = Math.max(EDGE, Math.min(left, innerWidth - width - EDGE));
  top = Math.max(EDGE, Math.min(top, innerHeight - Math.min(height, innerHeight - 2 * EDGE) - EDGE));
  element.style.left = `${Math.round(left)}px`;
  element.style.top = `${Math.round(top)}px`;
}
