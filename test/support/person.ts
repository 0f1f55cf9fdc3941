import type {
  ActAnswers,
  ActName,
  Acts,
  ElementValue,
  MessagesAnswer,
  PersonState,
  SeenMessage,
  SeenView,
} from '../../src/sandbox/emulator/people.ts';
import { eventually } from './eventually.ts';

type Json = Record<string, unknown>;

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Every text that stands somewhere in a block, joined: what somebody reads. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join('\n');
  if (!isRecord(value)) return '';
  const { text, fields, elements, accessory, label, hint, element, options, title, placeholder, rows } =
    value;
  return [text, title, label, element, options, hint, fields, elements, accessory, placeholder, rows]
    .map(textOf)
    .filter(Boolean)
    .join('\n');
}

export const readMessage = (message: SeenMessage): string =>
  message.blocks.length > 0 ? textOf(message.blocks) : message.text;
export const readView = (view: SeenView): string =>
  [textOf(view.title), ...view.blocks.map(textOf), ...Object.values(view.errors)].join('\n');

interface Element {
  readonly block_id: string;
  readonly action_id: string;
  readonly label: string;
}

/** Every interactive element of some blocks, by what it is called. */
function elementsOf(blocks: readonly unknown[]): Element[] {
  return blocks.filter(isRecord).flatMap((block) => {
    const inner = [block.element, block.accessory, ...(Array.isArray(block.elements) ? block.elements : [])];
    return inner.filter(isRecord).flatMap((element) =>
      typeof element.action_id === 'string'
        ? [
            {
              block_id: String(block.block_id),
              action_id: element.action_id,
              label: textOf(element.text) || textOf(block.label),
            },
          ]
        : [],
    );
  });
}

/** Somebody in the emulated workspace, over its HTTP: sees and does what a person could. */
export class Person {
  readonly url: string;
  readonly id: string;

  constructor(url: string, id: string) {
    this.url = url;
    this.id = id;
  }

  async act<Name extends ActName>(name: Name, body: Acts[Name]): Promise<ActAnswers[Name]> {
    const answer = await fetch(`${this.url}/people/${this.id}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as ActAnswers[Name];
  }

  async #get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.url}/people/${this.id}/${path}`);
    return (await answer.json()) as T;
  }

  state(): Promise<PersonState> {
    return this.#get('state');
  }

  /** The id of a channel by its name, or of the direct message with somebody by their id. */
  async channel(name: string): Promise<string> {
    const { conversations } = await this.state();
    const found = conversations.find(
      (conversation) =>
        conversation.name === name || (conversation.kind === 'im' && conversation.im_user === name),
    );
    if (!found) throw new Error(`${this.id} sees no ${name}`);
    return found.id;
  }

  async messages(channel: string, thread?: string): Promise<SeenMessage[]> {
    const query = thread ? `?limit=1000&thread=${thread}` : '?limit=1000';
    return (await this.#get<MessagesAnswer>(`conversations/${channel}/messages${query}`)).messages;
  }

  /** Waits for a message in a channel whose text contains all the words, and gives the newest. */
  sees(channel: string, ...words: string[]): Promise<SeenMessage> {
    return eventually(`${this.id} sees ${words.join(', ')} in ${channel}`, async () =>
      (await this.messages(channel)).findLast((message) =>
        words.every((word) => readMessage(message).includes(word) || message.text.includes(word)),
      ),
    );
  }

  /** Waits for a reply in a thread. */
  seesReply(parent: SeenMessage, ...words: string[]): Promise<SeenMessage> {
    return eventually(`${this.id} sees the reply ${words.join(', ')}`, async () =>
      (await this.messages(parent.channel, parent.ts))
        .slice(1)
        .findLast((message) => words.every((word) => readMessage(message).includes(word))),
    );
  }

  /** The modal on top, once there is one that says all the words. */
  modal(...words: string[]): Promise<SeenView> {
    return eventually(
      `${this.id} sees a modal with ${words.join(', ')}`,
      async () => {
        const top = (await this.state()).modals.at(-1);
        return top && !top.busy && words.every((word) => readView(top).includes(word)) ? top : null;
      },
      10_000,
    );
  }

  command(channel: string, text = ''): Promise<ActAnswers['command']> {
    return this.act('command', { channel, command: '/route-request', text });
  }

  /** Presses the button of that name on a message or in a view; says yes where it asks. */
  press(on: SeenMessage | SeenView, label: string, confirmed = true): Promise<ActAnswers['click']> {
    const element = elementsOf(on.blocks).find((candidate) => candidate.label === label);
    if (!element)
      throw new Error(
        `no button ${label} among ${elementsOf(on.blocks)
          .map((one) => one.label)
          .join(', ')}`,
      );
    const container =
      'ts' in on
        ? ({ type: 'message', channel: on.channel, ts: on.ts } as const)
        : ({ type: 'view', view_id: on.id } as const);
    const { block_id, action_id } = element;
    return this.act('click', { container, block_id, action_id, ...(confirmed ? { confirmed } : {}) });
  }

  submit(values: Record<string, ElementValue> = {}): Promise<ActAnswers['submit']> {
    return this.act('submit', { values });
  }
}

/** The names of all buttons and inputs. */
export const labelsOf = (blocks: readonly unknown[]): string[] =>
  elementsOf(blocks).map((element) => element.label);
