import type { KnownBlock, ModalView } from '@slack/types';
import type { Condition } from '../../domain/request/request.ts';
import { actions, button, divider } from '../blocks/blocks.ts';
import { datePicker, input, textInput, usersSelect } from '../blocks/inputs.ts';
import { modal } from '../blocks/modal.ts';
import { decisionViews } from '../ids.ts';
import { encodeDecisionMetadata } from './decision-metadata.ts';
import { commentInput, type DecisionModal, subjectBlocks, typedRouteInput } from './decision-modal.ts';

export const mostConditions = 10;
export const conditionActions = { add: 'decide_add_condition', remove: 'decide_remove_condition' } as const;

/** The blocks of one condition's inputs; the same as long as the modal is open, so that what was typed stays. */
export const conditionInputs = (row: number) => ({
  text: `condition_${row}_text`,
  owner: `condition_${row}_owner`,
  due: `condition_${row}_due`,
});

function conditionBlocks(row: number, rows: number, owner: string): KnownBlock[] {
  const ids = conditionInputs(row);
  const isExtra = row > 1;
  const name = rows > 1 ? `Condition ${row}` : 'Condition';
  return [
    divider(),
    input({
      id: ids.text,
      label: name,
      element: textInput({ action: ids.text, multiline: true, max: 500, placeholder: 'What has to be done' }),
      optional: isExtra,
    }),
    input({
      id: ids.owner,
      label: 'Who does it',
      element: usersSelect({ action: ids.owner, initial: owner, placeholder: 'Choose a person' }),
      optional: isExtra,
    }),
    input({
      id: ids.due,
      label: 'By when',
      element: datePicker({ action: ids.due, placeholder: 'Choose a day' }),
      optional: isExtra,
      hint: 'They are reminded. Once it is overdue, nothing is started or expanded on the route.',
    }),
  ];
}

function rowButtons(rows: number): KnownBlock[] {
  const add =
    rows < mostConditions ? [button({ action: conditionActions.add, text: 'Add another condition' })] : [];
  const remove = rows > 1 ? [button({ action: conditionActions.remove, text: 'Remove the last one' })] : [];
  return add.length + remove.length > 0 ? [actions([...add, ...remove], 'condition_rows')] : [];
}

/** Approve with one to ten conditions, each with an owner and a day. */
export function conditionsModal(about: DecisionModal, rows: number): ModalView {
  const { ref, request } = about;
  const isTyped = request.assessment.confirm === 'type_route';
  return modal({
    callback: decisionViews.approve,
    title: 'Approve with conditions',
    submit: 'Approve',
    close: 'Cancel',
    metadata: encodeDecisionMetadata({ ref, channel: about.channel, rows }),
    blocks: [
      ...subjectBlocks(about),
      ...Array.from({ length: rows }, (_, index) =>
        conditionBlocks(index + 1, rows, request.requester),
      ).flat(),
      ...rowButtons(rows),
      ...(isTyped ? [typedRouteInput(request.route)] : []),
      commentInput(),
    ],
  });
}

/** One row as it was filled in. */
export interface TypedCondition {
  readonly row: number;
  readonly text: string;
  readonly owner: string;
  readonly due: string;
}

/** Rows read as conditions, or what is wrong by input block. `today` is `YYYY-MM-DD` in the company's zone. */
export function readConditions(
  typed: readonly TypedCondition[],
  today: string,
): { conditions: Condition[]; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const conditions: Condition[] = [];
  for (const { row, text, owner, due } of typed) {
    const ids = conditionInputs(row);
    if (row > 1 && text.trim() === '' && due === '') continue;
    if (text.trim() === '') errors[ids.text] = 'Say what has to be done, or clear this condition’s day.';
    if (owner === '') errors[ids.owner] = 'Choose who does it.';
    if (due === '') errors[ids.due] = 'Choose the day until which it is done.';
    else if (due < today) errors[ids.due] = 'This day is over. Choose today or later.';
    conditions.push({ text: text.trim(), owner, due });
  }
  return { conditions, errors };
}
