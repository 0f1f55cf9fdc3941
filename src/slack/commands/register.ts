import type { BlockButtonAction, App as BoltApp, RespondFn, SlashCommand } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { clickOf } from '../actions/click.ts';
import { viewPacket } from '../actions/view-packet.ts';
import { type Shown, section } from '../blocks/blocks.ts';
import { plainOf } from '../blocks/mrkdwn.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeListPage, listActions } from '../ids.ts';
import { type FormStart, openForm } from '../modals/open-form.ts';
import { type Asking, answerTo } from './answers.ts';
import { turnedAnswer } from './lists.ts';
import { unknownRouteText } from './nearest-route.ts';
import { type Command, parseCommand } from './parse.ts';

export const slashCommand = '/route-request';

type Opening = Extract<Command, { kind: 'form' | 'route' | 'renew' | 'retire' }>;

/** What the form opens with; a sentence instead where there is no route to renew or retire. */
async function startOf(command: Opening, deps: SlackDeps): Promise<FormStart | string> {
  if (command.kind === 'form') return { kind: 'new' };
  if (command.kind === 'route') return { kind: 'route', route: command.route };
  const { route } = command;
  if (!(await deps.app.store.route(route))) return unknownRouteText(route, deps);
  return { kind: command.kind === 'renew' ? 'renewal' : 'retirement', route };
}

const sentence = (text: string): Shown => ({ text: plainOf(text), blocks: [section(text)] });

async function answerCommand(command: Command, asking: Asking, deps: SlackDeps): Promise<Shown | null> {
  switch (command.kind) {
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
    await ack();
    const shown = await answerCommand(parseCommand(command.text), askingOf(command, client), deps);
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
