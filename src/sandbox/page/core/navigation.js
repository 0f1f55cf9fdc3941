/**
 * Going from place to place in the window: the address follows, and Back and Forward work.
 * @import { Place } from './address.js'
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { parsePlace, placeUrl } from './address.js';
import { createStore, useStore } from './store.js';

/**
 * @typedef {{ get: () => Place, go: (change: Partial<Place>, how?: 'push' | 'replace') => void,
 *   store: import('./store.js').Store<Place> }} Navigation
 */

/** @returns {Navigation} */
export function createNavigation() {
  const store = createStore(parsePlace(location.search));
  addEventListener('popstate', () => store.set(parsePlace(location.search)));
  return {
    store,
    get: store.get,
    go(change, how = 'push') {
      const next = { ...store.get(), ...change };
      const url = placeUrl(next);
      if (url === location.pathname + location.search) return;
      if (how === 'push') history.pushState(null, '', url);
      else history.replaceState(null, '', url);
      store.set(next);
    },
  };
}

const NavigationContext = createContext(/** @type {Navigation | null} */ (null));
export const NavigationProvider = NavigationContext.Provider;

/** @returns {Navigation} */
export function useNavigation() {
  const navigation = useContext(NavigationContext);
  if (!navigation) throw new Error('Nothing is drawn without an address');
  return navigation;
}

/** @returns {Place} */
export function usePlace() {
  return useStore(useNavigation().store, (place) => place);
}
