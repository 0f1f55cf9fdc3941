import type { MessageShortcut } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { attachEvidence } from '../../domain/request/evidence.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import type { Request } from '../../domain/request/request.ts';
import { Fault } from '../../ports/fault.ts';
import { plainOf } from '../blocks/mrkdwn.ts';
import type { SlackDeps } from '../deps.ts';
import { unreachableText } from '../modals/notes.ts';
import { openInTime } from '../modals/open-in-time.ts';
import { refusalText } from '../refusal-text.ts';
import { type AttachValues, attachModal } from './attach-modal.ts';
import { lookingUp, saying } from './evidence-notes.ts';
import { looksLikeResults, type SlackFile, slackFilesIn } from './message-files.ts';
import { requestNamedIn, requestOfThread } from './request-of-message.ts';
import { isOutsider, outsiderText } from './who.ts';

/** The ways to the modal: a button, the command, and any message. */

export interface AttachOpening {
  readonly client: WebClient;
  /** Good for three seconds, once. */
  readonly triggerId: string;
  readonly person: string;
  readonly onTop?: boolean;
}

/** What the modal begins with. */
interface Start {
  /** Null where the modal has to ask. */
  readonly request: string | null;
  readonly files: readonly SlackFile[];
  readonly values: AttachValues;
}

/** Why nothing can be attached to a request by anybody, foreseen before somebody fills in a form. */
function foreseen(request: Request, deps: SlackDeps): Refusal | null {
  const decision = attachEvidence(
    request,
    {
      type: 'attach_evidence',
      request: request.id,
      lane: 'functional_correctness',
      proof: { kind: 'claim', claim: { verdict: 'not_judged' } },
      packet: null,
    },
    {
      at: deps.clock.now(),
      actor: { person: 'foreseen', roles: [], standing: 'member' },
      policy: deps.app.policy(),
      baseline: request.baseline,
    },
  );
  return 'refusal' in decision ? decision.refusal : null;
}

async function viewOf(start: Promise<Start>, person: string, deps: SlackDeps): Promise<ModalView> {
  try {
    const [{ request: id, files, values }, outsider] = await Promise.all([start, isOutsider(person, deps)]);
    if (outsider) return saying(outsiderText);
    const policy = deps.app.policy();
    const request = id === null ? null : ((await deps.app.store.request(id))?.state ?? null);
    if (id !== null && !request)
      return saying(refusalText({ reason: 'request_unknown', request: id }, { policy }));
    const refusal = request && foreseen(request, deps);
    if (refusal) return saying(refusalText(refusal, { policy, request }));
    return attachModal({ request, asks: id === null, files, values, policy, at: deps.clock.now() });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ kind: error.kind, remedy: error.remedy }, 'Evidence could not be asked for');
    return saying(unreachableText);
  }
}

const openWith = (start: Promise<Start>, opening: AttachOpening, deps: SlackDeps): Promise<void> =>
  openInTime(viewOf(start, opening.person, deps), { ...opening, loading: lookingUp });

/** For a request, or for one that the modal asks for. Throws where Slack does not open it in time. */
export const openAttach = (request: string | null, opening: AttachOpening, deps: SlackDeps): Promise<void> =>
  openWith(Promise.resolve({ request, files: [], values: {} }), opening, deps);

const longestTitle = 150;
const webAddress = /<(https?:\/\/[^\s|>]+)(?:\|[^>]*)?>/;

/** The first line that says something, as plain text without its links' addresses. */
function titleOf(text: string): string {
  const line = text.split('\n').find((each) => plainOf(each).trim() !== '') ?? '';
  const title = plainOf(line.replace(webAddress, (found) => (found.includes('|') ? found : '')))
    .replace(/\s+/g, ' ')
    .trim();
  return title.length <= longestTitle ? title : `${title.slice(0, longestTitle - 1).toWellFormed()}…`;
}

async function permalinkOf(channel: string, ts: string, client: WebClient, deps: SlackDeps): Promise<string> {
  try {
    return (await client.chat.getPermalink({ channel, message_ts: ts })).permalink ?? '';
  } catch (error) {
    deps.log.info({ err: error }, 'Slack gives no link to a message');
    return '';
  }
}

type ShortcutMessage = MessageShortcut['message'];

async function valuesOf(
  message: ShortcutMessage,
  channel: string,
  files: readonly SlackFile[],
  client: WebClient,
  deps: SlackDeps,
): Promise<AttachValues> {
  const [first] = files;
  // What a tool wrote says more than what somebody wrote beside it.
  if (first && looksLikeResults(first)) return { given: first.id };
  const text = message.text ?? '';
  const linked = webAddress.exec(text)?.[1]?.replaceAll('&amp;', '&');
  const url = linked ?? (await permalinkOf(channel, message.ts, client, deps));
  return { url, title: titleOf(text) };
}

async function startOf(
  { message, channel }: Pick<MessageShortcut, 'message' | 'channel'>,
  client: WebClient,
  deps: SlackDeps,
): Promise<Start> {
  const thread = typeof message.thread_ts === 'string' ? message.thread_ts : message.ts;
  const files = slackFilesIn(message.files);
  const [request, values] = await Promise.all([
    requestOfThread(channel.id, thread, client, deps),
    valuesOf(message, channel.id, files, client, deps),
  ]);
  return { request: request ?? (await requestNamedIn(message.text ?? '', deps)), files, values };
}

/** From any message: its request, its files, its words and its link are filled in already. */
export function openFromMessage(
  shortcut: Pick<MessageShortcut, 'message' | 'channel'>,
  opening: AttachOpening,
  deps: SlackDeps,
): Promise<void> {
  return openWith(startOf(shortcut, opening.client, deps), opening, deps);
}
