import { afterEach, describe, expect, it } from 'vitest';
import type { JobHandlers } from '../../src/ports/job-handler.ts';
import { silentLog } from '../../src/ports/log.ts';
import { silentObserver } from '../../src/ports/observer.ts';
import { noPrecedence } from '../../src/ports/precedence.ts';
import type { NewJob } from '../../src/ports/store.ts';
import { createChannels } from '../../src/slack/channels.ts';
import type { Messenger } from '../../src/slack/messenger.ts';
import { createMessenger } from '../../src/slack/web-messenger.ts';
import { createWorker, type Worker } from '../../src/work/worker.ts';
import { eventually } from '../support/eventually.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { openSlack } from '../support/slack-workspace.ts';
import { handlersThat } from '../support/worker-under-test.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const channels = ['finance', 'security', 'platform'] as const;
const idOf = { finance: 'CFIN', security: 'CSEC', platform: 'CPLAT' } as const;
type ChannelName = (typeof channels)[number];

/** `card:finance:7`: the seventh card of finance. */
const cardJob = (channel: ChannelName, number: number, at: number): NewJob => {
  const id = `card:${channel}:${number}`;
  return { id, lane: channel, key: id, effect: { kind: 'home', person: id }, dueAt: at };
};

/** A worker, a messenger and a Slack. The handlers post one message a job, in the channel that its id names. */
async function office(change?: Parameters<typeof openSlack>[0]) {
  const { emulator, slack, clock } = await openSlack(change, { timeoutMs: 300 });
  closing.push(() => emulator.close());
  const store = new MemoryStore();
  const handlers = (messenger: Messenger): JobHandlers =>
    handlersThat(async (job) => {
      const [, channel = '', text = ''] = job.id.split(':');
      if (job.effect.kind === 'operator_message') {
        const to = { channel: 'platform' };
        await messenger.say(job.id, { to, threadOf: null, text: job.effect.text }, job);
      } else {
        const render = () => ({ text, blocks: [] });
        await messenger.bring(job.id, { to: { channel }, render }, job);
      }
    });
  const start = (beforeFinish: () => void = () => {}): Worker => {
    const messenger = createMessenger({ slack, store, clock, channels: createChannels(slack, clock) });
    const work = handlers(messenger);
    const watched = handlersThat(async (job, signal) => {
      await work.home({ ...job, effect: { kind: 'home', person: '' } }, signal);
      beforeFinish();
    });
    const made = createWorker({
      store,
      clock,
      handlers: { ...watched, operator_message: work.operator_message },
      log: silentLog,
      observer: silentObserver,
      precedence: noPrecedence,
    });
    made.start();
    closing.push(() => made.stop(0));
    return made;
  };
  const fill = (count: number) =>
    store.enqueue(
      Array.from({ length: count }, (_, index) =>
        channels.map((channel) => cardJob(channel, index + 1, clock.now())),
      ).flat(),
    );
  const shown = (channel: ChannelName) =>
    emulator.control.messages(idOf[channel]).map(({ text }) => String(text));
  const arrived = async (count: number) => {
    const wanted = Array.from({ length: count }, (_, index) => String(index + 1));
    await eventually(
      'everything arrived',
      async () => {
        if ((await store.jobCounts()).waiting === 0) return true;
        emulator.clock.advance(500);
        return false;
      },
      30_000,
    );
    for (const channel of channels) expect([channel, shown(channel)]).toEqual([channel, wanted]);
    expect((await store.jobCounts()).dead).toBe(0);
  };
  return { emulator, store, start, fill, shown, arrived };
}

describe('cards in several channels arrive in order and once', () => {
  it.each([
    ['while all is well', []],
    ['when Slack asks to wait', [{ kind: 'rate_limited', retry_after: 7, times: 5 }]],
    ['when Slack fails', [{ kind: 'http_error', status: 500, times: 4 }]],
    ['when Slack is overloaded', [{ kind: 'http_error', status: 503, times: 4 }]],
    ['when answers are lost after the effect', [{ kind: 'lost_response', times: 5 }]],
    ['when calls are lost before the effect', [{ kind: 'dropped', times: 5 }]],
    ['when no answer comes', [{ kind: 'hang', times: 2 }]],
    ['when Slack has an error of its own', [{ kind: 'error', error: 'fatal_error', times: 4 }]],
    [
      'when everything happens at once',
      [
        { kind: 'lost_response', times: 3 },
        { kind: 'rate_limited', retry_after: 3, times: 3 },
        { kind: 'http_error', status: 502, times: 3 },
        { kind: 'dropped', times: 2 },
      ],
    ],
  ] as const)('%s', async (_name, faults) => {
    const { emulator, start, fill, arrived } = await office();
    for (const fault of faults) emulator.control.addFault({ ...fault, method: 'chat.postMessage' });
    await fill(4);
    start();
    await arrived(4);
  });

  it("within Slack's limits, without running into them", async () => {
    const { emulator, start, fill, shown } = await office({ rateLimits: true });
    emulator.clock.setRate(40);
    await fill(12);
    const since = emulator.clock.now();
    start();
    await eventually(
      'everything arrived',
      () => channels.every((channel) => shown(channel).length === 12),
      30_000,
    );
    expect(emulator.control.calls({ method: 'chat.postMessage', ok: false })).toEqual([]);
    expect(emulator.clock.now() - since).toBeGreaterThan(9000);
  });

  it('after an hour without Slack', async () => {
    const { emulator, start, fill, arrived } = await office();
    emulator.control.addFault({ kind: 'http_error', status: 503, method: '*', for_ms: 3_600_000 });
    await fill(3);
    start();
    await eventually('an hour passed', () => {
      emulator.clock.advance(30_000);
      return emulator.control.faults().length === 0;
    });
    await arrived(3);
  });

  it('when the process is killed between the post and its end', async () => {
    const { emulator, start, fill, arrived, shown } = await office();
    await fill(2);
    // Every job of the first process stops right after its post, for ever.
    const first = start(() => {
      throw new Error('killed');
    });
    await eventually('a post each', () => channels.every((channel) => shown(channel).length === 1));
    await first.stop(0);
    start();
    await arrived(2);
    expect(emulator.control.calls({ method: 'chat.postMessage', ok: true })).toHaveLength(6);
  });

  it('once somebody invited the bot, of which operators were told', async () => {
    const { emulator, start, store, shown } = await office();
    emulator.control.changeChannel('CFIN', { remove_members: ['UBOT'] });
    await store.enqueue([
      cardJob('finance', 1, emulator.clock.now()),
      cardJob('finance', 2, emulator.clock.now()),
    ]);
    const worker = start();
    await eventually('operators are told', () => shown('platform').length === 1);
    expect(shown('platform')[0]).toContain('Invite it: type /invite @Routegate there.');
    expect(worker.operatorsNeeded).toHaveLength(1);
    emulator.clock.advance(3 * 3_600_000);
    emulator.control.changeChannel('CFIN', { add_members: ['UBOT'] });
    await eventually('both cards stand', () => {
      emulator.clock.advance(10_000);
      return shown('finance').filter((text) => /^\d$/.test(text)).length === 2;
    });
    expect(shown('platform')).toHaveLength(1);
    await eventually('nobody is needed', () => worker.operatorsNeeded.length === 0);
  });

  it('showing the newest state where several changes waited', async () => {
    const { emulator, start, store, shown } = await office();
    const at = emulator.clock.now();
    for (let change = 1; change <= 5; change += 1)
      await store.enqueue([
        { ...cardJob('finance', change, at), id: `change:finance:${change}`, key: 'the card' },
      ]);
    start();
    await eventually('nothing waits', async () => (await store.jobCounts()).waiting === 0);
    expect(shown('finance')).toEqual(['5']);
  });
});
