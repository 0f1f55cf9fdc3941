import type { Observer } from '../ports/observer.ts';
import type { Change, Store } from '../ports/store.ts';

/** The same store, of whose commits the observer is told. */
export function observedStore(store: Store, observer: Observer): Store {
  const commit = async (change: Change) => {
    const result = await store.commit(change);
    if (result.result === 'committed') observer.committed(change);
    return result;
  };
  return new Proxy<Store>(store, {
    get(target, name) {
      if (name === 'commit') return commit;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
