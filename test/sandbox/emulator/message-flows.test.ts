import { describe, expect, it } from 'vitest';
import { until } from './support/apps.ts';
import { card, form, plain, running, transports } from './support/flows.ts';

describe.each(transports)('commands, messages, Home and events of an app over %s', (_, connect) => {
  it('answers a command with a text that only the person sees', async () => {
    const emulator = await running(connect, (app) => {
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
    const emulator = await running(connect, (app) => {
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

  it('hears a button, and answers through the response url', async () => {
    const heard: string[] = [];
    const emulator = await running(connect, (app) => {
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
      connect,
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
    const emulator = await running(connect, (app) => {
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

  it('hears messages, mentions, members, and changes of people', async () => {
    const heard: string[] = [];
    const emulator = await running(
      connect,
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
    const emulator = await running(connect, () => {}, ['message.channels']);
    emulator.control.setScopes(['chat:write']);
    expect(await emulator.people.act('UADA', 'say', { channel: 'CGEN', text: 'hi' })).toMatchObject({
      outcome: 'done',
    });
    expect(await emulator.people.act('UADA', 'open-home', {})).toMatchObject({ outcome: 'done' });
    expect(emulator.control.deliveries()).toEqual([]);
  });

  it('answers within an ephemeral message, which it can replace and delete', async () => {
    const emulator = await running(connect, (app) => {
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
});
