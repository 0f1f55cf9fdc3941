import { describe, expect, it } from 'vitest';
import { until } from './support/apps.ts';
import { form, opened, openForm, plain, running, transports } from './support/flows.ts';

describe.each(transports)('modals of an app over %s', (_, connect) => {
  it('opens a modal, keeps what is typed through errors, and hears every value', async () => {
    const heard: unknown[] = [];
    const emulator = await running(connect, (app) => {
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
    const emulator = await running(connect, (app) => {
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
    const emulator = await running(connect, (app) => {
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
    const emulator = await running(connect, (app) => {
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

  it('suggests options and takes only those', async () => {
    const emulator = await running(connect, (app) => {
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
    const emulator = await running(connect, (app) => {
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
    const emulator = await running(connect, (app) => {
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
    const emulator = await running(connect, (app) => {
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
    const emulator = await running(connect, (app) => {
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
