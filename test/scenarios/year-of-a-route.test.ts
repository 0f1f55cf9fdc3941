import { TZDate } from '@date-fns/tz';
import { expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import type { Role } from '../../src/domain/words.ts';
import { localDate } from '../../src/domain/working-time.ts';
import { eventually } from '../support/eventually.ts';
import { day, hour, member } from '../support/given-when-then.ts';
import { LiveRoute, release, routeId, wholeWayPolicy } from '../support/live-route.ts';
import { modelChange } from '../support/proposals.ts';

const timeZone = 'Europe/Berlin';

function berlin(): Policy {
  const policy = wholeWayPolicy();
  const renewal = { ...policy.rollout.renewal, timeZone };
  return {
    ...policy,
    workingHours: { ...policy.workingHours, timeZone },
    rollout: { ...policy.rollout, renewal },
  };
}

/** Whatever is due by now was acted on. */
const caughtUp = (live: LiveRoute) =>
  eventually('nothing is due', async () => {
    const due = await live.store.dueRoutes(live.clock.now(), 1);
    const requests = await live.store.dueRequests(live.clock.now(), 1);
    return due.length === 0 && requests.length === 0;
  });

/** Lets time go by, to the moment of each timer. */
async function pass(live: LiveRoute, milliseconds: number): Promise<void> {
  const until = live.clock.now() + milliseconds;
  while (live.clock.now() < until) {
    const next = (await live.store.nextRouteDueAt()) ?? until;
    live.clock.advance(Math.max(1, Math.min(next, until) - live.clock.now()));
    await caughtUp(live);
  }
}

interface Said {
  readonly type: string;
  readonly at: number;
  readonly daysLeft: number | null;
}

async function remindersOf(live: LiveRoute): Promise<Said[]> {
  const said: Said[] = [];
  let after: string | undefined;
  do {
    const page = await live.store.eventsOf(`route:${routeId}`, { limit: 200, after });
    for (const { type, at, data } of page.items)
      if (type.startsWith('review_'))
        said.push({ type, at, daysLeft: 'daysLeft' in data ? data.daysLeft : null });
    after = page.next ?? undefined;
  } while (after !== undefined);
  return said;
}

test('a year of a route: canary, everybody, four renewals, a trigger, retirement; every reminder once, at nine', async () => {
  const live = await LiveRoute.open({ policy: berlin() });
  await live.start(await live.approved());
  await live.goTo(2500);
  live.clock.advance(25 * hour);
  await live.measured('error_rate', 0.001);
  expect(await live.expand()).toMatchObject({ ok: true });
  await live.until('complete', ({ finished }) => finished?.outcome === 'complete');
  const began = live.clock.now();

  for (let renewal = 0; renewal < 4; renewal += 1) {
    const { review } = await live.route();
    await pass(live, (review?.by ?? 0) - live.clock.now() - hour);
    if (renewal === 1) {
      const trigger = { kind: 'provider_terms', source: 'legal', note: 'New terms.' } as const;
      await live.app.act('terms', { type: 'record_trigger', route: routeId, ...trigger }, live.system);
      expect((await live.route()).triggers).toHaveLength(1);
    }
    const again = { ...modelChange, change: { ...modelChange.change, kind: 'renewal' as const } };
    expect(await live.start(await live.approved(again))).toMatchObject({ ok: true });
    const renewed = await live.route();
    expect(renewed.triggers).toEqual([]);
    expect(renewed.rollout).toBeNull();
    expect(renewed.review?.by).toBeGreaterThan(live.clock.now() + 80 * day);
  }

  const reminded = (await remindersOf(live)).filter(({ type }) => type === 'review_reminded');
  expect(reminded.map(({ daysLeft }) => daysLeft)).toEqual([1, 2, 3, 4].flatMap(() => [30, 14, 7, 1]));
  // From October to the next one the clocks go back, forth and back; nine in the morning stays nine.
  for (const { at } of reminded) {
    const local = new TZDate(at, timeZone);
    expect([local.getHours() - 9, at - began > 0]).toEqual([0, true]);
  }
  expect(live.clock.now() - began).toBeGreaterThan(350 * day);

  const end = { ...modelChange, change: { ...modelChange.change, kind: 'retirement' as const } };
  expect(await live.start(await live.approved(end))).toMatchObject({ ok: true });
  const act = (id: string, command: Parameters<typeof live.app.act>[1], role: Role = 'release_owner') =>
    live.app.act(id, command, member('U-owner', role));
  const route = routeId;
  const record = {
    replacement: 'support-answers-prod',
    drainBy: localDate(live.clock.now() + 3 * day, timeZone),
    disabledKeys: 'summary-prod key, off since today',
    deletedSecrets: 'vault/summary-prod',
    retainedLogs: 'Audit log, 7 years',
    billingCloseout: '',
  };
  expect(await act('record', { type: 'record_retirement', route, record })).toMatchObject({ ok: true });
  expect(await act('early', { type: 'confirm_drained', route })).toMatchObject({
    routeRefusal: { reason: 'not_drained_yet', drainBy: record.drainBy },
  });
  await live.idle();
  expect(await live.variantOf('anybody')).toBe('baseline');
  await pass(live, 3 * day + 2 * hour);
  expect(await live.events()).toContain('drain_due');
  expect(await act('drained', { type: 'confirm_drained', route })).toMatchObject({ ok: true });
  const signOff = { type: 'sign_off_retirement', route } as const;
  expect(await act('sign', signOff, 'product_owner')).toMatchObject({
    routeRefusal: { reason: 'retirement_incomplete', missing: ['billingCloseout'] },
  });
  const whole = { ...record, billingCloseout: 'Budget closed' };
  await act('record whole', { type: 'record_retirement', route, record: whole });
  expect(await act('sign too', signOff)).toMatchObject({ routeRefusal: { reason: 'not_in_role' } });
  expect(await act('sign whole', signOff, 'product_owner')).toMatchObject({ ok: true });
  await live.idle();
  expect(await live.route()).toMatchObject({ retired: { by: 'U-owner' }, retirement: { record: whole } });
  expect(await live.variantOf('anybody')).toBe('FLAG_NOT_FOUND');
  await pass(live, 40 * day);
  expect((await remindersOf(live)).filter(({ type }) => type === 'review_reminded')).toHaveLength(16);
  await live.close();
});

test('a scheduler that was away for months says the latest word once, then does what policy says', async () => {
  const live = await LiveRoute.open({ policy: berlin() });
  await live.start(await live.approved());
  await live.goTo(2500);
  live.clock.advance(25 * hour);
  await live.measured('error_rate', 0.001);
  await live.expand();
  await live.until('complete', ({ finished }) => finished?.outcome === 'complete');
  live.clock.advance(200 * day);
  await caughtUp(live);
  const said = await remindersOf(live);
  expect(said.map(({ type }) => type)).toEqual(['review_set', 'review_overdue', 'review_acted']);
  expect((await live.route()).rollout).toBeNull();
  await live.close();
});

test('a canary that nobody looked at for a week is reminded of once, and stays where it is', async () => {
  const live = await LiveRoute.open();
  await live.start(await live.approved());
  const { step } = await live.goTo(500);
  live.clock.advance(8 * day);
  await caughtUp(live);
  await live.until('reminded', ({ rollout }) => rollout?.remindedStep === step);
  const events = await live.events();
  expect(events.filter((type) => type === 'check_asked')).toHaveLength(3);
  expect(events.slice(-4).filter((type) => type === 'expansion_reminded')).toHaveLength(1);
  expect((await live.rollout()).step).toBe(step);
  expect((await live.candidates()).size).toBeLessThan(40);
  await live.close();
});

test('a reminder whose moment comes back after a pause is given again, and keeps nothing behind it waiting', async () => {
  const live = await LiveRoute.open({ policy: wholeWayPolicy() });
  try {
    await live.start(await live.approved());
    const { step } = await live.goTo(500);
    const reminders = async () =>
      (await live.events()).filter((type) => type === 'expansion_reminded').length;
    const before = await reminders();
    live.clock.advance(24 * hour);
    await live.until('reminded', ({ rollout }) => rollout?.remindedStep === step);
    await live.pause();
    await live.app.act('resume', { type: 'resume', route: routeId }, release);
    live.clock.advance(1);
    await live.until('reminded again', ({ rollout }) => rollout?.remindedStep === step);
    expect((await reminders()) - before).toBe(2);
  } finally {
    await live.close();
  }
});
