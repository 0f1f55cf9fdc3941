import type {
  Checkboxes,
  Datepicker,
  ExternalSelect,
  InputBlock,
  MultiExternalSelect,
  MultiStaticSelect,
  NumberInput,
  PlainTextInput,
  PlainTextOption,
  RadioButtons,
  StaticSelect,
  URLInput,
  UsersSelect,
} from '@slack/types';
import { plain } from './blocks.ts';
import { limits } from './limits.ts';
import { isSlackUser, plainClip } from './mrkdwn.ts';

/** The inputs of modals. `id` is the block's: errors are shown there, and an update keeps what stands under it. */
export interface InputOptions {
  readonly id: string;
  readonly label: string;
  readonly element: InputBlock['element'];
  readonly hint?: string | undefined;
  readonly optional?: boolean;
  /** Tells the app of every choice at once. */
  readonly dispatch?: boolean;
}

export const input = ({ id, label, element, hint, optional, dispatch }: InputOptions): InputBlock => ({
  type: 'input',
  block_id: id,
  label: plain(label, limits.inputLabel),
  element,
  ...(hint ? { hint: plain(hint, limits.inputHint) } : {}),
  ...(optional ? { optional: true } : {}),
  ...(dispatch ? { dispatch_action: true } : {}),
});

interface Common {
  readonly action: string;
  readonly placeholder?: string | undefined;
  readonly focus?: boolean;
}

const common = ({ action, placeholder, focus }: Common) => ({
  action_id: action,
  ...(placeholder ? { placeholder: plain(placeholder, limits.placeholder) } : {}),
  ...(focus ? { focus_on_load: true } : {}),
});

export interface TextInputOptions extends Common {
  readonly initial?: string | undefined;
  readonly multiline?: boolean;
  /** At most 3000 characters, Slack's own limit. */
  readonly max?: number;
  readonly min?: number;
}

export const textInput = (options: TextInputOptions): PlainTextInput => {
  const max = Math.min(options.max ?? limits.plainTextInput, limits.plainTextInput);
  return {
    type: 'plain_text_input',
    ...common(options),
    max_length: max,
    ...(options.min ? { min_length: options.min } : {}),
    ...(options.multiline ? { multiline: true } : {}),
    ...(options.initial ? { initial_value: plainClip(options.initial, max) } : {}),
  };
};

export const urlInput = (options: Common & { readonly initial?: string | undefined }): URLInput => ({
  type: 'url_text_input',
  ...common(options),
  ...(options.initial ? { initial_value: options.initial } : {}),
});

export interface NumberInputOptions extends Common {
  readonly initial?: number | undefined;
  readonly decimals?: boolean;
  readonly min?: number;
  readonly max?: number;
}

/** Never in exponential notation, which Slack does not read. */
const decimal = (value: number): string =>
  value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });

export const numberInput = (options: NumberInputOptions): NumberInput => ({
  type: 'number_input',
  ...common(options),
  is_decimal_allowed: options.decimals ?? false,
  ...(options.initial === undefined ? {} : { initial_value: decimal(options.initial) }),
  ...(options.min === undefined ? {} : { min_value: decimal(options.min) }),
  ...(options.max === undefined ? {} : { max_value: decimal(options.max) }),
});

/** `initial` is `YYYY-MM-DD`. */
export const datePicker = (options: Common & { readonly initial?: string | undefined }): Datepicker => ({
  type: 'datepicker',
  ...common(options),
  ...(options.initial ? { initial_date: options.initial } : {}),
});

/** Somebody whom Slack does not know is no initial choice: Slack would refuse the whole view. */
export const usersSelect = (options: Common & { readonly initial?: string | undefined }): UsersSelect => ({
  type: 'users_select',
  ...common(options),
  ...(options.initial && isSlackUser(options.initial) ? { initial_user: options.initial } : {}),
});

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly description?: string | undefined;
}

export const option = ({ value, text, description }: Choice): PlainTextOption => ({
  value,
  text: plain(text, limits.optionText),
  ...(description ? { description: plain(description, limits.optionDescription) } : {}),
});

interface Choices extends Common {
  readonly choices: readonly Choice[];
}

const initialOf = (choices: readonly Choice[], values: readonly string[] | undefined): PlainTextOption[] =>
  choices.filter((choice) => values?.includes(choice.value)).map(option);

export const select = (options: Choices & { readonly initial?: string | undefined }): StaticSelect => {
  const [chosen] = initialOf(options.choices, options.initial === undefined ? [] : [options.initial]);
  return {
    type: 'static_select',
    ...common(options),
    options: options.choices.slice(0, limits.selectOptions).map(option),
    ...(chosen ? { initial_option: chosen } : {}),
  };
};

export const multiSelect = (
  options: Choices & { readonly initial?: readonly string[] | undefined },
): MultiStaticSelect => {
  const chosen = initialOf(options.choices, options.initial);
  return {
    type: 'multi_static_select',
    ...common(options),
    options: options.choices.slice(0, limits.selectOptions).map(option),
    ...(chosen.length > 0 ? { initial_options: chosen } : {}),
  };
};

export const radioButtons = (
  options: Omit<Choices, 'placeholder'> & { readonly initial?: string | undefined },
): RadioButtons => {
  const [chosen] = initialOf(options.choices, options.initial === undefined ? [] : [options.initial]);
  return {
    type: 'radio_buttons',
    ...common({ action: options.action, focus: options.focus ?? false }),
    options: options.choices.slice(0, limits.choiceOptions).map(option),
    ...(chosen ? { initial_option: chosen } : {}),
  };
};

export const checkboxes = (
  options: Omit<Choices, 'placeholder'> & { readonly initial?: readonly string[] | undefined },
): Checkboxes => {
  const chosen = initialOf(options.choices, options.initial);
  return {
    type: 'checkboxes',
    ...common({ action: options.action, focus: options.focus ?? false }),
    options: options.choices.slice(0, limits.choiceOptions).map(option),
    ...(chosen.length > 0 ? { initial_options: chosen } : {}),
  };
};

interface External extends Common {
  /** How many characters are typed before options are asked for; 0 asks at once. */
  readonly from?: number;
}

export const externalSelect = (
  options: External & { readonly initial?: Choice | undefined },
): ExternalSelect => ({
  type: 'external_select',
  ...common(options),
  min_query_length: options.from ?? 0,
  ...(options.initial ? { initial_option: option(options.initial) } : {}),
});

export const multiExternalSelect = (
  options: External & { readonly initial?: readonly Choice[] | undefined },
): MultiExternalSelect => ({
  type: 'multi_external_select',
  ...common(options),
  min_query_length: options.from ?? 0,
  ...(options.initial && options.initial.length > 0 ? { initial_options: options.initial.map(option) } : {}),
});
