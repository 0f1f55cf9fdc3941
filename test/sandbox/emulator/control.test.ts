import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { remoteControl, remotePerson } from '../../../src/sandbox/emulator/client.ts';
import { isEmulatorPath } from '../../../src/sandbox/emulator/http/listener.ts';
import { client, emulate, httpApp } from './support/apps.ts';
import { workspace } from './support/workspace.ts';

describe('control over HTTP', () => {
  it('moves the clock', async () => {
    const emulator = await emulate();
    const control = remoteControl(emulator.url);
    const { now: before } = await control('GET', 'clock');
    const stopped = await control('POST', 'clock', { rate: 0 });
    expect(stopped.rate).toBe(0);
    const { now: after } = await control('POST', 'clock', { advance_ms: 3_600_000 });
    expect(Number(after) - Number(stopped.now)).toBe(3_600_000);
    expect(Number(stopped.now)).toBeGreaterThanOrEqual(Number(before));
    await expect(control('POST', 'clock', { advance_ms: -1 })).rejects.toThrow('400');
    await expect(control('POST', 'clock', { back: 1 })).rejects.toThrow('back');
  });

  it('adds faults, shows calls, and empties both', async () => {
    const emulator = await emulate();
    const control = remoteControl(emulator.url);
    const { fault } = await control('POST', 'faults', {
      method: 'auth.test',
      kind: 'http_error',
      status: 500,
    });
    expect(fault).toMatchObject({ id: 'fault-1', left: 1 });
    await expect(client(emulator).auth.test()).rejects.toThrow();
    await client(emulator).auth.test();
    expect(await control('GET', 'faults')).toMatchObject({ faults: [] });
    expect(await control('GET', 'calls?method=auth.test&ok=true')).toMatchObject({
      calls: [{ n: 2, ok: true }],
    });
    expect(await control('GET', 'calls?after=1')).toMatchObject({ calls: [{ n: 2 }] });
    await control('DELETE', 'calls');
    expect(await control('GET', 'calls')).toMatchObject({ calls: [] });
    await expect(control('POST', 'faults', { method: '*', kind: 'fire' })).rejects.toThrow('400');
  });

  it('lists deliveries and sends one again, forged', async () => {
    const emulator = await emulate();
    const { app, start } = httpApp(emulator);
    app.command('/gate', async ({ ack }) => ack());
    await start();
    const control = remoteControl(emulator.url);
    await emulator.people.act('UADA', 'command', { channel: 'CGEN', command: '/gate' });
    const { deliveries } = await control('GET', 'deliveries?kind=slash_commands&user=UADA');
    expect(deliveries).toMatchObject([
      { id: 'D-1', type: '/gate', outcome: 'acked', attempts: [{ via: 'http', status: 200 }] },
    ]);
    expect(await control('POST', 'deliveries/D-1/redeliver')).toMatchObject({ ok: true, outcome: 'acked' });
    const forged = { forgery: { signature: 'wrong' } };
    expect(await control('POST', 'deliveries/D-1/redeliver', forged)).toMatchObject({
      outcome: 'failed',
      status: 401,
    });
    await expect(control('POST', 'deliveries/D-9/redeliver')).rejects.toThrow('no delivery D-9');
    expect(await control('POST', 'verify-url')).toMatchObject({ verified: true });
  });

  it('changes people, channels, groups, scopes and the app', async () => {
    const emulator = await emulate();
    const control = remoteControl(emulator.url);
    const slack = client(emulator);
    await control('POST', 'users', { id: 'UNEW', name: 'new', real_name: 'New', is_restricted: true });
    expect((await slack.users.info({ user: 'UNEW' })).user).toMatchObject({ is_restricted: true });
    await control('POST', 'channels', {
      id: 'CNEW',
      name: 'new',
      members: ['UNEW', 'UBOT'],
      is_private: true,
    });
    await control('POST', 'channels/CNEW', { add_members: ['UADA'], is_archived: true });
    await expect(slack.chat.postMessage({ channel: 'CNEW', text: 'x' })).rejects.toThrow('is_archived');
    expect(await control('GET', 'messages?channel=CNEW')).toMatchObject({
      messages: [{ subtype: 'group_join' }],
    });
    await control('POST', 'channels/CNEW', { remove_members: ['UBOT'], is_archived: false });
    await expect(slack.chat.postMessage({ channel: 'CNEW', text: 'x' })).rejects.toThrow('channel_not_found');
    await control('POST', 'usergroups/SREV', { users: ['UNEW'] });
    expect((await slack.usergroups.users.list({ usergroup: 'SREV' })).users).toEqual(['UNEW']);
    await control('POST', 'scopes', { scopes: ['chat:write'] });
    await expect(slack.users.info({ user: 'UNEW' })).rejects.toThrow('missing_scope');
    await control('POST', 'app', { bot_tokens: ['xoxb-2'] });
    await expect(slack.auth.test()).rejects.toThrow('invalid_auth');
    await control('POST', 'reset');
    expect(await slack.auth.test()).toMatchObject({ ok: true });
    await expect(control('POST', 'users/UNONE', { deleted: true })).rejects.toThrow('no user UNONE');
    await expect(control('GET', 'weather')).rejects.toThrow('404');
  });
});

describe('the emulator', () => {
  it('can be mounted on the port of another server', async () => {
    const emulator = await emulate();
    const server = createServer((req, res) => {
      if (isEmulatorPath(req.url ?? '')) emulator.listener(req, res);
      else res.end('the other server');
    });
    server.on('upgrade', emulator.upgrade);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    expect(await (await fetch(url)).text()).toBe('the other server');
    const ada = remotePerson(url, 'UADA');
    expect(await ada.state()).toMatchObject({ me: { id: 'UADA' } });
    const greeted = Promise.withResolvers<string>();
    const stop = ada.live((event) => greeted.resolve(event.type));
    expect(await greeted.promise).toBe('hello');
    stop();
    server.closeAllConnections();
    server.close();
  });

  it('runs as a process of its own and says where', async () => {
    const seed = join(mkdtempSync(join(tmpdir(), 'emulator-')), 'seed.json');
    writeFileSync(seed, JSON.stringify(workspace()));
    const child = spawn(process.execPath, ['src/sandbox/emulator/main.ts', '--seed', seed]);
    const [line] = await once(createInterface(child.stdout), 'line');
    const { url, api_url, pid } = JSON.parse(String(line));
    expect(pid).toBe(child.pid);
    expect(await remotePerson(url, 'UADA').state()).toMatchObject({ me: { id: 'UADA' } });
    expect((await fetch(`${api_url}auth.test`, { method: 'POST' })).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says what is wrong with a seed', async () => {
    const seed = join(mkdtempSync(join(tmpdir(), 'emulator-')), 'seed.json');
    writeFileSync(seed, JSON.stringify({ ...workspace(), users: [{ id: 'U1' }] }));
    const child = spawn(process.execPath, ['src/sandbox/emulator/main.ts', '--seed', seed]);
    const [text] = await once(child.stderr, 'data');
    expect(String(text)).toContain('users[0].name');
    expect(await once(child, 'exit')).toEqual([1, null]);
  });
});
