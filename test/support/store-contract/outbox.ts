import { expect, test } from 'vitest';
import { homeOf, job } from '../changes.ts';
import { monday } from '../given-when-then.ts';
import type { StoreInTest } from '../store-contract.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const ids = (jobs: readonly { readonly id: string }[]) => jobs.map(({ id }) => id);

export function outboxContract(current: StoreInTest): void {
  const claim = async (now = monday, limit = 10) => ids(await current().claimJobs(now, minute, limit));

  test('hands out a job with everything that was put in', async () => {
    const put = job('J-1', { key: 'home:U-1', effect: homeOf('U-1') });
    await current().enqueue([put]);
    expect(await current().claimJobs(monday + 5, minute, 10)).toEqual([
      { ...put, attempts: 1, firstTriedAt: monday + 5 },
    ]);
  });

  test('takes the same id once', async () => {
    await current().enqueue([job('J-1'), job('J-1', { lane: 'other' })]);
    await current().enqueue([job('J-1', { lane: 'third' })]);
    expect((await current().jobCounts()).waiting).toBe(1);
    expect(await claim()).toEqual(['J-1']);
  });

  test('does not take a job again that was just finished', async () => {
    await current().enqueue([job('J-1')]);
    await claim();
    await current().finishJob('J-1', monday);
    await current().enqueue([job('J-1')]);
    expect(await claim(monday + day / 2)).toEqual([]);
    expect(await current().nextJobAt(monday)).toBeNull();
  });

  test('hands out nothing before it is due, and says when it will be', async () => {
    const store = current();
    expect(await store.nextJobAt(monday)).toBeNull();
    await store.enqueue([
      job('late', { lane: 'a', dueAt: monday + 9 }),
      job('soon', { lane: 'b', dueAt: monday + 4 }),
    ]);
    expect(await store.nextJobAt(monday)).toBe(monday + 4);
    expect(await claim(monday + 3)).toEqual([]);
    expect(await claim(monday + 4)).toEqual(['soon']);
    expect(await claim(monday + 9)).toEqual(['late']);
  });

  test('says now for what is overdue', async () => {
    await current().enqueue([job('J-1')]);
    expect(await current().nextJobAt(monday + 50)).toBe(monday + 50);
  });

  test('counts the end of a lease as the next time', async () => {
    await current().enqueue([job('J-1')]);
    await claim();
    expect(await current().nextJobAt(monday)).toBe(monday + minute);
  });

  test('hands out again what a crashed worker left, and says that it was tried', async () => {
    await current().enqueue([job('J-1')]);
    await claim(monday + 1);
    expect(await claim(monday + minute)).toEqual([]);
    expect(await current().claimJobs(monday + minute + 1, minute, 10)).toMatchObject([
      { id: 'J-1', attempts: 2, firstTriedAt: monday + 1 },
    ]);
  });

  test('hands out at once what was tried before, when a program has just started', async () => {
    const store = current();
    await store.enqueue([
      job('leased', { lane: 'a' }),
      job('waits', { lane: 'b' }),
      job('not yet due', { lane: 'c', dueAt: monday + day }),
      job('behind', { lane: 'a' }),
    ]);
    await claim();
    await store.retryJob('waits', monday + day, 'no answer');
    expect(await claim(monday + 1)).toEqual([]);
    await store.retryJobsNow(monday + 2);
    expect((await claim(monday + 2)).toSorted()).toEqual(['leased', 'waits']);
    expect(await claim(monday + 3)).toEqual([]);
  });

  test('gives a job back for later and counts its tries', async () => {
    await current().enqueue([job('J-1')]);
    await claim();
    await current().retryJob('J-1', monday + 500, 'slack is down');
    expect(await current().nextJobAt(monday)).toBe(monday + 500);
    expect(await claim(monday + 499)).toEqual([]);
    expect(await current().claimJobs(monday + 500, minute, 10)).toMatchObject([
      { attempts: 2, firstTriedAt: monday },
    ]);
  });

  test('hands out one kind of work only where that is asked for', async () => {
    await current().enqueue([
      job('home', { lane: 'a' }),
      job('click', { lane: 'b', effect: { kind: 'interaction', person: 'U-1', payload: { press: 1 } } }),
      job('draft', { lane: 'c', effect: { kind: 'draft_message', draft: 'D-1', person: 'U-1' } }),
    ]);
    expect(ids(await current().claimJobs(monday, minute, 10, 'interaction'))).toEqual(['click']);
    expect(ids(await current().claimJobs(monday, minute, 10, 'interaction'))).toEqual([]);
    expect(await claim()).toEqual(['home', 'draft']);
  });

  test('hands out no more than is asked for, the longest due first', async () => {
    await current().enqueue([
      job('second', { lane: 'a', dueAt: monday - 5 }),
      job('first', { lane: 'b', dueAt: monday - 9 }),
      job('third', { lane: 'c', dueAt: monday - 5 }),
    ]);
    expect(await claim(monday, 2)).toEqual(['first', 'second']);
    expect(await claim(monday, 2)).toEqual(['third']);
  });

  test('shows dead jobs, the last to die first, with what to do', async () => {
    await current().enqueue(['a', 'b', 'c'].map((id) => job(id, { lane: id })));
    await current().claimJobs(monday + 3, minute, 10);
    await current().buryJob('b', monday + 7, 'no channel', 'invite the bot');
    await current().buryJob('a', monday + 8, 'no scope', 'add it');
    const first = await current().deadJobs({ limit: 1 });
    expect(first.items).toEqual([
      {
        ...job('a', { lane: 'a' }),
        attempts: 1,
        firstTriedAt: monday + 3,
        error: 'no scope',
        remedy: 'add it',
        diedAt: monday + 8,
      },
    ]);
    const second = await current().deadJobs({ limit: 1, after: first.next ?? '' });
    expect(ids(second.items)).toEqual(['b']);
    expect(second.next).toBeNull();
    expect(await current().jobCounts()).toEqual({ waiting: 1, dead: 2, oldestWaitingAt: monday });
  });

  test('brings dead jobs back, each marked as tried, with its tries given back', async () => {
    await current().enqueue([job('a'), job('b', { lane: 'b' })]);
    for (const now of [monday, monday + minute, monday + 2 * minute]) await claim(now);
    await current().buryJob('a', monday + 3 * minute, 'gone', 'mend it');
    await current().buryJob('b', monday + 3 * minute, 'gone', 'mend it');
    expect(await current().reviveJobs(monday + day)).toBe(2);
    expect((await current().deadJobs({ limit: 5 })).items).toEqual([]);
    expect(await current().claimJobs(monday + day, minute, 10)).toMatchObject([
      { id: 'a', attempts: 2, firstTriedAt: monday, dueAt: monday + day },
      { id: 'b', attempts: 2, firstTriedAt: monday, dueAt: monday + day },
    ]);
    expect(await current().reviveJobs(monday + day)).toBe(0);
  });

  test('counts what waits or is in hand, what is dead, and since when the oldest is due', async () => {
    expect(await current().jobCounts()).toEqual({ waiting: 0, dead: 0, oldestWaitingAt: null });
    await current().enqueue([
      job('a', { dueAt: monday + 2 }),
      job('b', { dueAt: monday + 1 }),
      job('c', { lane: 'c' }),
    ]);
    await current().claimJobs(monday + 2, minute, 1);
    expect(await current().jobCounts()).toEqual({ waiting: 3, dead: 0, oldestWaitingAt: monday });
    await current().finishJob('c', monday + 2);
    expect(await current().jobCounts()).toEqual({ waiting: 2, dead: 0, oldestWaitingAt: monday + 1 });
  });

  test('lets go of a job that is not there', async () => {
    await current().finishJob('ghost', monday);
    await current().retryJob('ghost', monday, 'x');
    await current().buryJob('ghost', monday, 'x', 'y');
    expect(await current().jobCounts()).toEqual({ waiting: 0, dead: 0, oldestWaitingAt: null });
  });

  test('finishes a job for good even after it was buried', async () => {
    await current().enqueue([job('a')]);
    await claim();
    await current().buryJob('a', monday, 'slow', 'wait');
    await current().finishJob('a', monday);
    expect(await current().reviveJobs(monday)).toBe(0);
  });
}
