import { expect, test } from 'vitest';
import { homeOf, job } from '../changes.ts';
import { monday } from '../given-when-then.ts';
import type { StoreInTest } from '../store-contract.ts';

const minute = 60_000;

export function laneContract(current: StoreInTest): void {
  const claim = async (now = monday, limit = 10) =>
    (await current().claimJobs(now, minute, limit)).map(({ id }) => id);

  test('one job of a lane at a time, in the order in which they came', async () => {
    const store = current();
    await store.enqueue([job('1'), job('2'), job('3', { lane: 'other' }), job('4')]);
    expect(await claim()).toEqual(['1', '3']);
    expect(await claim()).toEqual([]);
    await store.finishJob('1', monday);
    expect(await claim()).toEqual(['2']);
    await store.finishJob('2', monday);
    expect(await claim()).toEqual(['4']);
    await store.finishJob('4', monday);
    await store.finishJob('3', monday);
    expect(await store.nextJobAt(monday)).toBeNull();
  });

  test('a lane waits with the job that is tried again', async () => {
    await current().enqueue([job('1'), job('2')]);
    await claim();
    await current().retryJob('1', monday + 100, 'busy');
    expect(await claim(monday + 99)).toEqual([]);
    expect(await claim(monday + 100)).toEqual(['1']);
  });

  test('a lane waits for its oldest job although a younger one is due', async () => {
    await current().enqueue([job('1', { dueAt: monday + 100 }), job('2')]);
    expect(await claim(monday + 99)).toEqual([]);
    expect(await current().nextJobAt(monday)).toBe(monday + 100);
    expect(await claim(monday + 100)).toEqual(['1']);
  });

  test('a lane goes on behind a dead job', async () => {
    await current().enqueue([job('1'), job('2'), job('3')]);
    await claim();
    await current().buryJob('1', monday, 'no', 'do');
    expect(await claim()).toEqual(['2']);
    await current().buryJob('3', monday, 'no', 'do');
    await current().finishJob('2', monday);
    expect(await claim()).toEqual([]);
    expect(await current().nextJobAt(monday)).toBeNull();
  });

  test('a job that was brought back stands behind those that wait', async () => {
    await current().enqueue([job('1'), job('2'), job('3')]);
    await claim();
    await current().buryJob('1', monday, 'no', 'do');
    expect(await claim()).toEqual(['2']);
    await current().reviveJobs(monday);
    expect(await claim()).toEqual([]);
    await current().finishJob('2', monday);
    expect(await claim()).toEqual(['3']);
    await current().finishJob('3', monday);
    expect(await claim()).toEqual(['1']);
  });

  test('a newer job takes the place of a waiting one with its key', async () => {
    const store = current();
    await store.enqueue([job('busy'), job('old', { key: 'card' }), job('note')]);
    await store.enqueue([job('new', { key: 'card', effect: homeOf('U-new'), dueAt: monday + 7 })]);
    expect(await claim()).toEqual(['busy']);
    await store.finishJob('busy', monday);
    expect(await store.claimJobs(monday + 7, minute, 10)).toMatchObject([
      { id: 'new', key: 'card', effect: homeOf('U-new'), dueAt: monday + 7, attempts: 1 },
    ]);
    await store.finishJob('new', monday);
    expect(await claim(monday + 7)).toEqual(['note']);
  });

  test('a newer job takes the place of a waiting one that is first in its lane', async () => {
    await current().enqueue([job('old', { key: 'card' }), job('note')]);
    await current().enqueue([job('new', { key: 'card', dueAt: monday + 7 })]);
    expect(await claim()).toEqual([]);
    expect(await claim(monday + 7)).toEqual(['new']);
  });

  test('the id of a replaced job stays used', async () => {
    await current().enqueue([job('old', { key: 'card' })]);
    await current().enqueue([job('new', { key: 'card' })]);
    await current().enqueue([job('old', { key: 'card' })]);
    expect(await claim()).toEqual(['new']);
    expect((await current().jobCounts()).waiting).toBe(1);
  });

  test('a job that was tried is not replaced, because it may have had its effect', async () => {
    const store = current();
    await store.enqueue([job('tried', { key: 'card' })]);
    await claim();
    await store.enqueue([job('second', { key: 'card' })]);
    await store.retryJob('tried', monday, 'no answer');
    await store.enqueue([job('third', { key: 'card' })]);
    expect(await claim()).toEqual(['tried']);
    await store.finishJob('tried', monday);
    expect(await claim()).toEqual(['third']);
    await store.finishJob('third', monday);
    expect(await claim()).toEqual([]);
  });

  test('jobs without a key are never replaced', async () => {
    await current().enqueue([job('1'), job('2'), job('3')]);
    expect((await current().jobCounts()).waiting).toBe(3);
  });

  test('a job whose lane changed leaves the old one, and goes to the end of the new one', async () => {
    const store = current();
    await store.enqueue([
      job('old', { lane: 'a', key: 'card' }),
      job('a', { lane: 'a' }),
      job('b', { lane: 'b' }),
    ]);
    await store.enqueue([job('new', { lane: 'b', key: 'card' })]);
    expect(await claim()).toEqual(['a', 'b']);
    await store.finishJob('b', monday);
    expect(await claim()).toEqual(['new']);
  });

  test('lanes do not wait for each other', async () => {
    const lanes = Array.from({ length: 30 }, (_, index) => `lane-${index}`);
    await current().enqueue(
      lanes.flatMap((lane) => [job(`${lane}/1`, { lane }), job(`${lane}/2`, { lane })]),
    );
    expect(await claim(monday, 100)).toEqual(lanes.map((lane) => `${lane}/1`));
    for (const lane of lanes) await current().finishJob(`${lane}/1`, monday);
    expect(await claim(monday, 100)).toEqual(lanes.map((lane) => `${lane}/2`));
  });
}
