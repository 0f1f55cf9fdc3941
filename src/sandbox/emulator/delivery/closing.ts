import type { Core } from '../core.ts';
import type { View } from '../state/world.ts';
import type { Delivered } from './deliveries.ts';
import { interactionBase, viewPayload } from './payloads.ts';

/** Tells the app of closed views that asked for it, the top one first. `cleared`: the whole stack went. */
export function notifyClosed(core: Core, views: View[], cleared: boolean): Promise<Delivered>[] {
  const { world } = core;
  return views
    .toReversed()
    .filter((view) => view.notify_on_close)
    .map((view) =>
      core.deliveries.deliver('interactive', 'view_closed', view.user, {
        ...interactionBase(world, 'view_closed', view.user),
        view: viewPayload(world, view),
        is_cleared: cleared,
      }),
    );
}
