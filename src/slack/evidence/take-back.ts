import type { ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { checkOf } from '../../domain/evidence/check.ts';
import type { EvidenceRecord } from '../../domain/evidence/evidence-record.ts';
import { lanes as laneFacts } from '../../domain/evidence/lanes.ts';
import { checkWords } from '../../domain/evidence/say.ts';
import { thresholdsOf } from '../../domain/evidence/thresholds.ts';
import type { Request } from '../../domain/request/request.ts';
import type { Membership } from '../../ports/directory.ts';
import { Fault } from '../../ports/fault.ts';
import { within } from '../actions/actor.ts';
import { section } from '../blocks/blocks.ts';
import { input, select, textInput } from '../blocks/inputs.ts';
import { modal } from '../blocks/modal.ts';
import { bold, inline } from '../blocks/mrkdwn.ts';
import { roleLabel } from '../cards/roles.ts';
import type { SlackDeps } from '../deps.ts';
import { evidenceViews, submissionCommandId } from '../ids.ts';
import { unreachableText } from '../modals/notes.ts';
import { refusalPlainText } from '../refusal-text.ts';
import { takesEvidence } from './attach-button.ts';
import { attachedText, saying } from './evidence-notes.ts';
import type { ViewState } from './read-attach.ts';

/** Taking evidence back: by whoever attached it, or by security. It stays in the record, and counts no more. */

export const takeBackInputs = { piece: 'evidence_piece', reason: 'evidence_reason' } as const;

/** Who keeps evidence in order where its giver does not. */
const keeper = 'security';

const standing = ({ attached = [] }: Request): EvidenceRecord[] =>
  attached.filter(({ withdrawn }) => !withdrawn);

const mayTakeBack = (record: EvidenceRecord, { person, roles, standing: is }: Membership): boolean =>
  record.by === person || (is === 'member' && roles.includes(keeper));

function choiceOf(record: EvidenceRecord, request: Request) {
  const check = checkOf(record, thresholdsOf(request.packet));
  return {
    value: record.id,
    text: `${record.id} · ${laneFacts[record.lane].label}`,
    description: checkWords(check),
  };
}

function takeBackModal(request: Request, pieces: readonly EvidenceRecord[]): ModalView {
  const choices = pieces.toReversed().map((record) => choiceOf(record, request));
  return modal({
    callback: evidenceViews.takeBack,
    title: 'Take evidence back',
    submit: 'Take back',
    close: 'Cancel',
    metadata: request.id,
    blocks: [
      section(
        `What is taken back from ${bold(request.id)} ${inline(request.route, 70)} stays in the record, with your reason, and counts no more.`,
      ),
      input({
        id: takeBackInputs.piece,
        label: 'Which piece?',
        element: select({
          action: takeBackInputs.piece,
          choices,
          placeholder: 'A piece of evidence',
          initial: choices.length === 1 ? choices[0]?.value : undefined,
        }),
      }),
      input({
        id: takeBackInputs.reason,
        label: 'Why?',
        element: textInput({
          action: takeBackInputs.reason,
          multiline: true,
          max: 600,
          placeholder: 'It was run on the old prompt',
        }),
      }),
    ],
  });
}

const nothingToTake = (request: Request, deps: SlackDeps): ModalView =>
  saying(
    standing(request).length === 0
      ? `Nothing that was attached to ${bold(request.id)} counts, so there is nothing to take back. What its packet lists is taken back by an edit.`
      : `You attached nothing to ${bold(request.id)}. What others attached, they can take back, or ${roleLabel(keeper, deps.app.policy())}.`,
  );

/** The modal, or a sentence where there is nothing to take back. Never throws a Fault. */
export async function takeBackView(id: string, person: string, deps: SlackDeps): Promise<ModalView> {
  try {
    const request = (await deps.app.store.request(id))?.state ?? null;
    if (!request || !takesEvidence(request))
      return saying(`${bold(inline(id, 20))} takes no evidence any more, and gives none back.`);
    const membership = await deps.directory.membership(person, [keeper]);
    const pieces = standing(request).filter((record) => mayTakeBack(record, membership));
    return pieces.length === 0 ? nothingToTake(request, deps) : takeBackModal(request, pieces);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ kind: error.kind, remedy: error.remedy }, 'Evidence to take back could not be offered');
    return saying(unreachableText);
  }
}

const directoryMs = 2000;

export async function submitTakeBack(
  view: {
    readonly id: string;
    readonly hash: string;
    readonly private_metadata: string;
    readonly state: ViewState;
  },
  person: string,
  deps: SlackDeps,
): Promise<ViewResponseAction> {
  const { values } = view.state;
  const { piece, reason: why } = takeBackInputs;
  const evidence = values[piece]?.[piece]?.selected_option?.value ?? '';
  const reason = values[why]?.[why]?.value?.trim() ?? '';
  if (reason === '')
    return { response_action: 'errors', errors: { [why]: 'Give a reason; reviewers read it.' } };
  const request = view.private_metadata;
  try {
    const membership = await within(directoryMs, deps.directory.membership(person, [keeper]));
    const outcome = await deps.app.handle(
      submissionCommandId(view, person, values),
      { type: 'withdraw_evidence', request, evidence, reason },
      { person, roles: membership.roles, standing: membership.standing },
    );
    const after = (await deps.app.store.request(request))?.state ?? null;
    const policy = deps.app.policy();
    if (!outcome.ok || !after) {
      const problem = outcome.ok
        ? 'It is gone.'
        : refusalPlainText(outcome.refusal, { policy, request: after });
      return { response_action: 'errors', errors: { [piece]: problem } };
    }
    const lane = after.attached?.find(({ id }) => id === evidence)?.lane;
    const said = attachedText({
      request: after,
      lanes: lane ? [lane] : [],
      policy,
      at: deps.clock.now(),
    }).slice(1);
    const text = [`📎 ${bold(evidence)} of ${bold(request)} was taken back.`, ...said].join('\n');
    return { response_action: 'update', view: saying(text) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ err: error, fault: error.kind }, 'Evidence could not be taken back');
    const problem =
      'Slack or the database did not answer in time, so nothing was recorded. Send it again in a moment.';
    return { response_action: 'errors', errors: { [piece]: problem } };
  }
}
