import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Policy } from '../../domain/policy.ts';
import type { Actor, RequestCommand } from '../../domain/request/commands.ts';
import type { Request } from '../../domain/request/request.ts';
import { Fault } from '../../ports/fault.ts';
import { within } from '../actions/actor.ts';
import { answerView } from '../actions/answer-view.ts';
import { oldButton } from '../actions/open-decision.ts';
import { section } from '../blocks/blocks.ts';
import { input, numberInput, radioButtons, textInput } from '../blocks/inputs.ts';
import { modal } from '../blocks/modal.ts';
import { bold, code } from '../blocks/mrkdwn.ts';
import { roleLabel } from '../cards/roles.ts';
import type { SlackDeps } from '../deps.ts';
import { decodeRequestRef, encodeRequestRef, submissionCommandId } from '../ids.ts';
import { refusalPlainText, refusalText } from '../refusal-text.ts';
import { choiceIn, fieldErrors, type Reply, textIn } from '../rollout/renewal/submitting.ts';
import { afterReviewer, emergencyActor } from './actor.ts';

/** The two forms of an emergency: calling it, and looking at it afterwards. */

export const callCallback = 'emergency_call';
export const callInputs = { reason: 'emergency_reason', hours: 'emergency_hours' } as const;
export const afterCallback = 'after_review';
export const afterInputs = { verdict: 'after_verdict', note: 'after_note' } as const;

const directoryMs = 2000;
const notAnswered =
  'Slack or the database did not answer in time, so nothing was recorded. What you wrote is still here; send it again in a moment.';

const refOf = (request: Request): string =>
  encodeRequestRef({ request: request.id, revision: request.bound.revision });

export const callModal = (request: Request, policy: Policy): ModalView =>
  modal({
    callback: callCallback,
    title: 'Break glass',
    submit: 'Call',
    close: 'Cancel',
    metadata: refOf(request),
    blocks: [
      section(
        `${bold(request.id)} on ${code(request.route, 70)} can go out ${bold('before its reviews')} if one of ${roleLabel('release_owner', policy)} and one ${roleLabel('oncall', policy)} agree. When the time is over it is rolled back, and somebody else reviews it at once. Guardrails, drills and freezes hold as always.`,
      ),
      input({
        id: callInputs.reason,
        label: 'What is the emergency?',
        element: textInput({ action: callInputs.reason, multiline: true, max: 1000 }),
        hint: 'Everybody who would have reviewed it reads this, and it is kept in the record.',
      }),
      input({
        id: callInputs.hours,
        label: 'For how many hours?',
        element: numberInput({
          action: callInputs.hours,
          initial: Math.min(4, policy.requests.emergencyHours),
          min: 1,
          max: policy.requests.emergencyHours,
        }),
      }),
    ],
  });

export const afterModal = (request: Request): ModalView =>
  modal({
    callback: afterCallback,
    title: 'After-review',
    submit: 'Close it',
    close: 'Cancel',
    metadata: refOf(request),
    blocks: [
      section(
        `${bold(request.id)} on ${code(request.route, 70)} was let out without its reviews. Look at it as you would have before.`,
      ),
      input({
        id: afterInputs.verdict,
        label: 'What do you say?',
        element: radioButtons({
          action: afterInputs.verdict,
          choices: [
            { value: 'stays', text: 'It may stay for the time it has' },
            { value: 'back', text: 'Take it back now' },
          ],
        }),
      }),
      input({
        id: afterInputs.note,
        label: 'Why?',
        element: textInput({ action: afterInputs.note, multiline: true, max: 1000 }),
        hint: 'It is kept in the record. Staying for longer takes a renewal, reviewed by everybody.',
      }),
    ],
  });

interface Submitted {
  readonly view: ViewOutput;
  readonly person: string;
  readonly command: RequestCommand;
  readonly actor: (request: Request | null) => Promise<Actor>;
  readonly firstInput: string;
  /** Refusals that are about this field are shown there. */
  readonly atField: Readonly<Record<string, string>>;
  readonly typed: readonly string[];
}

async function decide(submitted: Submitted, deps: SlackDeps): Promise<Reply> {
  const { view, person, command, typed } = submitted;
  const { store } = deps.app;
  const before = (await store.request(command.request))?.state ?? null;
  const actor = await within(directoryMs, submitted.actor(before));
  const outcome = await deps.app.handle(submissionCommandId(view, person, view.state.values), command, actor);
  if (outcome.ok) return undefined;
  const request = (await store.request(command.request))?.state ?? null;
  const about = { policy: deps.app.policy(), request };
  const field = submitted.atField[outcome.refusal.reason];
  return field
    ? fieldErrors({ [field]: refusalPlainText(outcome.refusal, about) })
    : { response_action: 'update', view: answerView(refusalText(outcome.refusal, about), typed) };
}

async function submit(submitted: Submitted, deps: SlackDeps): Promise<Reply> {
  try {
    return await decide(submitted, deps);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ err: error, fault: error.kind }, 'An emergency’s form could not be decided');
    return fieldErrors({ [submitted.firstInput]: notAnswered });
  }
}

export async function submitCall(view: ViewOutput, person: string, deps: SlackDeps): Promise<Reply> {
  const ref = decodeRequestRef(view.private_metadata);
  if (!ref) return { response_action: 'update', view: answerView(oldButton) };
  const { values } = view.state;
  const reason = textIn(values, callInputs.reason);
  return submit(
    {
      view,
      person,
      command: { type: 'call_emergency', ...ref, reason, hours: Number(textIn(values, callInputs.hours)) },
      actor: () => emergencyActor(person, deps),
      firstInput: callInputs.reason,
      atField: { emergency_unexplained: callInputs.reason, emergency_too_long: callInputs.hours },
      typed: [reason],
    },
    deps,
  );
}

export async function submitAfterReview(view: ViewOutput, person: string, deps: SlackDeps): Promise<Reply> {
  const ref = decodeRequestRef(view.private_metadata);
  if (!ref) return { response_action: 'update', view: answerView(oldButton) };
  const { values } = view.state;
  const verdict = choiceIn(values, afterInputs.verdict);
  if (verdict !== 'stays' && verdict !== 'back')
    return fieldErrors({ [afterInputs.verdict]: 'Choose one of the two.' });
  const note = textIn(values, afterInputs.note);
  return submit(
    {
      view,
      person,
      command: { type: 'close_after_review', request: ref.request, stays: verdict === 'stays', note },
      actor: (request) => afterReviewer(person, request, deps),
      firstInput: afterInputs.note,
      atField: { emergency_unexplained: afterInputs.note },
      typed: [note],
    },
    deps,
  );
}
