import {
  type Absence,
  type AbsenceEvent,
  type AbsenceRefusal,
  type AbsenceRefusalReason,
  holdsAt,
} from '../../domain/absence/absence.ts';
import { moment } from '../blocks/dates.ts';
import { bold, person, quote } from '../blocks/mrkdwn.ts';

type Texts = {
  readonly [R in AbsenceRefusalReason]: (refusal: Extract<AbsenceRefusal, { reason: R }>) => string;
};

const texts: Texts = {
  own_delegate: () => 'Name somebody else; you cannot stand in for yourself.',
  delegate_standing: () =>
    'Only full members of this workspace can decide for you: no guests, no apps, nobody from elsewhere.',
  over_already: () => 'This is over already. Choose a later day.',
  ends_before_it_begins: () => 'The last day has to be on or after the first.',
  away_too_long: ({ days }) =>
    `At most ${days} days. For longer, have whoever keeps the policy name somebody else.`,
  not_away: () => 'You are not away, so there is nothing to end.',
};

function sentence<R extends AbsenceRefusalReason>(
  reason: R,
  refusal: Extract<AbsenceRefusal, { reason: R }>,
): string {
  return texts[reason](refusal);
}

/** Why not, in plain words for under a field. */
export const absenceRefusalText = (refusal: AbsenceRefusal): string => sentence(refusal.reason, refusal);

/** How somebody's own absence stands, to themselves; null where nothing is to come. */
export function absenceText(absence: Absence | null, at: number, timeZone: string): string | null {
  if (!absence || absence.until <= at) return null;
  const { delegate, from, until } = absence;
  const period = holdsAt(absence, at)
    ? `until ${moment(until, timeZone)}`
    : `from ${moment(from, timeZone)} until ${moment(until, timeZone)}`;
  return `🏖️ ${person(delegate)} decides for you ${bold(period)}. What they decide is shown as decided in your place.`;
}

/** That somebody decides for another now, to whoever does. */
export const standingInText = ({ person: absent, until }: Absence, timeZone: string): string =>
  `🏖️ You decide in place of ${person(absent)} until ${moment(until, timeZone)}.`;

/** What a delegate is told. */
export function delegateText(event: AbsenceEvent, timeZone: string): string {
  if (event.type === 'absence_ended')
    return `🏖️ ${person(event.person)} is back, so you no longer decide in their place.`;
  const { person: absent, from, until, note } = event;
  const head = `🏖️ ${person(absent)} is away from ${moment(from, timeZone)} until ${moment(until, timeZone)}, and you decide in their place: ${bold('for the roles that they hold')}, on every request that neither of you asked for or edited.`;
  return [
    head,
    ...(note ? [quote(note, 1000)] : []),
    'What waits for you is in the Home tab, and after `/route-request inbox`.',
  ].join('\n');
}
