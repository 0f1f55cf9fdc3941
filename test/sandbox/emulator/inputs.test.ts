import { describe, expect, it } from 'vitest';
import type { Emulator } from '../../../src/sandbox/emulator/emulator.ts';
import { INPUT_KINDS } from '../../../src/sandbox/emulator/inputs/kinds.ts';
import type { Json, JsonObject } from '../../../src/sandbox/emulator/json.ts';
import { ELEMENT_SAMPLES, modal, option, options, plain, richText } from './blocks/samples.ts';
import { client, emulate, socketApp, until } from './support/apps.ts';

const chosen = (value: string, text: string): JsonObject => ({
  text: { type: 'plain_text', text, emoji: true },
  value,
});

type Case = {
  element: JsonObject;
  /** What `state.values` holds before anybody touched the input, beside its type. */
  empty: JsonObject;
  /** What somebody puts in, and what `state.values` holds then. */
  value: Json;
  filled: JsonObject;
  /** What somebody cannot put in. */
  refused: Json;
};

const CASES: Record<string, Case> = {
  plain_text_input: {
    element: { type: 'plain_text_input', max_length: 5 },
    empty: { value: null },
    value: 'hello',
    filled: { value: 'hello' },
    refused: 'too long',
  },
  email_text_input: {
    element: { type: 'email_text_input' },
    empty: { value: null },
    value: 'a@b.example',
    filled: { value: 'a@b.example' },
    refused: ['a'],
  },
  url_text_input: {
    element: { type: 'url_text_input' },
    empty: { value: null },
    value: 'https://example.com',
    filled: { value: 'https://example.com' },
    refused: {},
  },
  number_input: {
    element: { type: 'number_input', is_decimal_allowed: true },
    empty: { value: null },
    value: 1.5,
    filled: { value: '1.5' },
    refused: true,
  },
  rich_text_input: {
    element: { type: 'rich_text_input' },
    empty: {},
    value: 'text',
    filled: { rich_text_value: richText('text') },
    refused: 5,
  },
  static_select: {
    element: { type: 'static_select', options: options(2) },
    empty: { selected_option: null },
    value: 'v1',
    filled: { selected_option: chosen('v1', 'T1') },
    refused: 'v9',
  },
  external_select: {
    element: { type: 'external_select', initial_option: option('x', 'X') },
    empty: { selected_option: chosen('x', 'X') },
    value: 'x',
    filled: { selected_option: chosen('x', 'X') },
    refused: 'y',
  },
  radio_buttons: {
    element: { type: 'radio_buttons', options: options(2) },
    empty: { selected_option: null },
    value: 'v0',
    filled: { selected_option: chosen('v0', 'T0') },
    refused: 'v9',
  },
  multi_static_select: {
    element: {
      type: 'multi_static_select',
      option_groups: [{ label: plain(), options: options(3) }],
      max_selected_items: 2,
    },
    empty: { selected_options: [] },
    value: ['v0', 'v2'],
    filled: { selected_options: [chosen('v0', 'T0'), chosen('v2', 'T2')] },
    refused: ['v0', 'v1', 'v2'],
  },
  multi_external_select: {
    element: { type: 'multi_external_select', initial_options: [option('x', 'X')] },
    empty: { selected_options: [chosen('x', 'X')] },
    value: [],
    filled: { selected_options: [] },
    refused: ['y'],
  },
  checkboxes: {
    element: { type: 'checkboxes', options: options(2), initial_options: [option('v1', 'T1')] },
    empty: { selected_options: [chosen('v1', 'T1')] },
    value: ['v0'],
    filled: { selected_options: [chosen('v0', 'T0')] },
    refused: 'v0',
  },
  users_select: {
    element: { type: 'users_select' },
    empty: { selected_user: null },
    value: 'UBEN',
    filled: { selected_user: 'UBEN' },
    refused: 'UNONE',
  },
  multi_users_select: {
    element: { type: 'multi_users_select', initial_users: ['UADA'] },
    empty: { selected_users: ['UADA'] },
    value: ['UBEN', 'UCLEO'],
    filled: { selected_users: ['UBEN', 'UCLEO'] },
    refused: ['UBEN', 'UNONE'],
  },
  conversations_select: {
    element: {
      type: 'conversations_select',
      default_to_current_conversation: true,
      filter: { include: ['public'] },
    },
    empty: { selected_conversation: 'CGEN' },
    value: 'COUT',
    filled: { selected_conversation: 'COUT' },
    refused: 'CPRIV',
  },
  multi_conversations_select: {
    element: { type: 'multi_conversations_select' },
    empty: { selected_conversations: [] },
    value: ['CPRIV'],
    filled: { selected_conversations: ['CPRIV'] },
    refused: ['CNONE'],
  },
  channels_select: {
    element: { type: 'channels_select' },
    empty: { selected_channel: null },
    value: 'CGEN',
    filled: { selected_channel: 'CGEN' },
    refused: 'COLD',
  },
  multi_channels_select: {
    element: { type: 'multi_channels_select' },
    empty: { selected_channels: [] },
    value: ['CGEN', 'COUT'],
    filled: { selected_channels: ['CGEN', 'COUT'] },
    refused: ['CPRIV'],
  },
  datepicker: {
    element: { type: 'datepicker' },
    empty: { selected_date: null },
    value: '2026-02-28',
    filled: { selected_date: '2026-02-28' },
    refused: '2026-02-30',
  },
  timepicker: {
    element: { type: 'timepicker', timezone: 'Europe/London' },
    empty: { selected_time: null, timezone: 'Europe/London' },
    value: '09:30',
    filled: { selected_time: '09:30', timezone: 'Europe/London' },
    refused: '9:30',
  },
  datetimepicker: {
    element: { type: 'datetimepicker' },
    empty: { selected_date_time: null },
    value: 1_800_000_000,
    filled: { selected_date_time: 1_800_000_000 },
    refused: 'tomorrow',
  },
  file_input: {
    element: { type: 'file_input', filetypes: ['yml'] },
    empty: { files: [] },
    value: [],
    filled: { files: [] },
    refused: ['FNONE'],
  },
};

/** A running app whose form has these blocks, and the form opened by Ada. */
async function openForm(blocks: JsonObject[]): Promise<{ emulator: Emulator; viewId: string }> {
  const emulator = await emulate();
  const { app, start } = socketApp(emulator);
  app.command('/gate', async ({ ack, body }) => {
    await ack();
    const view = JSON.stringify(modal({ callback_id: 'form', blocks }));
    await client(emulator).apiCall('views.open', { trigger_id: body.trigger_id, view });
  });
  app.view('form', async ({ ack }) => ack());
  await start();
  await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
  const view = await until('the form', () => emulator.people.state('UADA').modals[0]);
  return { emulator, viewId: view.id };
}

const field = (id: string, element: JsonObject, parts: JsonObject = {}): JsonObject => ({
  type: 'input',
  block_id: id,
  label: plain(),
  optional: true,
  element: { action_id: `${id}-element`, ...element },
  ...parts,
});

describe('every input', () => {
  it('has a case here', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(Object.keys(INPUT_KINDS).toSorted());
    for (const type of Object.keys(CASES)) expect(ELEMENT_SAMPLES).toHaveProperty(type);
  });

  it('holds its initial or empty value, takes what fits, refuses what does not, and is submitted', async () => {
    const { emulator, viewId } = await openForm(
      Object.entries(CASES).map(([type, { element }]) => field(type, element)),
    );
    const [view] = emulator.people.state('UADA').modals;
    for (const [type, { empty, value, refused }] of Object.entries(CASES)) {
      expect(view?.values[type]?.[`${type}-element`], type).toEqual({ type, ...empty });
      const put = (given: Json) =>
        emulator.people.act('UADA', 'input', {
          container: { type: 'view', view_id: viewId },
          block_id: type,
          action_id: `${type}-element`,
          value: given,
        });
      expect(await put(refused), type).toMatchObject({ ok: false, outcome: 'invalid' });
      expect(await put(value), type).toMatchObject({ ok: true, outcome: 'done' });
    }
    // The one empty address would be refused on submit only if it were wrong: both are filled by now.
    expect(await emulator.people.act('UADA', 'submit', {})).toMatchObject({ outcome: 'acked' });
    const submitted = emulator.control.deliveries({ type: 'view_submission' })[0]?.payload;
    const expected = Object.entries(CASES).map(([type, { filled }]) => [
      type,
      { [`${type}-element`]: { type, ...filled } },
    ]);
    expect(submitted).toMatchObject({ view: { state: { values: Object.fromEntries(expected) } } });
  });
});

describe('a submit', () => {
  const required = (element: JsonObject) => field('it', element, { optional: false });
  const cases: [name: string, block: JsonObject, value: Json, error: string][] = [
    [
      'an empty required input',
      required({ type: 'plain_text_input' }),
      null,
      'Please complete this required field.',
    ],
    [
      'no option chosen',
      required({ type: 'checkboxes', options: options(1) }),
      [],
      'Please complete this required field.',
    ],
    ['blank rich text', required({ type: 'rich_text_input' }), ' ', 'Please complete this required field.'],
    [
      'a text too short',
      field('it', { type: 'plain_text_input', min_length: 3 }),
      'ab',
      'Please enter at least 3 characters.',
    ],
    [
      'no number',
      field('it', { type: 'number_input', is_decimal_allowed: true }),
      'five',
      'Please enter a valid number.',
    ],
    [
      'a fraction',
      field('it', { type: 'number_input', is_decimal_allowed: false }),
      '1.5',
      'Please enter a whole number.',
    ],
    [
      'too small a number',
      field('it', { type: 'number_input', is_decimal_allowed: false, min_value: '3' }),
      2,
      'Please enter a number of at least 3.',
    ],
    [
      'too large a number',
      field('it', { type: 'number_input', is_decimal_allowed: false, max_value: '3' }),
      4,
      'Please enter a number of at most 3.',
    ],
    [
      'no address',
      field('it', { type: 'email_text_input' }),
      'nobody',
      'Please enter a valid email address.',
    ],
    ['no link', field('it', { type: 'url_text_input' }), 'ftp:x', 'Please enter a valid URL.'],
  ];

  it.each(cases)(
    'is refused by the client for %s, and the app never hears of it',
    async (_, block, value, error) => {
      const { emulator } = await openForm([block]);
      const answer = await emulator.people.act('UADA', 'submit', { values: { it: value } });
      expect(answer).toMatchObject({ ok: false, outcome: 'invalid', errors: { it: error } });
      expect(emulator.people.state('UADA').modals).toMatchObject([{ errors: { it: error } }]);
      expect(emulator.control.deliveries({ type: 'view_submission' })).toEqual([]);
    },
  );

  it('takes files that were uploaded, of the wanted types', async () => {
    const { emulator } = await openForm([
      field('it', { type: 'file_input', filetypes: ['yml'], max_files: 1 }),
    ]);
    const upload = async (name: string) => {
      const answer = await emulator.people.act('UADA', 'upload', { name, text: 'a: 1' });
      return 'file' in answer ? (answer.file?.id ?? '') : '';
    };
    const [good, bad] = [await upload('a.yml'), await upload('a.exe')];
    expect(await emulator.people.act('UADA', 'submit', { values: { it: [bad] } })).toMatchObject({
      outcome: 'invalid',
    });
    expect(await emulator.people.act('UADA', 'submit', { values: { it: [good] } })).toMatchObject({
      outcome: 'acked',
    });
    const [delivery] = emulator.control.deliveries({ type: 'view_submission' });
    expect(delivery?.payload).toMatchObject({
      view: {
        state: {
          values: { it: { 'it-element': { files: [{ id: good, name: 'a.yml', mimetype: 'text/yaml' }] } } },
        },
      },
    });
  });
});

describe('an updated view', () => {
  it('keeps what is in inputs that stay, and drops the rest', async () => {
    const { emulator, viewId } = await openForm([
      field('stays', { type: 'plain_text_input' }),
      field('changes', { type: 'plain_text_input' }),
    ]);
    const type = (block_id: string, value: string) =>
      emulator.people.act('UADA', 'input', {
        container: { type: 'view', view_id: viewId },
        block_id,
        action_id: `${block_id}-element`,
        value,
      });
    await type('stays', 'typed');
    await type('changes', 'typed');
    const blocks = [
      field('stays', { type: 'plain_text_input', initial_value: 'ignored' }),
      field('changes', { type: 'plain_text_input', action_id: 'other', initial_value: 'initial' }),
    ];
    const [before] = emulator.people.state('UADA').modals;
    const update = (hash: string) =>
      client(emulator).apiCall('views.update', {
        view_id: viewId,
        hash,
        view: JSON.stringify(modal({ blocks })),
      });
    await update(before?.hash ?? '');
    await expect(update(before?.hash ?? '')).rejects.toThrow('hash_conflict');
    const [after] = emulator.people.state('UADA').modals;
    expect(after?.values).toEqual({
      stays: { 'stays-element': { type: 'plain_text_input', value: 'typed' } },
      changes: { other: { type: 'plain_text_input', value: 'initial' } },
    });
  });
});

describe('inputs in messages', () => {
  it('are each person’s own, and come with every action of that person', async () => {
    const emulator = await emulate();
    const { ts = '' } = await client(emulator).chat.postMessage({
      channel: 'CGEN',
      text: 'x',
      blocks: [
        {
          type: 'actions',
          block_id: 'a',
          elements: [
            { type: 'users_select', action_id: 'who' },
            { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } },
          ],
        },
      ],
    });
    const container = { type: 'message', channel: 'CGEN', ts } as const;
    await emulator.people.act('UADA', 'click', { container, block_id: 'a', action_id: 'who', value: 'UBEN' });
    await emulator.people.act('UADA', 'click', { container, block_id: 'a', action_id: 'go' });
    await emulator.people.act('UBEN', 'click', { container, block_id: 'a', action_id: 'go' });
    const states = emulator.control.deliveries({ type: 'block_actions' }).map(({ payload }) => payload.state);
    const holding = (user: string | null) => ({
      values: { a: { who: { type: 'users_select', selected_user: user } } },
    });
    expect(states).toEqual([holding('UBEN'), holding('UBEN'), holding(null)]);
    expect(emulator.people.messages('UADA', 'CGEN').messages[0]?.values).toEqual(holding('UBEN').values);
  });
});
