import type {
  BlockAction,
  App as BoltApp,
  ViewClosedAction,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { SlackDeps } from '../deps.ts';
import { formActions, formViews } from '../ids.ts';
import { closed, discard, type FormAction, goTo, openYaml, raise, resume, typed } from './form-actions.ts';
import { answerSubmission } from './form-submissions.ts';
import { suggestRoutes } from './route-options.ts';

const anyOf = (prefix: string): RegExp => new RegExp(`^${prefix}[A-Za-z0-9_-]+$`);

/** Connects the request form: its steps, what is typed in them, its drafts. */
export function registerForm(bolt: BoltApp, deps: SlackDeps): void {
  for (const callback_id of [formViews.step, formViews.check, formViews.yaml, formViews.drafts]) {
    bolt.view<ViewSubmitAction>({ callback_id, type: 'view_submission' }, async ({ ack, body, context }) => {
      const answer: ViewResponseAction = await answerSubmission(body, context.botToken ?? '', deps);
      await ack(answer);
    });
    bolt.view<ViewClosedAction>({ callback_id, type: 'view_closed' }, async ({ ack, body }) => {
      await closed(body, deps);
      await ack();
    });
  }
  // A view that only says something is closed, too; nobody waits for more.
  bolt.view<ViewClosedAction>({ callback_id: formViews.note, type: 'view_closed' }, ({ ack }) => ack());

  bolt.options<'block_suggestion'>(
    { type: 'block_suggestion', action_id: 'form:route' },
    async ({ ack, payload }) => {
      await ack({ options: await suggestRoutes(payload.value, deps) });
    },
  );

  const on = (action_id: string | RegExp, handle: (action: FormAction, deps: SlackDeps) => Promise<void>) =>
    bolt.action<BlockAction>({ type: 'block_actions', action_id }, ({ ack, body, client }) =>
      handle({ body, client, ack: () => ack() }, deps),
    );
  on(/^form:/, typed);
  on(formActions.pasted, typed);
  on(formActions.back, goTo);
  on(anyOf(formActions.go), goTo);
  on(formActions.yaml, openYaml);
  on(formActions.leaveYaml, goTo);
  on(formActions.tier, raise);
  on(anyOf(formActions.resume), resume);
  on(anyOf(formActions.discard), discard);
}
