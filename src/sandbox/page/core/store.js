/** One value that changes as a whole, and the hook by which components follow a part of it. */
import { useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks';

/**
 * @template T
 * @typedef {{ get: () => T, set: (next: T) => void, update: (change: (now: T) => T) => void,
 *   subscribe: (listener: () => void) => () => void }} Store
 */

/**
 * @template T
 * @param {T} initial
 * @returns {Store<T>}
 */
export function createStore(initial) {
  let value = initial;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const set = (/** @type {T} */ next) => {
    if (Object.is(next, value)) return;
    value = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * A part of the store; the component draws again only when that part changes.
 * @template T, P
 * @param {Store<T>} store
 * @param {(value: T) => P} select
 * @param {(a: P, b: P) => boolean} [equal]
 * @returns {P}
 */
export function useStore(store, select, equal = Object.is) {
  const [, redraw] = useReducer((/** @type {number} */ count) => count + 1, 0);
  const selected = select(store.get());
  const current = useRef({ select, equal, selected });
  if (!equal(current.current.selected, selected)) current.current.selected = selected;
  current.current.select = select;
  current.current.equal = equal;
  useLayoutEffect(() => {
    const check = () => {
      const { select: pick, equal: same, selected: before } = current.current;
      if (!same(before, pick(store.get()))) redraw(0);
    };
    check();
    return store.subscribe(check);
  }, [store]);
  return current.current.selected;
}

/**
 * Equality for lists and flat objects that are made anew on each selection.
 * @param {any} a @param {any} b
 * @returns {boolean}
 */
export function shallow(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}

/** Calls the newest version of a function without listing it as a dependency.
 * @template {(...args: any[]) => any} F @param {F} callback @returns {F} */
export function useLatest(callback) {
  const latest = useRef(callback);
  useLayoutEffect(() => {
    latest.current = callback;
  });
  const stable = useRef(/** @type {F} */ ((...args) => latest.current(...args)));
  return stable.current;
}

/** Listens on a window, document or element while the component is there.
 * @param {EventTarget | null | undefined} target @param {string} type @param {(event: any) => void} listener
 * @param {AddEventListenerOptions} [options] */
export function useListener(target, type, listener, options) {
  const latest = useLatest(listener);
  useEffect(() => {
    target?.addEventListener(type, latest, options);
    return () => target?.removeEventListener(type, latest, options);
  }, [target, type]);
}
