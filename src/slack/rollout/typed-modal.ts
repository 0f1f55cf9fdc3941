import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { healthChecks } from '../../domain/rollout-words.ts';
import { answerClick, type WayBack } from '../actions/answer.ts';
import { answerView } from '../actions/answer-view.ts';
import type { Click } from '../actions/click.ts';
import { storeClick } from '../actions/stored-click.ts';
import type { Reply } from '../actions/submission.ts';
import { section } from '../blocks/blocks.ts';
import { input, textInput } from '../blocks/inputs.ts';
import { modal } from '../blocks/modal.ts';
import { code } from '../blocks/mrkdwn.ts';
import type { SlackDeps } from '../deps.ts';
import { submissionCommandId } from '../ids.ts';
import { conditionPattern, decodeRouteRef, oldRouteButton, routeActions, unhealthyAction } from './acts.ts';
import { checkTitles } from './live-messages.ts';

/** Modals with one question, behind a button that needs a sentence: why, or what is wrong. */

export const typedCallback = 'route_typed';
const typedInput = 'typed';

interface Question {
  readonly title: string;
  readonly label: string;
  readonly placeholder: string;
}

const questions: Readonly<Record<string, Question>> = {
  [routeActions.reason]: {
    title: 'Add the reason',
    label: 'Why was it stopped?',
    placeholder: 'What you saw, and what you think it was',
  },
  ...Object.fromEntries(
    healthChecks.map((check) => [
      unhealthyAction(check),
      {
        title: `${checkTitles[check]}: not healthy`,
        label: 'What is wrong?',
        placeholder: 'What you see, and where',
      },
    ]),
  ),
};

const proofQuestion: Question = {
  title: 'Condition done',
  label: 'What shows it?',
  placeholder: 'A link, or a sentence',
};

const questionOf = (action: string): Question | undefined =>
  conditionPattern.test(action) ? proofQuestion : questions[action];

/** Buttons that open one of these modals, besides those of conditions. */
export const typedActions: readonly string[] = Object.keys(questions);

const metadataSchema = z.object({
  action: z.string(),
  value: z.string(),
  channel: z.string(),
  responseUrl: z.string().optional(),
  threadTs: z.string().optional(),
});

function typedModal(click: Click, question: Question, route: string): ModalView {
  const { action, value = '', channel, responseUrl, threadTs } = click;
  return modal({
    callback: typedCallback,
    title: question.title,
    submit: 'Send',
    close: 'Cancel',
    metadata: JSON.stringify({
      action,
      value,
      channel,
      ...(responseUrl ? { responseUrl } : {}),
      ...(threadTs ? { threadTs } : {}),
    }),
    blocks: [
      section(`For ${code(route, 70)}. Everybody who follows the rollout reads it.`),
      input({
        id: typedInput,
        label: question.label,
        element: textInput({
          action: typedInput,
          multiline: true,
          max: 2000,
          placeholder: question.placeholder,
          focus: true,
        }),
      }),
    ],
  });
}

/** Opens the question of a button. Who may answer it is decided when it is sent. */
export async function askTyped(click: Click, way: WayBack, deps: SlackDeps): Promise<void> {
  const ref = decodeRouteRef(click.value);
  const question = questionOf(click.action);
  if (!ref || !question) return answerClick(click, oldRouteButton, way);
  try {
    const view = typedModal(click, question, ref.route);
    await way.client.views.open({ trigger_id: click.triggerId, view });
  } catch (error) {
    deps.log.warn({ err: error, route: ref.route }, 'A modal could not be opened');
    await answerClick(click, 'Slack did not let the form open in time. Press the button again.', way);
  }
}

const oldModal =
  'This form comes from another version of Routegate, so nothing was recorded. Press the button on the newest card again; what you wrote is below.';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whatever was written, under whatever name that version had for it. */
const writtenIn = (values: ViewOutput['state']['values']): string[] =>
  Object.values(values).flatMap((inputs) =>
    Object.values(inputs).flatMap(({ value }) => (value?.trim() ? [value.trim()] : [])),
  );

/** Stores what was typed as a press of the button behind which it was asked; undefined closes the modal. */
export async function submitTyped(
  view: Pick<ViewOutput, 'id' | 'hash' | 'private_metadata' | 'state'>,
  person: string,
  deps: SlackDeps,
): Promise<Reply> {
  const metadata = metadataSchema.safeParse(parsed(view.private_metadata));
  const { values } = view.state;
  if (!metadata.success || !questionOf(metadata.data.action) || !decodeRouteRef(metadata.data.value))
    return { response_action: 'update', view: answerView(oldModal, writtenIn(values)) };
  const typed = (values[typedInput]?.[typedInput]?.value ?? '').trim();
  if (typed === '')
    return { response_action: 'errors', errors: { [typedInput]: 'Write at least a few words.' } };
  const { responseUrl, ...about } = metadata.data;
  const commandId = submissionCommandId(view, person, values);
  await storeClick({ ...about, threadTs: about.threadTs, person, responseUrl, commandId, typed }, deps);
  return undefined;
}
