import { describe, expect, it } from 'vitest';
import {
  ACCESSORIES,
  ACTIONS,
  CONTEXT_ACTIONS,
  ELEMENT_SURFACES,
  ELEMENTS,
  type ElementType,
  INPUTS,
} from '../../../../src/sandbox/emulator/blocks/elements.ts';
import { BLOCKS } from '../../../../src/sandbox/emulator/blocks/layout.ts';
import { validateMessage } from '../../../../src/sandbox/emulator/blocks/message.ts';
import { wording } from '../../../../src/sandbox/emulator/blocks/problem.ts';
import { validateView } from '../../../../src/sandbox/emulator/blocks/view.ts';
import type { JsonObject } from '../../../../src/sandbox/emulator/json.ts';
import {
  actions,
  BLOCK_SAMPLES,
  ELEMENT_SAMPLES,
  home,
  input,
  long,
  many,
  modal,
  mrkdwn,
  option,
  options,
  plain,
  richText,
  section,
} from './samples.ts';

const complaints = (view: unknown): string[] => validateView(view).map((each) => wording(each, '/view'));
const text = (parts: JsonObject = {}): JsonObject => ({ type: 'plain_text_input', ...parts });

describe('limits of a view', () => {
  const cases: [name: string, make: (size: number) => JsonObject, limit: number, complaint: string][] = [
    [
      'title',
      (n) => modal({ title: plain(long(n)) }),
      24,
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'submit',
      (n) => modal({ submit: plain(long(n)) }),
      24,
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'close',
      (n) => modal({ close: plain(long(n)) }),
      24,
      'must be less than 25 characters [json-pointer:/view/close/text]',
    ],
    [
      'blocks of a modal',
      (n) => modal({ blocks: many(n, () => ({ type: 'divider' })) }),
      100,
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'blocks of Home',
      (n) => home({ blocks: many(n, () => ({ type: 'divider' })) }),
      100,
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'private_metadata',
      (n) => modal({ private_metadata: long(n) }),
      3000,
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'callback_id',
      (n) => modal({ callback_id: long(n) }),
      255,
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'external_id',
      (n) => modal({ external_id: long(n) }),
      255,
      'must be less than 256 characters [json-pointer:/view/external_id]',
    ],
    [
      'input label',
      (n) => modal({ blocks: [input(text(), { label: plain(long(n)) })] }),
      2000,
      'must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]',
    ],
    [
      'input hint',
      (n) => modal({ blocks: [input(text(), { hint: plain(long(n)) })] }),
      2000,
      'must be less than 2001 characters [json-pointer:/view/blocks/0/hint/text]',
    ],
    [
      'max_length',
      (n) => modal({ blocks: [input(text({ max_length: n }))] }),
      3000,
      'must be less than 3001 [json-pointer:/view/blocks/0/element/max_length]',
    ],
    [
      'initial value',
      (n) => modal({ blocks: [input(text({ initial_value: long(n) }))] }),
      3000,
      'must be less than 3001 characters [json-pointer:/view/blocks/0/element/initial_value]',
    ],
    [
      'initial value under max_length',
      (n) => modal({ blocks: [input(text({ max_length: 5, initial_value: long(n) }))] }),
      5,
      'must be less than 6 characters [json-pointer:/view/blocks/0/element/initial_value]',
    ],
    [
      'files',
      (n) => modal({ blocks: [input({ type: 'file_input', max_files: n })] }),
      10,
      'must be less than 11 [json-pointer:/view/blocks/0/element/max_files]',
    ],
    [
      'selectable items',
      (n) =>
        modal({
          blocks: [
            input({
              type: 'multi_users_select',
              max_selected_items: 2,
              initial_users: many(n, (i) => `U${i}`),
            }),
          ],
        }),
      2,
      'no more than 2 items allowed [json-pointer:/view/blocks/0/element/initial_users]',
    ],
  ];

  it.each(cases)('takes %s at the limit and refuses one more', (_, make, limit, complaint) => {
    expect(complaints(make(limit))).toEqual([]);
    expect(complaints(make(limit + 1))).toContain(complaint);
  });

  it('refuses a view beyond 250 kB', () => {
    const blocks = many(100, () => section({ text: mrkdwn(long(2900)) }));
    expect(validateView(modal({ blocks })).map((each) => each.error)).toEqual(['view_too_large']);
  });
});

describe('what a view needs', () => {
  it('wants a title, and a submit button once there is an input', () => {
    expect(complaints(modal({ title: undefined }))).toEqual([
      'missing required field: title [json-pointer:/view]',
    ]);
    expect(complaints(modal({ submit: undefined }))).toEqual([]);
    expect(complaints(modal({ submit: undefined, blocks: [section(), input(text())] }))).toEqual([
      'must define `submit` to use `input` block [json-pointer:/view/blocks/1/input]',
    ]);
  });

  it('refuses keys it does not know, so those that views come back with', () => {
    expect(complaints(modal({ id: 'V1' }))).toEqual(['invalid additional property: id [json-pointer:/view]']);
    expect(complaints(modal({ submit_disabled: true }))).toEqual([
      'invalid additional property: submit_disabled [json-pointer:/view]',
    ]);
    expect(complaints(home({ title: plain() }))).toEqual([
      'invalid additional property: title [json-pointer:/view]',
    ]);
  });

  it('refuses what is no view', () => {
    expect(complaints(undefined)).toEqual(['must provide an object [json-pointer:/view]']);
    expect(complaints('modal')).toEqual(['must provide an object [json-pointer:/view]']);
    expect(complaints({ blocks: [] })).toEqual(['missing required field: type [json-pointer:/view]']);
    expect(complaints({ type: 'workflow_step', blocks: [] })).toEqual([
      'unsupported type: workflow_step [json-pointer:/view/type]',
    ]);
    expect(validateView(home(), 'modal').map((each) => each.message)).toEqual(['unsupported type: home']);
  });

  it('lets one element only have the focus', () => {
    const focused = (id: string) => input(text({ focus_on_load: true, action_id: id }));
    expect(complaints(modal({ blocks: [focused('a'), focused('b')] }))).toEqual([
      'only one element can have `focus_on_load` [json-pointer:/view/blocks/1/element/focus_on_load]',
    ]);
  });

  it('wants bounds in order', () => {
    const found = complaints(
      modal({
        blocks: [
          input(text({ min_length: 5, max_length: 4 })),
          input({ type: 'number_input', is_decimal_allowed: false, min_value: '5', max_value: '4' }),
          input({ type: 'number_input', is_decimal_allowed: false, initial_value: '1.5' }),
          input({ type: 'number_input', is_decimal_allowed: true, initial_value: 'five' }),
          input({ type: 'number_input' }),
          input({ type: 'rich_text_input', min_lines: 9, max_lines: 8 }),
        ],
      }),
    );
    expect(found).toEqual([
      'must not be greater than `max_length` [json-pointer:/view/blocks/0/element/min_length]',
      'must not be greater than `max_value` [json-pointer:/view/blocks/1/element/min_value]',
      'must be an integer [json-pointer:/view/blocks/2/element/initial_value]',
      'must be a valid number [json-pointer:/view/blocks/3/element/initial_value]',
      'missing required field: is_decimal_allowed [json-pointer:/view/blocks/4/element]',
      'must not be greater than `max_lines` [json-pointer:/view/blocks/5/element/min_lines]',
    ]);
  });

  it('takes a response url for conversations only in modals', () => {
    const picker = { type: 'conversations_select', response_url_enabled: true };
    expect(complaints(modal({ blocks: [input(picker)] }))).toEqual([]);
    expect(validateMessage({ blocks: [actions(picker)] }).map((each) => each.message)).toEqual([
      'is only allowed for inputs in a modal',
    ]);
  });
});

describe('blocks by surface', () => {
  const surfaces: Record<string, (block: JsonObject) => string[]> = {
    message: (block) => validateMessage({ text: 'x', blocks: [block] }).map((each) => each.message),
    modal: (block) => validateView(modal({ blocks: [block] })).map((each) => each.message),
    home: (block) => validateView(home({ blocks: [block] })).map((each) => each.message),
  };
  const expected: [type: string, where: string[]][] = [
    ['alert', ['modal']],
    ['markdown', ['message']],
    ['container', ['message']],
    ['context_actions', ['message']],
    ['plan', ['message']],
    ['task_card', ['message']],
    ['table', ['message', 'home']],
    ['carousel', ['message', 'home']],
    ['rich_text', ['message', 'modal', 'home']],
    ['section', ['message', 'modal', 'home']],
  ];

  it.each(expected)('%s goes into %j only', (type, where) => {
    for (const [surface, check] of Object.entries(surfaces)) {
      const found = check(BLOCK_SAMPLES[type] ?? {});
      expect(found, surface).toEqual(where.includes(surface) ? [] : [`unsupported type: ${type}`]);
    }
  });

  it('has a sample of every block and element, each valid where it belongs', () => {
    expect(Object.keys(BLOCK_SAMPLES).sort()).toEqual(Object.keys(BLOCKS).sort());
    expect(Object.keys(ELEMENT_SAMPLES).sort()).toEqual(Object.keys(ELEMENTS).sort());
    const sample = (type: string) => ELEMENT_SAMPLES[type] ?? {};
    const places: [types: ElementType[], put: (element: JsonObject) => JsonObject][] = [
      [INPUTS, (element) => input(element)],
      [ACTIONS, (element) => actions(element)],
      [ACCESSORIES, (element) => section({ accessory: element })],
      [CONTEXT_ACTIONS, (element) => ({ type: 'context_actions', elements: [element] })],
    ];
    for (const [types, put] of places) {
      for (const type of types) {
        const surface = types === CONTEXT_ACTIONS ? 'message' : (ELEMENT_SURFACES[type]?.[0] ?? 'modal');
        expect(surfaces[surface]?.(put(sample(type))), type).toEqual([]);
      }
    }
  });

  it('keeps some elements off some surfaces', () => {
    for (const [type, where] of Object.entries(ELEMENT_SURFACES)) {
      const isButton = type === 'workflow_button';
      for (const [surface, check] of Object.entries(surfaces)) {
        const element = ELEMENT_SAMPLES[type] ?? {};
        const found = check(isButton ? actions(element) : input(element));
        const takes = where.some((each) => each === surface);
        expect(found, `${type} in ${surface}`).toEqual(takes ? [] : [`unsupported type: ${type}`]);
      }
    }
  });

  it('refuses unknown keys of every element', () => {
    for (const type of INPUTS) {
      const found = complaints(modal({ blocks: [input({ ...ELEMENT_SAMPLES[type], colour: 'red' })] }));
      expect(found).toEqual(['invalid additional property: colour [json-pointer:/view/blocks/0/element]']);
    }
  });

  it('takes formatted options only in checkboxes and radio buttons', () => {
    const formatted = { text: mrkdwn(), value: 'a' };
    expect(complaints(modal({ blocks: [input({ type: 'radio_buttons', options: [formatted] })] }))).toEqual(
      [],
    );
    expect(complaints(modal({ blocks: [input({ type: 'static_select', options: [formatted] })] }))).toEqual([
      'unsupported type: mrkdwn [json-pointer:/view/blocks/0/element/options/0/text/type]',
    ]);
  });

  it('takes both options and groups, never the two at once', () => {
    const both = {
      type: 'static_select',
      options: options(1),
      option_groups: [{ label: plain(), options: [option()] }],
    };
    expect(complaints(modal({ blocks: [input(both)] }))).toEqual([
      'must define either `options` or `option_groups` [json-pointer:/view/blocks/0/element]',
    ]);
  });

  it('takes rich text as an initial value', () => {
    expect(
      complaints(modal({ blocks: [input({ type: 'rich_text_input', initial_value: richText() })] })),
    ).toEqual([]);
  });
});
