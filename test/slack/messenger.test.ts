import { createServer } from 'node:http';
import type { KnownBlock } from '@slack/types';
import { afterEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/ports/fault.ts';
import { silentLog } from '../../src/ports/log.ts';
import { silentObserver } from '../../src/ports/observer.ts';
import type { Emulator } from '../../src/sandbox/emulator/emulator.ts';
import { createChannels } from '../../src/slack/channels.ts';
import type { JobTry, Messenger } from '../../src/slack/messenger.ts';
import { findPosted } from '../../src/slack/posted.ts';
import { createSlackClient, type SlackClient } from '../../src/slack/web-client.ts';
import { createMessenger } from '../../src/slack/web-messenger.ts';
import { systemClock } from '../../src/work/system-clock.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { openSlack } from '../support/slack-workspace.ts';

interface Desk {
  readonly emulator: Emulator;
  readonly messenger: Messenger;
  readonly store: MemoryStore;
  /** The same workspace and store after the process was started anew. */
  restarted(): Messenger;
  /** What stands in a channel, without people joining. */
  shown(channel: string): { text: string; thread?: string; ts: string; blocks: unknown }[];
  calls(method: string): number;
}

const open: Emulator[] = [];
afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close();
});

async function desk(change?: Parameters<typeof openSlack>[0]): Promise<Desk> {
  const { emulator, slack, clock } = await openSlack(change, { timeoutMs: 500 });
  open.push(emulator);
  const store = new MemoryStore();
  const make = () => createMessenger({ slack, store, clock, channels: createChannels(slack, clock) });
  return {
    emulator,
    store,
    messenger: make(),
    restarted: make,
    shown: (channel) =>
      emulator.control.messages(channel).map((message) => ({
        text: String(message.text),
        ts: String(message.ts),
        blocks: message.blocks,
        ...(message.thread_ts ? { thread: String(message.thread_ts) } : {}),
      })),
    calls: (method) => emulator.control.calls({ method }).length,
  };
}

const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
const rendering = (text: string) => ({ text, blocks: [section(text)] });
const to = { channel: 'finance' };
const showing = (text: string) => ({ to, render: () => rendering(text) });

const firstTry = (id: string, emulator: Emulator): JobTry => ({
  id,
  attempts: 1,
  firstTriedAt: emulator.clock.now(),
});
const again = (job: JobTry, attempts = job.attempts + 1): JobTry => ({ ...job, attempts });

async function faultOf(doing: Promise<unknown>): Promise<Fault> {
  const fault = await doing.then(
    () => null,
    (error: Fault) => error,
  );
  if (!fault) throw new Error('it went well');
  return fault;
}

describe('bringing a message in step', () => {
  it('posts it, changes it where it shows something else, and leaves it alone where it does not', async () => {
    const { emulator, messenger, shown, calls, store } = await desk();
    await messenger.bring('card', showing('one'), firstTry('j1', emulator));
    await messenger.bring('card', showing('two'), firstTry('j2', emulator));
    await messenger.bring('card', showing('two'), firstTry('j3', emulator));
    expect(shown('CFIN').map(({ text }) => text)).toEqual(['two']);
    expect(calls('chat.postMessage')).toBe(1);
    expect(calls('chat.update')).toBe(1);
    expect(await store.message('card')).toMatchObject({ channel: 'CFIN', ts: shown('CFIN')[0]?.ts });
  });

  it('renders right before it sends, and posts nothing where there is nothing to show', async () => {
    const { emulator, messenger, shown } = await desk();
    expect(await messenger.bring('card', { to, render: () => null }, firstTry('j1', emulator))).toBeNull();
    expect(shown('CFIN')).toEqual([]);
  });

  it('comes back where somebody deleted it', async () => {
    const { emulator, messenger, shown, store } = await desk();
    const posted = await messenger.bring('card', showing('one'), firstTry('j1', emulator));
    await emulator.people.act('UANN', 'open-home', {});
    await deleteMessage(emulator, 'CFIN', posted?.ts ?? '');
    await messenger.bring('card', showing('two'), firstTry('j2', emulator));
    expect(shown('CFIN').map(({ text }) => text)).toEqual(['two']);
    expect((await store.message('card'))?.ts).not.toBe(posted?.ts);
  });

  it('notices a deleted message that should show the same, when told to look', async () => {
    const { emulator, messenger, shown } = await desk();
    const posted = await messenger.bring('card', showing('one'), firstTry('j1', emulator));
    await deleteMessage(emulator, 'CFIN', posted?.ts ?? '');
    await messenger.bring('card', { ...showing('one'), evenIfUnchanged: true }, firstTry('j2', emulator));
    expect(shown('CFIN').map(({ text }) => text)).toEqual(['one']);
  });

  it('moves to the channel that the policy names now, once the old one is closed', async () => {
    const { emulator, messenger, shown } = await desk();
    await messenger.bring('card', showing('one'), firstTry('j1', emulator));
    const moved = { to: { channel: 'platform' }, render: () => rendering('two') };
    await messenger.bring('card', moved, firstTry('j2', emulator));
    expect(shown('CFIN').map(({ text }) => text)).toEqual(['two']);
    emulator.control.changeChannel('CFIN', { is_archived: true });
    await messenger.bring('card', { ...moved, render: () => rendering('three') }, firstTry('j3', emulator));
    expect(shown('CPLAT').map(({ text }) => text)).toEqual(['three']);
  });

  it('writes to a person directly', async () => {
    const { emulator, messenger, calls } = await desk();
    const direct = { to: { person: 'UANN' }, render: () => rendering('hello') };
    const posted = await messenger.bring('mine', direct, firstTry('j1', emulator));
    const messages = emulator.people.messages('UANN', posted?.channel ?? '');
    expect(messages.messages.map(({ text }) => text)).toEqual(['hello']);
    await messenger.say('more', { to: direct.to, threadOf: 'mine', text: 'more' }, firstTry('j2', emulator));
    expect(calls('conversations.open')).toBe(1);
  });
});

describe('saying something', () => {
  it('says it in the thread, once for its key', async () => {
    const { emulator, messenger, shown } = await desk();
    const card = await messenger.bring('card', showing('card'), firstTry('j1', emulator));
    const note = { to, threadOf: 'card', text: 'note' };
    await messenger.say('note', note, firstTry('j2', emulator));
    await messenger.say('note', note, firstTry('j2', emulator));
    expect(shown('CFIN').map(({ text, thread }) => [text, thread])).toEqual([
      ['card', card?.ts],
      ['note', card?.ts],
    ]);
  });

  it('says it in the channel too when asked', async () => {
    const { emulator, messenger } = await desk();
    await messenger.bring('card', showing('card'), firstTry('j1', emulator));
    await messenger.say(
      'note',
      { to, threadOf: 'card', text: 'note', broadcast: true },
      firstTry('j2', emulator),
    );
    const { messages } = emulator.people.messages('UANN', 'CFIN');
    expect(messages.map(({ text }) => text)).toEqual(['card', 'note']);
  });

  it('says it in the channel where the message it belongs to stands nowhere, or was deleted', async () => {
    const { emulator, messenger, shown } = await desk();
    await messenger.say('early', { to, threadOf: 'card', text: 'early' }, firstTry('j1', emulator));
    const card = await messenger.bring('card', showing('card'), firstTry('j2', emulator));
    await deleteMessage(emulator, 'CFIN', card?.ts ?? '');
    await messenger.say('late', { to, threadOf: 'card', text: 'late' }, firstTry('j3', emulator));
    expect(shown('CFIN').map(({ text, thread }) => [text, thread])).toEqual([
      ['early', undefined],
      ['late', undefined],
    ]);
  });
});

describe('a message whose fate is not known', () => {
  const kinds = ['bring', 'say'] as const;
  const send = (
    messenger: Messenger,
    kind: (typeof kinds)[number],
    text: string,
    job: JobTry,
    blocks = true,
  ) =>
    kind === 'bring'
      ? messenger.bring('key', showing(text), job)
      : messenger.say(
          'key',
          { to, threadOf: null, text, ...(blocks ? { blocks: [section(text)] } : {}) },
          job,
        );

  it.each(kinds)('is found again after the answer was lost, and not posted twice (%s)', async (kind) => {
    const { emulator, messenger, shown, store } = await desk();
    emulator.control.addFault({ kind: 'lost_response', method: 'chat.postMessage' });
    const job = firstTry('j1', emulator);
    const fault = await faultOf(send(messenger, kind, 'once', job));
    expect(fault.kind).toBe('outcome_unknown');
    expect(await store.message('key')).toBeNull();
    await send(messenger, kind, 'once', again(job));
    expect(shown('CFIN').map(({ text }) => text)).toEqual(['once']);
    expect((await store.message('key'))?.ts).toBe(shown('CFIN')[0]?.ts);
  });

  it.each(kinds)('is found again by a process that was started anew (%s)', async (kind) => {
    const { emulator, messenger, restarted, shown, store } = await desk();
    const job = firstTry('j1', emulator);
    const save = store.saveMessage.bind(store);
    // The process is killed right after Slack took the message.
    store.saveMessage = () => Promise.reject(new Error('killed'));
    await faultOf(send(messenger, kind, 'once', job));
    store.saveMessage = save;
    await send(restarted(), kind, 'once', again(job));
    expect(shown('CFIN').map(({ text }) => text)).toEqual(['once']);
  });

  it.each(kinds)('is found behind hundreds of others (%s)', async (kind) => {
    const { emulator, messenger, shown } = await desk();
    emulator.control.addFault({ kind: 'lost_response', method: 'chat.postMessage' });
    const job = firstTry('j1', emulator);
    await faultOf(send(messenger, kind, 'once', job));
    for (let index = 0; index < 450; index += 1)
      await emulator.people.act('UANN', 'say', { channel: 'CFIN', text: `talk ${index}` });
    await send(messenger, kind, 'once', again(job));
    expect(shown('CFIN').filter(({ text }) => text === 'once')).toHaveLength(1);
  });

  it('is found in a thread', async () => {
    const { emulator, messenger, shown } = await desk();
    await messenger.bring('card', showing('card'), firstTry('j0', emulator));
    emulator.control.addFault({ kind: 'lost_response', method: 'chat.postMessage' });
    const job = firstTry('j1', emulator);
    const note = { to, threadOf: 'card', text: 'once' };
    await faultOf(messenger.say('note', note, job));
    await messenger.say('note', note, again(job));
    expect(shown('CFIN').map(({ text }) => text)).toEqual(['card', 'once']);
  });

  it('is kept in step in a thread, where it is found too', async () => {
    const { emulator, messenger, shown } = await desk();
    const card = await messenger.bring('card', showing('card'), firstTry('j0', emulator));
    const reply = (text: string) => ({ ...showing(text), threadOf: 'card' });
    emulator.control.addFault({ kind: 'lost_response', method: 'chat.postMessage' });
    const job = firstTry('j1', emulator);
    await faultOf(messenger.bring('reply', reply('old'), job));
    await messenger.bring('reply', reply('new'), again(job));
    await messenger.bring('reply', reply('newest'), firstTry('j2', emulator));
    expect(shown('CFIN').map(({ text, thread }) => [text, thread])).toEqual([
      ['card', card?.ts],
      ['newest', card?.ts],
    ]);
  });

  it('is brought up to date when it is found', async () => {
    const { emulator, messenger, shown } = await desk();
    emulator.control.addFault({ kind: 'lost_response', method: 'chat.postMessage' });
    const job = firstTry('j1', emulator);
    await faultOf(messenger.bring('card', showing('old'), job));
    await messenger.bring('card', showing('new'), again(job));
    expect(shown('CFIN').map(({ text }) => text)).toEqual(['new']);
  });

  it('is posted where the first try never arrived', async () => {
    const { emulator, messenger, shown, calls } = await desk();
    emulator.control.addFault({ kind: 'dropped', method: 'chat.postMessage' });
    const job = firstTry('j1', emulator);
    expect((await faultOf(messenger.bring('card', showing('once'), job))).kind).toBe('outcome_unknown');
    await messenger.bring('card', showing('once'), again(job));
    expect(shown('CFIN').map(({ text }) => text)).toEqual(['once']);
    expect(calls('conversations.history')).toBe(1);
  });

  it('is not mistaken for another job, nor for what a person wrote', async () => {
    const { emulator, messenger, shown } = await desk();
    await messenger.say('other', { to, threadOf: null, text: 'same' }, firstTry('j0', emulator));
    await emulator.people.act('UANN', 'say', { channel: 'CFIN', text: 'same' });
    emulator.control.addFault({ kind: 'dropped', method: 'chat.postMessage' });
    const job = firstTry('j1', emulator);
    await faultOf(messenger.say('key', { to, threadOf: null, text: 'same' }, job));
    await messenger.say('key', { to, threadOf: null, text: 'same' }, again(job));
    expect(shown('CFIN')).toHaveLength(3);
  });

  it('is found by its mark where a server gives no metadata back', async () => {
    const { emulator, messenger, shown } = await desk();
    const job = firstTry('j1', emulator);
    await messenger.bring('card', showing('once'), job);
    const [message] = shown('CFIN');
    const bare = { ok: true, messages: [{ ts: message?.ts, bot_id: 'B1', blocks: message?.blocks }] };
    await withServer(bare, async (slack) => {
      const place = { channel: 'CFIN', thread: null, author: 'UBOT', since: job.firstTriedAt };
      const trace = { job: 'another', key: 'card', by: 'key' } as const;
      expect(await findPosted(slack, place, trace)).toBe(message?.ts);
      expect(await findPosted(slack, place, { ...trace, key: 'other' })).toBeNull();
    });
    const unsigned = { ok: true, messages: [{ ts: message?.ts, user: 'UBOT', blocks: message?.blocks }] };
    await withServer(unsigned, async (slack) => {
      const place = { channel: 'CFIN', thread: null, author: 'UBOT', since: job.firstTriedAt };
      const trace = { job: 'another', key: 'card', by: 'key' } as const;
      expect(await findPosted(slack, place, trace)).toBe(message?.ts);
      expect(await findPosted(slack, { ...place, author: 'UANN' }, trace)).toBeNull();
    });
  });

  it('times out as unknown when no answer comes', async () => {
    const { emulator, messenger } = await desk();
    emulator.control.addFault({ kind: 'hang', method: 'chat.postMessage' });
    const fault = await faultOf(messenger.bring('card', showing('x'), firstTry('j1', emulator)));
    expect(fault.kind).toBe('outcome_unknown');
  });

  it('is not looked for where Slack certainly did nothing', async () => {
    const { emulator, messenger, calls, shown } = await desk();
    emulator.control.addFault({ kind: 'rate_limited', method: 'chat.postMessage', retry_after: 1 });
    const job = firstTry('j1', emulator);
    expect(await faultOf(messenger.bring('card', showing('x'), job))).toMatchObject({
      kind: 'rate_limited',
      retryAfterMs: 1000,
    });
    emulator.clock.advance(1000);
    await messenger.bring('card', showing('x'), again(job));
    expect(calls('conversations.history')).toBe(0);
    expect(shown('CFIN')).toHaveLength(1);
  });
});

describe("Slack's refusals", () => {
  it.each([
    ['a channel that does not exist', { channel: 'nowhere' }, /#nowhere.*Create #nowhere/],
    ['a private channel that the bot is not in', { channel: 'hidden' }, /invite Routegate/],
    ['a channel that the bot is not in', { channel: 'without-bot' }, /Invite it: type \/invite @Routegate/],
    ['an archived channel', { channel: 'old' }, /#old is archived/],
  ])('need an operator for %s, and say what to do', async (_name, where, remedy) => {
    const { emulator, messenger } = await desk();
    const doing = messenger.bring(
      'card',
      { to: where, render: () => rendering('x') },
      firstTry('j1', emulator),
    );
    const fault = await faultOf(doing);
    expect(fault.kind).toBe('needs_operator');
    expect(fault.remedy).toMatch(remedy);
  });

  it('name the scope that is missing', async () => {
    const { emulator, messenger } = await desk({ app: { scopes: ['channels:read', 'groups:read'] } });
    const fault = await faultOf(messenger.bring('card', showing('x'), firstTry('j1', emulator)));
    expect(fault).toMatchObject({ kind: 'needs_operator' });
    expect(fault.remedy).toContain('chat:write');
  });

  it('of the token point at the setting', async () => {
    const { emulator, messenger } = await desk({ app: { bot_tokens: ['xoxb-another'] } });
    const fault = await faultOf(messenger.bring('card', showing('x'), firstTry('j1', emulator)));
    expect(fault.remedy).toContain('SLACK_BOT_TOKEN');
  });

  it('of blocks say which, and are not tried again', async () => {
    const { emulator, messenger } = await desk();
    const broken = { to, render: () => ({ text: 'x', blocks: [section('y'.repeat(3001))] }) };
    const fault = await faultOf(messenger.bring('card', broken, firstTry('j1', emulator)));
    expect(fault).toMatchObject({ kind: 'invalid' });
    expect(fault.message).toMatch(/invalid_blocks \(.*3001/);
  });

  it.each([
    [500, 'outcome_unknown'],
    [502, 'outcome_unknown'],
    [503, 'unavailable'],
  ] as const)('with HTTP %d are trouble of Slack (%s)', async (status, kind) => {
    const { emulator, messenger } = await desk();
    emulator.control.addFault({ kind: 'http_error', method: 'chat.postMessage', status });
    const fault = await faultOf(messenger.bring('card', showing('x'), firstTry('j1', emulator)));
    expect(fault.kind).toBe(kind);
  });

  it('to connect are an outage', async () => {
    const { emulator, messenger } = await desk();
    await emulator.close();
    const fault = await faultOf(messenger.bring('card', showing('x'), firstTry('j1', emulator)));
    expect(fault.kind).toBe('unavailable');
  });

  it('to be called so often are kept to without asking again', async () => {
    const { emulator, messenger, calls } = await desk();
    await messenger.bring('card', showing('one'), firstTry('j0', emulator));
    emulator.control.addFault({ kind: 'rate_limited', method: 'chat.update', retry_after: 30 });
    await faultOf(messenger.bring('card', showing('two'), firstTry('j1', emulator)));
    const second = await faultOf(messenger.bring('card', showing('two'), firstTry('j2', emulator)));
    expect(second).toMatchObject({ kind: 'rate_limited' });
    expect(calls('chat.update')).toBe(1);
    emulator.clock.advance(30_000);
    await messenger.bring('card', showing('two'), firstTry('j3', emulator));
    expect(calls('chat.update')).toBe(2);
  });
});

describe('the pace', () => {
  it('keeps within what Slack takes in one channel, and loses little time by it', async () => {
    const { emulator, messenger, shown, calls } = await desk({ rateLimits: true });
    emulator.clock.setRate(50);
    const began = emulator.clock.now();
    for (let index = 0; index < 30; index += 1)
      await messenger.say(
        `k${index}`,
        { to, threadOf: null, text: `${index}` },
        firstTry(`j${index}`, emulator),
      );
    expect(shown('CFIN').map(({ text }) => text)).toEqual(
      Array.from({ length: 30 }, (_, index) => `${index}`),
    );
    expect(calls('chat.postMessage')).toBe(30);
    expect(emulator.clock.now() - began).toBeGreaterThan(27_000);
  });

  it('sends whoever would wait for long away until it is their turn', async () => {
    const { emulator, messenger } = await desk();
    emulator.clock.setRate(0);
    const posts = Array.from({ length: 8 }, (_, index) =>
      messenger
        .say(`k${index}`, { to, threadOf: null, text: `${index}` }, firstTry(`j${index}`, emulator))
        .then(
          () => 'said',
          (fault: Fault) => fault.kind,
        ),
    );
    expect((await Promise.all(posts.slice(-3))).every((outcome) => outcome === 'rate_limited')).toBe(true);
    emulator.clock.advance(10_000);
    expect((await Promise.all(posts)).filter((outcome) => outcome === 'said').length).toBeGreaterThanOrEqual(
      4,
    );
  });
});

describe('a private answer', () => {
  const answer = { channel: 'CFIN', person: 'UANN', text: 'only you' };
  const ephemeral = (emulator: Emulator, person: string, channel = 'CFIN') =>
    emulator.people
      .messages(person, channel)
      .messages.filter((message) => message.ephemeral)
      .map(({ text }) => text);

  it('is seen by that person only', async () => {
    const { emulator, messenger } = await desk();
    await messenger.answer(answer);
    expect(ephemeral(emulator, 'UANN')).toEqual(['only you']);
  });

  it('goes directly to somebody who is not in the channel', async () => {
    const { emulator, messenger } = await desk();
    await messenger.answer({ ...answer, person: 'UCAT' });
    const { conversations } = emulator.people.state('UCAT');
    const direct = conversations.find((one) => one.kind === 'im' && one.latest_ts !== '');
    expect(emulator.people.messages('UCAT', direct?.id ?? '').messages.at(-1)?.text).toBe('only you');
  });

  it('to somebody who left is no error', async () => {
    const { messenger } = await desk();
    await expect(messenger.answer({ ...answer, channel: '', person: 'UGONE' })).resolves.toBeUndefined();
  });

  it('goes another way where the address of the click is used up', async () => {
    const { emulator, messenger } = await desk();
    await messenger.answer({ ...answer, responseUrl: `${emulator.url}/response/none` });
    expect(ephemeral(emulator, 'UANN')).toEqual(['only you']);
  });
});

describe('files', () => {
  it('are shared in the thread, once even where the answer was lost', async () => {
    const { emulator, messenger, shown } = await desk();
    const card = await messenger.bring('card', showing('card'), firstTry('j0', emulator));
    const file = {
      to,
      threadOf: 'card',
      name: 'route.yml',
      title: 'The packet',
      content: 'route: x\n',
      text: 'As YAML',
    };
    emulator.control.addFault({ kind: 'lost_response', method: 'files.completeUploadExternal' });
    const job = firstTry('j1', emulator);
    expect((await faultOf(messenger.upload('file', file, job))).kind).toBe('outcome_unknown');
    await messenger.upload('file', file, again(job));
    await messenger.upload('file', file, again(job, 3));
    expect(shown('CFIN').map(({ text, thread }) => [text, thread])).toEqual([
      ['card', card?.ts],
      ['As YAML', card?.ts],
    ]);
  });
});

/** A Slack that answers everything with the same. */
async function withServer(answer: object, use: (slack: SlackClient) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => response.end(JSON.stringify(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const apiUrl = `http://127.0.0.1:${address.port}/`;
  const parts = { botToken: 'xoxb-1-x', clock: systemClock, log: silentLog, observer: silentObserver };
  try {
    await use(createSlackClient({ ...parts, apiUrl }));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function deleteMessage(emulator: Emulator, channel: string, ts: string): Promise<void> {
  const answer = await fetch(`${emulator.apiUrl}chat.delete`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer xoxb-1-workspace-test' },
    body: JSON.stringify({ channel, ts }),
  });
  expect(await answer.json()).toMatchObject({ ok: true });
}
