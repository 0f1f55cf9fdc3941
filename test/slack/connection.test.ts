import { createServer } from 'node:http';
import type { ModalView } from '@slack/types';
import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/ports/fault.ts';
import { silentLog } from '../../src/ports/log.ts';
import { silentObserver } from '../../src/ports/observer.ts';
import { noPrecedence } from '../../src/ports/precedence.ts';
import { type Emulator, startEmulator } from '../../src/sandbox/emulator/emulator.ts';
import { createChannels } from '../../src/slack/channels.ts';
import { type Connection, createConnection, slackPath } from '../../src/slack/connection.ts';
import { createIdentity } from '../../src/slack/identity.ts';
import { createSlackClient } from '../../src/slack/web-client.ts';
import { createMessenger } from '../../src/slack/web-messenger.ts';
import { eventually } from '../support/eventually.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { appToken, botToken, openSlack, signingSecret, slackWorkspace } from '../support/slack-workspace.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Mode = 'socket' | 'http';
const modes: readonly Mode[] = ['socket', 'http'];

interface Line {
  readonly emulator: Emulator;
  readonly connection: Connection;
  readonly acks: { kind: string; seconds: number }[];
  readonly logged: { fields: Record<string, unknown>; message: string }[];
}

async function line(
  mode: Mode,
  change: { apiUrl?: string; tokens?: { bot?: string; app?: string } } = {},
): Promise<Line> {
  const { emulator, clock } = await openSlack();
  closing.push(() => emulator.close());
  const apiUrl = change.apiUrl ?? emulator.apiUrl;
  const bot = change.tokens?.bot ?? botToken;
  const acks: Line['acks'] = [];
  const logged: Line['logged'] = [];
  const observer = {
    ...silentObserver,
    acknowledged: (kind: string, seconds: number) => void acks.push({ kind, seconds }),
  };
  const error = (fields: object, message: string) => void logged.push({ fields: { ...fields }, message });
  const slack = createSlackClient({
    botToken: bot,
    apiUrl,
    clock,
    log: silentLog,
    observer,
    timeoutMs: 1000,
  });
  const messenger = createMessenger({
    slack,
    clock,
    channels: createChannels(slack, clock),
    store: new MemoryStore(),
  });
  const settings =
    mode === 'socket'
      ? ({ mode, botToken: bot, apiUrl, appToken: change.tokens?.app ?? appToken } as const)
      : ({ mode, botToken: bot, apiUrl, signingSecret } as const);
  const connection = createConnection({
    settings,
    identity: createIdentity(slack),
    log: { ...silentLog, error },
    observer,
    precedence: noPrecedence,
    tell: (answer) => messenger.answer(answer),
    newId: () => 'i-7',
  });
  closing.push(() => connection.stop(1000));
  if (connection.listener) await mount(connection, emulator);
  return { emulator, connection, acks, logged };
}

/** Serves the listener and tells the workspace where. */
async function mount({ listener }: Connection, emulator: Emulator): Promise<void> {
  const server = createServer((request, response) => listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  emulator.control.changeApp({ request_url: `http://127.0.0.1:${address.port}${slackPath}` });
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
}

const command = { channel: 'CFIN', command: '/route-request', text: 'help' };
const privately = (emulator: Emulator) =>
  emulator.people
    .messages('UANN', 'CFIN')
    .messages.filter((message) => message.ephemeral)
    .map(({ text }) => text);

describe.each(modes)('over %s', (mode) => {
  it('hears what people do, answers, and measures the time to the ack', async () => {
    const { emulator, connection, acks } = await line(mode);
    connection.bolt.command('/route-request', async ({ ack, command: heard }) => {
      await ack({ response_type: 'ephemeral', text: `heard ${heard.text}` });
    });
    await connection.start();
    expect(connection.trouble()).toBeNull();
    const answer = await emulator.people.act('UANN', 'command', command);
    expect(answer.outcome).toBe('acked');
    expect(privately(emulator)).toEqual(['heard help']);
    expect(acks.map(({ kind }) => kind)).toEqual(['command']);
    expect(acks[0]?.seconds).toBeLessThan(3);
  });

  it('tells whoever clicked when a handler fails, with the number under which the log has the rest', async () => {
    const { emulator, connection, logged } = await line(mode);
    connection.bolt.command('/route-request', async () => {
      throw new TypeError('a defect with details');
    });
    await connection.start();
    const answer = await emulator.people.act('UANN', 'command', command);
    expect(answer.outcome).toBe('acked');
    expect(privately(emulator)).toEqual([expect.stringContaining('incident i-7')]);
    expect(privately(emulator).join()).not.toContain('a defect with');
    expect(logged).toEqual([
      {
        message: 'A handler failed',
        fields: {
          incident: 'i-7',
          payload: '',
          err: expect.objectContaining({ message: 'a defect with details' }),
        },
      },
    ]);
  });

  it('tells of a failure after the ack in the channel', async () => {
    const { emulator, connection } = await line(mode);
    connection.bolt.command('/route-request', async ({ ack }) => {
      await ack();
      throw new Fault('unavailable', 'the disk is full');
    });
    await connection.start();
    await emulator.people.act('UANN', 'command', command);
    await eventually('somebody is told', () => privately(emulator).length > 0);
    expect(privately(emulator)).toEqual([expect.stringMatching(/nothing was recorded.*i-7/)]);
  });

  it('shows a failure at the field of a modal, which keeps what was typed', async () => {
    const { emulator, connection } = await line(mode);
    connection.bolt.command('/route-request', async ({ ack, client, command: heard }) => {
      await ack();
      await client.views.open({ trigger_id: heard.trigger_id, view: modal });
    });
    connection.bolt.view('form', async () => {
      throw new Error('a defect');
    });
    await connection.start();
    await emulator.people.act('UANN', 'command', command);
    await eventually('the modal is open', () => emulator.people.state('UANN').modals.length === 1);
    const answer = await emulator.people.act('UANN', 'submit', { values: { why: 'because' } });
    expect(answer).toMatchObject({
      outcome: 'errors',
      errors: { why: expect.stringContaining('incident i-7') },
    });
    const [view] = emulator.people.state('UANN').modals;
    expect(view?.values).toMatchObject({ why: { text: { value: 'because' } } });
  });

  it('says so and does not try again where the token is wrong', async () => {
    const wrong = mode === 'socket' ? { app: 'xapp-1-wrong' } : { bot: 'xoxb-1-wrong' };
    const { connection } = await line(mode, { tokens: wrong });
    const fault = await connection.start().catch((error: unknown) => error);
    expect(fault).toMatchObject({
      kind: 'needs_operator',
      remedy: expect.stringContaining(mode === 'socket' ? 'SLACK_APP_TOKEN' : 'SLACK_BOT_TOKEN'),
    });
  });

  it('waits for what is being handled before it stops', async () => {
    const { emulator, connection } = await line(mode);
    const { promise, resolve } = Promise.withResolvers<void>();
    let finished = false;
    connection.bolt.command('/route-request', async ({ ack }) => {
      await ack();
      await promise;
      finished = true;
    });
    await connection.start();
    await emulator.people.act('UANN', 'command', command);
    const stopped = connection.stop(10_000);
    resolve();
    await stopped;
    expect(finished).toBe(true);
  });
});

describe('Socket Mode', () => {
  it('starts while Slack is down, and connects when it is back', async () => {
    const gone = await openSlack();
    await gone.emulator.close();
    const { connection } = await line('socket', { apiUrl: gone.emulator.apiUrl });
    await connection.start();
    expect(connection.trouble()).toMatch(/Slack cannot be reached/);
    const port = Number(new URL(gone.emulator.url).port);
    const back = await startEmulator({ workspace: slackWorkspace(), port });
    closing.push(() => back.close());
    await eventually('connected', () => connection.trouble() === null);
    expect(back.control.openSockets()).toBe(1);
  });

  it('gets over an outage while it connects', async () => {
    const { emulator, connection } = await line('socket');
    emulator.control.addFault({ kind: 'http_error', method: 'apps.connections.open', status: 503, times: 2 });
    await connection.start();
    expect(connection.trouble()).not.toBeNull();
    await eventually('connected', () => connection.trouble() === null);
  });

  it.each([
    ['was cut', (emulator: Emulator) => emulator.control.dropSockets()],
    ['is moved by Slack', (emulator: Emulator) => emulator.control.disconnectSockets('refresh_requested')],
  ])('comes back at once when the connection %s', async (_name, cut) => {
    const { emulator, connection } = await line('socket');
    connection.bolt.command('/route-request', ({ ack }) => ack());
    await connection.start();
    const before = emulator.control.calls({ method: 'apps.connections.open' }).length;
    cut(emulator);
    const since = performance.now();
    await eventually('connected anew', () => {
      const opened = emulator.control.calls({ method: 'apps.connections.open' }).length;
      return opened > before && connection.trouble() === null && emulator.control.openSockets() === 1;
    });
    expect(performance.now() - since).toBeLessThan(3000);
    expect((await emulator.people.act('UANN', 'command', command)).outcome).toBe('acked');
  });

  it('does not connect again once it was stopped', async () => {
    const { emulator, connection } = await line('socket');
    await connection.start();
    await connection.stop(1000);
    await eventually('hung up', () => emulator.control.openSockets() === 0);
    expect(connection.trouble()).toBe('Stopped.');
  });
});

describe('HTTP', () => {
  const heard = async () => {
    const { emulator, connection } = await line('http');
    let count = 0;
    connection.bolt.command('/route-request', async ({ ack }) => {
      count += 1;
      await ack();
    });
    await connection.start();
    await emulator.people.act('UANN', 'command', command);
    const [delivery] = emulator.control.deliveries({ kind: 'slash_commands' });
    if (!delivery) throw new Error('nothing was delivered');
    return { emulator, delivery, count: () => count };
  };

  it.each([
    ['made with another secret', { signature: 'wrong' }],
    ['that is old', { signature: 'old' }],
    ['from the future', { signature: 'old', age_s: -600 }],
    ['for other bytes', { signature: 'tampered' }],
    ['that is missing', { signature: 'missing' }],
  ] as const)('refuses a signature %s', async (_name, forgery) => {
    const { emulator, delivery, count } = await heard();
    expect(await emulator.control.redeliver(delivery.id, { forgery })).toMatchObject({ status: 401 });
    expect(count()).toBe(1);
  });

  it('takes a delivery once more, as Slack retries it', async () => {
    const { emulator, delivery, count } = await heard();
    const how = { retry_num: 1, retry_reason: 'http_timeout' };
    expect(await emulator.control.redeliver(delivery.id, how)).toMatchObject({ outcome: 'acked' });
    expect(count()).toBe(2);
  });

  it('answers the challenge by which Slack verifies the address', async () => {
    const { emulator } = await heard();
    expect(await emulator.control.verifyRequestUrl()).toBe(true);
  });

  it('is not ready until Slack was reached once, and then is', async () => {
    const { emulator, connection } = await line('http');
    emulator.control.addFault({ kind: 'http_error', method: 'auth.test', status: 503 });
    await connection.start();
    expect(connection.trouble()).not.toBeNull();
    await eventually('reached', () => connection.trouble() === null);
  });
});

const modal: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: 'Form' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'why',
      label: { type: 'plain_text', text: 'Why' },
      element: { type: 'plain_text_input', action_id: 'text' },
    },
  ],
};
