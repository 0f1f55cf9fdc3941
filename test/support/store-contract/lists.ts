import { expect, test } from 'vitest';
import type { ReviewRole } from '../../../src/domain/words.ts';
import type {
  Page,
  PageRequest,
  RequestFilter,
  RequestIndex,
  RequestSummary,
} from '../../../src/ports/store.ts';
import { changeOf, indexOf, requestStream, routeStream } from '../changes.ts';
import { monday } from '../given-when-then.ts';
import type { StoreInTest } from '../store-contract.ts';

const openRoles: readonly (readonly ReviewRole[])[] = [
  ['finance'],
  ['security', 'finance'],
  [],
  ['ai_platform'],
  ['finance', 'ai_platform', 'security'],
];
const statuses = [
  'in_review',
  'in_review',
  'approved',
  'in_review',
  'rejected',
  'in_review',
  'expired',
] as const;

/** Forty requests in which every combination of status, roles, route and requester turns up. */
const forty: readonly RequestSummary[] = Array.from({ length: 40 }, (_, index) => {
  const number = index + 1;
  const status = statuses[number % statuses.length] ?? 'in_review';
  const open = status === 'in_review';
  return {
    id: `R-${number}`,
    ...indexOf({
      status,
      route: `route-${number % 3}`,
      requester: `U-${number % 4}`,
      tier: number % 2 === 0 ? 'high' : 'low',
      title: `request ${number}`,
      openRoles: open ? (openRoles[number % openRoles.length] ?? []) : [],
      submittedAt: monday + number,
      // Many leave review in the same millisecond, and later ones before earlier ones.
      decidedAt: open ? null : monday + ((number * 7) % 5),
      dueAt: open ? monday + ((number * 11) % 13) : null,
    }),
  };
});
const newestFirst = [...forty].reverse();
const ids = (summaries: readonly { readonly id: string }[]) => summaries.map(({ id }) => id);

async function filed(current: StoreInTest): Promise<void> {
  await current().commit(changeOf(forty.map(({ id, ...index }) => requestStream({ id, index }))));
}

async function allPages<T>(read: (page: PageRequest) => Promise<Page<T>>, limit: number): Promise<T[]> {
  const items: T[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await read({ limit, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    if (page.next === null) return items;
    expect(page.items).toHaveLength(limit);
    after = page.next;
  }
}

const filters: readonly RequestFilter[] = [
  {},
  { route: 'route-1' },
  { notBy: 'U-2' },
  { roles: ['finance'] },
  { roles: ['security', 'ai_platform'] },
  { roles: ['finance', 'security', 'finance'], notBy: 'U-1' },
  { roles: ['ai_platform'], route: 'route-2' },
  { roles: ['finance', 'ai_platform'], route: 'route-0', notBy: 'U-3' },
  { roles: [] },
  { roles: ['legal'] },
  { route: 'no-such-route' },
];

const fits = ({ roles, route, notBy }: RequestFilter, request: RequestIndex): boolean =>
  request.status === 'in_review' &&
  (roles === undefined || roles.some((role) => request.openRoles.includes(role))) &&
  (route === undefined || request.route === route) &&
  (notBy === undefined || request.requester !== notBy);

export function listContract(current: StoreInTest): void {
  test.each(filters)('open requests by %j, newest first, in pages of any size', async (filter) => {
    await filed(current);
    const expected = newestFirst.filter((request) => fits(filter, request));
    for (const limit of [1, 4, 100])
      expect(await allPages((page) => current().openRequests(filter, page), limit)).toEqual(expected);
  });

  test('somebody’s requests in any status, newest first', async () => {
    await filed(current);
    const expected = newestFirst.filter(({ requester }) => requester === 'U-3');
    for (const limit of [1, 3, 10, 100])
      expect(await allPages((page) => current().requestsBy('U-3', page), limit)).toEqual(expected);
    expect((await current().requestsBy('U-nobody', { limit: 5 })).items).toEqual([]);
  });

  test('every request of a route, newest first', async () => {
    await filed(current);
    const expected = newestFirst.filter(({ route }) => route === 'route-2');
    for (const limit of [2, 100])
      expect(await allPages((page) => current().requestsOnRoute('route-2', page), limit)).toEqual(expected);
  });

  test('decided requests, the last decided first', async () => {
    await filed(current);
    const expected = newestFirst
      .filter(({ decidedAt }) => decidedAt !== null)
      .sort((left, right) => (right.decidedAt ?? 0) - (left.decidedAt ?? 0));
    for (const limit of [1, 5, 100])
      expect(await allPages((page) => current().decidedRequests(page), limit)).toEqual(expected);
  });

  test('goes on behind the last page although what stood there has left', async () => {
    await filed(current);
    const filter: RequestFilter = { roles: ['finance'] };
    const first = await current().openRequests(filter, { limit: 2 });
    const last = first.items[1];
    if (!last || first.next === null) throw new Error('expected a second page');
    const { id, ...index } = last;
    const closed = { ...index, status: 'withdrawn', openRoles: [], decidedAt: monday, dueAt: null } as const;
    await current().commit(changeOf([requestStream({ id, expectedVersion: 1, index: closed })]));
    const second = await current().openRequests(filter, { limit: 2, after: first.next });
    const expected = newestFirst.filter((request) => fits(filter, request)).slice(2, 4);
    expect(second.items).toEqual(expected);
  });

  test('follows a request from list to list', async () => {
    const store = current();
    await store.commit(
      changeOf([requestStream({ index: { openRoles: ['finance', 'security'], dueAt: monday } })]),
    );
    await store.commit(
      changeOf([
        requestStream({ expectedVersion: 1, index: { openRoles: ['security', 'legal'], dueAt: monday + 5 } }),
      ]),
    );
    const open = async (role: ReviewRole) =>
      ids((await store.openRequests({ roles: [role] }, { limit: 5 })).items);
    expect([await open('finance'), await open('security'), await open('legal')]).toEqual([
      [],
      ['R-1'],
      ['R-1'],
    ]);
    expect(await store.nextDueAt()).toBe(monday + 5);
    const approved = {
      status: 'approved',
      openRoles: [],
      decidedAt: monday + 6,
      tier: 'low',
      dueAt: null,
    } as const;
    await store.commit(changeOf([requestStream({ expectedVersion: 2, index: approved })]));
    expect([await open('security'), await open('legal')]).toEqual([[], []]);
    expect((await store.openRequests({}, { limit: 5 })).items).toEqual([]);
    expect((await store.decidedRequests({ limit: 5 })).items).toEqual([{ id: 'R-1', ...indexOf(approved) }]);
    expect(await store.nextDueAt()).toBeNull();
  });

  test('timers that are over, the earliest first, as many as are asked for', async () => {
    await filed(current);
    const timers = forty.filter(({ dueAt }) => dueAt !== null).map(({ dueAt }) => dueAt ?? 0);
    expect(await current().nextDueAt()).toBe(Math.min(...timers));
    const due = await current().dueRequests(monday + 6, 100);
    const dueAt = (id: string) => forty.find((request) => request.id === id)?.dueAt ?? Number.NaN;
    expect(due).toHaveLength(timers.filter((at) => at <= monday + 6).length);
    expect(due.map(dueAt)).toEqual([...due.map(dueAt)].sort((left, right) => left - right));
    expect(await current().dueRequests(monday + 6, 3)).toEqual(due.slice(0, 3));
    expect(await current().dueRequests(monday - 1, 100)).toEqual([]);
  });

  test('routes whose id contains what was searched for, by the alphabet', async () => {
    const routes = ['support-summary', 'chat-prod', 'summary-eu', 'chat-support', 'a'];
    for (const id of routes) await current().commit(changeOf([routeStream(id)]));
    const found = async (search: string, limit: number) =>
      ids(await allPages((page) => current().routes(search, page), limit));
    expect(await found('', 2)).toEqual([...routes].sort());
    expect(await found('su', 1)).toEqual(['chat-support', 'summary-eu', 'support-summary']);
    expect(await found('%', 5)).toEqual([]);
    expect(await found('_', 5)).toEqual([]);
  });
}
