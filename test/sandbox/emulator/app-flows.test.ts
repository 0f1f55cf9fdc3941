import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import type { Emulator } from '../../../src/sandbox/emulator/emulator.ts';
import { emulate, httpApp, socketApp, until } from './support/apps.ts';
import { workspace } from './support/workspace.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const form = (change: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  callback_id: 'form',
  private_metadata: 'kept',
  title: plain('A form'),
  submit: plain('Go'),
  blocks: [
    {
      type: 'input',
      block_id: 'name',
      label: plain('Name'),
      element: { type: 'plain_text_input', action_id: 'text' },
    },
    {
      type: 'input',
      block_id: 'size',
      optional: true,
      label: plain('Size'),
      element: {
        type: 'static_select',
        action_id: 'pick',
        options: [
          { text: plain('Small'), value: 's' },
          { text: plain('Large'), value: 'l' },
        ],
      },
    },
  ],
  ...change,
});

const card = {
  channel: 'CGEN',
  text: 'fallback',
  blocks: [
    {
      type: 'section' as const,
      block_id: 'what',
      text: { type: 'mrkdwn' as const, text: 'Approve <@UBEN>?' },
    },
    {
      type: 'actions' as const,
      block_id: 'decide',
      elements: [
        {
          type: 'button' as const,
          action_id: 'approve',
          text: plain('Approve'),
          value: 'R-1',
          style: 'primary' as const,
        },
        {
          type: 'button' as const,
          action_id: 'reject',
          text: plain('Reject'),
          confirm: {
            title: plain('Sure?'),
            text: plain('It stays rejected'),
            confirm: plain('Yes'),
            deny: plain('No'),
          },
        },
      ],
    },
  ],
};

const transports: [string, (emulator: Emulator) => { app: App; start(): Promise<unknown> }][] = [
  ['Socket Mode', (emulator) => socketApp(emulator)],
  ['signed HTTP', httpApp],
];

describe.each(transports)('an app over %s', (_, connect) => {
  async function running(define: (app: App) => void, events: string[] = []): Promise<Emulator> {
    const emulator = await emulate({ workspace: workspace({ events }) });
    const { app, start } = connect(emulator);
    define(app);
    await start();
    return emulator;
  }

  const openForm = (app: App, view = form()) =>
    app.command('/gate', async ({ ack, client, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
  const opened = async (emulator: Emulator) => {
    await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    return until('the form opens', () => emulator.people.state('UADA').modals.at(-1));
  };

  it('answers a command with a text that only the person sees', async () => {
    const emulator = await running((app) => {
      app.command('/gate', async ({ ack, body }) => ack(`hello ${body.user_name}: ${body.text}`));
    });
    const answer = await emulator.people.act('UADA', 'command', {
      channel: 'CGEN',
      command: '/gate',
      text: ' open  sesame ',
    });
    expect(answer).toMatchObject({ ok: true, outcome: 'acked' });
    expect(emulator.people.messages('UADA', 'CGEN').messages).toMatchObject([
      { text: 'hello ada: open  sesame', ephemeral: true, user: 'UBOT', app_id: 'A1' },
    ]);
    expect(emulator.people.messages('UBEN', 'CGEN').messages).toEqual([]);
  });

  it('carries the whole payload of a command', async () => {
    const emulator = await running((app) => {
      app.command('/escaped', async ({ ack }) => ack());
    });
    await emulator.people.act('UADA', 'command', {
      channel: 'CPRIV',
      command: '/escaped',
      text: 'ask @ben and @reviewers',
    });
    const [delivery] = emulator.control.deliveries({ kind: 'slash_commands' });
    expect(delivery?.payload).toMatchObject({
      team_id: 'T1',
      team_domain: 'acme',
      channel_id: 'CPRIV',
      channel_name: 'privategroup',
      user_id: 'UADA',
      user_name: 'ada',
      command: '/escaped',
      text: 'ask <@UBEN|ben> and <!subteam^SREV|@reviewers>',
      api_app_id: 'A1',
      is_enterprise_install: 'false',
    });
  });

  it('opens a modal, keeps what is typed through errors, and hears every value', async () => {
    const heard: unknown[] = [];
    const emulator = await running((app) => {
      openForm(app);
      app.view('form', async ({ ack, view, body }) => {
        const name = view.state.values.name?.text?.value ?? '';
        if (name === 'wrong') return ack({ response_action: 'errors', errors: { name: 'Write it right' } });
        heard.push(view.state.values, view.private_metadata, body.user.id);
        await ack();
      });
    });
    const view = await opened(emulator);
    expect(view.values).toEqual({
      name: { text: { type: 'plain_text_input', value: null } },
      size: { pick: { type: 'static_select', selected_option: null } },
    });

    const incomplete = await emulator.people.act('UADA', 'submit', {});
    expect(incomplete).toMatchObject({
      outcome: 'invalid',
      errors: { name: 'Please complete this required field.' },
    });
    const wrong = await emulator.people.act('UADA', 'submit', { values: { name: 'wrong', size: 'l' } });
    expect(wrong).toMatchObject({ ok: false, outcome: 'errors', errors: { name: 'Write it right' } });
    expect(emulator.people.state('UADA').modals).toMatchObject([
      { errors: { name: 'Write it right' }, busy: false, values: { name: { text: { value: 'wrong' } } } },
    ]);

    const right = await emulator.people.act('UADA', 'submit', { values: { name: 'right' } });
    expect(right).toMatchObject({ ok: true, outcome: 'acked' });
    expect(emulator.people.state('UADA').modals).toEqual([]);
    expect(heard).toEqual([
      {
        name: { text: { type: 'plain_text_input', value: 'right' } },
        size: {
          pick: {
            type: 'static_select',
            selected_option: { text: { type: 'plain_text', text: 'Large', emoji: true }, value: 'l' },
          },
        },
      },
      'kept',
      'UADA',
    ]);
    expect(emulator.control.deliveries({ type: 'view_submission' })).toHaveLength(2);
  });

  it('updates, pushes and clears views, three at most', async () => {
    const emulator = await running((app) => {
      openForm(app);
      app.view('form', async ({ ack, view }) => {
        const name = view.state.values.name?.text?.value;
        const next = form({ title: plain(`After ${name}`) });
        if (name === 'update') await ack({ response_action: 'update', view: next });
        else if (name === 'clear') await ack({ response_action: 'clear' });
        else await ack({ response_action: 'push', view: next });
      });
    });
    await opened(emulator);
    const titles = () => emulator.people.state('UADA').modals.map((view) => view.title?.text);
    const submit = (name: string) => emulator.people.act('UADA', 'submit', { values: { name } });

    await submit('update');
    expect(titles()).toEqual(['After update']);
    await submit('push');
    await submit('push');
    expect(titles()).toEqual(['After update', 'After push', 'After push']);
    expect(await submit('push')).toMatchObject({ ok: false, outcome: 'failed', error: 'push_limit_reached' });
    expect(emulator.people.state('UADA').modals.at(-1)?.notice).toContain('trouble connecting');
    await emulator.people.act('UADA', 'back', {});
    expect(titles()).toHaveLength(2);
    await submit('clear');
    expect(titles()).toEqual([]);
  });

  it('refuses a view in an ack as strictly as in a call', async () => {
    const emulator = await running((app) => {
      openForm(app);
      app.view('form', async ({ ack }) =>
        ack({ response_action: 'update', view: form({ title: plain('far too long a title for a modal') }) }),
      );
    });
    await opened(emulator);
    const answer = await emulator.people.act('UADA', 'submit', { values: { name: 'x' } });
    expect(answer).toMatchObject({
      outcome: 'failed',
      error: 'must be less than 25 characters [json-pointer:/view/title/text]',
    });
    expect(emulator.people.state('UADA').modals).toHaveLength(1);
  });

  it('tells of closed views when asked to', async () => {
    const closed: boolean[] = [];
    const emulator = await running((app) => {
      openForm(app, form({ notify_on_close: true }));
      app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
        if (body.type === 'view_closed') closed.push(body.is_cleared);
        await ack();
      });
    });
    await opened(emulator);
    expect(await emulator.people.act('UADA', 'close', {})).toMatchObject({ outcome: 'acked' });
    await opened(emulator);
    expect(await emulator.people.act('UADA', 'close', { all: true })).toMatchObject({ outcome: 'acked' });
    expect(closed).toEqual([false, true]);
  });

  it('hears a button, and answers through the response url', async () => {
    const heard: string[] = [];
    const emulator = await running((app) => {
      app.action({ block_id: 'decide', action_id: 'approve' }, async ({ ack, action, body, respond }) => {
        await ack();
        if (action.type === 'button') heard.push(`${body.user.id} ${action.value}`);
        await respond({ text: 'Only you see this' });
        await respond({ replace_original: true, text: 'Approved', blocks: [] });
      });
      app.command('/gate', async ({ ack, client }) => {
        await ack();
        await client.chat.postMessage(card);
      });
    });
    await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    const message = await until('the card', () => emulator.people.messages('UBEN', 'CGEN').messages[0]);
    expect(message.mentions_me).toBe(true);
    const click = {
      container: { type: 'message' as const, channel: 'CGEN', ts: message.ts },
      block_id: 'decide',
    };

    const asked = await emulator.people.act('UBEN', 'click', { ...click, action_id: 'reject' });
    expect(asked).toMatchObject({ ok: false, outcome: 'confirm', confirm: { title: { text: 'Sure?' } } });
    const answer = await emulator.people.act('UBEN', 'click', { ...click, action_id: 'approve' });
    expect(answer).toMatchObject({ ok: true, outcome: 'acked' });
    await until(
      'the card changes',
      () => emulator.people.messages('UBEN', 'CGEN').messages[0]?.text === 'Approved',
    );
    expect(heard).toEqual(['UBEN R-1']);
    expect(
      emulator.people.messages('UBEN', 'CGEN').messages.map(({ text, ephemeral }) => [text, ephemeral]),
    ).toEqual([
      ['Approved', false],
      ['Only you see this', true],
    ]);
    expect(emulator.people.messages('UADA', 'CGEN').messages).toHaveLength(1);
    expect(emulator.control.deliveries({ type: 'block_actions' })[0]?.payload).toMatchObject({
      type: 'block_actions',
      user: { id: 'UBEN', username: 'ben', name: 'ben', team_id: 'T1' },
      team: { id: 'T1', domain: 'acme' },
      api_app_id: 'A1',
      enterprise: null,
      is_enterprise_install: false,
      channel: { id: 'CGEN', name: 'general' },
      container: { type: 'message', message_ts: message.ts, channel_id: 'CGEN', is_ephemeral: false },
      message: { ts: message.ts, bot_id: 'B1', text: 'fallback' },
      state: { values: {} },
      actions: [
        {
          type: 'button',
          action_id: 'approve',
          block_id: 'decide',
          value: 'R-1',
          style: 'primary',
          text: { type: 'plain_text', text: 'Approve', emoji: true },
        },
      ],
    });
  });

  it('publishes Home and hears clicks in it', async () => {
    const emulator = await running(
      (app) => {
        app.event('app_home_opened', async ({ event, client }) => {
          await client.views.publish({
            user_id: event.user,
            view: {
              type: 'home',
              blocks: [
                {
                  type: 'actions',
                  block_id: 'top',
                  elements: [
                    { type: 'button', action_id: 'more', text: plain('More'), value: event.tab ?? '' },
                  ],
                },
              ],
            },
          });
        });
        app.action('more', async ({ ack, body, client }) => {
          await ack();
          await client.views.open({ trigger_id: 'trigger_id' in body ? body.trigger_id : '', view: form() });
        });
      },
      ['app_home_opened'],
    );
    expect(emulator.people.state('UADA').home).toBeNull();
    expect(await emulator.people.act('UADA', 'open-home', {})).toMatchObject({ outcome: 'acked' });
    const home = await until('Home', () => emulator.people.state('UADA').home);
    await emulator.people.act('UADA', 'click', {
      container: { type: 'view', view_id: home?.id ?? '' },
      block_id: 'top',
      action_id: 'more',
    });
    await until('the form', () => emulator.people.state('UADA').modals.length === 1);
    expect(emulator.people.state('UBEN').home).toBeNull();
  });

  it('uses global and message shortcuts', async () => {
    const heard: string[] = [];
    const emulator = await running((app) => {
      app.shortcut('start', async ({ ack, client, shortcut }) => {
        await ack();
        await client.views.open({ trigger_id: shortcut.trigger_id, view: form() });
      });
      app.shortcut({ callback_id: 'inspect', type: 'message_action' }, async ({ ack, shortcut, respond }) => {
        heard.push(`${shortcut.channel.name}: ${shortcut.message.text}`);
        await ack();
        await respond('Seen');
      });
    });
    const said = await emulator.people.act('UBEN', 'say', { channel: 'CGEN', text: 'look at this' });
    const ts = 'message' in said ? (said.message?.ts ?? '') : '';
    await emulator.people.act('UADA', 'shortcut', { callback_id: 'start' });
    await until('the form', () => emulator.people.state('UADA').modals.length === 1);
    const used = await emulator.people.act('UADA', 'shortcut', {
      callback_id: 'inspect',
      channel: 'CGEN',
      message_ts: ts,
    });
    expect(used).toMatchObject({ outcome: 'acked' });
    expect(heard).toEqual(['general: look at this']);
    await until(
      'the answer',
      () => emulator.people.messages('UADA', 'CGEN').messages.at(-1)?.text === 'Seen',
    );
  });

  it('suggests options and takes only those', async () => {
    const emulator = await running((app) => {
      openForm(
        app,
        form({
          blocks: [
            {
              type: 'input',
              block_id: 'route',
              label: plain('Route'),
              element: { type: 'external_select', action_id: 'find', min_query_length: 2 },
            },
          ],
        }),
      );
      app.options('find', async ({ ack, options }) => {
        await ack({ options: [{ text: plain(`Route ${options.value}`), value: options.value }] });
      });
      app.view('form', async ({ ack }) => ack());
    });
    const view = await opened(emulator);
    const container = { type: 'view' as const, view_id: view.id };
    const place = { container, block_id: 'route', action_id: 'find' };
    expect(await emulator.people.act('UADA', 'suggest', { ...place, query: 'x' })).toMatchObject({
      outcome: 'invalid',
    });
    const found = await emulator.people.act('UADA', 'suggest', { ...place, query: 'abc' });
    expect(found).toMatchObject({
      outcome: 'acked',
      options: [{ text: { type: 'plain_text', text: 'Route abc' }, value: 'abc' }],
    });
    expect(await emulator.people.act('UADA', 'submit', { values: { route: 'invented' } })).toMatchObject({
      outcome: 'invalid',
      errors: { route: 'no option has the value "invented"' },
    });
    expect(await emulator.people.act('UADA', 'submit', { values: { route: 'abc' } })).toMatchObject({
      outcome: 'acked',
    });
    expect(emulator.control.deliveries({ type: 'view_submission' })[0]?.payload).toMatchObject({
      view: { state: { values: { route: { find: { selected_option: { value: 'abc' } } } } } },
    });
  });

  it('dispatches inputs that ask for it, as they ask for it', async () => {
    const heard: unknown[] = [];
    const emulator = await running((app) => {
      openForm(
        app,
        form({
          blocks: [
            {
              type: 'input',
              block_id: 'quiet',
              label: plain('Quiet'),
              element: { type: 'plain_text_input', action_id: 'a' },
            },
            {
              type: 'input',
              block_id: 'enter',
              dispatch_action: true,
              label: plain('Enter'),
              element: { type: 'plain_text_input', action_id: 'b' },
            },
            {
              type: 'input',
              block_id: 'typing',
              dispatch_action: true,
              label: plain('Typing'),
              element: {
                type: 'plain_text_input',
                action_id: 'c',
                dispatch_action_config: { trigger_actions_on: ['on_character_entered'] },
              },
            },
            {
              type: 'input',
              block_id: 'pick',
              dispatch_action: true,
              label: plain('Pick'),
              element: { type: 'users_select', action_id: 'd' },
            },
          ],
        }),
      );
      app.action(/^[abcd]$/, async ({ ack, action }) => {
        heard.push(action.type === 'plain_text_input' ? action.value : action.type);
        await ack();
      });
    });
    const view = await opened(emulator);
    const container = { type: 'view' as const, view_id: view.id };
    const input = (block_id: string, action_id: string, value: string, entered?: 'enter' | 'character') =>
      emulator.people.act('UADA', 'input', {
        container,
        block_id,
        action_id,
        value,
        ...(entered && { entered }),
      });
    expect(await input('quiet', 'a', '1', 'enter')).toMatchObject({ outcome: 'done' });
    expect(await input('enter', 'b', '2')).toMatchObject({ outcome: 'done' });
    expect(await input('enter', 'b', '3', 'enter')).toMatchObject({ outcome: 'acked' });
    expect(await input('typing', 'c', '4', 'enter')).toMatchObject({ outcome: 'done' });
    expect(await input('typing', 'c', '5')).toMatchObject({ outcome: 'acked' });
    expect(await input('pick', 'd', 'UBEN')).toMatchObject({ outcome: 'acked' });
    expect(await input('pick', 'd', 'UNOBODY')).toMatchObject({ outcome: 'invalid' });
    expect(heard).toEqual(['3', '5', 'users_select']);
  });

  it('hears messages, mentions, members, and changes of people', async () => {
    const heard: string[] = [];
    const emulator = await running(
      (app) => {
        app.message(
          async ({ message }) => void heard.push(`message ${message.channel_type} ${message.subtype ?? ''}`),
        );
        app.event('app_mention', async ({ event }) => void heard.push(`mention ${event.text}`));
        app.event('member_joined_channel', async ({ event }) => void heard.push(`joined ${event.user}`));
        app.event('member_left_channel', async ({ event }) => void heard.push(`left ${event.user}`));
        app.event('user_change', async ({ event }) => void heard.push(`deleted ${event.user.deleted}`));
        app.event('team_join', async ({ event }) => void heard.push(`new ${event.user.id}`));
        app.event('subteam_members_changed', async ({ event }) => {
          heard.push(`group +${event.added_users} -${event.removed_users}`);
        });
      },
      [
        'message.channels',
        'message.im',
        'app_mention',
        'member_joined_channel',
        'member_left_channel',
        'user_change',
        'team_join',
        'subteam_members_changed',
      ],
    );
    const { act } = emulator.people;
    expect(await act('UADA', 'say', { channel: 'CGEN', text: 'hi' })).toMatchObject({
      ok: true,
      outcome: 'acked',
    });
    await act('UADA', 'say', { channel: 'CGEN', text: 'ask @gate' });
    expect(await act('UADA', 'say', { channel: 'COUT', text: 'unheard @gate' })).toMatchObject({
      outcome: 'done',
    });
    const im = await act('UBEN', 'open-im', { user: 'UBOT' });
    await act('UBEN', 'say', { channel: 'channel' in im ? (im.channel ?? '') : '', text: 'psst' });
    await act('UCLEO', 'leave', { channel: 'CGEN' });
    await act('UCLEO', 'join', { channel: 'CGEN' });
    emulator.control.changeUser('UBEN', { deleted: true });
    emulator.control.addUser({ id: 'UNEW', name: 'new', real_name: 'New One' });
    emulator.control.changeUserGroup('SREV', { users: ['UCLEO', 'UADA'] });
    await until('all events', () => heard.length === 10);
    expect(heard.toSorted()).toEqual(
      [
        'message channel ',
        'message channel ',
        'mention ask <@UBOT>',
        'message im ',
        'left UCLEO',
        'message channel channel_join',
        'joined UCLEO',
        'deleted true',
        'new UNEW',
        'group +UADA -UBEN',
      ].toSorted(),
    );
  });

  it('does not hear what it did not subscribe to or has no scope for', async () => {
    const emulator = await running(() => {}, ['message.channels']);
    emulator.control.setScopes(['chat:write']);
    expect(await emulator.people.act('UADA', 'say', { channel: 'CGEN', text: 'hi' })).toMatchObject({
      outcome: 'done',
    });
    expect(await emulator.people.act('UADA', 'open-home', {})).toMatchObject({ outcome: 'done' });
    expect(emulator.control.deliveries()).toEqual([]);
  });

  it('answers within an ephemeral message, which it can replace and delete', async () => {
    const emulator = await running((app) => {
      app.command('/gate', async ({ ack }) => ack({ response_type: 'ephemeral', ...card }));
      app.action('approve', async ({ ack, respond, body }) => {
        await ack();
        if (body.type !== 'block_actions' || body.message) return;
        await respond({
          replace_original: true,
          text: 'Sure?',
          blocks: [card.blocks[1] ?? { type: 'divider' }],
        });
      });
      app.action('reject', async ({ ack, respond }) => {
        await ack();
        await respond({ delete_original: true });
      });
    });
    await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    const shown = () => emulator.people.messages('UADA', 'CGEN').messages;
    const click = (action_id: string) =>
      emulator.people.act('UADA', 'click', {
        container: { type: 'message', channel: 'CGEN', ts: shown()[0]?.ts ?? '' },
        block_id: 'decide',
        action_id,
        confirmed: true,
      });
    await click('approve');
    await until('the question', () => shown()[0]?.text === 'Sure?');
    expect(emulator.control.deliveries({ type: 'block_actions' })[0]?.payload.container).toMatchObject({
      is_ephemeral: true,
    });
    await click('reject');
    await until('it goes', () => shown().length === 0);
  });

  it('pushes views with a trigger from the modal, and replaces an open modal with a new one', async () => {
    const cleared: boolean[] = [];
    const outcomes: string[] = [];
    const deeper = [
      {
        type: 'actions' as const,
        block_id: 'down',
        elements: [{ type: 'button' as const, action_id: 'deeper', text: plain('Deeper') }],
      },
    ];
    const emulator = await running((app) => {
      openForm(app, form({ blocks: deeper, notify_on_close: true }));
      app.action('deeper', async ({ ack, body, client }) => {
        await ack();
        const trigger_id = 'trigger_id' in body ? body.trigger_id : '';
        const pushed = await client.views
          .push({ trigger_id, view: form({ blocks: deeper }) })
          .catch((error: Error) => error);
        outcomes.push(pushed instanceof Error ? pushed.message : 'pushed');
      });
      app.shortcut('start', async ({ ack, shortcut, client }) => {
        await ack();
        await client.views.open({ trigger_id: shortcut.trigger_id, view: form({ title: plain('New') }) });
      });
      app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
        await ack();
        if (body.type === 'view_closed') cleared.push(body.is_cleared);
      });
    });
    await opened(emulator);
    for (let count = 1; count <= 3; count += 1) {
      const view_id = emulator.people.state('UADA').modals.at(-1)?.id ?? '';
      const container = { type: 'view' as const, view_id };
      await emulator.people.act('UADA', 'click', { container, block_id: 'down', action_id: 'deeper' });
      await until('the push', () => outcomes.length === count);
    }
    expect(outcomes).toEqual(['pushed', 'pushed', 'An API error occurred: push_limit_reached']);
    const [root, second] = emulator.people.state('UADA').modals;
    expect(second).toMatchObject({ root_view_id: root?.id, previous_view_id: root?.id });
    await emulator.people.act('UADA', 'shortcut', { callback_id: 'start' });
    await until('the new modal', () => emulator.people.state('UADA').modals[0]?.title?.text === 'New');
    await until('the old one is told', () => cleared.length === 1);
    expect(cleared).toEqual([true]);
  });

  it('gives a response url for a conversation that was picked in a form', async () => {
    const emulator = await running((app) => {
      openForm(
        app,
        form({
          blocks: [
            {
              type: 'input',
              block_id: 'where',
              label: plain('Where'),
              element: { type: 'conversations_select', action_id: 'c', response_url_enabled: true },
            },
          ],
        }),
      );
      app.view('form', async ({ ack, body }) => {
        await ack();
        const [target] = body.type === 'view_submission' ? (body.response_urls ?? []) : [];
        await fetch(target?.response_url ?? '', {
          method: 'POST',
          body: '{"text":"here","response_type":"in_channel"}',
        });
      });
    });
    await opened(emulator);
    await emulator.people.act('UADA', 'submit', { values: { where: 'COUT' } });
    await until('the message', () => emulator.people.messages('UBEN', 'COUT').messages[0]?.text === 'here');
  });

  it('lets a trigger open one view, within three seconds', async () => {
    const errors: string[] = [];
    const tried = async (call: Promise<unknown>) => {
      await call.catch((error: Error) => errors.push(error.message.replace('An API error occurred: ', '')));
    };
    const emulator = await running((app) => {
      app.command('/gate', async ({ ack, body, client }) => {
        await ack();
        await tried(client.views.open({ trigger_id: body.trigger_id, view: form() }));
        await tried(client.views.open({ trigger_id: body.trigger_id, view: form() }));
      });
      app.shortcut('start', async ({ ack, shortcut, client }) => {
        await ack();
        emulator.clock.advance(3001);
        await tried(client.views.open({ trigger_id: shortcut.trigger_id, view: form() }));
        await tried(client.views.open({ trigger_id: '1.2.abc', view: form() }));
        await tried(client.views.open({ trigger_id: 'nonsense', view: form() }));
      });
    });
    await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    await until('the second try', () => errors.length === 1);
    await emulator.people.act('UADA', 'shortcut', { callback_id: 'start' });
    await until('all tries', () => errors.length === 4);
    expect(errors).toEqual([
      'exchanged_trigger_id',
      'expired_trigger_id',
      'invalid_trigger_id',
      'invalid_arguments',
    ]);
  });
});
