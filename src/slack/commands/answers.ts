import { packetActions } from '../actions/packet-parts.ts';
import { storeClick } from '../actions/stored-click.ts';
import { type Shown, section } from '../blocks/blocks.ts';
import { code, inline } from '../blocks/mrkdwn.ts';
import type { SlackDeps } from '../deps.ts';
import { encodeRequestRef, triggerCommandId } from '../ids.ts';
import { refusalText } from '../refusal-text.ts';
import { awayAnswer } from './acts.ts';
import { helpAnswer, usageOf } from './help.ts';
import { inboxAnswer, listAnswer, type Reader } from './lists.ts';
import { unknownRouteText } from './nearest-route.ts';
import { type Command, commandWords } from './parse.ts';
import { routeFileAction } from './route-file.ts';
import { requestAnswer, showAnswer } from './show.ts';

/** The private answers to what was typed. Those who are no members of this workspace see their own requests only. */

export interface Asking extends Reader {
  readonly triggerId: string;
  readonly channel: string;
  readonly responseUrl: string;
}

const sentence = (text: string): Shown => ({ text, blocks: [section(text)] });

export const ownOnly = sentence(
  'As a guest here you see your own requests: they are in the Home tab, and in your direct messages with Routegate.',
);

/** What serves, and what others asked for, is for members only. Throws a Fault where Slack does not say who somebody is. */
export const isMember = async (person: string, { directory }: SlackDeps): Promise<boolean> =>
  (await directory.membership(person, [])).standing === 'member';

/** Whether a request may be shown to somebody: members see all, others what they filed. */
async function maySee(request: string, person: string, deps: SlackDeps): Promise<boolean> {
  if (await isMember(person, deps)) return true;
  return (await deps.app.store.request(request))?.state.requester === person;
}

const asFile = (asking: Asking, action: string, value: string, deps: SlackDeps): Promise<void> =>
  storeClick(
    {
      person: asking.person,
      action,
      value,
      commandId: triggerCommandId(asking.triggerId, asking.person),
      triggerId: asking.triggerId,
      responseUrl: asking.responseUrl,
      channel: asking.channel,
      threadTs: undefined,
      view: undefined,
    },
    deps,
  );

async function exportAnswer(id: string, asking: Asking, deps: SlackDeps): Promise<Shown> {
  const { store, policy } = deps.app;
  if (/^R-\d+$/.test(id)) {
    if (!(await maySee(id, asking.person, deps))) return ownOnly;
    const request = (await store.request(id))?.state;
    if (!request)
      return sentence(refusalText({ reason: 'request_unknown', request: id }, { policy: policy() }));
    await asFile(
      asking,
      packetActions.file,
      encodeRequestRef({ request: id, revision: request.bound.revision }),
      deps,
    );
    return sentence(`📨 The packet of *${id}* is on its way to your direct messages with Routegate.`);
  }
  if (!(await isMember(asking.person, deps))) return ownOnly;
  const route = (await store.route(id))?.state;
  if (!route?.baseline) return sentence(await unknownRouteText(id, deps));
  await asFile(asking, routeFileAction, id, deps);
  return sentence(`📨 What ${code(id, 70)} serves now is on its way to your direct messages with Routegate.`);
}

function incomplete(word: string): Shown {
  const known = commandWords.find((each) => each === word) ?? 'help';
  return sentence(`Say which one: ${usageOf(known)}. ${code('/route-request list')} shows them.`);
}

const unreadable = (text: string): Shown =>
  sentence(
    `“${inline(text, 120)}” is neither a command nor a route’s id (small letters, digits and hyphens, such as ${code('support-summary-prod')}). ${code('/route-request help')} shows what you can type.`,
  );

type Answered = Exclude<
  Command,
  { kind: 'form' | 'route' | 'renew' | 'retire' | 'act' | 'emergency' | 'evidence' }
>;

/** What is answered; throws a Fault where the record or Slack's directory does not answer. */
export async function answerTo(command: Answered, asking: Asking, deps: SlackDeps): Promise<Shown> {
  const { person } = asking;
  switch (command.kind) {
    case 'help':
      return helpAnswer;
    case 'incomplete':
      return incomplete(command.word);
    case 'unreadable':
      return unreadable(command.text);
    case 'away':
      return awayAnswer(person, deps);
    case 'inbox':
      return inboxAnswer(asking, deps);
    case 'export':
      return exportAnswer(command.id, asking, deps);
    case 'request':
      return (await maySee(command.request, person, deps)) ? requestAnswer(command.request, deps) : ownOnly;
    case 'list':
    case 'show': {
      if (!(await isMember(person, deps))) return ownOnly;
      return command.kind === 'list' ? listAnswer(person, deps) : showAnswer(command.route, deps);
    }
  }
}
