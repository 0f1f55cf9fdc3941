import type { Store } from '../../src/ports/store.ts';
import { openStore } from '../../src/storage/open.ts';
import { LiveRoute } from './live-route.ts';
import { ManualClock } from './manual-clock.ts';

/**
 * A process of its own that moves a route and dies by SIGKILL at a named point:
 * `node route-process.ts <database> <clock> <expand|roll_back> <point>`. A point is `before` or `after` and what the
 * store is doing then.
 */
const [file = '', now = '0', act = '', point = ''] = process.argv.slice(2);
const [when, what] = point.split(':');

/** What a call to the store is for; null where nobody dies of it. */
function deedOf(method: string, given: readonly unknown[]): string | null {
  if (method === 'putFlag' || method === 'finishJob') return method;
  const [change] = given;
  if (method !== 'commit' || typeof change !== 'object' || change === null) return null;
  const id = 'commandId' in change ? String(change.commandId) : '';
  return id === 'the-click' ? 'click' : id.startsWith('share:') ? 'report' : null;
}

function deadly(store: Store): Store {
  const die = (): void => {
    process.kill(process.pid, 'SIGKILL');
  };
  return new Proxy<Store>(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]) => {
        const meant = deedOf(String(name), given) === what;
        if (meant && when === 'before') die();
        const result: unknown = await Reflect.apply(value, target, given);
        if (meant && when === 'after') die();
        return result;
      };
    },
  });
}

const clock = new ManualClock(Number(now));
const store = deadly(await openStore(`file:${file}`, { clock }));
const live = await LiveRoute.open({ store, clock });
await (act === 'expand' ? live.expand('the-click') : live.rollBack('the-click'));
await live.idle();
process.exit(7);
