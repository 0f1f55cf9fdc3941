import type { BlockButtonAction, App as BoltApp, RespondFn, SlashCommand } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { clickOf } from '../actions/click.ts';
import { viewPacket } from '../actions/view-packet.ts';
import { type Shown, section } from '../blocks/blocks.ts';
import { bold, code, plainOf } from '../blocks/mrkdwn.ts';
import { roleChannel } from '../cards/roles.ts';
import type { SlackDeps } from '../deps.ts';
import { callModal } from '../emergency/forms.ts';
import { openAttach } from '../evidence/open-attach.ts';
import { decodeListPage, listActions } from '../ids.ts';
import { type FormStart, openForm } from '../modals/open-form.ts';
import { refusalText } from '../refusal-text.ts';
import { triggerModal } from '../rollout/renewal/trigger-modal.ts';
import { routeRefusalText } from '../route-refusal-text.ts';
import { toSlackFault } from '../web-client.ts';
import { actAnswer } from './acts.ts';
import { type Asking, answerTo, isMember, ownOnly } from './answers.ts';
import { turnedAnswer } from './lists.ts';
import { type PressedAct, takeAct } from './live-acts.ts';
import { unknownRouteText } from './nearest-route.ts';
import { type Command, parseCommand } from './parse.ts';

export const slashCommand = '/route-request';

type Opening = Extract<Command, { kind: 'form' | 'route' | 'renew' | 'retire' }>;

/** What the form opens with; a sentence instead where there is no route to renew or retire. */
async function startOf(command: Opening, deps: SlackDeps): Promise<FormStart | string> {
  if (command.kind === 'form') return { kind: 'new' };
  if (command.kind === 'route') return { kind: 'route', route: command.route };
  const { route } = command;
  const state = (await deps.app.store.route(route))?.state;
  if (!state) return unknownRouteText(route, deps);
  const policy = deps.app.policy();
  if (state.retired)
    return routeRefusalText({ reason: 'retired', ...state.retired }, { policy, route: state.id });
  if (state.retirement)
    return `${code(route, 70)} is being taken out of service with ${bold(state.retirement.request)}; its card is in ${roleChannel('release_owner', policy)}.`;
  return { kind: command.kind === 'renew' ? 'renewal' : 'retirement', route };
}

const sentence = (text: string): Shown => ({ text: plainOf(text), blocks: [section(text)] });

/** Asks what happened; a sentence where there is no route to review. */
async function openTrigger(route: string, asking: Asking, deps: SlackDeps): Promise<Shown | null> {
  const state = (await deps.app.store.route(route))?.state;
  if (!state || state.retired) return actAnswer('trigger', route, deps);
  const { client, triggerId } = asking;
  try {
    await client.views.open({ trigger_id: triggerId, view: triggerModal(route) });
  } catch (error) {
    throw toSlackFault('views.open', error);
  }
  return null;
}

/** Asks why and for how long; a sentence where there is nothing to let out. */
async function openEmergency(id: string, asking: Asking, deps: SlackDeps): Promise<Shown | null> {
  const policy = deps.app.policy();
  const request = (await deps.app.store.request(id))?.state ?? null;
  const about = { policy, request };
  if (!request) return sentence(refusalText({ reason: 'request_unknown', request: id }, about));
  if (request.status !== 'in_review')
    return sentence(refusalText({ reason: 'closed', status: request.status }, about));
  if (policy.requests.emergencyHours === 0)
    return sentence(refusalText({ reason: 'emergencies_off' }, about));
  const { client, triggerId } = asking;
  try {
    await client.views.open({ trigger_id: triggerId, view: callModal(request, policy) });
  } catch (error) {
    throw toSlackFault('views.open', error);
  }
  return null;
}

/** Attaches evidence; the modal itself says where it cannot. */
async function openEvidence(request: string | null, asking: Asking, deps: SlackDeps): Promise<null> {
  try {
    await openAttach(request, asking, deps);
  } catch (error) {
    throw toSlackFault('views.open', error);
  }
  return null;
}

type Pressed = Extract<Command, { kind: 'act' }> & { readonly act: PressedAct };
const isPressed = (command: Command): command is Pressed =>
  command.kind === 'act' && command.act !== 'trigger';

/** What acts on users is stored before it is acknowledged: from then on it is done, whatever happens to us. */
async function storedFirst(command: Command, asking: Asking, deps: SlackDeps): Promise<boolean> {
  return isPressed(command) && takeAct(command.act, command.route, asking, deps);
}

/** These answer with what serves, or with what others asked for. */
const forMembers: ReadonlySet<Command['kind']> = new Set(['act', 'emergency', 'renew', 'retire']);

async function answerCommand(command: Command, asking: Asking, deps: SlackDeps): Promise<Shown | null> {
  if (forMembers.has(command.kind) && !(await isMember(asking.person, deps))) return ownOnly;
  switch (command.kind) {
    case 'act':
      return isPressed(command)
        ? actAnswer(command.act, command.route, deps)
        : openTrigger(command.route, asking, deps);
    case 'emergency':
      return openEmergency(command.request, asking, deps);
    case 'evidence':
      return openEvidence(command.request, asking, deps);
    case 'form':
    case 'route':
    case 'renew':
    case 'retire': {
      const start = await startOf(command, deps);
      if (typeof start === 'string') return sentence(start);
      const { client, triggerId, person } = asking;
      await openForm({ client, triggerId, person, start }, deps);
      return null;
    }
    default:
      return answerTo(command, asking, deps);
  }
}

async function tell(respond: RespondFn, shown: Shown, replaces: boolean, deps: SlackDeps): Promise<void> {
  try {
    await respond({ ...shown, response_type: 'ephemeral', replace_original: replaces });
  } catch (error) {
    deps.log.warn({ err: error }, 'A private answer did not reach Slack');
  }
}

const askingOf = (command: SlashCommand, client: WebClient): Asking => ({
  client,
  person: command.user_id,
  triggerId: command.trigger_id,
  channel: command.channel_id,
  responseUrl: command.response_url,
});

/** Connects `/route-request` and the buttons of its answers. Whoever waits is told where one of them throws. */
export function registerCommands(bolt: BoltApp, deps: SlackDeps): void {
  bolt.command(slashCommand, async ({ ack, command, client, respond }) => {
    const typed = parseCommand(command.text);
    const asking = askingOf(command, client);
    const stored = await storedFirst(typed, asking, deps);
    await ack();
    const shown = stored ? null : await answerCommand(typed, asking, deps);
    if (shown) await tell(respond, shown, false, deps);
  });

  bolt.action<BlockButtonAction>(
    new RegExp(`^${listActions.turn}(open|routes|inbox|history)-`),
    async ({ ack, body, action, client, respond }) => {
      await ack();
      const page = decodeListPage(action.value);
      const shown = page ? await turnedAnswer({ person: body.user.id, client }, page, deps) : null;
      if (shown) await tell(respond, shown, true, deps);
    },
  );

  bolt.action<BlockButtonAction>(
    new RegExp(`^${listActions.packet}`),
    async ({ ack, body, action, client, respond }) => {
      await ack();
      await viewPacket(clickOf(body, action), { client, respond, log: deps.log }, deps);
    },
  );
}
