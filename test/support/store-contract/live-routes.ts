import { expect, test } from 'vitest';
import type { Alert } from '../../../src/domain/alert.ts';
import type { OwedCondition } from '../../../src/domain/route/owed-conditions.ts';
import type { Route } from '../../../src/domain/route/route.ts';
import type { FlagDefinition } from '../../../src/ports/flag-store.ts';
import type { NewJob } from '../../../src/ports/store.ts';
import { changeOf, job, routeStream } from '../changes.ts';
import { monday } from '../given-when-then.ts';
import { packet, supportSummary } from '../proposals.ts';
import { RouteUnderTest } from '../route-under-test.ts';
import type { StoreInTest } from '../store-contract.ts';

const alert: Alert = {
  source: 'generic',
  key: 'generic:1',
  status: 'firing',
  title: 'Errors',
  summary: '',
  route: 'chat-prod',
  environment: null,
  variant: null,
  guardrail: null,
  severity: null,
  startedAt: monday,
  endedAt: null,
  links: [],
};
const definition: FlagDefinition = {
  state: 'ENABLED',
  variants: { baseline: { model: 'a' } },
  defaultVariant: 'baseline',
};
const told = ({ key, status }: Alert): NewJob[] => [job(`${key}:${status}`, { dueAt: monday })];

function timers(store: StoreInTest): void {
  test('names routes whose timers are over, the earliest first, and when the next one is', async () => {
    const at = { 'late-prod': monday + 2000, 'early-prod': monday + 1000, 'never-prod': null };
    for (const [id, dueAt] of Object.entries(at))
      await store().commit(changeOf([routeStream(id, 0, {}, dueAt)]));
    expect(await store().nextRouteDueAt()).toBe(monday + 1000);
    expect(await store().dueRoutes(monday + 999, 10)).toEqual([]);
    expect(await store().dueRoutes(monday + 2000, 10)).toEqual(['early-prod', 'late-prod']);
    expect(await store().dueRoutes(monday + 2000, 1)).toEqual(['early-prod']);
    await store().commit(changeOf([routeStream('early-prod', 1, {}, null)]));
    expect(await store().nextRouteDueAt()).toBe(monday + 2000);
  });

  test('lists the routes on which something is rolling out, page by page', async () => {
    const route = new RouteUnderTest();
    route.start();
    const { rollout } = route;
    for (const id of ['c-prod', 'a-prod', 'b-prod'])
      await store().commit(changeOf([routeStream(id, 0, { rollout })]));
    await store().commit(changeOf([routeStream('quiet-prod')]));
    const first = await store().rollingRoutes({ limit: 2 });
    expect(first.items).toEqual(['a-prod', 'b-prod']);
    const rest = await store().rollingRoutes({ limit: 2, after: first.next ?? undefined });
    expect(rest).toEqual({ items: ['c-prod'], next: null });
    await store().commit(changeOf([routeStream('c-prod', 1, { rollout: null })]));
    expect((await store().rollingRoutes({ limit: 9 })).items).toEqual(['a-prod', 'b-prod']);
  });
}

function promises(store: StoreInTest): void {
  const condition = (id: string, owner: string, due: string, more: Partial<OwedCondition> = {}) => ({
    id,
    rollout: 'R-1',
    role: 'finance' as const,
    requester: 'UMAYA',
    text: 'Report',
    owner,
    due,
    since: monday,
    said: 0,
    met: null,
    ...more,
  });

  test('lists what somebody owes, the first due first, until it is kept or its route retired', async () => {
    const met = { by: 'UHANNAH', at: monday, proof: 'Seen.' };
    const late = condition('R-1.1', 'UHANNAH', '2026-10-20');
    const early = condition('R-2.1', 'UHANNAH', '2026-10-10');
    const named = condition('R-1.2', 'the data team', '2026-10-15');
    const kept = condition('R-1.3', 'UHANNAH', '2026-10-09', { met });
    await store().commit(changeOf([routeStream('chat-prod', 0, { conditions: [late, named, kept] })]));
    await store().commit(changeOf([routeStream('mail-prod', 0, { conditions: [early] })]));
    const owed = async (person: string, limit = 9) =>
      (await store().owedBy(person, limit)).map(({ route, condition: { id } }) => `${route} ${id}`);
    expect(await owed('UHANNAH')).toEqual(['mail-prod R-2.1', 'chat-prod R-1.1']);
    expect(await owed('UHANNAH', 1)).toEqual(['mail-prod R-2.1']);
    expect(await owed('UMAYA')).toEqual(['chat-prod R-1.2']);
    expect((await store().owedBy('UHANNAH', 1))[0]?.condition).toEqual(early);
    await store().commit(changeOf([routeStream('chat-prod', 1, { conditions: [{ ...late, met }] })]));
    const retired = { by: 'UHANNAH', at: monday };
    await store().commit(changeOf([routeStream('mail-prod', 1, { conditions: [early], retired })]));
    expect([await owed('UHANNAH'), await owed('UMAYA')]).toEqual([[], []]);
  });
}

function names(store: StoreInTest): void {
  const serving = (name: string, provider: string, alias?: string) =>
    packet({
      ...supportSummary,
      model: { primary: { ...supportSummary.model.primary, name, provider } },
      ...(alias === undefined ? {} : { fallback: { primary_route: alias } }),
    });
  const commit = (id: string, version: number, state: Partial<Route>) =>
    store().commit(changeOf([routeStream(id, version, state)]));

  test('finds a route by what a gateway calls it, while it is in service', async () => {
    for (const id of ['b-prod', 'a-prod'])
      await commit(id, 0, { baseline: serving('small', 'acme', 'cheap_route') });
    await commit('empty-prod', 0, {});
    expect((await store().routeCalled('cheap_route'))?.id).toBe('a-prod');
    expect(await store().routeCalled('a-prod')).toBeNull();
    const baseline = serving('small', 'acme', 'cheap_route');
    await commit('a-prod', 1, { baseline, retired: { by: 'U-owner', at: monday } });
    expect((await store().routeCalled('cheap_route'))?.id).toBe('b-prod');
    await commit('b-prod', 1, { baseline: serving('small', 'acme', 'other_route') });
    expect(await store().routeCalled('cheap_route')).toBeNull();
  });

  test('knows whether a route serves with a model, of any version or provider unless one is named', async () => {
    await commit('a-prod', 0, { baseline: serving('small', 'acme') });
    await commit('b-prod', 0, { baseline: serving('small', 'other') });
    const version = '2026-03';
    expect((await store().servedModel({ name: 'small', version, provider: 'other' }))?.provider).toBe(
      'other',
    );
    expect(await store().servedModel({ name: 'small', version, provider: 'third' })).toBeNull();
    expect(await store().servedModel({ name: 'small', version: '2025-01' })).toBeNull();
    expect((await store().servedModel({ name: 'small', version }))?.name).toBe('small');
    expect((await store().servedModel({ name: 'small' }))?.name).toBe('small');
    expect(await store().servedModel({ name: 'large' })).toBeNull();
    for (const id of ['a-prod', 'b-prod'])
      await commit(id, 1, { baseline: serving('small', 'acme'), retired: { by: 'U-owner', at: monday } });
    expect(await store().servedModel({ name: 'small' })).toBeNull();
  });
}

function readings(store: StoreInTest): void {
  test('keeps the latest reading of each metric, a missing value too, and never an older one', async () => {
    const read = (value: number | null, at: number) => ({ metric: 'errors', value, at, source: 'ci' });
    const latency = { metric: 'latency', value: 1.5, at: 5, source: 'ci' };
    await store().saveReadings('chat-prod', [read(0.1, 10), latency], []);
    await store().saveReadings('chat-prod', [read(0.2, 9)], []);
    expect(await store().latestReadings('chat-prod')).toEqual([read(0.1, 10), latency]);
    await store().saveReadings('chat-prod', [read(null, 11)], [job('look', { dueAt: monday })]);
    expect(await store().latestReadings('chat-prod')).toContainEqual(read(null, 11));
    expect(await store().latestReadings('other-prod')).toEqual([]);
    expect((await store().jobCounts()).waiting).toBe(1);
  });
}

function alerts(store: StoreInTest): void {
  test('keeps what an alert says, and tells of its beginning and its end, but not of repeats', async () => {
    await store().saveAlerts([alert], monday, told);
    await store().saveAlerts([alert], monday + 1, told);
    expect(await store().jobCounts()).toMatchObject({ waiting: 1 });
    expect(await store().alert(alert.key)).toEqual({
      alert,
      firstAt: monday,
      lastAt: monday + 1,
      times: 2,
    });
    expect((await store().firingAlerts('chat-prod', 5)).map((kept) => kept.alert.key)).toEqual([alert.key]);
    await store().saveAlerts([{ ...alert, status: 'resolved', route: null }], monday + 2, told);
    expect(await store().jobCounts()).toMatchObject({ waiting: 2 });
    expect((await store().alert(alert.key))?.alert).toMatchObject({ status: 'resolved', route: 'chat-prod' });
    expect(await store().firingAlerts('chat-prod', 5)).toEqual([]);
  });

  test('tells that an alert still fires, at most once a minute', async () => {
    const minute = 60_000;
    let tellings = 0;
    const counted = () => {
      tellings += 1;
      return [];
    };
    for (const after of [0, 1000, 2 * minute, 2 * minute + 1000, 3 * minute])
      await store().saveAlerts([alert], monday + after, counted);
    expect(tellings).toBe(3);
    expect((await store().alert(alert.key))?.times).toBe(5);
  });

  test('lets no late repeat wake an alert that is over', async () => {
    await store().saveAlerts([alert], monday, told);
    await store().saveAlerts([{ ...alert, status: 'resolved' }], monday + 1, told);
    await store().saveAlerts([alert], monday + 2, told);
    expect((await store().alert(alert.key))?.alert.status).toBe('resolved');
    expect(await store().jobCounts()).toMatchObject({ waiting: 2 });
  });

  test('takes an alert that says not when it began for a new one, after the end of the last', async () => {
    const undated = { ...alert, startedAt: null };
    await store().saveAlerts([undated], monday, told);
    await store().saveAlerts([{ ...undated, status: 'resolved' }], monday + 1, told);
    await store().saveAlerts([undated], monday + 2, told);
    expect((await store().alert(alert.key))?.alert.status).toBe('firing');
  });
}

function flags(store: StoreInTest): void {
  test('writes a flag only for whoever read it last, each write with the next revision', async () => {
    const flag = { key: 'chat-prod', definition, operations: ['op-1'] };
    expect(await store().flag('chat-prod')).toBeNull();
    expect(await store().putFlag(flag, 7)).toEqual({ result: 'conflict' });
    expect(await store().putFlag(flag, null)).toEqual({ result: 'written', flag: { ...flag, revision: 1 } });
    expect(await store().putFlag(flag, null)).toEqual({ result: 'conflict' });
    await store().putFlag({ ...flag, key: 'other-prod' }, null);
    const gone = { ...flag, definition: null, operations: ['op-2', 'op-1'] };
    expect(await store().putFlag(gone, 1)).toEqual({ result: 'written', flag: { ...gone, revision: 3 } });
    expect(await store().flag('chat-prod')).toEqual({ ...gone, revision: 3 });
    expect((await store().flagsAfter(0, 9)).map(({ key }) => key)).toEqual(['other-prod', 'chat-prod']);
    expect((await store().flagsAfter(2, 9)).map(({ key }) => key)).toEqual(['chat-prod']);
  });
}

export function liveRouteContract(store: StoreInTest): void {
  timers(store);
  promises(store);
  names(store);
  readings(store);
  alerts(store);
  flags(store);
}
