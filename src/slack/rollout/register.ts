import type { BlockButtonAction, App as BoltApp, ViewSubmitAction } from '@slack/bolt';
import { healthChecks } from '../../domain/rollout-words.ts';
import { clickOf } from '../actions/click.ts';
import { storeClick } from '../actions/stored-click.ts';
import type { SlackDeps } from '../deps.ts';
import { conditionPattern, healthyAction, routeActions } from './acts.ts';
import { askTyped, submitTyped, typedActions, typedCallback } from './typed-modal.ts';

/** Stored first, acknowledged then, done by the worker: a press on these is never lost. */
const stored: readonly (string | RegExp)[] = [
  routeActions.start,
  routeActions.expand,
  routeActions.hold,
  routeActions.pause,
  routeActions.resume,
  routeActions.rollBack,
  routeActions.drill,
  routeActions.drained,
  routeActions.signOff,
  routeActions.keep,
  ...healthChecks.map(healthyAction),
];

/** Every button that acts on a live route, wherever it stands. */
export function registerRollout(bolt: BoltApp, deps: SlackDeps): void {
  for (const action of stored)
    bolt.action<BlockButtonAction>(action, async ({ ack, body, action: pressed }) => {
      await storeClick(clickOf(body, pressed), deps);
      await ack();
    });
  for (const action of [...typedActions, conditionPattern])
    bolt.action<BlockButtonAction>(action, async ({ ack, body, action: pressed, client, respond }) => {
      await ack();
      await askTyped(clickOf(body, pressed), { client, respond, log: deps.log }, deps);
    });
  bolt.view<ViewSubmitAction>(
    { callback_id: typedCallback, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const reply = await submitTyped(view, body.user.id, deps);
      await (reply ? ack(reply) : ack());
    },
  );
}
