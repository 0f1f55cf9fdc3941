import type { App } from '../app/app.ts';
import { jobsFor } from '../app/handle-command.ts';

const pageSize = 100;

/**
 * Has the card of everything that rolls out drawn anew: readings grow old and freezes end without anything happening
 * to the route. A card that would show the same is not sent. Never rejects but with a Fault of the store.
 */
export function cardRefresh({
  app,
  jobs,
}: {
  readonly app: Pick<App, 'store' | 'clock' | 'policy'>;
  readonly jobs: { wake(): void };
}) {
  const { store, clock, policy } = app;
  return async (signal: AbortSignal): Promise<void> => {
    let after: string | undefined;
    do {
      const page = await store.rollingRoutes({ limit: pageSize, after });
      for (const route of page.items) {
        if (signal.aborted) return;
        const rollout = (await store.route(route))?.state.rollout;
        if (!rollout) continue;
        const at = clock.now();
        const effect = { kind: 'rollout_card', route, request: rollout.request } as const;
        await store.enqueue(jobsFor([effect], `refresh:${route}:${at}`, at, policy()));
      }
      if (page.items.length > 0) jobs.wake();
      after = page.next ?? undefined;
    } while (after !== undefined);
  };
}
