import type { Policy } from '../../domain/policy.ts';
import type { RequestEvent } from '../../domain/request/events.ts';
import type { Request } from '../../domain/request/request.ts';
import type { ReviewRole } from '../../domain/words.ts';

/** What is said in a thread about one event. */
export interface Note {
  /** mrkdwn */
  readonly text: string;
  /** Also shown in the channel: only where somebody has to act who does not follow the thread. */
  readonly broadcast: boolean;
}

export interface NoteContext {
  /** The newest state, which may have moved on since the event. */
  readonly request: Request;
  readonly policy: Policy;
  /** When the event happened, epoch ms. */
  readonly at: number;
  /** Mentions of exactly those who have to act now; empty where nobody can be named. */
  readonly ask: readonly string[];
}

export interface CardNoteContext extends NoteContext {
  /** In whose card's thread this is said. */
  readonly role: ReviewRole;
}

export type Told<C> = {
  readonly [T in RequestEvent['type']]: (
    event: Extract<RequestEvent, { type: T }>,
    context: C,
  ) => Note | null;
};

/** Looks up what is said of an event, and says it; null where it needs no word. */
export function noteFrom<C>(told: Told<C>): (event: RequestEvent, context: C) => Note | null {
  function tell<T extends RequestEvent['type']>(
    type: T,
    event: Extract<RequestEvent, { type: T }>,
    context: C,
  ): Note | null {
    return told[type](event, context);
  }
  return (event, context) => tell(event.type, event, context);
}

export const quiet = (text: string): Note => ({ text, broadcast: false });
export const loud = (text: string): Note => ({ text, broadcast: true });
export const untold = (): null => null;

/** A sentence that calls people: those whom it does not mention itself stand in front of it. */
export function calling(ask: readonly string[], sentence: string): string {
  const others = ask.filter((mention) => !sentence.includes(mention));
  return others.length > 0 ? `${others.join(' ')} ${sentence}` : sentence;
}
