import type { ReceiverEvent } from '@slack/bolt';
import { Fault } from '../ports/fault.ts';
import type { Log } from '../ports/log.ts';
import type { Answer } from './messenger.ts';

export interface IncidentParts {
  readonly log: Log;
  readonly newId: () => string;
  /** Says something to one person. */
  readonly tell: (answer: Answer) => Promise<void>;
}

type Body = ReceiverEvent['body'];

const wordsFor = (error: unknown, incident: string): string =>
  error instanceof Fault
    ? `Routegate cannot do that right now, so nothing was recorded. Try again in a minute. (Incident ${incident}.)`
    : `Something went wrong in Routegate. Look where things stand before you try again; your operators find the details in the log under incident ${incident}.`;

/** What the framework wrapped around the error that a handler threw. */
function causeOf(error: unknown): unknown {
  if (error instanceof Error && 'original' in error && error.original instanceof Error) return error.original;
  return error;
}

const textAt = (body: Body, ...path: readonly string[]): string => {
  let value: unknown = body;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return '';
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return typeof value === 'string' ? value : '';
};

/** The first input of a view, at which a sentence can stand while everything typed is kept. */
function firstInput(body: Body): string | null {
  const blocks: unknown = body.view?.blocks;
  if (!Array.isArray(blocks)) return null;
  const input = blocks.find((block) => textAt(block, 'type') === 'input');
  return input ? textAt(input, 'block_id') : null;
}

/** Whoever pressed a button that failed is told so, with a number under which the log has the rest. */
export class IncidentDesk {
  readonly #parts: IncidentParts;
  /** What was noted while a body was handled. */
  readonly #noted = new WeakMap<Body, string>();

  constructor(parts: IncidentParts) {
    this.#parts = parts;
  }

  /** A handler threw. */
  async note(error: unknown, body: Body): Promise<void> {
    const incident = this.#parts.newId();
    const cause = causeOf(error);
    this.#parts.log.error({ incident, payload: textAt(body, 'type'), err: cause }, 'A handler failed');
    this.#noted.set(body, wordsFor(cause, incident));
  }

  /** Handling is over. `ack` is null where it was acknowledged before the handler failed. */
  async settle(body: Body, ack: ReceiverEvent['ack'] | null): Promise<void> {
    const words = this.#noted.get(body);
    if (words === undefined) return;
    try {
      if (!(ack && (await this.#answerWithAck(body, ack, words)))) await this.#tell(body, words);
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'Nobody could be told of an incident');
    }
  }

  /** True where the answer itself says it. */
  async #answerWithAck(body: Body, ack: ReceiverEvent['ack'], words: string): Promise<boolean> {
    const type = textAt(body, 'type');
    if (type === 'view_submission') {
      const block = firstInput(body);
      // Without an acknowledgement Slack says itself that it did not work, and the view stays open.
      if (block) await ack({ response_action: 'errors', errors: { [block]: words } });
      return true;
    }
    if (type === 'block_suggestion') {
      await ack({ options: [] });
      return true;
    }
    if (textAt(body, 'command') !== '') {
      await ack({ response_type: 'ephemeral', text: words });
      return true;
    }
    await ack();
    return false;
  }

  async #tell(body: Body, words: string): Promise<void> {
    const person = textAt(body, 'user', 'id') || textAt(body, 'user_id');
    if (person === '') return;
    const thread = textAt(body, 'message', 'thread_ts');
    // A message that was replied to names its own thread; whoever clicked it looks at the channel all the same.
    const isReply = thread !== textAt(body, 'message', 'ts');
    await this.#parts.tell({
      responseUrl: textAt(body, 'response_url') || undefined,
      channel: textAt(body, 'channel', 'id') || textAt(body, 'channel_id'),
      threadTs: isReply && thread ? thread : undefined,
      person,
      text: words,
    });
  }
}
