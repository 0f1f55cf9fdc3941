import { inOrder } from '../../app/in-order.ts';
import type { JobHandler } from '../../ports/job-handler.ts';
import type { SlackDeps } from '../deps.ts';
import { homeKey } from '../ids.ts';
import type { Messenger } from '../messenger.ts';
import { firstPages, renderHome } from './home.ts';

/** Brings App Home up to date for somebody who has opened it before; nobody else needs it. */
export const homeHandler =
  (deps: SlackDeps & { readonly messenger: Pick<Messenger, 'publishHome'> }): JobHandler<'home'> =>
  async ({ effect: { person } }) => {
    if (!(await deps.app.store.message(homeKey(person)))) return;
    // In order with what the person does in Home meanwhile, so that the newest state is published last.
    await inOrder(homeKey(person), async () =>
      deps.messenger.publishHome(person, await renderHome(person, firstPages, deps)),
    );
  };
