import type { App, SlackViewAction } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { composer, mrkdwn, option, plain, setStage } from './page-demo.ts';

let submitted: Record<string, unknown>[] = [];
let actions: unknown[] = [];
let below: unknown;
let closed: { callback_id: string; is_cleared: boolean }[] = [];

const SMALL: ModalView = {
  type: 'modal',
  callback_id: 'small',
  title: plain('A small form'),
  submit: plain('Send'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'name',
      label: plain('Name'),
      hint: plain('As on the door'),
      element: { type: 'plain_text_input', action_id: 'text' },
    },
    {
      type: 'input',
      block_id: 'size',
      label: plain('Size'),
      element: {
        type: 'static_select',
        action_id: 'pick',
        option_groups: [
          { label: plain('Usual'), options: [option('Small', 's'), option('Large', 'l')] },
          { label: plain('Rare'), options: [option('Enormous', 'xxl')] },
        ],
      },
    },
    {
      type: 'actions',
      block_id: 'more',
      elements: [{ type: 'button', action_id: 'deeper', text: plain('Go deeper') }],
    },
  ],
};

type InputElement = Extract<KnownBlock, { type: 'input' }>['element'];
const input = (block_id: string, label: string, element: InputElement, optional = true): KnownBlock => ({
  type: 'input',
  block_id,
  label: plain(label),
  optional,
  element,
});

/** Every kind of field, each in a block of its own. */
const FIELDS: ModalView = {
  type: 'modal',
  callback_id: 'fields',
  title: plain('Every field'),
  submit: plain('Send'),
  blocks: [
    input('line', 'A line', { type: 'plain_text_input', action_id: 'line' }),
    input('lines', 'Several lines', { type: 'plain_text_input', action_id: 'lines', multiline: true }),
    input('mail', 'A mail address', { type: 'email_text_input', action_id: 'mail' }),
    input('url', 'A link', { type: 'url_text_input', action_id: 'url' }),
    input('number', 'A number', { type: 'number_input', action_id: 'number', is_decimal_allowed: true }),
    input('one', 'One of some', {
      type: 'static_select',
      action_id: 'one',
      options: [option('Red', 'r'), option('Green', 'g')],
    }),
    input('some', 'Some of many', {
      type: 'multi_static_select',
      action_id: 'some',
      options: [option('North', 'n'), option('East', 'e'), option('South', 's')],
    }),
    input('found', 'Found by typing', { type: 'external_select', action_id: 'search', min_query_length: 2 }),
    input('person', 'A person', { type: 'users_select', action_id: 'person' }),
    input('people', 'Several people', { type: 'multi_users_select', action_id: 'people' }),
    input('channel', 'A channel', { type: 'channels_select', action_id: 'channel' }),
    input('talks', 'Conversations', { type: 'multi_conversations_select', action_id: 'talks' }),
    input('day', 'A day', { type: 'datepicker', action_id: 'day', initial_date: '2026-02-27' }),
    input('time', 'A time', { type: 'timepicker', action_id: 'time' }),
    input('moment', 'A moment', { type: 'datetimepicker', action_id: 'moment' }),
    input('ticks', 'Ticks', {
      type: 'checkboxes',
      action_id: 'ticks',
      options: [{ ...option('One', '1'), text: mrkdwn('*One*') }, option('Two', '2')],
    }),
    input('radio', 'Exactly one', {
      type: 'radio_buttons',
      action_id: 'radio',
      options: [option('Yes', 'y'), option('No', 'n')],
    }),
    input('rich', 'Rich text', { type: 'rich_text_input', action_id: 'rich' }),
    input('file', 'A file', { type: 'file_input', action_id: 'file', filetypes: ['yml'], max_files: 1 }),
  ],
};

/** A form of two steps, each longer than the window; the second ends in a choice that is no question. */
const LONG = (step: 1 | 2, chosen = 'nothing'): ModalView => ({
  type: 'modal',
  callback_id: 'long',
  private_metadata: String(step),
  title: plain(`Step ${step}`),
  submit: plain('Go on'),
  blocks: [
    ...(step === 1
      ? Array.from({ length: 20 }, (_, index) =>
          input(`line-${index}`, `Line ${index}`, { type: 'plain_text_input', action_id: `line-${index}` }),
        )
      : Array.from({ length: 40 }, (_, index) => ({
          type: 'section' as const,
          text: mrkdwn(`Look at ${index}; chosen is ${chosen}`),
        }))),
    {
      type: 'actions',
      block_id: 'choice',
      elements: [
        {
          type: 'static_select',
          action_id: 'long-choice',
          placeholder: plain('Choose'),
          options: [option('More', 'more'), option('Less', 'less')],
        },
      ],
    },
  ],
});

function define(app: App): void {
  app.command('/form', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: SMALL });
  });
  app.command('/fields', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: FIELDS });
  });
  app.command('/long', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: LONG(1) });
  });
  app.view('long', ({ ack, view }) =>
    view.private_metadata === '1' ? ack({ response_action: 'update', view: LONG(2) }) : ack(),
  );
  app.action('long-choice', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.view) return;
    const step = body.view.private_metadata === '1' ? 1 : 2;
    await client.views.update({ view_id: body.view.id, view: LONG(step, 'something') });
  });
  app.view('small', async ({ ack, view }) => {
    const name = view.state.values.name?.text?.value ?? '';
    if (name.length < 3)
      return ack({ response_action: 'errors', errors: { name: 'Write at least three letters' } });
    submitted.push(view.state.values);
    return ack();
  });
  app.view('fields', async ({ ack, view }) => {
    submitted.push(view.state.values);
    await ack({ response_action: 'clear' });
  });
  app.view(
    { type: 'view_closed', callback_id: /.*/ },
    async ({ ack, body }: { ack(): Promise<void>; body: SlackViewAction }) => {
      if (body.type === 'view_closed')
        closed.push({ callback_id: body.view.callback_id, is_cleared: body.is_cleared });
      await ack();
    },
  );
  app.action('deeper', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.trigger_id) return;
    below = body.view?.state.values.name?.text?.value;
    await client.views.push({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'deep',
        title: plain('Deeper'),
        blocks: [{ type: 'section', text: mrkdwn('You are *deeper* now') }],
      },
    });
  });
  app.options('search', async ({ ack, options }) => {
    const all = ['support-summary', 'support-reply', 'search-answers'];
    const found = all
      .filter((name) => name.includes(options.value))
      .map((name) => option(name, `id-${name}`));
    await ack({ options: found });
  });
  app.action(/^pick-/, async ({ ack, action }) => {
    actions.push(action);
    await ack();
  });
}

const stage = setStage(define);

beforeEach(() => {
  submitted = [];
  actions = [];
  closed = [];
});

afterEach(async () => {
  const { people } = stage.demo.emulator;
  for (const person of people.cast().people)
    if (people.state(person.id).modals.length > 0) await people.act(person.id, 'close', { all: true });
});

async function run(page: Page, command: string): Promise<Locator> {
  await composer(page).fill(command);
  await composer(page).press('Enter');
  const modal = page.locator('dialog.modal');
  await modal.waitFor();
  return modal;
}

describe('a modal', () => {
  it('shows an error at its field, keeps what was typed, and goes when all is right', async () => {
    const page = await stage.open();
    const modal = await run(page, '/form');
    await modal.getByLabel('Name').fill('Al');
    await modal.getByLabel('Size').fill('larg');
    await page.getByRole('option', { name: 'Large' }).click();
    await modal.getByRole('button', { name: 'Send' }).click();
    await modal.getByText('Write at least three letters').waitFor();
    expect(await modal.getByLabel('Name').inputValue()).toBe('Al');
    expect(await modal.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await modal.getByLabel('Name').fill('Alma');
    await modal.getByRole('button', { name: 'Send' }).click();
    await modal.waitFor({ state: 'detached' });
    expect(submitted).toMatchObject([
      { name: { text: { value: 'Alma' } }, size: { pick: { selected_option: { value: 'l' } } } },
    ]);
  });

  it('can be filled and sent with the keyboard alone, and gives the focus back', async () => {
    const page = await stage.open();
    await composer(page).focus();
    await page.keyboard.type('/form ');
    await page.keyboard.press('Enter');
    await page.locator('dialog.modal').waitFor();
    await page.keyboard.type('Keys');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: 'Small' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('dialog.modal').waitFor({ state: 'detached' });
    expect(submitted).toMatchObject([
      { name: { text: { value: 'Keys' } }, size: { pick: { selected_option: { value: 'xxl' } } } },
    ]);
    expect(await page.evaluate("document.activeElement?.closest('.composer') !== null")).toBe(true);
  });

  it('keeps the focus inside, and stays open over a reload', async () => {
    const page = await stage.open();
    await run(page, '/form');
    await page.getByLabel('Name').fill('half a nam');
    for (let times = 0; times < 12; times += 1) {
      await page.keyboard.press('Tab');
      const outside = await page.evaluate(
        "document.activeElement !== document.body && !document.activeElement.closest('dialog')",
      );
      expect(outside).toBe(false);
    }
    await eventually('the words are with the workspace', () =>
      JSON.stringify(stage.demo.emulator.people.state('UMAYA').modals.at(-1)?.values).includes('half a nam'),
    );
    await page.reload();
    await page.locator('dialog.modal').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('half a nam');
  });

  it('asks before what was typed is thrown away, and tells the app that it was closed', async () => {
    const page = await stage.open();
    const modal = await run(page, '/form');
    await modal.getByLabel('Name').fill('unsent');
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Keep editing' }).click();
    expect(await modal.getByLabel('Name').inputValue()).toBe('unsent');
    await modal.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Close it' }).click();
    await modal.waitFor({ state: 'detached' });
    await eventually('the app hears of it', () => closed.length > 0);
    expect(closed).toEqual([{ callback_id: 'small', is_cleared: false }]);
  });

  it('starts each step at its top, and stays where it is while a step changes', async () => {
    const page = await stage.open();
    const modal = await run(page, '/long');
    const scrolled = () =>
      modal.locator('.modal-body').evaluate((body: { scrollTop: number }) => body.scrollTop);
    await modal.getByLabel('Line 19').fill('the last one');
    expect(await scrolled()).toBeGreaterThan(100);
    await modal.getByPlaceholder('Choose').click();
    await page.getByRole('option', { name: 'More' }).click();
    await eventually(
      'the choice arrives',
      () => stage.demo.emulator.control.calls({ method: 'views.update' }).length === 1,
    );
    expect(await scrolled()).toBeGreaterThan(100);
    await modal.getByLabel('Line 19').press('Control+Enter');
    await modal.getByRole('heading', { name: 'Step 2' }).waitFor();
    expect(await scrolled()).toBe(0);
    const focused = () => page.evaluate('document.activeElement?.textContent');
    expect(await focused()).toBe('Go on');
    await modal.getByPlaceholder('Choose').click();
    await page.getByRole('option', { name: 'Less' }).click();
    await modal.getByText('Look at 39; chosen is something').waitFor();
    expect(await scrolled()).toBeGreaterThan(100);
  });

  it('stacks a view on another one, with what was typed a moment ago, and goes back', async () => {
    const page = await stage.open();
    const modal = await run(page, '/form');
    await modal.getByLabel('Name').fill('kept below');
    await modal.getByRole('button', { name: 'Go deeper' }).click();
    await modal.getByRole('heading', { name: 'Deeper' }).waitFor();
    expect(below).toBe('kept below');
    await modal.getByRole('button', { name: 'Back' }).click();
    await modal.getByRole('heading', { name: 'A small form' }).waitFor();
    expect(await modal.getByLabel('Name').inputValue()).toBe('kept below');
  });
});

describe('every field', () => {
  it('sends what a person put into it', async () => {
    const page = await stage.open();
    const modal = await run(page, '/fields');
    const field = (label: string) => modal.getByLabel(label);
    const choose = async (label: string, typed: string, name: string | RegExp) => {
      await field(label).fill(typed);
      await page.getByRole('option', { name }).click();
    };
    await field('A line').fill('one <line> & more');
    await field('Several lines').fill('first\nsecond');
    await field('A mail address').fill('maya@northwind.example');
    await field('A link').fill('https://northwind.example/runbook');
    await field('A number').fill('12.5');
    await choose('One of some', 'gr', 'Green');
    await choose('Some of many', 'nor', 'North');
    await choose('Some of many', 'sou', 'South');
    await field('Found by typing').fill('s');
    await page.getByText('Type at least 2 characters').waitFor();
    await choose('Found by typing', 'support', 'support-reply');
    await choose('A person', 'kofi', /Kofi Mensah/);
    await choose('Several people', 'noor', /Noor Haddad/);
    await choose('Several people', 'finance', /Tomás Vega/);
    await choose('A channel', 'rev', 'reviews');
    await choose('Conversations', 'gen', 'general');
    await field('A day').click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await choose('A time', '14:05', '2:05 PM');
    await modal.getByRole('button', { name: 'Date', exact: true }).click();
    await page.getByRole('gridcell', { selected: false }).first().waitFor();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Enter');
    await modal.getByRole('checkbox', { name: 'Two' }).check();
    await modal.getByRole('radio', { name: 'No' }).check();
    await field('Rich text').fill('be *bold*\n- item with `code`');
    await modal.locator('input[type=file]').setInputFiles({
      name: 'route.yml',
      mimeType: 'application/yaml',
      buffer: Buffer.from('route: support-summary\n'),
    });
    await modal.getByRole('button', { name: 'Remove route.yml' }).waitFor();
    await modal.getByRole('button', { name: 'Send' }).click();
    await modal.waitFor({ state: 'detached' });

    const [values] = submitted;
    expect(values).toMatchObject({
      line: { line: { type: 'plain_text_input', value: 'one <line> & more' } },
      lines: { lines: { value: 'first\nsecond' } },
      mail: { mail: { value: 'maya@northwind.example' } },
      url: { url: { value: 'https://northwind.example/runbook' } },
      number: { number: { value: '12.5' } },
      one: { one: { selected_option: { value: 'g', text: { text: 'Green' } } } },
      some: { some: { selected_options: [{ value: 'n' }, { value: 's' }] } },
      found: { search: { selected_option: { value: 'id-support-reply' } } },
      person: { person: { selected_user: 'UKOFI' } },
      people: { people: { selected_users: ['UNOOR', 'UTOMAS'] } },
      channel: { channel: { selected_channel: 'CREV' } },
      talks: { talks: { selected_conversations: ['CGEN'] } },
      day: { day: { selected_date: '2026-03-06' } },
      time: { time: { selected_time: '14:05' } },
      moment: { moment: { selected_date_time: expect.any(Number) } },
      ticks: { ticks: { selected_options: [{ value: '2' }] } },
      radio: { radio: { selected_option: { value: 'n' } } },
      rich: {
        rich: {
          rich_text_value: {
            type: 'rich_text',
            elements: [
              {
                type: 'rich_text_section',
                elements: [
                  { type: 'text', text: 'be ' },
                  { type: 'text', text: 'bold', style: { bold: true } },
                ],
              },
              { type: 'rich_text_list', style: 'bullet' },
            ],
          },
        },
      },
      file: { file: { files: [{ name: 'route.yml', filetype: 'yml' }] } },
    });
  });
});

describe('elements in a message', () => {
  it('tell the app what was chosen', async () => {
    await stage.demo.app.client.chat.postMessage({
      channel: 'CREV',
      text: 'choose',
      blocks: [
        {
          type: 'section',
          text: mrkdwn('A plan'),
          accessory: {
            type: 'static_select',
            action_id: 'pick-plan',
            placeholder: plain('Choose a plan'),
            options: [option('Five', '5'), option('Ten', '10')],
          },
        },
        {
          type: 'actions',
          elements: [
            {
              type: 'overflow',
              action_id: 'pick-more',
              options: [option('Snooze', 'snooze'), option('Retire', 'retire')],
            },
            { type: 'datepicker', action_id: 'pick-day', initial_date: '2026-05-01' },
            { type: 'checkboxes', action_id: 'pick-ticks', options: [option('Quietly', 'q')] },
          ],
        },
      ],
    });
    const page = await stage.open({ c: 'CREV' });
    await page.getByPlaceholder('Choose a plan').click();
    await page.getByRole('option', { name: 'Ten' }).click();
    await page.getByRole('button', { name: 'More options' }).click();
    await page.getByRole('menuitem', { name: 'Retire' }).click();
    await page.getByRole('checkbox', { name: 'Quietly' }).check();
    await page.locator('.element-datepicker button').click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await eventually('all four arrive', () => actions.length === 4);
    expect(actions).toMatchObject([
      { action_id: 'pick-plan', selected_option: { value: '10' } },
      { action_id: 'pick-more', selected_option: { value: 'retire' } },
      { action_id: 'pick-ticks', selected_options: [{ value: 'q' }] },
      { action_id: 'pick-day', selected_date: '2026-05-02' },
    ]);
  });
});
