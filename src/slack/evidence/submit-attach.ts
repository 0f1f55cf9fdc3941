import type { ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Actor } from '../../domain/request/commands.ts';
import type { Refusal } from '../../domain/request/refusal.ts';
import type { Request } from '../../domain/request/request.ts';
import { Fault } from '../../ports/fault.ts';
import { within } from '../actions/actor.ts';
import { section } from '../blocks/blocks.ts';
import { plainOf } from '../blocks/mrkdwn.ts';
import type { SlackDeps } from '../deps.ts';
import { submissionCommandId } from '../ids.ts';
import { inTime } from '../modals/open-in-time.ts';
import { refusalText } from '../refusal-text.ts';
import { attachFor, proofOf } from './attach.ts';
import { type AttachMetadata, attachInputs, attachModal, decodeAttachMetadata } from './attach-modal.ts';
import { attachedText, attachedView, readingView, saying } from './evidence-notes.ts';
import type { FileAccess, SlackFile } from './message-files.ts';
import { type ReadAttach, readAttach, type ViewState, valuesIn } from './read-attach.ts';
import { outsiderText } from './who.ts';

/** Takes the modal: what is wrong with it is said at the field, and what takes long first shows that it does. */

interface View {
  readonly id: string;
  readonly hash: string;
  readonly private_metadata: string;
  readonly state: ViewState;
}

export interface AttachSubmission {
  readonly view: View;
  readonly person: string;
  readonly client: WebClient;
  readonly access: FileAccess;
}

/** What the work came to: attached, or a sentence and the block that it belongs to. */
type Worked =
  | { readonly view: ModalView; readonly told: readonly string[] }
  | { readonly block: string; readonly problem: string };

const cannotTell =
  'Slack or the database did not answer in time, so nothing more was recorded. Everything you wrote is still here; send it again in a moment.';

const wentWrong =
  'Something went wrong with it in Routegate; whoever runs it sees why in the log. Try once more, or give a link instead.';

/** Slack waits 3 s for an answer, and a file may have to be fetched as well. */
const directoryMs = 2000;

const refused = (refusal: Refusal, request: Request | null, deps: SlackDeps): string =>
  refusalText(refusal, { policy: deps.app.policy(), request });

const blockOfGiven = ({ given }: ReadAttach, files: readonly SlackFile[]): string => {
  if ('claim' in given) return attachInputs.title;
  return files.some(({ id }) => id === given.file.id) ? attachInputs.given : attachInputs.file;
};

interface Asked {
  readonly read: ReadAttach;
  readonly metadata: AttachMetadata;
  readonly submission: AttachSubmission;
}

async function work({ read, metadata, submission }: Asked, deps: SlackDeps): Promise<Worked> {
  const { person, view, access } = submission;
  const lanesBlock = attachInputs.lanes(metadata.request);
  try {
    const { standing } = await within(directoryMs, deps.directory.membership(person, []));
    // For whoever may not attach it, no file is fetched.
    if (standing !== 'member') return { block: lanesBlock, problem: outsiderText };
    const proof = await proofOf(read.given, access, deps);
    if ('problem' in proof) return { block: blockOfGiven(read, metadata.files), problem: proof.problem };
    const actor: Actor = { person, roles: [], standing };
    const id = submissionCommandId(view, person, view.state.values);
    const { lanes, refusal } = await attachFor(id, { ...read, proof }, actor, deps);
    const request = (await deps.app.store.request(read.request))?.state ?? null;
    if (refusal && (lanes.length === 0 || !request))
      return { block: lanesBlock, problem: plainOf(refused(refusal, request, deps)) };
    if (!request) return { block: lanesBlock, problem: cannotTell };
    const but = refusal ? { but: refused(refusal, request, deps) } : {};
    const outcome = { request, lanes, policy: deps.app.policy(), at: deps.clock.now(), ...but };
    return { view: attachedView(outcome), told: attachedText(outcome) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ err: error, fault: error.kind }, 'Evidence could not be attached');
    return { block: lanesBlock, problem: cannotTell };
  }
}

/** The modal as it was, with why on top. A file that was dropped into it can be chosen again. */
async function again(
  { read, metadata, submission }: Asked,
  problem: string,
  deps: SlackDeps,
): Promise<ModalView> {
  const { state } = submission.view;
  const values = valuesIn(state);
  const { given } = read;
  const dropped =
    'file' in given && !metadata.files.some(({ id }) => id === given.file.id) ? [given.file] : [];
  return attachModal({
    request: (await deps.app.store.request(read.request))?.state ?? null,
    asks: metadata.asks,
    files: [...dropped, ...metadata.files].slice(0, 5),
    values: { ...values, ...('file' in given ? { given: given.file.id } : {}) },
    policy: deps.app.policy(),
    at: deps.clock.now(),
    problem: `:warning: ${problem}`,
  });
}

/** Shows what came of it in the window; where that was closed, in a direct message. */
async function showLater(asked: Asked, worked: Worked, deps: SlackDeps): Promise<void> {
  const { client, view, person } = asked.submission;
  const failed = 'problem' in worked;
  const told = failed ? [`Nothing was attached to ${asked.read.request}: ${worked.problem}`] : worked.told;
  try {
    const shown = failed ? await again(asked, worked.problem, deps) : worked.view;
    await client.views.update({ view_id: view.id, view: shown });
  } catch (error) {
    deps.log.info({ err: error }, 'What came of a file is told in a direct message');
    const text = told.join('\n');
    await client.chat
      .postMessage({ channel: person, text: plainOf(text), blocks: [section(text)] })
      .catch((unsaid: unknown) => deps.log.warn({ err: unsaid }, 'What came of a file could not be told'));
  }
}

/** What a submission is given before Slack stops waiting. */
const patienceMs = 1500;

/** What Slack shows instead of the modal, and what is left to do once it does. */
export interface AttachReply {
  readonly answer: ViewResponseAction;
  /** Never rejects. */
  readonly later?: () => Promise<void>;
}

const at = (answer: ViewResponseAction): AttachReply => ({ answer });

/** Takes the modal. Work that goes on after Slack was answered shows its outcome `later`. */
export async function submitAttach(submission: AttachSubmission, deps: SlackDeps): Promise<AttachReply> {
  const { view } = submission;
  const metadata = decodeAttachMetadata(view.private_metadata);
  if (!metadata)
    return at({
      response_action: 'update',
      view: saying('This window comes from an older version of Routegate. Open it again.'),
    });
  const read = readAttach(view.state, metadata);
  if ('errors' in read) return at({ response_action: 'errors', errors: { ...read.errors } });
  const asked: Asked = { read, metadata, submission };
  const working = work(asked, deps);
  const worked = await inTime(working, patienceMs);
  if (worked)
    return at(
      'problem' in worked
        ? { response_action: 'errors', errors: { [worked.block]: worked.problem } }
        : { response_action: 'update', view: worked.view },
    );
  const name = 'file' in read.given ? read.given.file.name : 'what you wrote';
  return {
    answer: { response_action: 'update', view: readingView(name) },
    later: () =>
      working
        .catch((error: unknown): Worked => {
          deps.log.error({ err: error }, 'Evidence could not be attached');
          return { block: attachInputs.file, problem: wentWrong };
        })
        .then((late) => showLater(asked, late, deps)),
  };
}
