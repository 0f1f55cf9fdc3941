import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/ports/fault.ts';
import { eventually } from '../support/eventually.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { WorkerUnderTest } from '../support/worker-under-test.ts';

const minute = 60_000;
const hour = 60 * minute;
const started: WorkerUnderTest[] = [];

function working(store?: MemoryStore): WorkerUnderTest {
  const work = new WorkerUnderTest(store);
  started.push(work);
  return work;
}

afterEach(async () => {
  for (const work of started.splice(0)) await work.worker.stop(0);
});

const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, passed: promise };
};

describe('the worker', () => {
  it('does the jobs of a lane in order, one at a time', async () => {
    const work = working();
    let running = 0;
    let most = 0;
    work.whenWorking(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    });
    const ids = Array.from({ length: 20 }, (_, index) => `j${index}`);
    for (const id of ids) await work.add(id, { lane: 'one' });
    await work.start().until(...ids);
    expect(work.done).toEqual(ids);
    expect(most).toBe(1);
  });

  it('does lanes side by side, but not more than it has places for', async () => {
    const work = working();
    const all = gate();
    work.whenWorking(() => all.passed);
    const ids = Array.from({ length: 40 }, (_, index) => `j${index}`);
    for (const id of ids) await work.add(id);
    work.start();
    await eventually('places taken', () => work.begun.length === 24);
    all.open();
    await work.until(...ids);
    expect(new Set(work.begun).size).toBe(40);
  });

  it('answers clicks while every other place waits for Slack', async () => {
    const work = working();
    const slack = gate();
    work.whenWorking((job) => (job.effect.kind === 'interaction' ? Promise.resolve() : slack.passed));
    for (let index = 0; index < 60; index += 1) await work.add(`post${index}`);
    work.start();
    await eventually('places taken', () => work.begun.length === 24);
    await work.add('click', { kind: 'interaction' });
    await work.until('click');
    slack.open();
    await work.settled();
  });

  it('does a job at the moment that it is due', async () => {
    const work = working().start();
    await work.add('later', { dueAt: work.clock.now() + 10_000 });
    await work.add('now');
    await work.until('now');
    work.clock.advance(9999);
    await work.add('meanwhile');
    await work.until('meanwhile');
    expect(work.done).not.toContain('later');
    work.clock.advance(1);
    await work.until('later');
  });

  it('waits as long as Slack asks, however often, and keeps the order of the lane', async () => {
    const work = working();
    work.whenWorking(async (job) => {
      if (job.attempts <= 20) throw new Fault('rate_limited', 'slow down', { retryAfterMs: 30_000 });
    });
    await work.add('first', { lane: 'one' });
    await work.add('second', { lane: 'one' });
    work.start();
    await eventually('a try', () => work.begun.length === 1);
    const since = work.clock.now();
    await work.passTime(5000, 'first done', () => work.done.includes('first'));
    expect(work.clock.now() - since).toBeGreaterThanOrEqual(20 * 30_000);
    await work.passTime(5000, 'both done', () => work.done.length === 2);
    expect(work.begun.indexOf('second')).toBeGreaterThan(work.begun.lastIndexOf('first'));
    expect(work.done).toEqual(['first', 'second']);
    expect((await work.store.jobCounts()).dead).toBe(0);
  });

  it('brings everything in order and once after an hour without Slack', async () => {
    const work = working();
    const backAt = work.clock.now() + hour;
    work.whenWorking(async () => {
      if (work.clock.now() < backAt) throw new Fault('unavailable', 'ECONNREFUSED');
    });
    const ids = Array.from({ length: 12 }, (_, index) => `j${index}`);
    for (const [index, id] of ids.entries()) await work.add(id, { lane: `lane${index % 3}` });
    work.start();
    await work.passTime(10_000, 'all done', () => work.done.length === ids.length);
    expect(work.clock.now()).toBeLessThan(backAt + 5 * minute);
    for (const lane of [0, 1, 2])
      expect(work.done.filter((id) => Number(id.slice(1)) % 3 === lane)).toEqual(
        ids.filter((_, index) => index % 3 === lane),
      );
    expect(new Set(work.done).size).toBe(ids.length);
  });

  it('gives up a defect after five tries, says so, and lets the lane go on', async () => {
    const work = working();
    work.whenWorking(async (job) => {
      if (job.id === 'broken') throw new TypeError('x is undefined');
    });
    await work.add('broken', { lane: 'one' });
    await work.add('fine', { lane: 'one' });
    work.start();
    await work.passTime(1000, 'the lane goes on', () => work.done.includes('fine'));
    expect(work.begun.filter((id) => id === 'broken')).toHaveLength(5);
    const dead = await work.store.deadJobs({ limit: 10 });
    expect(dead.items).toMatchObject([{ id: 'broken', error: 'x is undefined' }]);
    await eventually('operators told', () => work.done.some((id) => id.startsWith('operator:given-up:')));
  });

  it('buries what can never succeed at once, with what to do', async () => {
    const work = working();
    work.whenWorking(async (job) => {
      if (job.id === 'bad') throw new Fault('invalid', 'invalid_blocks', { remedy: 'Report it.' });
    });
    await work.add('bad');
    work.start();
    await eventually('it is dead', async () => (await work.store.jobCounts()).dead === 1);
    expect(work.begun.filter((id) => id === 'bad')).toHaveLength(1);
    const { items } = await work.store.deadJobs({ limit: 10 });
    expect(items).toMatchObject([{ error: 'invalid_blocks', remedy: 'Report it.' }]);
  });

  it('tries dead jobs again once they are put back', async () => {
    const work = working();
    let mended = false;
    work.whenWorking(async (job) => {
      if (job.id === 'bad' && !mended) throw new Fault('invalid', 'invalid_blocks');
    });
    await work.add('bad');
    work.start();
    await eventually('it is dead', async () => (await work.store.jobCounts()).dead === 1);
    mended = true;
    await work.store.reviveJobs(work.clock.now());
    await work.passTime(1000, 'it is done', () => work.done.includes('bad'));
    expect(work.tries.at(-1)?.attempts).toBe(2);
  });

  describe('where an operator is needed', () => {
    const remedy = 'Invite Routegate to #ai-finance-reviews.';
    const uninvited = () => new Fault('needs_operator', 'not_in_channel', { remedy });
    const messages = (work: WorkerUnderTest) =>
      work.tries.flatMap(({ effect }) => (effect.kind === 'operator_message' ? [effect] : []));

    it('says each thing once, waits, and loses nothing', async () => {
      const work = working();
      let invited = false;
      work.whenWorking(async (job) => {
        if (job.effect.kind !== 'operator_message' && !invited) throw uninvited();
      });
      await work.add('card1', { lane: 'finance' });
      await work.add('card2', { lane: 'elsewhere' });
      work.start();
      await eventually('operators told', () => messages(work).length === 1);
      expect(messages(work)[0]?.text).toContain(remedy);
      expect(work.worker.operatorsNeeded).toEqual([remedy]);
      const since = work.clock.now();
      await work.passTime(minute, 'some hours pass', () => work.clock.now() - since > 3 * hour);
      expect(messages(work)).toHaveLength(1);
      invited = true;
      await work.passTime(minute, 'both are done', () =>
        ['card1', 'card2'].every((id) => work.done.includes(id)),
      );
      expect(work.worker.operatorsNeeded).toEqual([]);
    });

    it('says it again when it was mended and came back', async () => {
      const work = working();
      let invited = false;
      work.whenWorking(async (job) => {
        if (job.effect.kind !== 'operator_message' && !invited) throw uninvited();
      });
      await work.add('card1');
      work.start();
      await eventually('operators told', () => messages(work).length === 1);
      invited = true;
      await work.passTime(minute, 'it is done', () => work.done.includes('card1'));
      invited = false;
      await work.add('card2');
      await eventually('operators told again', () => messages(work).length === 2);
      expect(new Set(messages(work).map(({ subject }) => subject)).size).toBe(2);
    });

    it('does not say it again for every restart while the same job waits', async () => {
      const store = new MemoryStore();
      const work = working(store);
      work.whenWorking(async (job) => {
        if (job.effect.kind !== 'operator_message') throw uninvited();
      });
      await work.add('card');
      work.start();
      await eventually('operators told', () => work.done.length === 1);
      await work.worker.stop(0);
      work.restart();
      const tries = work.begun.length;
      await work.passTime(minute, 'it is tried again', () => work.begun.length >= tries + 2);
      expect(messages(work)).toHaveLength(1);
    });

    it('does not send for an operator where only the operators can be reached no longer', async () => {
      const work = working();
      work.whenWorking(async () => {
        throw uninvited();
      });
      await work.add('notice', { kind: 'operator_message' });
      work.start();
      await work.passTime(minute, 'tried some times', () => work.begun.length > 4);
      expect(new Set(work.begun)).toEqual(new Set(['notice']));
      expect(work.worker.operatorsNeeded).toEqual([remedy]);
    });

    it('lets a picture go, tells nobody, and goes on with the next', async () => {
      const work = working();
      work.whenWorking(async (job) => {
        if (job.id === 'first') throw uninvited();
      });
      await work.add('first', { kind: 'picture', lane: 'pictures' });
      await work.add('second', { kind: 'picture', lane: 'pictures' });
      work.start();
      await work.until('second');
      await work.settled();
      expect(work.begun).toEqual(['first', 'second']);
      expect((await work.store.jobCounts()).dead).toBe(0);
      expect(work.worker.operatorsNeeded).toEqual([]);
    });

    it('gives up in the end, where operators see it', async () => {
      const work = working();
      work.whenWorking(async (job) => {
        if (job.effect.kind !== 'operator_message') throw uninvited();
      });
      await work.add('card');
      work.start();
      await work.passTime(hour, 'it is dead', async () => (await work.store.jobCounts()).dead === 1);
      const { items } = await work.store.deadJobs({ limit: 1 });
      expect(items).toMatchObject([{ id: 'card', remedy }]);
    });
  });

  describe('when it ends', () => {
    it('finishes what runs and takes no more', async () => {
      const work = working();
      const slack = gate();
      work.whenWorking(() => slack.passed);
      await work.add('running', { lane: 'one' });
      await work.add('waiting', { lane: 'one' });
      work.start();
      await eventually('it runs', () => work.begun.length === 1);
      const stopped = work.worker.stop(10_000);
      slack.open();
      await stopped;
      expect(work.done).toEqual(['running']);
      expect(await work.store.jobCounts()).toMatchObject({ waiting: 1, dead: 0 });
    });

    it('aborts what does not end in time and gives it back', async () => {
      const work = working();
      work.whenWorking(
        (_job, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      );
      await work.add('slow');
      work.start();
      await eventually('it runs', () => work.begun.length === 1);
      await work.worker.stop(0);
      expect(await work.store.jobCounts()).toMatchObject({ waiting: 1, dead: 0 });
      work.whenWorking(async () => {});
      work.restart();
      await work.passTime(1000, 'done by the next one', () => work.done.includes('slow'));
    });
  });

  it('takes up what a killed process left, and says that it was tried before', async () => {
    const store = new MemoryStore();
    const killed = working(store);
    const never = gate();
    killed.whenWorking(() => never.passed);
    await killed.add('card', { lane: 'one' });
    await killed.add('note', { lane: 'one' });
    killed.start();
    await eventually('it runs', () => killed.begun.length === 1);
    const next = working(store);
    next.clock.advance(killed.clock.now() - next.clock.now());
    next.start();
    await next.passTime(10_000, 'all is done', () => next.done.length === 2);
    expect(next.tries.map(({ id, attempts }) => [id, attempts])).toEqual([
      ['card', 2],
      ['note', 1],
    ]);
    expect(next.tries[0]?.firstTriedAt).toBe(killed.tries[0]?.firstTriedAt);
    never.open();
  });

  it('does not begin a running job again because the clock was moved past its lease', async () => {
    const work = working();
    const slack = gate();
    work.whenWorking(() => slack.passed);
    await work.add('card');
    work.start();
    await eventually('it runs', () => work.begun.length === 1);
    work.clock.advance(24 * hour);
    await work.add('other');
    await eventually('the other runs', () => work.begun.includes('other'));
    slack.open();
    await work.settled();
    expect(work.begun).toEqual(['card', 'other']);
  });

  it('goes on when the outbox could not be read or written for a while', async () => {
    class Troubled extends MemoryStore {
      broken = true;
      override claimJobs(...parameters: Parameters<MemoryStore['claimJobs']>) {
        if (this.broken) return Promise.reject(new Fault('unavailable', 'the database is locked'));
        return super.claimJobs(...parameters);
      }
    }
    const store = new Troubled();
    const work = working(store);
    await work.add('card');
    work.start();
    await work.passTime(1000, 'time passes', () => work.clock.now() > Date.UTC(2026, 9, 5, 10, 5));
    expect(work.begun).toEqual([]);
    store.broken = false;
    await work.passTime(1000, 'it is done', () => work.done.includes('card'));
  });

  it('does a job again whose end could not be stored', async () => {
    class Forgetful extends MemoryStore {
      failures = 1;
      override async finishJob(...parameters: Parameters<MemoryStore['finishJob']>) {
        if (this.failures-- > 0) throw new Fault('unavailable', 'the disk is full');
        return super.finishJob(...parameters);
      }
    }
    const work = working(new Forgetful());
    await work.add('card');
    work.start();
    await work.passTime(5000, 'it is done', async () => (await work.store.jobCounts()).waiting === 0);
    expect(work.tries.map(({ attempts }) => attempts)).toEqual([1, 2]);
  });
});
