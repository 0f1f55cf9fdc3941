import type { JsonObject } from '../json.ts';
import {
  boolean,
  byType,
  type Check,
  type Fields,
  inside,
  integer,
  list,
  object,
  oneOf,
  type Place,
  report,
  type Surface,
  string,
  url,
} from './check.ts';
import {
  anyText,
  choiceOption,
  confirm,
  conversationFilter,
  dispatchActionConfig,
  imageSource,
  initialAmongOptions,
  needsOneImageSource,
  option,
  optionGroup,
  overflowOption,
  plainText,
} from './composition.ts';
import { LIMITS } from './limits.ts';
import { richText } from './rich-text.ts';

type Rule = (value: JsonObject, place: Place) => void;

const actionable: Fields = { action_id: string({ min: 1, max: LIMITS.actionId }) };
const confirmable: Fields = { ...actionable, confirm };
const focusable: Fields = { ...confirmable, focus_on_load: boolean };
const menu: Fields = { ...focusable, placeholder: plainText(LIMITS.placeholder) };
const multiMenu: Fields = { ...menu, max_selected_items: integer({ min: 1 }) };
const writable: Fields = {
  ...actionable,
  focus_on_load: boolean,
  placeholder: plainText(LIMITS.placeholder),
  dispatch_action_config: dispatchActionConfig,
};

const ids = list(string({ min: 1 }), { min: 1 });
const style = oneOf(['primary', 'danger']);
const accessibilityLabel = string({ min: 1, max: LIMITS.accessibilityLabel });

const date = string({ pattern: isDate, must: 'must be a valid date in the format YYYY-MM-DD' });
const time = string({
  pattern: (text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text),
  must: 'must be a valid time in the format HH:mm',
});
const decimal = string({
  pattern: (text) => /^-?\d+(\.\d+)?$/.test(text),
  must: 'must be a valid number',
});

export function isDate(text: string): boolean {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return parsed !== undefined && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

function all(...rules: Rule[]): Rule {
  return (value, place) => {
    for (const rule of rules) rule(value, place);
  };
}

const optionsOrGroups: Rule = (value, place) => {
  if ((value.options === undefined) === (value.option_groups === undefined)) {
    report(place, 'must define either `options` or `option_groups`');
  }
};

const lengthsInOrder: Rule = (value, place) => {
  const { min_length: min, max_length: max, initial_value: initial } = value;
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    report(inside(place, 'min_length'), 'must not be greater than `max_length`');
  }
  if (typeof max === 'number' && typeof initial === 'string' && initial.length > max) {
    report(inside(place, 'initial_value'), `must be less than ${max + 1} characters`);
  }
};

const numbersInOrder: Rule = (value, place) => {
  const min = Number(value.min_value);
  const max = Number(value.max_value);
  const initial = Number(value.initial_value);
  if (min > max) report(inside(place, 'min_value'), 'must not be greater than `max_value`');
  if (initial < min || initial > max) {
    report(inside(place, 'initial_value'), 'must be between `min_value` and `max_value`');
  }
  if (value.is_decimal_allowed === false && typeof value.initial_value === 'string') {
    if (value.initial_value.includes('.')) report(inside(place, 'initial_value'), 'must be an integer');
  }
};

const linesInOrder: Rule = (value, place) => {
  if (typeof value.min_lines === 'number' && typeof value.max_lines === 'number') {
    if (value.min_lines > value.max_lines) {
      report(inside(place, 'min_lines'), 'must not be greater than `max_lines`');
    }
  }
};

const responseUrlInModal: Rule = (value, place) => {
  if (value.response_url_enabled !== undefined && place.surface !== 'modal') {
    report(inside(place, 'response_url_enabled'), 'is only allowed for inputs in a modal');
  }
};

const noMoreThanSelectable =
  (key: string): Rule =>
  (value, place) => {
    const initial = value[key];
    if (typeof value.max_selected_items !== 'number' || !Array.isArray(initial)) return;
    if (initial.length > value.max_selected_items) {
      report(inside(place, key), `no more than ${value.max_selected_items} items allowed`);
    }
  };

const button = object(
  { text: plainText(LIMITS.buttonText) },
  {
    ...confirmable,
    url: url(LIMITS.url),
    value: string({ max: LIMITS.buttonValue }),
    style,
    accessibility_label: accessibilityLabel,
  },
);

const feedbackButton = object(
  { text: plainText(LIMITS.buttonText), value: string({ min: 1, max: LIMITS.buttonValue }) },
  { accessibility_label: accessibilityLabel },
);

const staticOptions: Fields = {
  options: list(option, { min: 1, max: LIMITS.selectOptions }),
  option_groups: list(optionGroup, { min: 1, max: LIMITS.optionGroups }),
};

const conversationMenu: Fields = { default_to_current_conversation: boolean, filter: conversationFilter };
const choices = { options: list(choiceOption, { min: 1, max: LIMITS.choiceOptions }) };

/** Every interactive element, and the image, by type. */
export const ELEMENTS = {
  button,
  checkboxes: object(
    choices,
    { ...focusable, initial_options: list(choiceOption, { min: 1 }) },
    initialAmongOptions('initial_options'),
  ),
  radio_buttons: object(
    choices,
    { ...focusable, initial_option: choiceOption },
    initialAmongOptions('initial_option'),
  ),
  overflow: object({ options: list(overflowOption, { min: 1, max: LIMITS.overflowOptions }) }, confirmable),
  datepicker: object({}, { ...menu, initial_date: date }),
  timepicker: object({}, { ...menu, initial_time: time, timezone: string({ min: 1 }) }),
  datetimepicker: object(
    {},
    { ...focusable, initial_date_time: integer({ min: 1_000_000_000, max: 9_999_999_999 }) },
  ),
  static_select: object(
    {},
    { ...menu, ...staticOptions, initial_option: option },
    all(optionsOrGroups, initialAmongOptions('initial_option')),
  ),
  multi_static_select: object(
    {},
    { ...multiMenu, ...staticOptions, initial_options: list(option, { min: 1 }) },
    all(optionsOrGroups, initialAmongOptions('initial_options'), noMoreThanSelectable('initial_options')),
  ),
  external_select: object({}, { ...menu, initial_option: option, min_query_length: integer({ min: 0 }) }),
  multi_external_select: object(
    {},
    { ...multiMenu, initial_options: list(option, { min: 1 }), min_query_length: integer({ min: 0 }) },
    noMoreThanSelectable('initial_options'),
  ),
  users_select: object({}, { ...menu, initial_user: string({ min: 1 }) }),
  multi_users_select: object({}, { ...multiMenu, initial_users: ids }, noMoreThanSelectable('initial_users')),
  conversations_select: object(
    {},
    { ...menu, ...conversationMenu, initial_conversation: string({ min: 1 }), response_url_enabled: boolean },
    responseUrlInModal,
  ),
  multi_conversations_select: object(
    {},
    { ...multiMenu, ...conversationMenu, initial_conversations: ids },
    noMoreThanSelectable('initial_conversations'),
  ),
  channels_select: object(
    {},
    { ...menu, initial_channel: string({ min: 1 }), response_url_enabled: boolean },
    responseUrlInModal,
  ),
  multi_channels_select: object(
    {},
    { ...multiMenu, initial_channels: ids },
    noMoreThanSelectable('initial_channels'),
  ),
  plain_text_input: object(
    {},
    {
      ...writable,
      initial_value: string({ max: LIMITS.plainTextInput }),
      multiline: boolean,
      min_length: integer({ min: 0, max: LIMITS.plainTextInput }),
      max_length: integer({ min: 1, max: LIMITS.plainTextInput }),
    },
    lengthsInOrder,
  ),
  email_text_input: object({}, { ...writable, initial_value: string() }),
  url_text_input: object({}, { ...writable, initial_value: string() }),
  number_input: object(
    { is_decimal_allowed: boolean },
    { ...writable, initial_value: decimal, min_value: decimal, max_value: decimal },
    numbersInOrder,
  ),
  rich_text_input: object(
    {},
    {
      ...writable,
      initial_value: byType({ rich_text: richText }),
      min_lines: integer({ min: 1, max: LIMITS.richTextLines }),
      max_lines: integer({ min: 1, max: LIMITS.richTextLines }),
    },
    linesInOrder,
  ),
  file_input: object(
    {},
    {
      ...actionable,
      filetypes: list(string({ min: 1 }), { min: 1 }),
      max_files: integer({ min: 1, max: LIMITS.inputFiles }),
    },
  ),
  workflow_button: object(
    {
      text: plainText(LIMITS.buttonText),
      workflow: object({
        trigger: object(
          { url: url(LIMITS.url) },
          { customizable_input_parameters: list(object({ name: string({ min: 1 }), value: string() })) },
        ),
      }),
    },
    { ...confirmable, style, accessibility_label: accessibilityLabel },
  ),
  icon_button: object(
    { icon: oneOf(['trash']), text: plainText(LIMITS.buttonText) },
    {
      ...confirmable,
      value: string({ max: LIMITS.buttonValue }),
      accessibility_label: accessibilityLabel,
      visible_to_user_ids: list(string({ min: 1 })),
    },
  ),
  feedback_buttons: object({ positive_button: feedbackButton, negative_button: feedbackButton }, actionable),
  image: object({ alt_text: string({ min: 1, max: LIMITS.altText }) }, imageSource, needsOneImageSource),
} satisfies Record<string, Check>;

export type ElementType = keyof typeof ELEMENTS;

/** Where elements may stand that do not go everywhere. */
export const ELEMENT_SURFACES: Partial<Record<ElementType, Surface[]>> = {
  number_input: ['modal'],
  email_text_input: ['modal'],
  url_text_input: ['modal'],
  file_input: ['modal'],
  rich_text_input: ['modal', 'home'],
  datetimepicker: ['modal', 'message'],
  workflow_button: ['message'],
};

/** A check for one of the named elements, as far as the surface takes them. */
export function elementOf(...types: ElementType[]): Check {
  const on = (surface: Surface): Check =>
    byType(
      Object.fromEntries(
        types
          .filter((type) => ELEMENT_SURFACES[type]?.includes(surface) ?? true)
          .map((type) => [type, ELEMENTS[type]]),
      ),
    );
  const checks: Record<Surface, Check> = { message: on('message'), modal: on('modal'), home: on('home') };
  return (value, place) => checks[place.surface](value, place);
}

const selects: ElementType[] = [
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
];
const multiSelects: ElementType[] = [
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
];
const choosers: ElementType[] = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker'];

export const ACCESSORIES: ElementType[] = [
  'button',
  'workflow_button',
  'overflow',
  'image',
  ...choosers,
  ...selects,
  ...multiSelects,
];
export const ACTIONS: ElementType[] = [
  'button',
  'workflow_button',
  'overflow',
  'datetimepicker',
  ...choosers,
  ...selects,
  ...multiSelects,
];
export const INPUTS: ElementType[] = [
  'plain_text_input',
  'rich_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
  'file_input',
  'datetimepicker',
  ...choosers,
  ...selects,
  ...multiSelects,
];
export const CONTEXT_ACTIONS: ElementType[] = ['feedback_buttons', 'icon_button'];

/** A context block holds texts and images. */
export const contextElement: Check = byType({
  image: ELEMENTS.image,
  plain_text: anyText(LIMITS.textObject),
  mrkdwn: anyText(LIMITS.textObject),
});
