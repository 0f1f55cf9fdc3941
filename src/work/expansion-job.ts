import type { App } from '../app/app.ts';
import { systemActor } from '../app/route-part.ts';
import type { JobHandler } from '../ports/job-handler.ts';

/** Asks reviewers about the next exposure of a rollout, or takes back what nobody need decide any more. */
export const expansionHandler =
  (app: App): JobHandler<'expansion_review'> =>
  async ({ id, effect }) => {
    const { route, moot } = effect;
    if (moot === null) await app.askExpansion(id, route);
    else
      await app.handle(
        id,
        { type: 'withdraw', request: moot, reason: 'The rollout that it asks about is rolled back.' },
        systemActor,
      );
  };
