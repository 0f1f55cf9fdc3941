import { type CatalogModel, fallbackMap, type RegisteredRoute } from '../../src/domain/fallback/catalog.ts';
import { findingsOf } from '../../src/domain/fallback/findings.ts';
import { reachable } from '../../src/domain/fallback/search.ts';
import type { Packet } from '../../src/domain/packet/schema.ts';
import { packet, supportSummary } from '../support/proposals.ts';
import type { Row } from './rows.ts';

/** Ten thousand routes: how long until it is known what one of them, or each of them, can come to serve. */

const count = 10_000;
const inCluster = 20;
const primary = supportSummary.model.primary;
const example = packet(supportSummary);

/** Route `index` of which `allowed` may take over; its model is in another region once in a thousand. */
function routeAt(index: number, allowed: readonly number[]): Packet {
  const region = index % 1000 === 999 ? 'us-east' : 'eu-west';
  const model = { ...primary, name: `model-${index % 500}`, region };
  return {
    ...example,
    route: `route-${index}`,
    model: { ...example.model, primary: model, fallbacks: [{ ...model, version: '2026-01', changes: [] }] },
    fallback: { allowed: allowed.map((other) => `route-${other}`) },
  };
}

const catalog: readonly CatalogModel[] = Array.from({ length: 500 }, (_, index) => ({
  name: `model-${index}`,
  approved: index % 100 !== 99,
  status: 'stable',
  dataPolicy: index % 250 === 249 ? 'may train' : 'no training',
}));

const registered = (packets: readonly Packet[]): RegisteredRoute[] =>
  packets.map((each) => ({ id: each.route, packet: each }));

/** Milliseconds that something takes. */
function took(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The middle of several runs, so that one pause of the machine does not count. */
const typical = (work: () => void, runs = 7): number =>
  Array.from({ length: runs }, () => took(work)).sort((left, right) => left - right)[Math.floor(runs / 2)] ??
  Number.NaN;

export async function bench(): Promise<Row[]> {
  // Everything leads everywhere: each route to the next three, in a spiral through all of them.
  const tangled = Array.from({ length: count }, (_, index) =>
    routeAt(index, [(index + 1) % count, (index * 7 + 3) % count, (index * 13 + 5) % count]),
  );
  // As companies have it: routes of one team stand in for each other.
  const clustered = Array.from({ length: count }, (_, index) => {
    const first = index - (index % inCluster);
    return routeAt(index, [first + ((index + 1) % inCluster), first + ((index + 7) % inCluster)]);
  });
  const [start] = tangled;
  if (!start) throw new Error('There are no routes.');
  const tangledRoutes = registered(tangled);
  const tangledMap = fallbackMap(tangledRoutes, catalog, '2026-11-20');
  const clusteredMap = fallbackMap(registered(clustered), catalog, '2026-11-20');
  const reached = reachable(start, tangledMap).length;
  const build = typical(() => {
    fallbackMap(tangledRoutes, catalog, '2026-11-20');
  });
  const one = typical(() => {
    findingsOf(start, tangledMap);
  });
  let findings = 0;
  const all = took(() => {
    for (const each of clustered) findings += findingsOf(each, clusteredMap).length;
  });
  if (findings === 0) throw new Error('Nothing was found, so nothing was measured.');
  return [
    { name: `fallback map of ${count.toLocaleString('en')} routes, built`, value: build, unit: 'ms' },
    {
      name: `one route that can reach ${reached.toLocaleString('en')} others, searched`,
      value: one,
      unit: 'ms',
      target: '≤ 200 ms',
    },
    {
      name: `every one of ${count.toLocaleString('en')} routes, searched`,
      value: all,
      unit: 'ms',
      target: '≤ 2 s',
    },
    { name: 'a route of a team of twenty, searched', value: (all / count) * 1000, unit: 'µs' },
  ];
}
