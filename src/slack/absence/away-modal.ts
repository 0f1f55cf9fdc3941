import type { ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { type AbsenceRefusalReason, mostAwayDays } from '../../domain/absence/absence.ts';
import { localDate, localTimeOn } from '../../domain/working-time.ts';
import { Fault } from '../../ports/fault.ts';
import { within } from '../actions/actor.ts';
import { answerClick, type WayBack } from '../actions/answer.ts';
import type { Click } from '../actions/click.ts';
import { section } from '../blocks/blocks.ts';
import { datePicker, input, textInput, usersSelect } from '../blocks/inputs.ts';
import { modal } from '../blocks/modal.ts';
import type { SlackDeps } from '../deps.ts';
import { submissionCommandId } from '../ids.ts';
import { dateIn, fieldErrors, type Reply, textIn } from '../rollout/renewal/submitting.ts';
import { absenceRefusalText } from './absence-text.ts';

/** Somebody names who decides while they are away. */

export const awayCallback = 'away';
export const awayActions = { name: 'away_name', back: 'away_back' } as const;
export const awayInputs = {
  delegate: 'away_delegate',
  from: 'away_from',
  last: 'away_last',
  note: 'away_note',
} as const;

const directoryMs = 2000;
const notAnswered =
  'Slack or the database did not answer in time, so nothing was recorded. Send it again in a moment.';

export const awayModal = (today: string): ModalView =>
  modal({
    callback: awayCallback,
    title: 'While you are away',
    submit: 'Name them',
    close: 'Cancel',
    blocks: [
      section(
        'Somebody can decide in your place, for the roles that you hold. Never on what you or they asked for or edited. Whoever you named before no longer does.',
      ),
      input({
        id: awayInputs.delegate,
        label: 'Who decides in your place?',
        element: usersSelect({ action: awayInputs.delegate, placeholder: 'Choose a colleague' }),
      }),
      input({
        id: awayInputs.from,
        label: 'First day',
        element: datePicker({ action: awayInputs.from, initial: today }),
      }),
      input({
        id: awayInputs.last,
        label: 'Last day',
        element: datePicker({ action: awayInputs.last }),
        hint: `You are back on the day after; at most ${mostAwayDays} days.`,
      }),
      input({
        id: awayInputs.note,
        label: 'What should they know?',
        element: textInput({ action: awayInputs.note, multiline: true, max: 1000 }),
        optional: true,
      }),
    ],
  });

const fieldOf: Readonly<Record<AbsenceRefusalReason, string>> = {
  own_delegate: awayInputs.delegate,
  delegate_standing: awayInputs.delegate,
  over_already: awayInputs.last,
  ends_before_it_begins: awayInputs.last,
  away_too_long: awayInputs.last,
  not_away: awayInputs.delegate,
};

export async function openAway(click: Click, way: WayBack, deps: SlackDeps): Promise<void> {
  const today = localDate(deps.clock.now(), deps.app.policy().workingHours.timeZone);
  try {
    await way.client.views.open({ trigger_id: click.triggerId, view: awayModal(today) });
  } catch (error) {
    deps.log.warn({ err: error }, 'A modal could not be opened');
    await answerClick(click, 'Slack did not let the form open in time. Press the button again.', way);
  }
}

export async function comeBack(click: Click, way: WayBack, deps: SlackDeps): Promise<void> {
  const { person } = click;
  const outcome = await deps.app.absence(click.commandId, { type: 'come_back', person }, true);
  const text = outcome.ok
    ? 'Welcome back: you decide for yourself again.'
    : absenceRefusalText(outcome.refusal);
  await answerClick(click, text, way);
}

/** Decides the submitted form before it is acknowledged. Days are whole days in the policy's time zone. */
export async function submitAway(view: ViewOutput, person: string, deps: SlackDeps): Promise<Reply> {
  const { values } = view.state;
  const delegate = values[awayInputs.delegate]?.[awayInputs.delegate]?.selected_user ?? '';
  const [first, last] = [dateIn(values, awayInputs.from), dateIn(values, awayInputs.last)];
  if (delegate === '') return fieldErrors({ [awayInputs.delegate]: 'Choose somebody.' });
  if (first === '' || last === '') return fieldErrors({ [awayInputs.last]: 'Choose both days.' });
  const { timeZone } = deps.app.policy().workingHours;
  const from = localTimeOn(first, 0, timeZone);
  const until = localTimeOn(last, 24 * 60, timeZone);
  try {
    const { standing } = await within(directoryMs, deps.directory.membership(delegate, []));
    const outcome = await deps.app.absence(
      submissionCommandId(view, person, values),
      { type: 'go_away', person, delegate, from, until, note: textIn(values, awayInputs.note) },
      standing === 'member',
    );
    if (outcome.ok) return undefined;
    const { refusal } = outcome;
    return fieldErrors({ [fieldOf[refusal.reason]]: absenceRefusalText(refusal) });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    deps.log.warn({ err: error, fault: error.kind }, 'An absence could not be recorded');
    return fieldErrors({ [awayInputs.delegate]: notAnswered });
  }
}
