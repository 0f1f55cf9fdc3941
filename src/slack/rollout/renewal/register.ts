import type { BlockButtonAction, App as BoltApp, ViewOutput, ViewSubmitAction } from '@slack/bolt';
import type { WayBack } from '../../actions/answer.ts';
import { type Click, clickOf } from '../../actions/click.ts';
import type { SlackDeps } from '../../deps.ts';
import { type FormStart, openForm } from '../../modals/open-form.ts';
import { openRecord, recordCallback, submitRecord } from '../retirement/record-modal.ts';
import { recordAction } from '../retirement/retirement-card.ts';
import { ownerActions } from './reminder.ts';
import { openSnooze, snoozeCallback, submitSnooze } from './snooze-modal.ts';
import type { Reply } from './submitting.ts';
import { submitTrigger, triggerCallback } from './trigger-modal.ts';

type Open = (click: Click, way: WayBack, deps: SlackDeps) => Promise<void>;

/** The form, filled with what the route serves. */
const formFor =
  (kind: Extract<FormStart, { route: string }>['kind']): Open =>
  ({ triggerId, person, value }, { client }, deps) =>
    openForm({ client, triggerId, person, start: { kind, route: value ?? '' } }, deps);

const openings: Readonly<Record<string, Open>> = {
  [ownerActions.renew]: formFor('renewal'),
  [ownerActions.retire]: formFor('retirement'),
  [ownerActions.snooze]: openSnooze,
  [recordAction]: openRecord,
};

type Submit = (view: ViewOutput, person: string, deps: SlackDeps) => Promise<Reply>;

const submissions: Readonly<Record<string, Submit>> = {
  [triggerCallback]: submitTrigger,
  [snoozeCallback]: submitSnooze,
  [recordCallback]: submitRecord,
};

/** Connects what owners do about the life of a route: renew, put off, have it reviewed early, retire. */
export function registerRenewal(bolt: BoltApp, deps: SlackDeps): void {
  // In a list the same button stands for several routes, each under a name of its own.
  for (const [action, open] of Object.entries(openings))
    bolt.action<BlockButtonAction>(
      new RegExp(`^${action}(:|$)`),
      async ({ ack, body, action: pressed, client, respond }) => {
        await ack();
        await open(clickOf(body, pressed), { client, respond, log: deps.log }, deps);
      },
    );
  for (const [callback, submit] of Object.entries(submissions))
    bolt.view<ViewSubmitAction>(
      { callback_id: callback, type: 'view_submission' },
      async ({ ack, body, view }) => {
        const reply = await submit(view, body.user.id, deps);
        await (reply ? ack(reply) : ack());
      },
    );
}
