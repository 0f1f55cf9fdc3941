import type { JsonObject } from '../../../../src/sandbox/emulator/json.ts';

/** Small valid pieces of Block Kit to build cases from. */

export const long = (length: number): string => 'x'.repeat(length);
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

export const plain = (text = 'text'): JsonObject => ({ type: 'plain_text', text });
export const mrkdwn = (text = 'text'): JsonObject => ({ type: 'mrkdwn', text });
export const option = (value = 'a', text = 'A'): JsonObject => ({ text: plain(text), value });
export const options = (count: number): JsonObject[] =>
  many(count, (index) => option(`v${index}`, `T${index}`));
export const confirm = (parts: JsonObject = {}): JsonObject => ({
  title: plain(),
  text: plain(),
  confirm: plain(),
  deny: plain(),
  ...parts,
});
export const richText = (text = 'text'): JsonObject => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});

export const section = (parts: JsonObject = {}): JsonObject => ({
  type: 'section',
  text: mrkdwn(),
  ...parts,
});
export const actions = (...elements: JsonObject[]): JsonObject => ({ type: 'actions', elements });
export const input = (element: JsonObject, parts: JsonObject = {}): JsonObject => ({
  type: 'input',
  label: plain(),
  element,
  ...parts,
});
export const button = (parts: JsonObject = {}): JsonObject => ({ type: 'button', text: plain(), ...parts });
export const table = (rows: number, columns = 1, text = 'x'): JsonObject => ({
  type: 'table',
  rows: many(rows, () => many(columns, () => ({ type: 'raw_text', text }))),
});
export const modal = (parts: JsonObject = {}): JsonObject => ({
  type: 'modal',
  title: plain('Title'),
  submit: plain('Go'),
  blocks: [section()],
  ...parts,
});
export const home = (parts: JsonObject = {}): JsonObject => ({ type: 'home', blocks: [section()], ...parts });

/** One valid element of every type. */
export const ELEMENT_SAMPLES: Record<string, JsonObject> = {
  button: button(),
  checkboxes: { type: 'checkboxes', options: options(2) },
  radio_buttons: { type: 'radio_buttons', options: options(2) },
  overflow: { type: 'overflow', options: options(2) },
  datepicker: { type: 'datepicker', initial_date: '2026-02-28' },
  timepicker: { type: 'timepicker', initial_time: '23:59' },
  datetimepicker: { type: 'datetimepicker', initial_date_time: 1_800_000_000 },
  static_select: { type: 'static_select', options: options(2) },
  multi_static_select: { type: 'multi_static_select', options: options(2) },
  external_select: { type: 'external_select', min_query_length: 0 },
  multi_external_select: { type: 'multi_external_select' },
  users_select: { type: 'users_select' },
  multi_users_select: { type: 'multi_users_select' },
  conversations_select: { type: 'conversations_select' },
  multi_conversations_select: { type: 'multi_conversations_select' },
  channels_select: { type: 'channels_select' },
  multi_channels_select: { type: 'multi_channels_select' },
  plain_text_input: { type: 'plain_text_input' },
  rich_text_input: { type: 'rich_text_input' },
  number_input: { type: 'number_input', is_decimal_allowed: false },
  email_text_input: { type: 'email_text_input' },
  url_text_input: { type: 'url_text_input' },
  file_input: { type: 'file_input' },
  workflow_button: {
    type: 'workflow_button',
    text: plain(),
    workflow: { trigger: { url: 'https://slack.com/shortcuts/1/2' } },
  },
  icon_button: { type: 'icon_button', icon: 'trash', text: plain() },
  feedback_buttons: {
    type: 'feedback_buttons',
    positive_button: { text: plain(), value: 'good' },
    negative_button: { text: plain(), value: 'bad' },
  },
  image: { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' },
};

/** One valid block of every type. */
export const BLOCK_SAMPLES: Record<string, JsonObject> = {
  actions: actions(button()),
  alert: { type: 'alert', text: mrkdwn(), level: 'warning' },
  card: { type: 'card', title: mrkdwn(), actions: [button()] },
  carousel: { type: 'carousel', elements: [{ type: 'card', body: mrkdwn() }] },
  container: { type: 'container', title: plain(), child_blocks: [section()] },
  context: { type: 'context', elements: [mrkdwn()] },
  context_actions: { type: 'context_actions', elements: [ELEMENT_SAMPLES.icon_button ?? {}] },
  data_table: {
    type: 'data_table',
    caption: 'numbers',
    rows: [[{ type: 'raw_text', text: 'head' }], [{ type: 'raw_number', value: 1, text: '1' }]],
  },
  divider: { type: 'divider' },
  file: { type: 'file', external_id: 'x', source: 'remote' },
  header: { type: 'header', text: plain() },
  image: { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' },
  input: input({ type: 'plain_text_input' }),
  markdown: { type: 'markdown', text: '**bold**' },
  plan: {
    type: 'plan',
    title: 'Plan',
    tasks: [{ type: 'task_card', task_id: '1', title: 'One', status: 'pending' }],
  },
  rich_text: richText(),
  section: section(),
  table: table(2),
  task_card: { type: 'task_card', task_id: '1', title: 'One', status: 'complete' },
  video: {
    type: 'video',
    alt_text: 'a',
    title: plain(),
    thumbnail_url: 'https://example.com/a.png',
    video_url: 'https://example.com/a',
  },
};
