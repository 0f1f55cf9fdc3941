import { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { client, emulate, QUIET, socketApp, until } from './support/apps.ts';
import { workspace } from './support/workspace.ts';

describe('rate limits', () => {
  const limited = () => emulate({ workspace: workspace({ rateLimits: true }) });

  it('let one message a second into a channel, with a short burst', async () => {
    const emulator = await limited();
    emulator.control.setRate(0);
    const slack = client(emulator);
    const post = (channel: string) => slack.chat.postMessage({ channel, text: 'x' });
    for (let count = 0; count < 3; count += 1) await post('CGEN');
    await expect(post('CGEN')).rejects.toMatchObject({
      code: 'slack_webapi_rate_limited_error',
      retryAfter: 1,
    });
    expect(await post('CPRIV')).toMatchObject({ ok: true });
    emulator.clock.advance(1000);
    expect(await post('CGEN')).toMatchObject({ ok: true });
    await expect(post('CGEN')).rejects.toMatchObject({ retryAfter: 1 });
    expect(emulator.control.messages('CGEN')).toHaveLength(4);
  });

  it('let Slack’s own client wait and go on', async () => {
    const emulator = await limited();
    emulator.control.setRate(100);
    const slack = new WebClient('xoxb-1-test', {
      slackApiUrl: emulator.apiUrl,
      logger: QUIET,
      retryConfig: { retries: 3 },
    });
    await Promise.all(
      Array.from({ length: 5 }, () => slack.chat.postMessage({ channel: 'CGEN', text: 'x' })),
    );
    expect(emulator.control.messages('CGEN')).toHaveLength(5);
  });

  it('let a method be called as often as its tier says', async () => {
    const emulator = await limited();
    emulator.control.setRate(0);
    const slack = client(emulator);
    for (let count = 0; count < 20; count += 1) await slack.users.list({});
    emulator.clock.advance(20_000);
    await expect(slack.users.list({})).rejects.toMatchObject({ retryAfter: 40 });
    expect(await slack.users.info({ user: 'UADA' })).toMatchObject({ ok: true });
    emulator.clock.advance(40_000);
    expect(await slack.users.list({})).toMatchObject({ ok: true });
  });

  it('are off unless the workspace has them, and can be switched', async () => {
    const emulator = await emulate();
    emulator.control.setRate(0);
    const slack = client(emulator);
    for (let count = 0; count < 10; count += 1) await slack.chat.postMessage({ channel: 'CGEN', text: 'x' });
    emulator.control.setRateLimits(true);
    for (let count = 0; count < 3; count += 1) await slack.chat.postMessage({ channel: 'CGEN', text: 'x' });
    await expect(slack.chat.postMessage({ channel: 'CGEN', text: 'x' })).rejects.toThrow();
  });
});

describe('faults', () => {
  const message = { channel: 'CGEN', text: 'x' };

  it('answer 429, 5xx and errors instead of doing anything', async () => {
    const emulator = await emulate();
    const slack = client(emulator);
    const { control } = emulator;
    control.addFault({ method: 'chat.postMessage', kind: 'rate_limited', retry_after: 7 });
    await expect(slack.chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 7 });
    control.addFault({ method: '*', kind: 'http_error', status: 503 });
    await expect(slack.chat.postMessage(message)).rejects.toMatchObject({ statusCode: 503 });
    control.addFault({ method: '*', kind: 'error', error: 'fatal_error' });
    await expect(slack.chat.postMessage(message)).rejects.toThrow('fatal_error');
    expect(control.messages('CGEN')).toEqual([]);
    expect(await slack.chat.postMessage(message)).toMatchObject({ ok: true });
    expect(
      control.calls({ method: 'chat.postMessage' }).map(({ status, ok, fault }) => [status, ok, fault]),
    ).toEqual([
      [429, false, 'rate_limited'],
      [503, false, 'http_error'],
      [200, false, 'error'],
      [200, true, undefined],
    ]);
  });

  it('lose the answer after the effect, or the request before it', async () => {
    const emulator = await emulate();
    const slack = client(emulator);
    emulator.control.addFault({ method: 'chat.postMessage', kind: 'lost_response' });
    const metadata = { event_type: 'job', event_payload: { id: 'j1' } };
    await expect(slack.chat.postMessage({ ...message, metadata })).rejects.toMatchObject({
      code: 'slack_webapi_request_error',
    });
    const history = await slack.conversations.history({ channel: 'CGEN', include_all_metadata: true });
    expect(history.messages).toMatchObject([{ text: 'x', metadata }]);
    emulator.control.addFault({ method: 'chat.postMessage', kind: 'dropped' });
    await expect(slack.chat.postMessage(message)).rejects.toMatchObject({
      code: 'slack_webapi_request_error',
    });
    expect(emulator.control.messages('CGEN')).toHaveLength(1);
  });

  it('come slowly, or never', async () => {
    const emulator = await emulate();
    const slack = client(emulator);
    emulator.control.addFault({ method: 'auth.test', kind: 'slow', ms: 50 });
    const began = performance.now();
    await slack.auth.test();
    expect(performance.now() - began).toBeGreaterThanOrEqual(49);
    emulator.control.addFault({ method: 'auth.test', kind: 'hang' });
    const given = AbortSignal.timeout(100);
    await expect(fetch(`${emulator.apiUrl}auth.test`, { method: 'POST', signal: given })).rejects.toThrow(
      'timeout',
    );
  });

  it('strike as often, where and as long as they are told to', async () => {
    const emulator = await emulate();
    const slack = client(emulator);
    const { control } = emulator;
    control.setRate(0);
    const outcome = async (channel = 'CGEN') => {
      const answer = await slack.chat.postMessage({ channel, text: 'x' }).catch((error: Error) => error);
      return !(answer instanceof Error);
    };
    control.addFault({ method: '*', kind: 'http_error', status: 500, times: 2 });
    expect([await outcome(), await outcome(), await outcome()]).toEqual([false, false, true]);
    control.addFault({
      method: 'chat.postMessage',
      kind: 'http_error',
      status: 500,
      where: { channel: 'CPRIV' },
    });
    expect([await outcome('CGEN'), await outcome('CPRIV'), await outcome('CPRIV')]).toEqual([
      true,
      false,
      true,
    ]);
    control.addFault({ method: '*', kind: 'http_error', status: 500, for_ms: 3_600_000 });
    expect([await outcome(), await outcome()]).toEqual([false, false]);
    emulator.clock.advance(3_600_000);
    expect(await outcome()).toBe(true);
    control.addFault({ method: '*', kind: 'http_error', status: 500, times: null });
    expect(await outcome()).toBe(false);
    expect(control.faults()).toHaveLength(1);
    control.clearFaults();
    expect(await outcome()).toBe(true);
  });

  it('strike response urls and files too', async () => {
    const emulator = await emulate();
    await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    const url = String(emulator.control.deliveries()[0]?.payload.response_url);
    const respond = () => fetch(url, { method: 'POST', body: '{"text":"x"}' });
    emulator.control.addFault({ method: 'response_url', kind: 'http_error', status: 500 });
    expect((await respond()).status).toBe(500);
    emulator.control.addFault({ method: 'response_url', kind: 'lost_response' });
    await expect(respond()).rejects.toThrow();
    expect(emulator.people.messages('UADA', 'CGEN').messages).toHaveLength(1);
    emulator.control.addFault({ method: 'file_upload', kind: 'http_error', status: 500 });
    const slack = client(emulator);
    await expect(slack.filesUploadV2({ filename: 'a.txt', file: Buffer.from('x') })).rejects.toThrow();
  });
});

describe('a workspace', () => {
  it('starts anew, with its logs empty and people told to look again', async () => {
    const emulator = await emulate();
    const { app, start } = socketApp(emulator);
    app.command('/gate', async ({ ack }) => ack('hi'));
    await start();
    await client(emulator).chat.postMessage({ channel: 'CGEN', text: 'x' });
    emulator.control.changeUser('UADA', { real_name: 'Other' });
    const before = emulator.people.state('UADA').epoch;
    const heard: string[] = [];
    emulator.people.live('UADA', (event) => void heard.push(event.type));
    emulator.control.reset();
    expect(heard).toEqual(['reload']);
    expect(emulator.people.state('UADA')).toMatchObject({
      me: { real_name: 'Ada Lovelace' },
      epoch: expect.not.stringMatching(before),
    });
    expect(emulator.control.messages('CGEN')).toEqual([]);
    expect(emulator.control.calls()).toEqual([]);
    const again = await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    expect(again).toMatchObject({ outcome: 'acked' });
    await until('the answer', () => emulator.people.messages('UADA', 'CGEN').messages[0]?.text === 'hi');
  });
});
