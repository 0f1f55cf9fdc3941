import type {
  BlockAction,
  BlockButtonAction,
  App as BoltApp,
  MessageShortcut,
  SlackViewAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { answerClick } from '../actions/answer.ts';
import { clickOf } from '../actions/click.ts';
import { oldButton } from '../actions/open-decision.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeRequestRef, evidenceActions, evidenceShortcut, evidenceViews } from '../ids.ts';
import { openInTime } from '../modals/open-in-time.ts';
import { attachModal, decodeAttachMetadata } from './attach-modal.ts';
import { lookingUp } from './evidence-notes.ts';
import { openAttach, openFromMessage } from './open-attach.ts';
import { valuesIn } from './read-attach.ts';
import { suggestRequests } from './request-options.ts';
import { submitAttach } from './submit-attach.ts';
import { submitTakeBack, takeBackView } from './take-back.ts';

const tooLate =
  'Slack did not let the form open in time. Try again, or type `/route-request evidence` and the request’s number.';

function registerOpenings(bolt: BoltApp, deps: SlackDeps): void {
  bolt.shortcut<MessageShortcut>(
    { callback_id: evidenceShortcut, type: 'message_action' },
    async ({ ack, shortcut, client, respond }) => {
      await ack();
      const opening = { client, triggerId: shortcut.trigger_id, person: shortcut.user.id };
      try {
        await openFromMessage(shortcut, opening, deps);
      } catch (error) {
        deps.log.warn({ err: error }, 'The modal for evidence could not be opened');
        await respond({ text: tooLate, response_type: 'ephemeral', replace_original: false });
      }
    },
  );

  const open = {
    [evidenceActions.attach]: openAttach,
    [evidenceActions.takeBack]: (request: string, opening: Parameters<typeof openAttach>[1]) =>
      openInTime(takeBackView(request, opening.person, deps), { ...opening, loading: lookingUp }),
  };
  for (const [action, opened] of Object.entries(open))
    bolt.action<BlockButtonAction>(action, async ({ ack, body, action: pressed, client, respond }) => {
      await ack();
      const click = clickOf(body, pressed);
      const way = { client, respond, log: deps.log };
      const ref = decodeRequestRef(click.value);
      if (!ref) return answerClick(click, oldButton, way);
      const { triggerId, person, view } = click;
      try {
        await opened(ref.request, { client, triggerId, person, onTop: view?.isModal ?? false }, deps);
      } catch (error) {
        deps.log.warn({ err: error }, 'A modal about evidence could not be opened');
        await answerClick(click, tooLate, way);
      }
    });
}

/** Another request was chosen: its lanes are offered, those first that hold it up. What was typed stays. */
async function showChosen(body: BlockAction, client: WebClient, deps: SlackDeps): Promise<void> {
  const { view } = body;
  const [chosen] = body.actions;
  const metadata = view ? decodeAttachMetadata(view.private_metadata) : null;
  if (!view || !metadata || chosen?.type !== 'external_select') return;
  const id = chosen.selected_option?.value ?? '';
  const request = (await deps.app.store.request(id))?.state ?? null;
  const { files } = metadata;
  const about = { request, asks: true, files, policy: deps.app.policy(), at: deps.clock.now() };
  try {
    await client.views.update({
      view_id: view.id,
      hash: view.hash,
      view: attachModal({ ...about, values: valuesIn(view.state) }),
    });
  } catch (error) {
    // Another choice was made meanwhile, or the window was closed.
    deps.log.info({ err: error }, 'The lanes of a request could not be shown');
  }
}

function registerModals(bolt: BoltApp, deps: SlackDeps): void {
  bolt.options<'block_suggestion'>(
    { type: 'block_suggestion', action_id: evidenceActions.request },
    async ({ ack, payload }) => {
      await ack({ options: await suggestRequests(payload.value, deps) });
    },
  );
  bolt.action<BlockAction>(
    { type: 'block_actions', action_id: evidenceActions.request },
    async ({ ack, body, client }) => {
      await ack();
      await showChosen(body, client, deps);
    },
  );
  bolt.view<ViewSubmitAction>(
    { callback_id: evidenceViews.attach, type: 'view_submission' },
    async ({ ack, body, view, client, context }) => {
      const access = { token: context.botToken ?? '', apiUrl: client.slackApiUrl };
      const { answer, later } = await submitAttach({ view, person: body.user.id, client, access }, deps);
      await ack(answer);
      await later?.();
    },
  );
  bolt.view<ViewSubmitAction>(
    { callback_id: evidenceViews.takeBack, type: 'view_submission' },
    async ({ ack, body, view }) => {
      await ack(await submitTakeBack(view, body.user.id, deps));
    },
  );
  // Nothing hangs on these; they only have to be acknowledged.
  bolt.view<SlackViewAction>(evidenceViews.note, async ({ ack }) => ack());
}

/** Attaching evidence from any message, a button or a command, and taking it back. */
export function registerEvidence(bolt: BoltApp, deps: SlackDeps): void {
  registerOpenings(bolt, deps);
  registerModals(bolt, deps);
}
