import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Emulator } from '../../../src/sandbox/emulator/emulator.ts';
import { client, emulate, httpApp, socketApp, until } from './support/apps.ts';
import { rawSocket } from './support/raw-socket.ts';
import { workspace } from './support/workspace.ts';

const button = (text: string) => [
  {
    type: 'actions' as const,
    block_id: 'b',
    elements: [{ type: 'button' as const, action_id: 'press', text: { type: 'plain_text' as const, text } }],
  },
];

async function withButton(emulator: Emulator): Promise<() => ReturnType<Emulator['people']['act']>> {
  const { ts = '' } = await client(emulator).chat.postMessage({
    channel: 'CGEN',
    text: 'x',
    blocks: button('Press'),
  });
  const container = { type: 'message' as const, channel: 'CGEN', ts };
  return () => emulator.people.act('UADA', 'click', { container, block_id: 'b', action_id: 'press' });
}

/** Notices that a person got. */
function noticesOf(emulator: Emulator, user: string): string[] {
  const notices: string[] = [];
  emulator.people.live(user, (event) => {
    if (event.type === 'notice') notices.push(event.notice.text);
  });
  return notices;
}

describe('an app that does not answer', () => {
  it('has three seconds of wall time, then the person is told', async () => {
    const emulator = await emulate();
    const { app, start } = httpApp(emulator);
    const release = Promise.withResolvers<void>();
    app.action('press', async ({ ack }) => {
      await release.promise;
      await ack();
    });
    await start();
    const click = await withButton(emulator);
    const notices = noticesOf(emulator, 'UADA');
    const began = performance.now();
    expect(await click()).toMatchObject({ ok: false, outcome: 'timeout' });
    expect(performance.now() - began).toBeGreaterThanOrEqual(2990);
    expect(notices).toEqual(['The app did not respond.']);
    release.resolve();
  });

  it('leaves a submitted form open with what is in it', async () => {
    const emulator = await emulate({ ackTimeoutMs: 100 });
    const { app, start } = socketApp(emulator);
    app.command('/gate', async ({ ack, client: slack, body }) => {
      await ack();
      await slack.views.open({
        trigger_id: body.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'form',
          title: { type: 'plain_text', text: 'T' },
          submit: { type: 'plain_text', text: 'S' },
          blocks: [
            {
              type: 'input',
              block_id: 'name',
              label: { type: 'plain_text', text: 'L' },
              element: { type: 'plain_text_input', action_id: 'a' },
            },
          ],
        },
      });
    });
    app.view('form', async () => {});
    await start();
    await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    await until('the form', () => emulator.people.state('UADA').modals[0]);
    const submitting = emulator.people.act('UADA', 'submit', { values: { name: 'kept' } });
    await until('it waits', () => emulator.people.state('UADA').modals[0]?.busy);
    expect(await emulator.people.act('UADA', 'submit', {})).toMatchObject({ outcome: 'invalid' });
    expect(await submitting).toMatchObject({ ok: false, outcome: 'timeout' });
    expect(emulator.people.state('UADA').modals).toMatchObject([
      {
        busy: false,
        notice: 'The app did not respond. Try again?',
        values: { name: { a: { value: 'kept' } } },
      },
    ]);
  });

  it('is said to be missing at once when nothing is connected', async () => {
    const emulator = await emulate();
    const click = await withButton(emulator);
    const notices = noticesOf(emulator, 'UADA');
    expect(await click()).toMatchObject({ ok: false, outcome: 'no_app' });
    const command = await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    expect(command).toMatchObject({ ok: false, outcome: 'no_app' });
    const unknown = await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/what' });
    expect(unknown).toMatchObject({ ok: false, outcome: 'invalid' });
    expect(notices).toEqual([
      'The app did not respond: it is not connected.',
      '/gate failed. The app did not respond: it is not connected.',
      '/what is not a valid command.',
    ]);
  });

  it('is told to have failed when it answers an error', async () => {
    const emulator = await emulate();
    const { start } = httpApp(emulator);
    const url = await start();
    emulator.control.changeApp({ request_url: url.replace('/slack/events', '/elsewhere') });
    const click = await withButton(emulator);
    expect(await click()).toMatchObject({ ok: false, outcome: 'failed', error: 'HTTP 404' });
  });
});

describe('Socket Mode', () => {
  const subscribed = () => emulate({ workspace: workspace({ events: ['message.channels'] }) });

  it('greets, names the app, and takes a ticket once', async () => {
    const emulator = await emulate();
    const raw = await rawSocket(emulator);
    expect(raw.got[0]).toMatchObject({
      type: 'hello',
      num_connections: 1,
      connection_info: { app_id: 'A1' },
    });
    const again = new WebSocket(raw.socket.url);
    const refusal = Promise.withResolvers<string>();
    again.on('error', (error) => refusal.resolve(error.message));
    expect(await refusal.promise).toContain('401');
  });

  it('wraps payloads into envelopes and spreads them over connections', async () => {
    const emulator = await subscribed();
    const sockets = [await rawSocket(emulator), await rawSocket(emulator)];
    for (const text of ['1', '2', '3', '4'])
      void emulator.people.act('UADA', 'say', { channel: 'CGEN', text });
    await until('all four', () => sockets.flatMap((raw) => raw.envelopes()).length === 4);
    expect(sockets.map((raw) => raw.envelopes().length)).toEqual([2, 2]);
    expect(sockets[0]?.envelopes()[0]).toMatchObject({
      type: 'events_api',
      accepts_response_payload: false,
      retry_attempt: 0,
      retry_reason: '',
      payload: {
        type: 'event_callback',
        team_id: 'T1',
        api_app_id: 'A1',
        event: { type: 'message', channel: 'CGEN', channel_type: 'channel', user: 'UADA', text: '1' },
        authorizations: [{ team_id: 'T1', user_id: 'UBOT', is_bot: true }],
      },
    });
    for (const raw of sockets) for (const envelope of raw.envelopes()) raw.ack(envelope);
    await until('all acked', () => emulator.control.deliveries({ outcome: 'acked' }).length === 4);
  });

  it('brings an event whose connection broke before the ack to another connection', async () => {
    const emulator = await subscribed();
    const [one, two] = [await rawSocket(emulator), await rawSocket(emulator)];
    void emulator.people.act('UADA', 'say', { channel: 'CGEN', text: 'x' });
    const envelope = await until('the envelope', () => one.envelopes()[0]);
    one.socket.terminate();
    const retry = await until('the retry', () => two.envelopes()[0]);
    expect(retry).toMatchObject({ retry_attempt: 1, payload: envelope.payload ?? {} });
    two.ack(retry);
    const [delivery] = await until('the ack', () => {
      const acked = emulator.control.deliveries({ outcome: 'acked' });
      return acked.length === 1 && acked;
    });
    expect(delivery?.attempts.map(({ outcome, error }) => [outcome, error])).toEqual([
      ['failed', 'connection lost'],
      ['acked', undefined],
    ]);
  });

  it('retries unheard events at once, after one minute and after five, then gives up', async () => {
    const emulator = await subscribed();
    await emulator.people.act('UADA', 'say', { channel: 'CGEN', text: 'nobody listens' });
    const attempts = () => emulator.control.deliveries()[0]?.attempts.length;
    await until('the first retry', () => attempts() === 2);
    const raw = await rawSocket(emulator);
    emulator.clock.advance(59_000);
    expect(raw.envelopes()).toEqual([]);
    emulator.clock.advance(1000);
    const second = await until('the second retry', () => raw.envelopes()[0]);
    expect(second).toMatchObject({ retry_attempt: 2 });
    raw.socket.terminate();
    await until('the cut', () => emulator.control.openSockets() === 0);
    await until('its outcome', () => attempts() === 3);
    emulator.clock.advance(300_000);
    await until('the last retry', () => attempts() === 4);
    emulator.clock.advance(24 * 3_600_000);
    expect(attempts()).toBe(4);
  });

  it('holds ten connections and sends the eleventh away', async () => {
    const emulator = await emulate();
    for (let count = 0; count < 10; count += 1) await rawSocket(emulator);
    const eleventh = await rawSocket(emulator);
    expect(eleventh.got[0]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    await until('it is closed', () => eleventh.closed);
    expect(emulator.control.openSockets()).toBe(10);
  });

  it('warns before it goes, and goes on a refresh', async () => {
    const emulator = await subscribed();
    const [one, two] = [await rawSocket(emulator), await rawSocket(emulator)];
    expect(emulator.control.disconnectSockets('warning', 1)).toBe(1);
    expect(emulator.control.openSockets()).toBe(2);
    await until('the warning', () => one.got.some(({ reason }) => reason === 'warning'));
    expect(emulator.control.disconnectSockets('refresh_requested', 1)).toBe(1);
    for (const text of ['1', '2']) void emulator.people.act('UADA', 'say', { channel: 'CGEN', text });
    await until('both at the other one', () => two.envelopes().length === 2);
    expect(one.envelopes()).toEqual([]);
  });

  it('answers pings', async () => {
    const emulator = await emulate();
    const raw = await rawSocket(emulator);
    const pong = Promise.withResolvers<string>();
    raw.socket.on('pong', (data) => pong.resolve(data.toString()));
    raw.socket.ping('still there?');
    expect(await pong.promise).toBe('still there?');
  });

  it('reconnects after a cut and after being asked to go', async () => {
    const emulator = await emulate();
    const { app, start } = socketApp(emulator, 200);
    app.action('press', async ({ ack }) => ack());
    await start();
    const click = await withButton(emulator);
    expect(await click()).toMatchObject({ outcome: 'acked' });
    expect(emulator.control.dropSockets()).toBe(1);
    await until('it is back', () => emulator.control.openSockets() === 1);
    expect(await click()).toMatchObject({ outcome: 'acked' });
    expect(emulator.control.disconnectSockets('refresh_requested')).toBe(1);
    expect(emulator.control.openSockets()).toBe(0);
    await until('it is back again', () => emulator.control.openSockets() === 1);
    expect(await click()).toMatchObject({ outcome: 'acked' });
    expect(emulator.control.calls({ method: 'apps.connections.open' })).toHaveLength(3);
  });
});

describe('signed HTTP', () => {
  it('is refused by Bolt when forged, old, unsigned or tampered with', async () => {
    const emulator = await emulate();
    const { app, start } = httpApp(emulator);
    const heard: string[] = [];
    app.action('press', async ({ ack, body }) => {
      heard.push(body.user.id);
      await ack();
    });
    await start();
    const click = await withButton(emulator);
    await click();
    const [delivery] = emulator.control.deliveries({ type: 'block_actions' });
    const id = delivery?.id ?? '';
    for (const signature of ['wrong', 'old', 'missing', 'tampered'] as const) {
      expect(await emulator.control.redeliver(id, { forgery: { signature } }), signature).toMatchObject({
        outcome: 'failed',
        status: 401,
      });
    }
    expect(heard).toEqual(['UADA']);
    const old = { signature: 'old', age_s: 200 } as const;
    expect(await emulator.control.redeliver(id, { forgery: old })).toMatchObject({
      outcome: 'acked',
      status: 200,
    });
    expect(heard).toEqual(['UADA', 'UADA']);
  });

  it('redelivers the same payload with retry headers', async () => {
    const emulator = await emulate({ workspace: workspace({ events: ['message.channels'] }) });
    const { app, start } = httpApp(emulator);
    const heard: unknown[] = [];
    app.message(
      async ({ body, context }) => void heard.push([body.event_id, context.retryNum, context.retryReason]),
    );
    await start();
    await emulator.people.act('UADA', 'say', { channel: 'CGEN', text: 'x' });
    const [delivery] = emulator.control.deliveries({ type: 'message' });
    await emulator.control.redeliver(delivery?.id ?? '', { retry_num: 2, retry_reason: 'http_timeout' });
    await until('both', () => heard.length === 2);
    const id = delivery?.payload.event_id;
    expect(heard).toEqual([
      [id, undefined, undefined],
      [id, 2, 'http_timeout'],
    ]);
  });

  it('retries failed events on the clock, interactions never', async () => {
    const emulator = await emulate({ workspace: workspace({ events: ['message.channels'] }) });
    const { start } = httpApp(emulator);
    const url = await start();
    emulator.control.changeApp({ request_url: url.replace('/slack/events', '/elsewhere') });
    await emulator.people.act('UADA', 'say', { channel: 'CGEN', text: 'x' });
    await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    const [event, command] = emulator.control.deliveries();
    await until('the first retry', () => event?.attempts.length === 2);
    emulator.clock.advance(60_000);
    await until('the second retry', () => event?.attempts.length === 3);
    emulator.control.changeApp({ request_url: url });
    emulator.clock.advance(300_000);
    await until('the last retry', () => event?.attempts.length === 4);
    expect(
      event?.attempts.map(({ outcome, retry_num, retry_reason }) => [outcome, retry_num, retry_reason]),
    ).toEqual([
      ['failed', 0, undefined],
      ['failed', 1, 'http_error'],
      ['failed', 2, 'http_error'],
      ['acked', 3, 'http_error'],
    ]);
    expect(command?.attempts).toHaveLength(1);
  });

  it('verifies a request URL with a challenge', async () => {
    const emulator = await emulate();
    const { start } = httpApp(emulator);
    const url = await start();
    expect(await emulator.control.verifyRequestUrl()).toBe(true);
    emulator.control.changeApp({ request_url: url.replace('/slack/events', '/elsewhere') });
    expect(await emulator.control.verifyRequestUrl()).toBe(false);
  });
});

describe('response urls', () => {
  async function commandWith(emulator: Emulator): Promise<string> {
    await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    return String(emulator.control.deliveries({ kind: 'slash_commands' }).at(-1)?.payload.response_url);
  }
  const post = async (url: string, body: object) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    return [response.status, await response.text()];
  };

  it('work five times', async () => {
    const emulator = await emulate();
    const url = await commandWith(emulator);
    for (let use = 0; use < 5; use += 1) expect(await post(url, { text: `${use}` })).toEqual([200, 'ok']);
    expect(await post(url, { text: 'sixth' })).toEqual([404, '{"ok":false,"error":"used_url"}']);
    expect(emulator.people.messages('UADA', 'CGEN').messages).toHaveLength(5);
  });

  it('work for thirty minutes, and are not used up by what cannot be shown', async () => {
    const emulator = await emulate();
    const url = await commandWith(emulator);
    expect(await post(url, { blocks: [{ type: 'poster' }] })).toMatchObject([
      400,
      expect.stringContaining('invalid_blocks'),
    ]);
    emulator.clock.advance(29 * 60_000);
    expect(await post(url, { text: 'in time' })).toEqual([200, 'ok']);
    emulator.clock.advance(60_000);
    expect(await post(url, { text: 'late' })).toEqual([404, '{"ok":false,"error":"expired_url"}']);
  });

  it('speak to the channel or the person, replace and delete', async () => {
    const emulator = await emulate();
    const click = await withButton(emulator);
    await click();
    const url = String(emulator.control.deliveries({ type: 'block_actions' })[0]?.payload.response_url);
    await post(url, { text: 'all', response_type: 'in_channel' });
    await post(url, { text: 'one' });
    await post(url, { text: 'changed', replace_original: true });
    const texts = (user: string) => emulator.people.messages(user, 'CGEN').messages.map(({ text }) => text);
    expect(texts('UADA')).toEqual(['changed', 'all', 'one']);
    expect(texts('UBEN')).toEqual(['changed', 'all']);
    await post(url, { delete_original: true });
    expect(texts('UBEN')).toEqual(['all']);
    expect(await post(url, { text: 'x', replace_original: true })).toMatchObject([
      404,
      expect.stringContaining('message_not_found'),
    ]);
  });
});
