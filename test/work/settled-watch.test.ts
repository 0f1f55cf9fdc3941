import { expect, test } from 'vitest';
import { silentLog } from '../../src/ports/log.ts';
import { changeOf, settledWatch } from '../../src/work/settled-watch.ts';
import { day, hour } from '../support/given-when-then.ts';
import { LiveRoute, routeId } from '../support/live-route.ts';

async function rolledBack(): Promise<LiveRoute> {
  const live = await LiveRoute.open();
  await live.start(await live.approved());
  await live.goTo(500);
  await live.rollBack();
  await live.until('rolled back', ({ rollout }) => rollout === null);
  await live.idle();
  live.clock.advance(hour);
  return live;
}

const look = (live: LiveRoute) =>
  settledWatch({ app: live.app, controls: live.controls, log: silentLog })(AbortSignal.timeout(5000));

test('a flag that somebody changes by hand while nothing rolls out makes the review due, once a day', async () => {
  const live = await rolledBack();
  await look(live);
  expect((await live.route()).triggers).toEqual([]);
  const stored = await live.store.flag(routeId);
  if (!stored?.definition) throw new Error('no flag');
  const targeting = { fractional: [{ var: 'targetingKey' }, ['candidate', 5000], ['baseline', 5000]] };
  const definition = JSON.parse(JSON.stringify({ ...stored.definition, targeting }));
  await live.store.putFlag({ ...stored, definition }, stored.revision);
  await look(live);
  await look(live);
  const { triggers } = await live.route();
  expect(triggers).toMatchObject([{ kind: 'routing_change', source: 'read-back' }]);
  live.clock.advance(day);
  await look(live);
  expect((await live.route()).triggers).toHaveLength(2);
  await live.close();
});

test.each([
  [{ candidateBp: 500 }, 'to 5 % of users'],
  [{ candidateBp: null }, 'did not set'],
  [{ baselineDigest: 'other' }, 'another packet'],
  [{ exists: false }, 'is gone'],
  [{}, null],
  [{ baselineDigest: null }, null],
])('a flag that reads back %j is worth: %s', async (change, words) => {
  const live = await rolledBack();
  const route = await live.route();
  const settled = {
    exists: true,
    candidateBp: 0,
    baselineDigest: route.baselineDigest,
    candidateDigest: null,
    revision: null,
    rawHash: '',
  };
  const note = changeOf({ ...settled, ...change }, route, 'unleash');
  expect(note?.includes(words ?? '') ?? null).toBe(words === null ? null : true);
  await live.close();
});

test('a flag that is gone is told, too; what was never steered from here is nobody’s business', async () => {
  const live = await rolledBack();
  const [control] = live.controls.values();
  const binding = { control: 'embedded', route: routeId, flagKey: routeId, options: {} };
  const operation = { opId: 'by-hand', comment: 'by hand', signal: AbortSignal.timeout(5000) };
  await control?.remove(binding, operation);
  await look(live);
  expect((await live.route()).triggers[0]?.note).toContain('is gone from embedded');
  const other = await LiveRoute.open();
  await other.approved();
  await look(other);
  expect((await other.route()).triggers).toEqual([]);
  await live.close();
  await other.close();
});

test('what Routegate itself set is no change: everybody on the new packet, or back on the old one', async () => {
  const live = await LiveRoute.open();
  await live.start(await live.approved());
  await live.goTo(2500);
  live.clock.advance(25 * hour);
  await live.measured('error_rate', 0.001);
  await live.expand();
  await live.until('complete', ({ finished }) => finished?.outcome === 'complete');
  await live.idle();
  live.clock.advance(hour);
  await look(live);
  expect((await live.route()).triggers).toEqual([]);
  await live.rollBack();
  await live.until('taken back', ({ finished }) => finished?.outcome === 'rolled_back');
  await live.idle();
  live.clock.advance(hour);
  await look(live);
  expect((await live.route()).triggers).toEqual([]);
  await live.close();
});
