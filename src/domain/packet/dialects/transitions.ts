import type { z } from 'zod';
import type { transitionSchema } from '../declarations.ts';
import type { PacketPart } from '../part.ts';

/** How the dialects call what happens after a failure. */

export type TransitionInput = z.input<typeof transitionSchema>;
type Outcome = Pick<TransitionInput, 'act' | 'attempts'>;

const outcomes = {
  retry_same_route_once: { act: 'retry', attempts: 1 },
  fallback_to_backup_route: { act: 'fall_back' },
  stop_and_queue: { act: 'queue' },
  stop_and_escalate: { act: 'escalate' },
  stop_without_fallback: { act: 'stop' },
} as const satisfies Readonly<Record<string, Outcome>>;

export type OutcomeWord = keyof typeof outcomes;
export const outcomeWords = [
  'retry_same_route_once',
  'fallback_to_backup_route',
  'stop_and_queue',
  'stop_and_escalate',
  'stop_without_fallback',
] as const satisfies readonly OutcomeWord[];

export const isOutcomeWord = (word: string): word is OutcomeWord =>
  outcomeWords.some((known) => known === word);

export const transitionTo = (on: string, word: OutcomeWord): TransitionInput => ({ on, ...outcomes[word] });

/** The dialects' word for what a transition does; undefined where they have none. */
export function outcomeOf({ act, attempts }: Outcome): OutcomeWord | undefined {
  return outcomeWords.find((word) => {
    const known: Outcome = outcomes[word];
    return known.act === act && known.attempts === attempts;
  });
}

/** Triggers by what they lead to, as the policies list them. */
export type TriggerLists = { readonly [W in OutcomeWord]?: readonly string[] | undefined };

/**
 * The transitions that the lists tell. What they have no word for stays as it is known, and so does what is known
 * beyond a word, such as where a fallback goes.
 */
export function fromLists(lists: TriggerLists, { fallback }: PacketPart): TransitionInput[] {
  const known = fallback?.transitions ?? [];
  const isTold = ({ on, ...rest }: TransitionInput): boolean => {
    const word = outcomeOf(rest);
    return word === undefined || lists[word]?.includes(on) === true;
  };
  const told = outcomeWords.flatMap((word) => (lists[word] ?? []).map((on) => ({ on, word })));
  const isNew = ({ on, word }: (typeof told)[number]): boolean =>
    !known.some((transition) => transition.on === on && outcomeOf(transition) === word);
  return [...known.filter(isTold), ...told.filter(isNew).map(({ on, word }) => transitionTo(on, word))];
}

export function toLists(transitions: NonNullable<PacketPart['fallback']>['transitions']): TriggerLists {
  const of = (word: OutcomeWord): string[] =>
    (transitions ?? []).filter((transition) => outcomeOf(transition) === word).map(({ on }) => on);
  return {
    retry_same_route_once: of('retry_same_route_once'),
    fallback_to_backup_route: of('fallback_to_backup_route'),
    stop_and_queue: of('stop_and_queue'),
    stop_and_escalate: of('stop_and_escalate'),
    stop_without_fallback: of('stop_without_fallback'),
  };
}
