import { expect, test } from 'vitest';
import { chainStart, checkLink, genesisHash } from '../../../src/domain/chain.ts';
import type { StoredEvent } from '../../../src/ports/store.ts';
import { changeOf, requestStream, routeStream } from '../changes.ts';
import { monday } from '../given-when-then.ts';
import type { StoreInTest } from '../store-contract.ts';

async function threeStreams(current: StoreInTest): Promise<void> {
  const store = current();
  await store.commit(
    changeOf([requestStream({ events: 2 })], { at: monday + 1, actor: 'U-1', commandId: 'first' }),
  );
  await store.commit(changeOf([routeStream('support'), requestStream({ id: 'R-2', events: 3 })]));
  await store.commit(changeOf([requestStream({ expectedVersion: 2, events: 2 })]));
}

const places = (events: readonly StoredEvent[]) =>
  events.map(({ sequence, stream, version }) => `${sequence} ${stream} ${version}`);

export function recordContract(current: StoreInTest): void {
  test('starts with the hash of nothing', async () => {
    expect(await current().head()).toEqual({ sequence: 0, hash: genesisHash });
    expect(await current().events(0, 10)).toEqual([]);
  });

  test('numbers events without a gap over all streams, in the order of commits', async () => {
    await threeStreams(current);
    expect(places(await current().events(0, 100))).toEqual([
      '1 request:R-1 1',
      '2 request:R-1 2',
      '3 route:support 1',
      '4 request:R-2 1',
      '5 request:R-2 2',
      '6 request:R-2 3',
      '7 request:R-1 3',
      '8 request:R-1 4',
    ]);
  });

  test('keeps who did what, when and by which command', async () => {
    await threeStreams(current);
    expect((await current().events(0, 1))[0]).toMatchObject({
      type: 'reviewers_nudged',
      actor: 'U-1',
      at: monday + 1,
      commandId: 'first',
      data: { type: 'reviewers_nudged', by: 'U-1', roles: ['finance'] },
    });
  });

  test('chains every event to the one before it, up to the head', async () => {
    await threeStreams(current);
    const events = await current().events(0, 100);
    const end = events.reduce((position, event) => {
      const next = checkLink(position, event);
      if ('flaw' in next) throw new Error(next.detail);
      return next;
    }, chainStart);
    expect(await current().head()).toEqual(end);
  });

  test('is read from any place, as much as is asked for', async () => {
    await threeStreams(current);
    expect((await current().events(3, 2)).map(({ sequence }) => sequence)).toEqual([4, 5]);
    expect((await current().events(7, 5)).map(({ sequence }) => sequence)).toEqual([8]);
    expect(await current().events(8, 5)).toEqual([]);
  });

  test('tells one stream from its beginning, page by page', async () => {
    await threeStreams(current);
    const store = current();
    const first = await store.eventsOf('request:R-1', { limit: 3 });
    expect(first.items.map(({ version }) => version)).toEqual([1, 2, 3]);
    const second = await store.eventsOf('request:R-1', { limit: 3, after: first.next ?? '' });
    expect(second.items.map(({ version }) => version)).toEqual([4]);
    expect(second.next).toBeNull();
    expect((await store.eventsOf('request:R-9', { limit: 3 })).items).toEqual([]);
  });
}
