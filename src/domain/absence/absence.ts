/**
 * Somebody is away for a while, and names who decides meanwhile. The delegate gets no role: at each click it is asked
 * anew whether the absent person holds the role, and whether the delegate may act on that request at all.
 */
export interface Absence {
  readonly person: string;
  /** Who decides meanwhile. */
  readonly delegate: string;
  /** Epoch ms; `until` is the first moment at which the person is back. */
  readonly from: number;
  readonly until: number;
  readonly note: string;
}

/** What happened to an absence, in the past tense. Each person has one at most; a newer one takes its place. */
export type AbsenceEvent =
  | ({ readonly type: 'absence_announced' } & Absence)
  | { readonly type: 'absence_ended'; readonly person: string };

export type AbsenceCommand =
  | ({ readonly type: 'go_away' } & Absence)
  | { readonly type: 'come_back'; readonly person: string };

/** Why an absence cannot be announced. */
export type AbsenceRefusal =
  | { readonly reason: 'own_delegate' }
  | { readonly reason: 'delegate_standing' }
  | { readonly reason: 'over_already' }
  | { readonly reason: 'ends_before_it_begins' }
  | { readonly reason: 'away_too_long'; readonly days: number }
  | { readonly reason: 'not_away' };
export type AbsenceRefusalReason = AbsenceRefusal['reason'];

export type AbsenceDecision =
  | { readonly events: readonly AbsenceEvent[] }
  | { readonly refusal: AbsenceRefusal };

/** For longer than this, the policy should name somebody else. */
export const mostAwayDays = 60;
const dayMs = 86_400_000;

/** Whether the delegate decides at `at`, epoch ms. */
export const holdsAt = ({ from, until }: Absence, at: number): boolean => from <= at && at < until;

function goAway(command: Extract<AbsenceCommand, { type: 'go_away' }>, at: number): AbsenceDecision {
  const { person, delegate, from, until, note } = command;
  if (delegate === person) return { refusal: { reason: 'own_delegate' } };
  if (until <= from) return { refusal: { reason: 'ends_before_it_begins' } };
  if (until <= at) return { refusal: { reason: 'over_already' } };
  if (until - Math.max(from, at) > mostAwayDays * dayMs)
    return { refusal: { reason: 'away_too_long', days: mostAwayDays } };
  return { events: [{ type: 'absence_announced', person, delegate, from, until, note }] };
}

/**
 * Decides one command on somebody's own absence; `delegateMayDecide` says that the delegate is a member in good
 * standing, as Slack has it now. Pure and total.
 */
export function decideAbsence(
  absence: Absence | null,
  command: AbsenceCommand,
  { at, delegateMayDecide }: { readonly at: number; readonly delegateMayDecide: boolean },
): AbsenceDecision {
  if (command.type === 'come_back')
    return absence && absence.until > at
      ? { events: [{ type: 'absence_ended', person: command.person }] }
      : { refusal: { reason: 'not_away' } };
  const decision = goAway(command, at);
  return 'refusal' in decision || delegateMayDecide ? decision : { refusal: { reason: 'delegate_standing' } };
}

/** The state after one event; `at` in epoch ms. An absence that was ended is over from that moment on. */
export function evolveAbsence(state: Absence | null, event: AbsenceEvent, at: number): Absence | null {
  if (event.type === 'absence_announced') {
    const { person, delegate, from, until, note } = event;
    return { person, delegate, from, until, note };
  }
  return state && { ...state, from: Math.min(state.from, at), until: Math.min(state.until, at) };
}
