import { describe, expect, it } from 'vitest';
import { remoteControl, remotePerson } from '../../../src/sandbox/emulator/client.ts';
import type { CastAnswer, LiveEvent } from '../../../src/sandbox/emulator/people.ts';
import { client, emulate, until } from './support/apps.ts';
import { workspace } from './support/workspace.ts';

/** A person over HTTP and WebSocket, with everything they heard. */
async function person(url: string, id: string) {
  const remote = remotePerson(url, id);
  const heard: LiveEvent[] = [];
  const stop = remote.live((event) => void heard.push(event));
  await until('the greeting', () => heard.length > 0);
  const ofType = <Type extends LiveEvent['type']>(type: Type) =>
    heard.filter((event): event is Extract<LiveEvent, { type: Type }> => event.type === type);
  return { ...remote, heard, ofType, stop };
}

describe('what a person sees', () => {
  it('is the cast, with guests, bots and the deactivated marked', async () => {
    const emulator = await emulate();
    const answer: CastAnswer = JSON.parse(await (await fetch(`${emulator.url}/people`)).text());
    expect(answer).toMatchObject({ ok: true, team: { id: 'T1', name: 'Acme', domain: 'acme' } });
    expect(answer.people).toMatchObject([
      { id: 'UADA', name: 'ada', real_name: 'Ada Lovelace', initials: 'AL', is_admin: true, online: true },
      { id: 'UBEN', initials: 'BB' },
      { id: 'UCLEO', initials: 'C' },
      { id: 'UGUEST', is_guest: true },
      { id: 'UGONE', deleted: true, online: false },
      { id: 'UBOT', is_bot: true },
    ]);
  });

  it('is public channels, and the private ones they are in', async () => {
    const emulator = await emulate();
    const names = (user: string) => emulator.people.state(user).conversations.map(({ name }) => name);
    expect(names('UADA')).toEqual(['general', 'secret', 'hidden', 'outside', 'old']);
    expect(names('UBEN')).toEqual(['general', 'outside', 'old']);
    expect(names('UGUEST')).toEqual([]);
    const hidden = await fetch(`${emulator.url}/people/UBEN/conversations/CHID/messages`);
    expect([hidden.status, await hidden.json()]).toMatchObject([404, { ok: false, outcome: 'invalid' }]);
    expect((await fetch(`${emulator.url}/people/UNONE/state`)).status).toBe(404);
  });

  it('is the commands, shortcuts and groups of the workspace', async () => {
    const emulator = await emulate();
    expect(await remotePerson(emulator.url, 'UADA').state()).toMatchObject({
      me: { id: 'UADA' },
      app: { id: 'A1', bot_user_id: 'UBOT', connected: 'none' },
      clock: { rate: 1 },
      commands: [{ command: '/gate', usage_hint: '[route]' }, { command: '/escaped' }],
      shortcuts: [{ callback_id: 'start' }, { callback_id: 'inspect' }],
      usergroups: [{ handle: 'reviewers', users: ['UBEN', 'UCLEO'] }],
      modals: [],
      home: null,
    });
  });

  it('counts what is unread and what calls for them', async () => {
    const emulator = await emulate();
    const { act, state } = emulator.people;
    const counts = (user: string, id = 'CGEN') => {
      const seen = state(user).conversations.find((conversation) => conversation.id === id);
      return [seen?.unread_count, seen?.mention_count];
    };
    await act('UADA', 'say', { channel: 'CGEN', text: 'one' });
    const said = await act('UADA', 'say', { channel: 'CGEN', text: 'two @ben' });
    await act('UADA', 'say', { channel: 'CGEN', text: 'three @reviewers' });
    const ts = 'message' in said ? (said.message?.ts ?? '') : '';
    await act('UADA', 'say', { channel: 'CGEN', text: 'in the thread @ben', thread_ts: ts });
    expect([counts('UADA'), counts('UBEN'), counts('UCLEO')]).toEqual([
      [0, 0],
      [3, 3],
      [3, 1],
    ]);
    await act('UBEN', 'read', { channel: 'CGEN', ts });
    expect(counts('UBEN')).toEqual([1, 2]);
    await act('UBEN', 'read', { channel: 'CGEN' });
    expect(counts('UBEN')).toEqual([0, 1]);
    await act('UBEN', 'read', { channel: 'CGEN', thread_ts: ts });
    expect(counts('UBEN')).toEqual([0, 0]);
    const posted = await client(emulator).chat.postMessage({ channel: 'UBEN', text: 'psst' });
    expect(counts('UBEN', posted.channel)).toEqual([1, 1]);
    await client(emulator).chat.delete({ channel: posted.channel ?? '', ts: posted.ts ?? '' });
    expect(counts('UBEN', posted.channel)).toEqual([0, 0]);
  });

  it('is a page of messages at a time, and threads apart', async () => {
    const emulator = await emulate();
    for (const text of ['1', '2', '3', '4'])
      await emulator.people.act('UADA', 'say', { channel: 'CGEN', text });
    const ben = remotePerson(emulator.url, 'UBEN');
    const last = await ben.messages('CGEN', { limit: 2 });
    expect([last.messages.map(({ text }) => text), last.has_more]).toEqual([['3', '4'], true]);
    const [three] = last.messages;
    const before = await ben.messages('CGEN', { limit: 2, before: three?.ts ?? '' });
    expect([before.messages.map(({ text }) => text), before.has_more]).toEqual([['1', '2'], false]);
    await ben.act('say', { channel: 'CGEN', text: 'reply', thread_ts: three?.ts ?? '' });
    const thread = await ben.messages('CGEN', { thread: three?.ts ?? '' });
    expect(thread.messages.map(({ text, thread_ts }) => [text, thread_ts === three?.ts])).toEqual([
      ['3', true],
      ['reply', true],
    ]);
    expect((await ben.messages('CGEN')).messages).toHaveLength(4);
  });
});

describe('what a person does', () => {
  it('is told when it cannot be', async () => {
    const emulator = await emulate();
    const { act } = emulator.people;
    expect(await act('UBEN', 'say', { channel: 'COLD', text: 'x' })).toMatchObject({ error: 'is_archived' });
    expect(await act('UCLEO', 'say', { channel: 'COUT', text: 'x' })).toMatchObject({
      error: 'not_in_channel',
    });
    expect(await act('UBEN', 'say', { channel: 'CHID', text: 'x' })).toMatchObject({
      error: 'no such conversation',
    });
    expect(await act('UGUEST', 'join', { channel: 'COUT' })).toMatchObject({ ok: false });
    expect(await act('UBEN', 'shortcut', { callback_id: 'inspect' })).toMatchObject({ ok: false });
    const wrong = await fetch(`${emulator.url}/people/UADA/say`, {
      method: 'POST',
      body: '{"channel":"CGEN","words":1}',
    });
    expect(await wrong.json()).toMatchObject({
      ok: false,
      outcome: 'invalid',
      error: expect.stringContaining('words'),
    });
    expect((await fetch(`${emulator.url}/people/UADA/fly`, { method: 'POST' })).status).toBe(404);
    const click = {
      container: { type: 'message', channel: 'CGEN', ts: '1.1' },
      block_id: 'b',
      action_id: 'a',
    } as const;
    expect(await act('UADA', 'click', click)).toMatchObject({ outcome: 'invalid' });
  });

  it('resolves names that were typed into references', async () => {
    const emulator = await emulate();
    const said = await emulator.people.act('UADA', 'say', {
      channel: 'CGEN',
      text: '@ben and @reviewers in #general, @here: mail a@ben.example',
    });
    expect(said).toMatchObject({
      message: {
        text: '<@UBEN> and <!subteam^SREV> in <#CGEN|general>, <!here>: mail a@ben.example',
        blocks: [
          {
            type: 'rich_text',
            elements: [{ elements: [{ type: 'user', user_id: 'UBEN' }, {}, {}, {}, {}, {}, {}, {}] }],
          },
        ],
      },
    });
  });

  it('edits, removes and reacts to messages', async () => {
    const emulator = await emulate();
    const { act, messages } = emulator.people;
    const said = await act('UADA', 'say', { channel: 'CGEN', text: 'one' });
    const ts = 'message' in said ? (said.message?.ts ?? '') : '';
    await act('UADA', 'edit', { channel: 'CGEN', ts, text: 'two' });
    await act('UBEN', 'react', { channel: 'CGEN', ts, name: 'eyes' });
    expect(messages('UCLEO', 'CGEN').messages).toMatchObject([
      { text: 'two', edited: { user: 'UADA' }, reactions: [{ name: 'eyes', count: 1, users: ['UBEN'] }] },
    ]);
    expect(await act('UBEN', 'remove', { channel: 'CGEN', ts })).toMatchObject({ outcome: 'invalid' });
    await act('UADA', 'remove', { channel: 'CGEN', ts });
    expect(messages('UCLEO', 'CGEN').messages).toEqual([]);
  });

  it('shares files with those in the conversation', async () => {
    const emulator = await emulate();
    const ada = remotePerson(emulator.url, 'UADA');
    const uploaded = await ada.act('upload', {
      name: 'a.json',
      base64: Buffer.from('{}').toString('base64'),
    });
    const file = uploaded.file;
    await ada.act('say', { channel: 'CPRIV', text: '', files: [file?.id ?? ''] });
    const { messages } = await ada.messages('CPRIV');
    expect(messages).toMatchObject([
      { subtype: 'file_share', files: [{ name: 'a.json', filetype: 'json', size: 2 }] },
    ]);
    expect(await (await fetch(emulator.url + (file?.url ?? ''))).text()).toBe('{}');
    expect((await fetch(`${emulator.url}/people/UBEN/files/${file?.id}`)).status).toBe(404);
    expect(await ada.act('say', { channel: 'CGEN', text: 'x', files: ['FNONE'] })).toMatchObject({
      ok: false,
    });
  });

  it('is refused to pages of other sites', async () => {
    const emulator = await emulate();
    const foreign = { headers: { origin: 'https://evil.example' } };
    expect((await fetch(`${emulator.url}/people`, foreign)).status).toBe(403);
    expect((await fetch(`${emulator.url}/control/clock`, foreign)).status).toBe(403);
    expect((await fetch(`${emulator.url}/people`, { headers: { origin: emulator.url } })).status).toBe(200);
  });
});

describe('live events', () => {
  it('tell of messages, threads, ephemeral messages, reactions and counts', async () => {
    const emulator = await emulate();
    const slack = client(emulator);
    const [ben, guest] = [await person(emulator.url, 'UBEN'), await person(emulator.url, 'UGUEST')];
    expect(ben.heard[0]).toMatchObject({ type: 'hello', seq: 0, clock: { rate: 1 } });
    const { ts = '' } = await slack.chat.postMessage({ channel: 'CGEN', text: 'hello <@UBEN>' });
    await slack.chat.postMessage({ channel: 'CGEN', text: 'reply', thread_ts: ts });
    await slack.chat.postEphemeral({ channel: 'CGEN', user: 'UBEN', text: 'psst' });
    await slack.chat.postEphemeral({ channel: 'CGEN', user: 'UADA', text: 'not for ben' });
    await slack.reactions.add({ channel: 'CGEN', timestamp: ts, name: 'eyes' });
    await slack.chat.update({ channel: 'CGEN', ts, text: 'changed' });
    await slack.chat.delete({
      channel: 'CGEN',
      ts: (await slack.chat.postMessage({ channel: 'CGEN', text: 'oops' })).ts ?? '',
    });
    await until('the deletion', () => ben.ofType('message_deleted').length === 1);
    expect(
      ben
        .ofType('message_posted')
        .map(({ message }) => [message.text, message.ephemeral, message.mentions_me]),
    ).toEqual([
      ['hello <@UBEN>', false, true],
      ['reply', false, false],
      ['psst', true, false],
      ['oops', false, false],
    ]);
    expect(
      ben
        .ofType('message_changed')
        .map(({ message }) => [message.text, message.reply_count, message.reactions.length]),
    ).toEqual([
      ['hello <@UBEN>', 1, 0],
      ['hello <@UBEN>', 1, 1],
      ['changed', 1, 1],
    ]);
    expect(ben.ofType('conversation_changed').at(0)?.conversation).toMatchObject({
      id: 'CGEN',
      unread_count: 1,
      mention_count: 1,
    });
    expect(ben.heard.map(({ seq }) => seq)).toEqual(ben.heard.map((_, index) => index));
    expect(guest.heard.map(({ type }) => type)).toEqual(['hello']);
  });

  it('tell of modals, Home, people, groups, channels, the app and the clock', async () => {
    const emulator = await emulate({ workspace: workspace() });
    const ada = await person(emulator.url, 'UADA');
    const control = remoteControl(emulator.url);
    const slack = client(emulator);
    await slack.views.publish({ user_id: 'UADA', view: { type: 'home', blocks: [{ type: 'divider' }] } });
    const { trigger_id = '' } = await ada.act('command', { channel: 'CGEN', command: '/gate' });
    const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'T' }, blocks: [] };
    await slack.views.open({ trigger_id, view });
    await control('POST', 'users/UBEN', { deleted: true });
    await control('POST', 'usergroups', { id: 'SNEW', name: 'New', handle: 'new', users: ['UADA'] });
    await control('POST', 'channels/CPRIV', { remove_members: ['UADA'] });
    await control('POST', 'clock', { advance_ms: 1000 });
    await control('POST', 'app', { commands: [] });
    await until('the app', () => ada.ofType('app_changed').length === 1);
    expect(ada.ofType('home_changed')[0]?.home).toMatchObject({
      type: 'home',
      blocks: [{ type: 'divider' }],
    });
    expect(ada.ofType('modals_changed')[0]?.modals).toMatchObject([
      { type: 'modal', title: { text: 'T' }, errors: {}, busy: false },
    ]);
    expect(ada.ofType('people_changed')[0]?.people.find(({ id }) => id === 'UBEN')?.deleted).toBe(true);
    expect(ada.ofType('usergroups_changed')[0]?.usergroups.map(({ handle }) => handle)).toEqual([
      'reviewers',
      'new',
    ]);
    expect(ada.ofType('conversation_removed').map(({ channel }) => channel)).toContain('CPRIV');
    expect(ada.ofType('app_changed')[0]?.commands).toEqual([]);
    expect(ada.ofType('clock_changed')).toHaveLength(1);
    expect(ada.ofType('notice')[0]?.notice).toMatchObject({ level: 'error', channel: 'CGEN' });
  });

  it('are caught up after a break, or ask to look again', async () => {
    const emulator = await emulate();
    const slack = client(emulator);
    const ada = await person(emulator.url, 'UADA');
    const { epoch, seq } = await ada.state();
    ada.stop();
    await slack.chat.postMessage({ channel: 'CGEN', text: 'missed' });
    const back: LiveEvent[] = [];
    const stop = remotePerson(emulator.url, 'UADA').live((event) => void back.push(event), {
      since: seq,
      epoch,
    });
    await until('what was missed', () => back.some(({ type }) => type === 'conversation_changed'));
    expect(back.map(({ type }) => type)).toEqual(['hello', 'message_posted', 'conversation_changed']);
    stop();
    const late: LiveEvent[] = [];
    const stopLate = remotePerson(emulator.url, 'UADA').live((event) => void late.push(event), {
      since: 1,
      epoch: 'other',
    });
    await until('the advice', () => late.length === 2);
    expect(late.map(({ type }) => type)).toEqual(['hello', 'reload']);
    stopLate();
  });

  it('are refused for people that do not exist and for pages of other sites', async () => {
    const emulator = await emulate();
    const { WebSocket } = await import('ws');
    const refused = async (path: string, origin?: string) => {
      const { promise, resolve } = Promise.withResolvers<string>();
      const socket = new WebSocket(
        emulator.url.replace('http', 'ws') + path,
        origin === undefined ? {} : { origin },
      );
      socket.on('error', (error) => resolve(error.message));
      socket.on('open', () => resolve('open'));
      const outcome = await promise;
      socket.terminate();
      return outcome;
    };
    expect(await refused('/people/UNONE/live')).toContain('404');
    expect(await refused('/people/UADA/live', 'https://evil.example')).toContain('404');
    expect(await refused('/people/UADA/live', emulator.url)).toBe('open');
  });
});
