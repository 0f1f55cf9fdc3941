import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/sandbox/emulator/json.ts';
import { METHODS } from '../../../src/sandbox/emulator/web-api/registry.ts';
import { call, setUp } from './support/api.ts';
import { ALL_SCOPES, APP_TOKEN, BOT_TOKEN } from './support/workspace.ts';

describe('tokens and scopes', () => {
  it('answers HTTP 200 to a method it does not know', async () => {
    const { emulator } = await setUp();
    const response = await fetch(`${emulator.apiUrl}chat.whisper`, { method: 'POST' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ok: false, error: 'unknown_method' });
  });

  it('tells missing, wrong, misplaced and dead tokens apart', async () => {
    const { emulator } = await setUp();
    expect(await call(emulator, 'auth.test', {}, '')).toEqual({ ok: false, error: 'not_authed' });
    expect(await call(emulator, 'auth.test', {}, 'xoxb-other')).toEqual({ ok: false, error: 'invalid_auth' });
    expect(await call(emulator, 'auth.test', {}, APP_TOKEN)).toEqual({
      ok: false,
      error: 'not_allowed_token_type',
    });
    expect(await call(emulator, 'apps.connections.open')).toEqual({
      ok: false,
      error: 'not_allowed_token_type',
    });
    emulator.control.changeUser('UBOT', { deleted: true });
    expect(await call(emulator, 'auth.test')).toEqual({ ok: false, error: 'account_inactive' });
  });

  it('takes the token and arguments from a form as well', async () => {
    const { emulator } = await setUp();
    const body = new URLSearchParams({ token: BOT_TOKEN, channel: 'CGEN', blocks: '[{"type":"divider"}]' });
    const response = await fetch(`${emulator.apiUrl}chat.postMessage`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ ok: true, message: { blocks: [{ type: 'divider' }] } });
  });

  it('says who the bot is', async () => {
    const { slack } = await setUp();
    const answer = await slack.auth.test();
    expect(answer).toMatchObject({
      ok: true,
      team_id: 'T1',
      user_id: 'UBOT',
      bot_id: 'B1',
      user: 'gate',
      team: 'Acme',
    });
    expect(answer.response_metadata?.scopes).toEqual(ALL_SCOPES);
  });

  const needs: [method: string, args: JsonObject, scope: string][] = [
    ['chat.postMessage', { channel: 'CGEN', text: 'x' }, 'chat:write'],
    ['chat.postEphemeral', { channel: 'CGEN', user: 'UADA', text: 'x' }, 'chat:write'],
    ['conversations.list', {}, 'channels:read'],
    ['conversations.list', { types: 'public_channel,private_channel' }, 'groups:read'],
    ['conversations.info', { channel: 'CPRIV' }, 'groups:read'],
    ['conversations.members', { channel: 'CGEN' }, 'channels:read'],
    ['conversations.history', { channel: 'CGEN' }, 'channels:history'],
    ['conversations.replies', { channel: 'CPRIV', ts: '1' }, 'groups:history'],
    ['conversations.open', { users: 'UADA' }, 'im:write'],
    ['conversations.join', { channel: 'COUT' }, 'channels:join'],
    ['conversations.create', { name: 'x' }, 'channels:manage'],
    ['users.info', { user: 'UADA' }, 'users:read'],
    ['users.lookupByEmail', { email: 'x' }, 'users:read.email'],
    ['usergroups.list', {}, 'usergroups:read'],
    ['usergroups.users.list', { usergroup: 'SREV' }, 'usergroups:read'],
    ['reactions.add', { channel: 'CGEN', timestamp: '1.1', name: 'x' }, 'reactions:write'],
    ['files.info', { file: 'F1' }, 'files:read'],
    ['team.info', {}, 'team:read'],
  ];

  it.each(needs)('%s with %j needs %3$s', async (method, args, scope) => {
    const granted = ALL_SCOPES.filter((each) => each !== scope);
    const { emulator } = await setUp({ scopes: granted });
    expect(await call(emulator, method, args)).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: scope,
      provided: granted.join(','),
    });
  });
});

describe('views', () => {
  const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'T' }, blocks: [] };

  it('explains a wrong view as Slack does', async () => {
    const { emulator } = await setUp();
    const wrong = { type: 'home', blocks: [{ type: 'alert' }] };
    expect(await call(emulator, 'views.publish', { user_id: 'UADA', view: wrong })).toEqual({
      ok: false,
      error: 'invalid_arguments',
      response_metadata: {
        messages: [
          '[ERROR] failed to match all allowed schemas [json-pointer:/view]',
          '[ERROR] unsupported type: alert [json-pointer:/view/blocks/0/type]',
        ],
      },
    });
  });

  it('guards Home with its hash', async () => {
    const { slack } = await setUp();
    const home = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };
    const first = await slack.views.publish({ user_id: 'UADA', view: home });
    const second = await slack.views.publish({ user_id: 'UADA', view: home, hash: first.view?.hash ?? '' });
    expect(second.view?.id).toBe(first.view?.id);
    await expect(
      slack.views.publish({ user_id: 'UADA', view: home, hash: first.view?.hash ?? '' }),
    ).rejects.toThrow('hash_conflict');
  });

  it('updates what is open by id or external id, and nothing else', async () => {
    const { emulator, slack } = await setUp();
    const home = await slack.views.publish({
      user_id: 'UADA',
      view: { type: 'home', external_id: 'mine', blocks: [] },
    });
    expect(
      await slack.views.update({ external_id: 'mine', view: { type: 'home', blocks: [] } }),
    ).toMatchObject({
      view: { id: home.view?.id },
    });
    await expect(slack.views.update({ view_id: 'VNONE', view })).rejects.toThrow('not_found');
    await expect(slack.views.update({ view_id: home.view?.id ?? '', view })).rejects.toThrow('not_found');
    await slack.views.publish({ user_id: 'UADA', view: { type: 'home', external_id: 'mine', blocks: [] } });
    await expect(
      slack.views.publish({ user_id: 'UBEN', view: { type: 'home', external_id: 'mine', blocks: [] } }),
    ).rejects.toThrow('duplicate_external_id');
    emulator.control.changeApp({ home_tab: false });
    await expect(
      slack.views.publish({ user_id: 'UADA', view: { type: 'home', blocks: [] } }),
    ).rejects.toThrow('not_enabled');
  });
});

describe('files', () => {
  it('takes an upload, shares it, and gives it back only with a token', async () => {
    const { emulator, slack } = await setUp();
    await slack.filesUploadV2({
      channel_id: 'CGEN',
      filename: 'packet.yml',
      file: Buffer.from('a: 1\n'),
      title: 'The packet',
      initial_comment: 'look',
    });
    const [message] = emulator.people.messages('UADA', 'CGEN').messages;
    expect(message).toMatchObject({
      text: 'look',
      subtype: 'file_share',
      files: [{ name: 'packet.yml', title: 'The packet', size: 5, filetype: 'yml', mimetype: 'text/yaml' }],
    });
    const id = message?.files[0]?.id ?? '';
    const { file } = await slack.files.info({ file: id });
    const url = file?.url_private_download ?? '';
    const withToken = await fetch(url, { headers: { authorization: `Bearer ${BOT_TOKEN}` } });
    expect(await withToken.text()).toBe('a: 1\n');
    const without = await fetch(url, { redirect: 'manual' });
    expect(without.status).toBe(302);
    const seen = await fetch(emulator.url + (message?.files[0]?.url ?? ''));
    expect(await seen.text()).toBe('a: 1\n');
    await expect(slack.files.info({ file: 'FNONE' })).rejects.toThrow('file_not_found');
  });

  it('takes text as content, and refuses an upload that never came', async () => {
    const { emulator, slack } = await setUp();
    await slack.filesUploadV2({ channel_id: 'CGEN', filename: 'notes.txt', content: 'hello' });
    expect(emulator.people.messages('UADA', 'CGEN').messages[0]?.files).toMatchObject([
      { name: 'notes.txt', size: 5 },
    ]);
    const { file_id = '' } = await slack.files.getUploadURLExternal({ filename: 'x.txt', length: 3 });
    await expect(slack.files.completeUploadExternal({ files: [{ id: file_id }] })).rejects.toThrow(
      'file_not_found',
    );
  });
});

describe('blocks.validate', () => {
  it('answers with pointers, codes and constraints', async () => {
    const { emulator } = await setUp();
    const blocks = JSON.stringify([{ type: 'header', text: { type: 'invalid', text: 'x' } }]);
    expect(await call(emulator, 'blocks.validate', { blocks })).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [
        {
          pointer: '/0/text/type',
          code: 'failed_constraint',
          message: 'unsupported type: invalid',
          constraint: { type: 'enum', expected: ['plain_text'] },
        },
      ],
    });
    expect(await call(emulator, 'blocks.validate', { view: '{"type":"modal"}' })).toMatchObject({
      error: 'invalid_view',
    });
    expect(await call(emulator, 'blocks.validate', { message: '{}' })).toMatchObject({
      error: 'invalid_message',
    });
    expect(await call(emulator, 'blocks.validate', { message: '{"text":"x"}' })).toEqual({ ok: true });
    expect(await call(emulator, 'blocks.validate', {})).toMatchObject({ error: 'invalid_arguments' });
  });
});

describe('every method', () => {
  it('answers arguments that make no sense with an error, never with a crash', async () => {
    const { emulator } = await setUp();
    const nonsense: JsonObject = {
      channel: ['x'],
      user: 7,
      users: { a: 1 },
      ts: true,
      view: '[]',
      blocks: 'null',
      files: '{}',
      limit: 'many',
      cursor: '%%%',
      trigger_id: {},
      post_at: 'soon',
      name: '',
      email: 1,
      usergroup: null,
      message: '[]',
    };
    for (const [name, { token }] of Object.entries(METHODS)) {
      const bearer = token === 'app' ? APP_TOKEN : BOT_TOKEN;
      for (const args of [{}, nonsense]) {
        const answer = await call(emulator, name, args, bearer);
        expect(answer, name).toMatchObject({ ok: expect.any(Boolean) });
        expect(answer.error, name).not.toBe('fatal_error');
      }
    }
  });
});
