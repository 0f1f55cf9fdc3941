import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/sandbox/emulator/json.ts';
import { call, setUp } from './support/api.ts';
import { ALL_SCOPES } from './support/workspace.ts';

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
