import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { type TriggerKind, triggerKinds } from '../../../domain/rollout-words.ts';
import { section } from '../../blocks/blocks.ts';
import { input, radioButtons, textInput } from '../../blocks/inputs.ts';
import { modal } from '../../blocks/modal.ts';
import { code } from '../../blocks/mrkdwn.ts';
import type { SlackDeps } from '../../deps.ts';
import { triggerText } from '../words.ts';
import { choiceIn, fieldErrors, type Reply, submitAct, textIn } from './submitting.ts';

/** Somebody says that something happened which makes the review of a route due now (A10). */

export const triggerCallback = 'route_trigger';
export const triggerInputs = { kind: 'trigger_kind', note: 'trigger_note' } as const;

const longestNote = 1000;

export const triggerModal = (route: string): ModalView =>
  modal({
    callback: triggerCallback,
    title: 'Review early',
    submit: 'Make it due',
    close: 'Cancel',
    metadata: route,
    blocks: [
      section(
        `The review of ${code(route, 70)} becomes due now: its owners are told, and nothing is expanded until it was renewed.`,
      ),
      input({
        id: triggerInputs.kind,
        label: 'What happened?',
        element: radioButtons({
          action: triggerInputs.kind,
          choices: triggerKinds.map((kind) => ({ value: kind, text: triggerText(kind) })),
        }),
      }),
      input({
        id: triggerInputs.note,
        label: 'What should the owners know?',
        element: textInput({ action: triggerInputs.note, multiline: true, max: longestNote }),
        hint: 'A sentence and a link, such as the provider’s announcement.',
      }),
    ],
  });

const isKind = (word: string): word is TriggerKind => triggerKinds.some((kind) => kind === word);

export async function submitTrigger(view: ViewOutput, person: string, deps: SlackDeps): Promise<Reply> {
  const { values } = view.state;
  const kind = choiceIn(values, triggerInputs.kind);
  const note = textIn(values, triggerInputs.note);
  if (!isKind(kind)) return fieldErrors({ [triggerInputs.kind]: 'Choose what happened.' });
  if (note === '') return fieldErrors({ [triggerInputs.note]: 'Say in a sentence what happened.' });
  const act = { type: 'record_trigger', route: view.private_metadata, kind, source: person, note } as const;
  return submitAct({ view, person, act, roles: [], firstInput: triggerInputs.note, typed: [note] }, deps);
}
