import { describe, expect, it } from 'vitest';
import { setUp } from './support/api.ts';

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
