import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../src/sandbox/emulator/blocks/limits.ts';
import { type MessageContents, validateMessage } from '../../../../src/sandbox/emulator/blocks/message.ts';
import { wording } from '../../../../src/sandbox/emulator/blocks/problem.ts';
import type { JsonObject } from '../../../../src/sandbox/emulator/json.ts';
import {
  actions,
  BLOCK_SAMPLES,
  button,
  confirm,
  ELEMENT_SAMPLES,
  long,
  many,
  mrkdwn,
  option,
  options,
  plain,
  richText,
  section,
  table,
} from './samples.ts';

const complaints = (message: MessageContents): string[] =>
  validateMessage(message).map((each) => wording(each));
const ofBlocks = (...blocks: JsonObject[]): string[] => complaints({ text: 'fallback', blocks });

describe('limits of a message', () => {
  const context = (count: number) => ({ type: 'context', elements: many(count, () => mrkdwn()) });
  const select = (parts: JsonObject) => actions({ type: 'static_select', ...parts });
  const cases: [name: string, make: (size: number) => JsonObject[], limit: number, complaint: string][] = [
    [
      'blocks',
      (n) => many(n, () => ({ type: 'divider' })),
      50,
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    [
      'block_id',
      (n) => [section({ block_id: long(n) })],
      255,
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      'action_id',
      (n) => [actions(button({ action_id: long(n) }))],
      255,
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'section text',
      (n) => [section({ text: mrkdwn(long(n)) })],
      3000,
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'section fields',
      (n) => [section({ fields: many(n, () => mrkdwn()) })],
      10,
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a section field',
      (n) => [section({ fields: [mrkdwn(long(n))] })],
      2000,
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'header',
      (n) => [{ type: 'header', text: plain(long(n)) }],
      150,
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'context elements',
      (n) => [context(n)],
      10,
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'actions elements',
      (n) => [actions(...many(n, () => button()))],
      25,
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'button text',
      (n) => [actions(button({ text: plain(long(n)) }))],
      75,
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'button value',
      (n) => [actions(button({ value: long(n) }))],
      2000,
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'button url',
      (n) => [actions(button({ url: `https://e.com/${long(n - 14)}` }))],
      3000,
      'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'accessibility label',
      (n) => [actions(button({ accessibility_label: long(n) }))],
      75,
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/accessibility_label]',
    ],
    [
      'confirm title',
      (n) => [actions(button({ confirm: confirm({ title: plain(long(n)) }) }))],
      100,
      'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
    ],
    [
      'confirm text',
      (n) => [actions(button({ confirm: confirm({ text: plain(long(n)) }) }))],
      300,
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    [
      'confirm buttons',
      (n) => [actions(button({ confirm: confirm({ deny: plain(long(n)) }) }))],
      30,
      'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]',
    ],
    [
      'option text',
      (n) => [select({ options: [option('a', long(n))] })],
      75,
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'option value',
      (n) => [select({ options: [option(long(n))] })],
      150,
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
    ],
    [
      'option description',
      (n) => [select({ options: [{ ...option(), description: plain(long(n)) }] })],
      75,
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/description/text]',
    ],
    [
      'select options',
      (n) => [select({ options: options(n) })],
      100,
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'option groups',
      (n) => [select({ option_groups: many(n, (i) => ({ label: plain(`${i}`), options: [option()] })) })],
      100,
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/option_groups]',
    ],
    [
      'option group label',
      (n) => [select({ option_groups: [{ label: plain(long(n)), options: [option()] }] })],
      75,
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/option_groups/0/label/text]',
    ],
    [
      'placeholder',
      (n) => [select({ options: options(1), placeholder: plain(long(n)) })],
      150,
      'must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]',
    ],
    [
      'checkboxes',
      (n) => [actions({ type: 'checkboxes', options: options(n) })],
      10,
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'radio buttons',
      (n) => [actions({ type: 'radio_buttons', options: options(n) })],
      10,
      'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'overflow options',
      (n) => [actions({ type: 'overflow', options: options(n) })],
      5,
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'markdown',
      (n) => [{ type: 'markdown', text: long(n) }],
      12_000,
      'must be less than 12001 characters [json-pointer:/blocks/0/text]',
    ],
    [
      'markdown together',
      (n) => [
        { type: 'markdown', text: long(6000) },
        { type: 'markdown', text: long(n - 6000) },
      ],
      12_000,
      'markdown blocks must be less than 12001 characters together [json-pointer:/blocks]',
    ],
    ['table rows', (n) => [table(n)], 100, 'no more than 100 items allowed [json-pointer:/blocks/0/rows]'],
    [
      'table columns',
      (n) => [table(1, n)],
      20,
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
    [
      'table characters',
      (n) => [table(1, 1, long(n))],
      10_000,
      'table cells must be less than 10001 characters together [json-pointer:/blocks]',
    ],
    ['tables', (n) => many(n, () => table(1)), 1, 'only_one_table_allowed [json-pointer:/blocks/1]'],
    [
      'image alt text',
      (n) => [{ type: 'image', image_url: 'https://e.com/a.png', alt_text: long(n) }],
      2000,
      'must be less than 2001 characters [json-pointer:/blocks/0/alt_text]',
    ],
    [
      'image title',
      (n) => [{ type: 'image', image_url: 'https://e.com/a.png', alt_text: 'a', title: plain(long(n)) }],
      2000,
      'must be less than 2001 characters [json-pointer:/blocks/0/title/text]',
    ],
    [
      'container children',
      (n) => [{ type: 'container', title: plain(), child_blocks: many(n, () => section()) }],
      10,
      'no more than 10 items allowed [json-pointer:/blocks/0/child_blocks]',
    ],
    [
      'carousel cards',
      (n) => [{ type: 'carousel', elements: many(n, () => ({ type: 'card', body: mrkdwn() })) }],
      10,
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'card body',
      (n) => [{ type: 'card', body: mrkdwn(long(n)) }],
      200,
      'must be less than 201 characters [json-pointer:/blocks/0/body/text]',
    ],
    [
      'context actions',
      (n) => [{ type: 'context_actions', elements: many(n, () => ELEMENT_SAMPLES.icon_button ?? {}) }],
      5,
      'no more than 5 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'data table rows',
      (n) => [{ type: 'data_table', caption: 'c', rows: many(n, () => [{ type: 'raw_text', text: 'x' }]) }],
      101,
      'no more than 101 items allowed [json-pointer:/blocks/0/rows]',
    ],
  ];

  it.each(cases)('takes %s at the limit and refuses one more', (_, make, limit, complaint) => {
    expect(ofBlocks(...make(limit))).toEqual([]);
    expect(ofBlocks(...make(limit + 1))).toContain(complaint);
  });

  it('refuses empty texts and empty lists', () => {
    expect(ofBlocks(section({ text: mrkdwn('') }))).toContain(
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    );
    expect(ofBlocks(actions())).toContain('no less than 1 items allowed [json-pointer:/blocks/0/elements]');
    expect(ofBlocks({ type: 'rich_text', elements: [] })).toContain(
      'no less than 1 items allowed [json-pointer:/blocks/0/elements]',
    );
  });

  it('says first that a text object matches none of its kinds', () => {
    expect(ofBlocks(section({ text: mrkdwn(long(3001)) }))).toEqual([
      'failed to match all allowed schemas [json-pointer:/blocks/0/text]',
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ]);
  });
});

describe('all blocks together', () => {
  const markdownOf = (length: number) => [
    { type: 'markdown', text: long(8000) },
    { type: 'section', text: mrkdwn(long(3000)) },
    { type: 'section', text: mrkdwn(long(length)) },
  ];
  const room = LIMITS.messageCost - 3 * LIMITS.blockCost - 11_000;

  it('may cost up to the budget, which is more than the longest markdown block', () => {
    expect(validateMessage({ blocks: markdownOf(room) })).toEqual([]);
    expect(validateMessage({ blocks: markdownOf(room + 1) }).map((each) => each.error)).toEqual([
      'msg_blocks_too_long',
    ]);
  });

  it('are not counted for a response_url, nor are values and ids', () => {
    expect(validateMessage({ blocks: markdownOf(room + 1) }, { as: 'respond' })).toEqual([]);
    const heavy = many(20, () => section({ accessory: button({ value: long(2000) }) }));
    expect(validateMessage({ blocks: heavy })).toEqual([]);
  });
});

describe('what a message may hold', () => {
  const inMessages = Object.keys(BLOCK_SAMPLES).filter((type) => type !== 'alert');

  it.each(inMessages)('takes a %s block', (type) => {
    expect(ofBlocks(BLOCK_SAMPLES[type] ?? {})).toEqual([]);
  });

  it('refuses blocks of other surfaces, unknown blocks, and blocks without a type', () => {
    expect(ofBlocks(BLOCK_SAMPLES.alert ?? {})).toEqual([
      'unsupported type: alert [json-pointer:/blocks/0/type]',
    ]);
    expect(ofBlocks({ type: 'poster' })).toEqual(['unsupported type: poster [json-pointer:/blocks/0/type]']);
    expect(ofBlocks({})).toEqual(['missing required field: type [json-pointer:/blocks/0]']);
  });

  it.each(Object.keys(BLOCK_SAMPLES))('refuses an unknown key of a %s block', (type) => {
    const place =
      type === 'alert' ? undefined : 'invalid additional property: colour [json-pointer:/blocks/0]';
    const found = ofBlocks({ ...BLOCK_SAMPLES[type], colour: 'red' });
    expect(found).toContain(place ?? 'unsupported type: alert [json-pointer:/blocks/0/type]');
  });

  it.each([['number_input', 'email_text_input', 'url_text_input', 'file_input']].flat())(
    'keeps %s to modals',
    (type) => {
      expect(ofBlocks({ type: 'input', label: plain(), element: ELEMENT_SAMPLES[type] })).toEqual([
        `unsupported type: ${type} [json-pointer:/blocks/0/element/type]`,
      ]);
    },
  );

  it('refuses elements where they do not belong', () => {
    expect(ofBlocks(actions({ type: 'plain_text_input' }))).toEqual([
      'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
    ]);
    expect(ofBlocks(section({ accessory: { type: 'datetimepicker' } }))).toEqual([
      'unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]',
    ]);
    expect(ofBlocks({ type: 'input', label: plain(), element: button() })).toEqual([
      'unsupported type: button [json-pointer:/blocks/0/element/type]',
    ]);
  });

  it('refuses formatted text where only plain text goes', () => {
    expect(ofBlocks({ type: 'header', text: mrkdwn() })).toEqual([
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ]);
  });

  it('names what is missing', () => {
    expect(ofBlocks({ type: 'section' })).toEqual([
      'must define either `fields` or `text` [json-pointer:/blocks/0]',
    ]);
    expect(ofBlocks({ type: 'image', image_url: 'https://e.com/a.png' })).toEqual([
      'missing required field: alt_text [json-pointer:/blocks/0]',
    ]);
    expect(ofBlocks(actions({ type: 'static_select' }))).toEqual([
      'must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]',
    ]);
  });

  it('refuses ids that are used twice', () => {
    expect(ofBlocks(section({ block_id: 'a' }), section({ block_id: 'a' }))).toEqual([
      '`block_id` "a" already exists for another block [json-pointer:/blocks/1/block_id]',
    ]);
    expect(
      ofBlocks(actions(button({ action_id: 'a' })), section({ accessory: button({ action_id: 'a' }) })),
    ).toEqual([
      '`action_id` "a" already exists for another element [json-pointer:/blocks/1/accessory/action_id]',
    ]);
  });

  it('wants an initial option to be one of the options', () => {
    const select = { type: 'static_select', options: options(2) };
    expect(ofBlocks(actions({ ...select, initial_option: option('v1', 'T1') }))).toEqual([]);
    expect(ofBlocks(actions({ ...select, initial_option: option('v1', 'other words') }))).toEqual([
      'must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]',
    ]);
    const grouped = { type: 'multi_static_select', option_groups: [{ label: plain(), options: options(2) }] };
    expect(ofBlocks(actions({ ...grouped, initial_options: [option('v0', 'T0')] }))).toEqual([]);
    expect(ofBlocks(actions({ ...grouped, initial_options: [] }))).toContain(
      'must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_options]',
    );
  });

  it('checks formats of dates, times and addresses', () => {
    const found = ofBlocks(
      actions(
        { type: 'datepicker', initial_date: '2026-02-30' },
        { type: 'timepicker', initial_time: '24:00' },
        button({ url: 'not an address' }),
        button({ style: 'default' }),
      ),
    );
    expect(found).toEqual([
      'must be a valid date in the format YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]',
      'must be a valid time in the format HH:mm [json-pointer:/blocks/0/elements/1/initial_time]',
      'must be a valid URL [json-pointer:/blocks/0/elements/2/url]',
      'must be a valid enum value [json-pointer:/blocks/0/elements/3/style]',
    ]);
  });

  it('looks into rich text, containers and attachments', () => {
    const lists = {
      type: 'rich_text',
      elements: [{ type: 'rich_text_list', style: 'bullet', elements: [richText()] }],
    };
    expect(ofBlocks(lists)).toEqual([
      'unsupported type: rich_text [json-pointer:/blocks/0/elements/0/elements/0/type]',
    ]);
    expect(
      ofBlocks({ type: 'container', title: plain(), child_blocks: [{ type: 'markdown', text: 'x' }] }),
    ).toEqual(['unsupported type: markdown [json-pointer:/blocks/0/child_blocks/0/type]']);
    const inAttachment = validateMessage({ attachments: [{ color: '#fff', blocks: [{ type: 'poster' }] }] });
    expect(inAttachment.map((each) => [each.error, wording(each)])).toEqual([
      ['invalid_attachments', 'unsupported type: poster [json-pointer:/attachments/0/blocks/0/type]'],
    ]);
  });
});

describe('the rest of a message', () => {
  const errors = (...message: Parameters<typeof validateMessage>): string[] =>
    validateMessage(...message).map((each) => each.error);

  it('needs something to say', () => {
    expect(errors({})).toEqual(['no_text']);
    expect(errors({ text: '', blocks: [] })).toEqual(['no_text']);
    expect(errors({ blocks: [section()] })).toEqual([]);
    expect(errors({ attachments: [{ text: 'x' }] })).toEqual([]);
  });

  it('takes long texts when posted, 4000 characters when updated', () => {
    expect(errors({ text: long(40_001) })).toEqual([]);
    expect(errors({ text: long(4000) }, { as: 'update' })).toEqual([]);
    expect(errors({ text: long(4001) }, { as: 'update' })).toEqual(['msg_too_long']);
  });

  it('takes a hundred attachments', () => {
    expect(errors({ attachments: many(100, () => ({ text: 'x' })) })).toEqual([]);
    expect(errors({ attachments: many(101, () => ({ text: 'x' })) })).toEqual(['too_many_attachments']);
  });

  it('wants metadata with a type and a payload', () => {
    expect(errors({ text: 'x', metadata: { event_type: 'a', event_payload: {} } })).toEqual([]);
    expect(errors({ text: 'x', metadata: 'a' })).toEqual(['invalid_metadata_format']);
    expect(errors({ text: 'x', metadata: { event_type: 'a' } })).toEqual(['invalid_metadata_schema']);
    expect(
      errors({ text: 'x', metadata: { event_type: 'a', event_payload: { big: long(17_000) } } }),
    ).toEqual(['metadata_too_large']);
  });

  it('tells blocks that are no list from blocks that are wrong', () => {
    expect(errors({ text: 'x', blocks: { type: 'divider' } })).toEqual(['invalid_blocks_format']);
    expect(errors({ text: 'x', blocks: ['divider'] })).toEqual(['invalid_blocks_format']);
    expect(errors({ text: 'x', blocks: [{ type: 'poster' }] })).toEqual(['invalid_blocks']);
  });
});
