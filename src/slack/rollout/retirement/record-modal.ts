import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { RetirementRecord } from '../../../domain/route/route.ts';
import { answerClick, type WayBack } from '../../actions/answer.ts';
import { answerView } from '../../actions/answer-view.ts';
import type { Click } from '../../actions/click.ts';
import { context } from '../../blocks/blocks.ts';
import { datePicker, input, textInput } from '../../blocks/inputs.ts';
import { modal } from '../../blocks/modal.ts';
import type { SlackDeps } from '../../deps.ts';
import { retirementLabels, routeRefusalText } from '../../route-refusal-text.ts';
import { ownerRoles } from '../acts.ts';
import { dateIn, type Reply, submitAct, textIn } from '../renewal/submitting.ts';

/** Where the end of a route is written down; what is not known yet can be added later. */

export const recordCallback = 'retirement_record_form';
export const recordInput = (field: keyof RetirementRecord): string => `retire_${field}`;

type WrittenField = Exclude<keyof RetirementRecord, 'drainBy'>;

const hints: Readonly<Record<WrittenField, string>> = {
  replacement: 'The route that takes over, or why none does.',
  disabledKeys: 'Which keys and accounts were switched off, and where that can be seen.',
  deletedSecrets: 'Which secrets were deleted, from which vault.',
  retainedLogs: 'Which logs stay, where, and until when.',
  billingCloseout: 'Which budget or contract was closed.',
};

const longest = 1000;

const written = (field: WrittenField, record: RetirementRecord) =>
  input({
    id: recordInput(field),
    label: retirementLabels[field],
    element: textInput({
      action: recordInput(field),
      multiline: field !== 'replacement',
      max: longest,
      initial: record[field] || undefined,
    }),
    hint: hints[field],
    optional: true,
  });

export function recordModal(route: string, record: RetirementRecord): ModalView {
  return modal({
    callback: recordCallback,
    title: 'Record the retirement',
    submit: 'Save',
    close: 'Cancel',
    metadata: route,
    blocks: [
      context([
        'Leave empty what is not done yet, and add it later. An owner signs off once all of it is here.',
      ]),
      written('replacement', record),
      input({
        id: recordInput('drainBy'),
        label: retirementLabels.drainBy,
        element: datePicker({ action: recordInput('drainBy'), initial: record.drainBy || undefined }),
        hint: 'Until when applications may still ask. Its owners are reminded on that day.',
        optional: true,
      }),
      written('disabledKeys', record),
      written('deletedSecrets', record),
      written('retainedLogs', record),
      written('billingCloseout', record),
    ],
  });
}

/** Opens the form with what is recorded so far. */
export async function openRecord(click: Click, way: WayBack, deps: SlackDeps): Promise<void> {
  const id = click.value ?? '';
  const retirement = (await deps.app.store.route(id))?.state.retirement;
  if (!retirement) {
    const about = { policy: deps.app.policy(), route: id };
    return answerClick(click, routeRefusalText({ reason: 'not_retiring' }, about), way);
  }
  try {
    const view = recordModal(id, retirement.record);
    await way.client.views.open({ trigger_id: click.triggerId, view });
  } catch (error) {
    deps.log.warn({ err: error, route: id }, 'A modal could not be opened');
    await answerClick(click, 'Slack did not let the form open in time. Press the button again.', way);
  }
}

/** Keeps what was written, all of it or nothing. */
export async function submitRecord(view: ViewOutput, person: string, deps: SlackDeps): Promise<Reply> {
  const { values } = view.state;
  const route = view.private_metadata;
  if (route === '') return { response_action: 'update', view: answerView('This form is too old.') };
  const record: RetirementRecord = {
    replacement: textIn(values, recordInput('replacement')),
    drainBy: dateIn(values, recordInput('drainBy')),
    disabledKeys: textIn(values, recordInput('disabledKeys')),
    deletedSecrets: textIn(values, recordInput('deletedSecrets')),
    retainedLogs: textIn(values, recordInput('retainedLogs')),
    billingCloseout: textIn(values, recordInput('billingCloseout')),
  };
  return submitAct(
    {
      view,
      person,
      act: { type: 'record_retirement', route, record },
      roles: ownerRoles(deps.app.policy().rollout.mayMove),
      firstInput: recordInput('replacement'),
      typed: Object.values(record),
    },
    deps,
  );
}
