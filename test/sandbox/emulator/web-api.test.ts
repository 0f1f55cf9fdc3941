import type { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import type { Emulator } from '../../../src/sandbox/emulator/emulator.ts';
import type { JsonObject } from '../../../src/sandbox/emulator/json.ts';
import { METHODS } from '../../../src/sandbox/emulator/web-api/registry.ts';
import { client, emulate } from './support/apps.ts';
import { ALL_SCOPES, APP_TOKEN, BOT_TOKEN, workspace } from './support/workspace.ts';

/** Calls a method as any HTTP client does, with a JSON body; answers what Slack answers. */
async function call(
  emulator: Emulator,
  method: string,
  args: JsonObject = {},
  token = BOT_TOKEN,
): Promise<JsonObject> {
  const response = await fetch(emulator.apiUrl + method, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(token !== '' && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(args),
  });
  const body: JsonObject = JSON.parse(await response.text());
  return body;
}

async function setUp(
  change: Parameters<typeof workspace>[0] = {},
): Promise<{ emulator: Emulator; slack: WebClient }> {
  const emulator = await emulate({ workspace: workspace(change) });
  return { emulator, slack: client(emulator) };
}

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

describe('refusals of messages', () => {
  const post: [why: string, args: JsonObject, error: string][] = [
    ['a channel that is not there', { channel: 'CNONE', text: 'x' }, 'channel_not_found'],
    ['a private channel it is not in', { channel: 'CHID', text: 'x' }, 'channel_not_found'],
    ['a public channel it is not in', { channel: 'COUT', text: 'x' }, 'not_in_channel'],
    ['an archived channel', { channel: 'COLD', text: 'x' }, 'is_archived'],
    ['no channel', { text: 'x' }, 'invalid_arguments'],
    ['nothing to say', { channel: 'CGEN' }, 'no_text'],
    ['blocks that are none', { channel: 'CGEN', blocks: '[oops' }, 'invalid_blocks_format'],
    ['a wrong block', { channel: 'CGEN', blocks: [{ type: 'poster' }] }, 'invalid_blocks'],
    [
      'too many attachments',
      { channel: 'CGEN', attachments: Array(101).fill({ text: 'x' }) },
      'too_many_attachments',
    ],
    [
      'metadata without a payload',
      { channel: 'CGEN', text: 'x', metadata: { event_type: 'x' } },
      'invalid_metadata_schema',
    ],
    ['a thread that is not there', { channel: 'CGEN', text: 'x', thread_ts: '1.1' }, 'thread_not_found'],
    ['another name without the scope', { channel: 'CGEN', text: 'x', username: 'Boss' }, 'missing_scope'],
    ['a deactivated user', { channel: 'UGONE', text: 'x' }, 'channel_not_found'],
    ['markdown and text', { channel: 'CGEN', text: 'x', markdown_text: 'y' }, 'markdown_text_conflict'],
  ];

  it.each(post)('chat.postMessage refuses %s', async (_, args, error) => {
    const { emulator } = await setUp();
    expect(await call(emulator, 'chat.postMessage', args)).toMatchObject({ ok: false, error });
  });

  it('explains wrong blocks with pointers', async () => {
    const { emulator } = await setUp();
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
    expect(await call(emulator, 'chat.postMessage', { channel: 'CGEN', blocks })).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: ['must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
      response_metadata: {
        messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
      },
    });
  });

  it('writes into public channels it is not in only with chat:write.public', async () => {
    const { slack } = await setUp({ scopes: [...ALL_SCOPES, 'chat:write.public'] });
    expect(await slack.chat.postMessage({ channel: 'COUT', text: 'x' })).toMatchObject({
      ok: true,
      channel: 'COUT',
    });
  });

  it('changes and deletes only its own messages', async () => {
    const { emulator } = await setUp();
    const said = await emulator.people.act('UADA', 'say', { channel: 'CGEN', text: 'mine' });
    const ts = 'message' in said ? (said.message?.ts ?? '') : '';
    const at = { channel: 'CGEN', ts };
    expect(await call(emulator, 'chat.update', { ...at, text: 'x' })).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await call(emulator, 'chat.delete', at)).toMatchObject({ error: 'cant_delete_message' });
    const gone = { channel: 'CGEN', ts: '1.000001' };
    expect(await call(emulator, 'chat.update', { ...gone, text: 'x' })).toMatchObject({
      error: 'message_not_found',
    });
    expect(await call(emulator, 'chat.delete', gone)).toMatchObject({ error: 'message_not_found' });
    const old = { channel: 'COLD', ts, text: 'x' };
    expect(await call(emulator, 'chat.update', old)).toMatchObject({ error: 'is_inactive' });
  });

  it('shows ephemeral messages only to members', async () => {
    const { emulator, slack } = await setUp();
    const outsider = { channel: 'CPRIV', user: 'UBEN', text: 'x' };
    expect(await call(emulator, 'chat.postEphemeral', outsider)).toMatchObject({
      error: 'user_not_in_channel',
    });
    const { message_ts } = await slack.chat.postEphemeral({ channel: 'CGEN', user: 'UBEN', text: 'psst' });
    expect(emulator.people.messages('UBEN', 'CGEN').messages).toMatchObject([
      { ts: message_ts, ephemeral: true },
    ]);
    expect(emulator.people.messages('UADA', 'CGEN').messages).toEqual([]);
    expect((await slack.conversations.history({ channel: 'CGEN' })).messages).toEqual([]);
    expect(
      await call(emulator, 'chat.update', { channel: 'CGEN', ts: message_ts ?? '', text: 'x' }),
    ).toMatchObject({
      error: 'message_not_found',
    });
  });
});

describe('messages', () => {
  it('gives metadata back only when asked', async () => {
    const { slack } = await setUp();
    const metadata = { event_type: 'card', event_payload: { job: 'j1' } };
    const { ts = '' } = await slack.chat.postMessage({ channel: 'CGEN', text: 'card', metadata });
    const plain = await slack.conversations.history({ channel: 'CGEN' });
    expect(plain.messages?.[0]?.metadata).toBeUndefined();
    const whole = await slack.conversations.history({ channel: 'CGEN', include_all_metadata: true });
    expect(whole.messages?.[0]?.metadata).toEqual(metadata);
    await slack.chat.update({ channel: 'CGEN', ts, text: 'changed' });
    const kept = await slack.conversations.replies({ channel: 'CGEN', ts, include_all_metadata: true });
    expect(kept.messages?.[0]).toMatchObject({ text: 'changed', metadata });
  });

  it('drops blocks when an update brings a text only, and marks that as edited', async () => {
    const { slack } = await setUp();
    const { ts = '' } = await slack.chat.postMessage({
      channel: 'CGEN',
      text: 'a',
      blocks: [{ type: 'divider' }],
    });
    const withBlocks = await slack.chat.update({
      channel: 'CGEN',
      ts,
      blocks: [{ type: 'divider' }, { type: 'divider' }],
    });
    expect(withBlocks.message).toMatchObject({ text: 'a', blocks: [{}, {}] });
    expect(withBlocks.message).not.toHaveProperty('edited');
    const textOnly = await slack.chat.update({ channel: 'CGEN', ts, text: 'b' });
    expect(textOnly.message).toMatchObject({ text: 'b', edited: { user: 'UBOT' } });
    expect(textOnly.message).not.toHaveProperty('blocks');
  });

  it('refuses updates with more than 4000 characters, cuts posts at 40,000', async () => {
    const { emulator, slack } = await setUp();
    const { ts = '', message } = await slack.chat.postMessage({ channel: 'CGEN', text: 'x'.repeat(40_100) });
    expect(message?.text).toHaveLength(40_000);
    expect(
      await call(emulator, 'chat.update', { channel: 'CGEN', ts, text: 'x'.repeat(4001) }),
    ).toMatchObject({
      error: 'msg_too_long',
    });
  });

  it('counts replies, keeps them out of the channel unless broadcast, and a tombstone for their parent', async () => {
    const { emulator, slack } = await setUp();
    const { ts: parent = '' } = await slack.chat.postMessage({ channel: 'CGEN', text: 'parent' });
    await slack.chat.postMessage({ channel: 'CGEN', text: 'one', thread_ts: parent });
    const said = await emulator.people.act('UADA', 'say', {
      channel: 'CGEN',
      text: 'two',
      thread_ts: parent,
    });
    const two = 'message' in said ? said.message?.ts : '';
    await slack.chat.postMessage({
      channel: 'CGEN',
      text: 'three',
      thread_ts: parent,
      reply_broadcast: true,
    });
    const history = await slack.conversations.history({ channel: 'CGEN' });
    expect(history.messages?.map(({ text, subtype }) => [text, subtype])).toEqual([
      ['three', 'thread_broadcast'],
      ['parent', undefined],
    ]);
    expect(history.messages?.[1]).toMatchObject({
      reply_count: 3,
      reply_users: ['UBOT', 'UADA'],
      reply_users_count: 2,
    });
    const thread = await slack.conversations.replies({ channel: 'CGEN', ts: parent });
    expect(thread.messages?.map(({ text }) => text)).toEqual(['parent', 'one', 'two', 'three']);
    expect(thread.messages?.[2]).toMatchObject({ ts: two, thread_ts: parent, parent_user_id: 'UBOT' });
    await slack.chat.delete({ channel: 'CGEN', ts: parent });
    const after = await slack.conversations.replies({ channel: 'CGEN', ts: parent });
    expect(after.messages?.[0]).toMatchObject({ subtype: 'tombstone', text: 'This message was deleted.' });
    await expect(slack.conversations.replies({ channel: 'CGEN', ts: '1.1' })).rejects.toThrow(
      'thread_not_found',
    );
  });

  it('posts into the direct message with a user, by the id of either', async () => {
    const { slack } = await setUp();
    const posted = await slack.chat.postMessage({ channel: 'UADA', text: 'hello' });
    const opened = await slack.conversations.open({ users: 'UADA', return_im: true });
    expect(opened).toMatchObject({
      already_open: true,
      channel: { id: posted.channel, is_im: true, user: 'UADA' },
    });
    expect((await slack.conversations.history({ channel: posted.channel ?? '' })).messages).toHaveLength(1);
    await expect(slack.conversations.open({ users: 'UGONE' })).rejects.toThrow('user_disabled');
    await expect(slack.conversations.open({ users: 'UNONE' })).rejects.toThrow('user_not_found');
  });

  it('posts scheduled messages when the clock gets there', async () => {
    const { emulator, slack } = await setUp();
    const now = Math.floor(emulator.clock.now() / 1000);
    const at = (seconds: number) => ({ channel: 'CGEN', text: `in ${seconds}`, post_at: now + seconds });
    await slack.chat.scheduleMessage(at(3600));
    const { scheduled_message_id = '' } = await slack.chat.scheduleMessage(at(60));
    await slack.chat.scheduleMessage(at(120));
    expect((await slack.chat.scheduledMessages.list()).scheduled_messages?.map(({ text }) => text)).toEqual([
      'in 60',
      'in 120',
      'in 3600',
    ]);
    await slack.chat.deleteScheduledMessage({ channel: 'CGEN', scheduled_message_id });
    emulator.clock.advance(180_000);
    expect(
      (await slack.conversations.history({ channel: 'CGEN' })).messages?.map(({ text }) => text),
    ).toEqual(['in 120']);
    await expect(slack.chat.scheduleMessage(at(-1))).rejects.toThrow('time_in_past');
    await expect(slack.chat.scheduleMessage(at(121 * 24 * 3600))).rejects.toThrow('time_too_far');
    await expect(
      slack.chat.deleteScheduledMessage({ channel: 'CGEN', scheduled_message_id }),
    ).rejects.toThrow('invalid_scheduled_message_id');
  });

  it('reacts once, and links to messages', async () => {
    const { slack } = await setUp();
    const { ts = '' } = await slack.chat.postMessage({ channel: 'CGEN', text: 'x' });
    const reaction = { channel: 'CGEN', timestamp: ts, name: 'eyes' };
    await slack.reactions.add(reaction);
    await expect(slack.reactions.add(reaction)).rejects.toThrow('already_reacted');
    expect(await slack.reactions.get({ channel: 'CGEN', timestamp: ts })).toMatchObject({
      message: { reactions: [{ name: 'eyes', count: 1, users: ['UBOT'] }] },
    });
    await slack.reactions.remove(reaction);
    await expect(slack.reactions.remove(reaction)).rejects.toThrow('no_reaction');
    const { permalink } = await slack.chat.getPermalink({ channel: 'CGEN', message_ts: ts });
    expect(permalink).toBe(`https://acme.slack.com/archives/CGEN/p${ts.replace('.', '')}`);
  });
});

describe('lists', () => {
  it('pages through history with cursors, newest first', async () => {
    const { slack } = await setUp();
    for (const text of ['1', '2', '3', '4', '5']) await slack.chat.postMessage({ channel: 'CGEN', text });
    const texts: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const page = await slack.conversations.history({
        channel: 'CGEN',
        limit: 2,
        ...(cursor && { cursor }),
      });
      texts.push(...(page.messages ?? []).map(({ text }) => text));
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    expect(texts).toEqual(['5', '4', '3', '2', '1']);
  });

  it('keeps history within oldest and latest', async () => {
    const { slack } = await setUp();
    const stamps: string[] = [];
    for (const text of ['1', '2', '3'])
      stamps.push((await slack.chat.postMessage({ channel: 'CGEN', text })).ts ?? '');
    const texts = async (range: { oldest?: string; latest?: string; inclusive?: boolean }) =>
      (await slack.conversations.history({ channel: 'CGEN', ...range })).messages?.map(({ text }) => text);
    expect(await texts({ oldest: stamps[0] ?? '' })).toEqual(['3', '2']);
    expect(await texts({ oldest: stamps[0] ?? '', inclusive: true })).toEqual(['3', '2', '1']);
    expect(await texts({ latest: stamps[2] ?? '', oldest: stamps[0] ?? '' })).toEqual(['2']);
  });

  it('pages through channels, members and users', async () => {
    const { slack } = await setUp();
    const first = await slack.conversations.list({ types: 'public_channel,private_channel', limit: 2 });
    expect(first.channels?.map(({ name }) => name)).toEqual(['general', 'secret']);
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await slack.conversations.list({
      types: 'public_channel,private_channel',
      limit: 2,
      cursor,
    });
    expect(second.channels?.map(({ name }) => name)).toEqual(['outside', 'old']);
    expect(second.response_metadata?.next_cursor).toBe('');
    const active = await slack.conversations.list({ exclude_archived: true });
    expect(active.channels?.map(({ name }) => name)).toEqual(['general', 'outside']);
    expect((await slack.conversations.members({ channel: 'CGEN', limit: 3 })).members).toEqual([
      'UADA',
      'UBEN',
      'UCLEO',
    ]);
    const users = await slack.users.list({ limit: 2 });
    expect(users.members?.map(({ id }) => id)).toEqual(['UADA', 'UBEN']);
    expect(users.response_metadata?.next_cursor).not.toBe('');
  });

  it('refuses cursors and limits that are none', async () => {
    const { slack } = await setUp();
    await expect(slack.conversations.list({ cursor: 'nonsense' })).rejects.toThrow('invalid_cursor');
    await expect(slack.conversations.list({ limit: 1001 })).rejects.toThrow('invalid_limit');
    await expect(slack.conversations.list({ types: 'secret_channel' })).rejects.toThrow('invalid_types');
  });

  it('refuses to read where the bot is not', async () => {
    const { slack } = await setUp();
    await expect(slack.conversations.history({ channel: 'COUT' })).rejects.toThrow('not_in_channel');
    await expect(slack.conversations.history({ channel: 'CHID' })).rejects.toThrow('channel_not_found');
    await expect(slack.conversations.info({ channel: 'CHID' })).rejects.toThrow('channel_not_found');
    expect(await slack.conversations.info({ channel: 'COUT' })).toMatchObject({
      channel: { is_member: false },
    });
  });
});

describe('people and groups', () => {
  it('tells guests, bots and deactivated users from the rest', async () => {
    const { slack } = await setUp();
    expect((await slack.users.info({ user: 'UADA' })).user).toMatchObject({
      id: 'UADA',
      team_id: 'T1',
      is_admin: true,
      tz: 'Europe/London',
      profile: { email: 'ada@acme.example', real_name: 'Ada Lovelace' },
    });
    expect((await slack.users.info({ user: 'UGUEST' })).user).toMatchObject({ is_restricted: true });
    expect((await slack.users.info({ user: 'UGONE' })).user).toMatchObject({ deleted: true });
    expect((await slack.users.info({ user: 'UBOT' })).user).toMatchObject({ is_bot: true });
    await expect(slack.users.info({ user: 'UNONE' })).rejects.toThrow('user_not_found');
    expect((await slack.users.lookupByEmail({ email: 'BEN@acme.example' })).user?.id).toBe('UBEN');
    await expect(slack.users.lookupByEmail({ email: 'nobody@acme.example' })).rejects.toThrow(
      'users_not_found',
    );
  });

  it('hides addresses without the scope for them', async () => {
    const { slack } = await setUp({ scopes: ['users:read'] });
    expect((await slack.users.info({ user: 'UADA' })).user?.profile).not.toHaveProperty('email');
  });

  it('lists groups, and their users while they are enabled', async () => {
    const { emulator, slack } = await setUp();
    expect((await slack.usergroups.list({ include_users: true })).usergroups).toMatchObject([
      { id: 'SREV', handle: 'reviewers', users: ['UBEN', 'UCLEO'] },
    ]);
    expect((await slack.usergroups.users.list({ usergroup: 'SREV' })).users).toEqual(['UBEN', 'UCLEO']);
    await expect(slack.usergroups.users.list({ usergroup: 'SNONE' })).rejects.toThrow('no_such_subteam');
    emulator.control.changeUserGroup('SREV', { disabled: true });
    expect((await slack.usergroups.list()).usergroups).toEqual([]);
  });

  it('joins, invites, creates and leaves', async () => {
    const { emulator, slack } = await setUp();
    expect(await slack.conversations.join({ channel: 'COUT' })).toMatchObject({
      channel: { is_member: true },
    });
    expect(await slack.conversations.join({ channel: 'COUT' })).toMatchObject({
      warning: 'already_in_channel',
    });
    await slack.conversations.invite({ channel: 'COUT', users: 'UCLEO' });
    await expect(slack.conversations.invite({ channel: 'COUT', users: 'UCLEO' })).rejects.toThrow(
      'already_in_channel',
    );
    await expect(slack.conversations.invite({ channel: 'COUT', users: 'UBOT' })).rejects.toThrow(
      'cant_invite_self',
    );
    const created = await slack.conversations.create({ name: 'new-room', is_private: true });
    expect(created.channel).toMatchObject({ name: 'new-room', is_private: true, is_member: true });
    await expect(slack.conversations.create({ name: 'new-room' })).rejects.toThrow('name_taken');
    await expect(slack.conversations.create({ name: 'New Room' })).rejects.toThrow('invalid_name_specials');
    await slack.conversations.leave({ channel: 'COUT' });
    expect(emulator.people.state('UADA').conversations.find(({ id }) => id === 'COUT')?.members).toEqual([
      'UADA',
      'UBEN',
      'UCLEO',
    ]);
    await expect(slack.conversations.join({ channel: 'COLD' })).rejects.toThrow('is_archived');
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
