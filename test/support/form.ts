import type { SeenView } from '../../src/sandbox/emulator/people.ts';
import { eventually } from './eventually.ts';
import { type Person, textOf } from './person.ts';

/** An input of a view, as a person finds it. */
export interface InputBlock {
  readonly block_id: string;
  readonly label: string;
  readonly action_id: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The inputs of a view, by their labels, in order. */
export function inputsOf(view: SeenView): InputBlock[] {
  return view.blocks.flatMap((block) => {
    const { element } = block;
    return block.type === 'input' && isRecord(element)
      ? [
          {
            block_id: String(block.block_id),
            label: textOf(block.label),
            action_id: String(element.action_id),
          },
        ]
      : [];
  });
}

/** Somebody at the form. */
export class Form {
  readonly person: Person;

  constructor(person: Person) {
    this.person = person;
  }

  async view(...words: string[]): Promise<SeenView> {
    return this.person.modal(...words);
  }

  async labels(): Promise<string[]> {
    return inputsOf(await this.view()).map((input) => input.label);
  }

  async #input(label: string): Promise<{ view: SeenView; input: InputBlock }> {
    return eventually(`an input ${label}`, async () => {
      const view = await this.view();
      const input = inputsOf(view).find((each) => each.label === label);
      return input ? { view, input } : null;
    });
  }

  /** What stands in an input now. */
  async held(label: string): Promise<unknown> {
    const { view, input } = await this.#input(label);
    const state = view.values[input.block_id]?.[input.action_id];
    return (
      state?.value ??
      state?.selected_option ??
      state?.selected_options ??
      state?.selected_user ??
      state?.selected_date
    );
  }

  /** Types or chooses, as a person does: the app hears of it. */
  async fill(label: string, value: string | readonly string[]): Promise<void> {
    const { view, input } = await this.#input(label);
    const { block_id, action_id } = input;
    await this.person.act('input', {
      container: { type: 'view', view_id: view.id },
      block_id,
      action_id,
      value: typeof value === 'string' ? value : [...value],
    });
  }

  /** Types a few letters of a route and takes the option of that text. */
  async chooseRoute(query: string, text = query): Promise<void> {
    const { view, input } = await this.#input('Which route?');
    const { block_id, action_id } = input;
    const container = { type: 'view', view_id: view.id } as const;
    const { options = [] } = await this.person.act('suggest', { container, block_id, action_id, query });
    const option = options.find((each) => textOf(each.text) === text);
    if (!option)
      throw new Error(`no option ${text} among ${options.map((each) => textOf(each.text)).join(', ')}`);
    await this.person.act('input', { container, block_id, action_id, value: option });
  }

  async next(): Promise<Awaited<ReturnType<Person['submit']>>> {
    return this.person.submit();
  }

  async press(label: string): Promise<void> {
    await this.person.press(await this.view(), label);
  }
}
