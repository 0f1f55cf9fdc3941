import type { Json, JsonObject } from '../json.ts';

/** How the state of an input element is written: the key of its value, and what stands there when nothing does. */
export type InputKind = {
  key: string;
  empty: Json | undefined;
  /** Where an element keeps what it starts with. */
  initial: string;
  /** What a value is; `options`: by value among those offered; `ids`: of users or conversations. */
  holds: 'text' | 'option' | 'options' | 'id' | 'ids' | 'date' | 'time' | 'datetime' | 'rich_text' | 'files';
};

const text: InputKind = { key: 'value', empty: null, initial: 'initial_value', holds: 'text' };
const option: InputKind = { key: 'selected_option', empty: null, initial: 'initial_option', holds: 'option' };
const options: InputKind = {
  key: 'selected_options',
  empty: [],
  initial: 'initial_options',
  holds: 'options',
};

const one = (what: string): InputKind => ({
  key: `selected_${what}`,
  empty: null,
  initial: `initial_${what}`,
  holds: 'id',
});
const several = (what: string): InputKind => ({
  key: `selected_${what}s`,
  empty: [],
  initial: `initial_${what}s`,
  holds: 'ids',
});

/** Every element that keeps a value. Buttons and overflow menus do not. */
export const INPUT_KINDS: Record<string, InputKind> = {
  plain_text_input: text,
  email_text_input: text,
  url_text_input: text,
  number_input: text,
  rich_text_input: {
    key: 'rich_text_value',
    empty: undefined,
    initial: 'initial_value',
    holds: 'rich_text',
  },
  static_select: option,
  external_select: option,
  radio_buttons: option,
  multi_static_select: options,
  multi_external_select: options,
  checkboxes: options,
  users_select: one('user'),
  conversations_select: one('conversation'),
  channels_select: one('channel'),
  multi_users_select: several('user'),
  multi_conversations_select: several('conversation'),
  multi_channels_select: several('channel'),
  datepicker: { key: 'selected_date', empty: null, initial: 'initial_date', holds: 'date' },
  timepicker: { key: 'selected_time', empty: null, initial: 'initial_time', holds: 'time' },
  datetimepicker: { key: 'selected_date_time', empty: null, initial: 'initial_date_time', holds: 'datetime' },
  file_input: { key: 'files', empty: [], initial: 'initial_files', holds: 'files' },
};

export function kindOf(element: JsonObject): InputKind | undefined {
  return typeof element.type === 'string' ? INPUT_KINDS[element.type] : undefined;
}
