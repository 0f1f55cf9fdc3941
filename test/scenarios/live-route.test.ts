import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { afterEach, describe, expect, test } from 'vitest';
import { ControlFault, type RouteControl } from '../../src/ports/route-control.ts';
import { eventually } from '../support/eventually.ts';
import { hour, member } from '../support/given-when-then.ts';
import { LiveRoute, type LiveRouteOptions, release, routeId, wholeWayPolicy } from '../support/live-route.ts';

const opened: LiveRoute[] = [];
async function open(options: LiveRouteOptions = {}): Promise<LiveRoute> {
  const live = await LiveRoute.open(options);
  opened.push(live);
  return live;
}
afterEach(async () => {
  await OpenFeature.close();
  for (const live of opened.splice(0)) await live.close();
});

/** The embedded control, which a test can take away, or make slow. */
function unreliable(embedded: RouteControl) {
  const state = { down: false, writes: 0 };
  const through = <T>(work: () => Promise<T>): Promise<T> => {
    state.writes += 1;
    return state.down
      ? Promise.reject(new ControlFault('unavailable', 'The flag system does not answer.'))
      : work();
  };
  const control: RouteControl = {
    name: embedded.name,
    capabilities: embedded.capabilities,
    check: (...given) => embedded.check(...given),
    read: (...given) => embedded.read(...given),
    verify: (...given) => embedded.verify(...given),
    remove: (...given) => embedded.remove(...given),
    apply: (...given) => through(() => embedded.apply(...given)),
    rollback: (...given) => through(() => embedded.rollback(...given)),
  };
  return { control, state };
}

describe('a rollout, as an application with the OpenFeature SDK sees it', () => {
  test('starts unseen, reaches 5 and 25 % keeping its people, and is gone at once when it is rolled back', async () => {
    const live = await open();
    expect((await live.start(await live.approved())).ok).toBe(true);
    await live.inForce();
    await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: live.url }));
    const client = OpenFeature.getClient();
    const served = async () => {
      const asked = Array.from({ length: 400 }, (_, person) =>
        client.getObjectDetails(routeId, {}, { targetingKey: `person-${person}` }),
      );
      const details = await Promise.all(asked);
      expect(details.filter(({ errorCode }) => errorCode)).toEqual([]);
      return new Set(details.flatMap(({ variant }, person) => (variant === 'candidate' ? [person] : [])));
    };
    expect((await served()).size).toBe(0);
    await live.goTo(500);
    const few = await served();
    expect(few.size).toBeGreaterThan(5);
    expect(few.size).toBeLessThan(40);
    await live.goTo(2500);
    const more = await served();
    expect(more.size).toBeGreaterThan(70);
    expect(more.size).toBeLessThan(130);
    expect([...few].filter((person) => !more.has(person))).toEqual([]);
    const value = await client.getObjectValue(routeId, {}, { targetingKey: `person-${[...few][0]}` });
    expect(value).toMatchObject({ model: { name: 'gpt-summary-b' } });
    expect(JSON.stringify(value)).not.toContain('monthly_budget_usd');
    await live.rollBack();
    await live.until('rolled back', ({ rollout }) => rollout === null);
    expect((await served()).size).toBe(0);
    expect((await live.route()).finished).toMatchObject({
      outcome: 'rolled_back',
      by: 'U-oncall',
      fromBp: 2500,
    });
  });

  test('becomes what everybody gets when the last step is in force, and is reviewed again in time', async () => {
    const live = await open();
    await live.start(await live.approved());
    await live.goTo(2500);
    live.clock.advance(25 * hour);
    await live.measured('error_rate', 0.001);
    expect(await live.expand()).toMatchObject({ ok: true });
    const route = await live.until('complete', ({ finished }) => finished?.outcome === 'complete');
    expect(route.baseline?.model.primary.name).toBe('gpt-summary-b');
    await live.idle();
    expect(await live.variantOf('anybody')).toBe('baseline');
    const answer = await fetch(`${live.url}/flagd/flags.json`);
    expect(await answer.text()).toContain('"name":"gpt-summary-b"');
    const days = ((route.review?.by ?? 0) - live.clock.now()) / (24 * hour);
    expect(Math.round(days)).toBe(90);
    expect(new Date(route.review?.by ?? 0).toISOString()).toContain('T09:00:00');
    // Taken back after completion, what served before serves again.
    expect(await live.rollBack()).toMatchObject({ ok: true });
    const back = await live.until('taken back', ({ rollout }) => rollout === null);
    expect(back.baseline?.model.primary.name).toBe('gpt-summary-a');
    await live.idle();
    const flags = await (await fetch(`${live.url}/flagd/flags.json`)).text();
    expect(flags).not.toContain('"targeting"');
    expect(JSON.parse(flags).flags[routeId].variants.baseline.model.name).toBe('gpt-summary-a');
  });
});

describe('an approval', () => {
  test('is used up by its start: it neither starts again nor lapses', async () => {
    const live = await open();
    const request = await live.approved();
    expect(await live.start(request, 'start')).toEqual({ ok: true, subject: routeId });
    expect(await live.start(request, 'start')).toEqual({ ok: true, subject: routeId });
    await live.inForce();
    await live.rollBack();
    await live.until('rolled back', ({ rollout }) => rollout === null);
    expect(await live.start(request, 'again')).toMatchObject({
      ok: false,
      routeRefusal: { reason: 'approval_used', request, by: release.person },
    });
    live.clock.advance(30 * 24 * hour);
    await eventually('nothing is due', async () => (await live.store.nextDueAt()) === null);
    expect((await live.store.request(request))?.state.status).toBe('approved');
  });

  test('is not found where there is none, and starts by nobody who may not', async () => {
    const live = await open();
    const request = await live.approved();
    expect(await live.start('R-99')).toMatchObject({ routeRefusal: { reason: 'request_not_approved' } });
    expect(await live.start(request, 'stranger', member('U-x', 'finance'))).toMatchObject({
      routeRefusal: { reason: 'not_in_role', roles: ['release_owner', 'ai_platform'] },
    });
    expect((await live.route()).rollout).toBeNull();
  });

  test('two starts at once make one rollout', async () => {
    const live = await open();
    const request = await live.approved();
    const outcomes = await Promise.all([live.start(request), live.start(request), live.start(request)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await live.events()).filter((type) => type === 'rollout_started')).toHaveLength(1);
  });
});

describe('roll back', () => {
  test('pressed by three at once, and twice by one, is done once, and everybody is answered', async () => {
    const live = await open();
    await live.start(await live.approved());
    await live.goTo(500);
    const others = ['U-a', 'U-b', 'U-c'].map((person) => live.rollBack(person, member(person, 'oncall')));
    const twice = [live.rollBack('twice'), live.rollBack('twice')];
    const outcomes = await Promise.all([...others, ...twice]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes)
      if (!outcome.ok) expect(outcome).toMatchObject({ routeRefusal: { reason: 'rolling_back' } });
    await live.until('rolled back', ({ rollout }) => rollout === null);
    const events = await live.events();
    expect(events.filter((type) => type === 'rollback_started')).toHaveLength(1);
    expect(events.filter((type) => type === 'rolled_back')).toHaveLength(1);
    expect(await live.rollBack()).toMatchObject({ routeRefusal: { reason: 'rolled_back_already' } });
  });

  test('with the backend down repeats until it is verified, and after a minute says what to do by hand', async () => {
    let backend: ReturnType<typeof unreliable> | undefined;
    const live = await open({
      control: (embedded) => {
        backend = unreliable(embedded);
        return backend.control;
      },
    });
    await live.start(await live.approved());
    await live.goTo(500);
    if (!backend) throw new Error('no backend');
    backend.state.down = true;
    await live.rollBack();
    const goOn = (what: string, ask: () => Promise<boolean>) =>
      eventually(what, async () => {
        if (await ask()) return true;
        live.clock.advance(1000);
        return false;
      });
    await goOn('people are told what to do', async () => (await live.rollout()).control.trouble !== null);
    const rollout = await live.rollout();
    expect(live.clock.now() - rollout.control.wished.at).toBeGreaterThanOrEqual(60_000);
    expect(rollout.control.trouble?.remedy).toContain(`set ${routeId} to 0 % candidate`);
    expect(rollout.status).toBe('rolling_back');
    // Routegate itself answers applications here, so they got the baseline all the same.
    expect((await live.candidates()).size).toBe(0);
    backend.state.down = false;
    await goOn('it is rolled back', async () => (await live.route()).rollout === null);
    expect((await live.candidates()).size).toBe(0);
    expect((await live.events()).filter((type) => type === 'control_troubled')).toHaveLength(1);
  });

  test('during an expansion that hangs does not wait for it, and what comes late changes nothing', async () => {
    const gate = Promise.withResolvers<void>();
    let hold = false;
    const live = await open({
      control: (embedded) => ({
        ...unreliable(embedded).control,
        apply: async (...given) => {
          if (hold) await gate.promise;
          return embedded.apply(...given);
        },
      }),
    });
    await live.start(await live.approved());
    await live.goTo(500);
    hold = true;
    live.clock.advance(25 * hour);
    await live.measured('error_rate', 0.001);
    expect(await live.expand()).toMatchObject({ ok: true });
    await live.rollBack();
    await live.until('rolled back', ({ rollout }) => rollout === null);
    expect((await live.candidates()).size).toBe(0);
    gate.resolve();
    await live.idle();
    expect((await live.candidates()).size).toBe(0);
    expect((await live.events()).at(-1)).toBe('rolled_back');
  });
});

describe('guardrails, drift and drills', () => {
  test('a reading beyond its limit pauses by itself; a missing one does not, but holds the gate', async () => {
    const live = await open();
    await live.start(await live.approved());
    await live.goTo(500);
    live.clock.advance(hour);
    await live.measured('error_rate', null);
    await live.idle();
    expect((await live.rollout()).status).toBe('live');
    live.clock.advance(24 * hour);
    expect(await live.expand()).toMatchObject({
      routeRefusal: { reason: 'gate_not_clear', missing: [{ gate: 'guardrail', because: 'missing' }] },
    });
    await live.measured('error_rate', 0.2);
    const { rollout } = await live.until('paused', ({ rollout }) => rollout?.status === 'paused');
    expect(rollout?.intervention).toMatchObject({
      by: 'system',
      cause: 'guardrail',
      detail: 'error_rate is 0.2; the limit is at most 0.01',
    });
    expect((await live.candidates()).size).toBeGreaterThan(0);
  });

  test('a change by hand is found, blocks expansion, and is forgotten when it is undone', async () => {
    const live = await open();
    await live.start(await live.approved());
    await live.goTo(500);
    await live.idle();
    await live.watchForDrift();
    expect((await live.rollout()).control.drift).toBeNull();
    const stored = await live.store.flag(routeId);
    if (!stored?.definition) throw new Error('no flag');
    const text = JSON.stringify(stored.definition).replace('500]', '5000]').replace('9500]', '5000]');
    await live.store.putFlag({ ...stored, definition: JSON.parse(text) }, stored.revision);
    await live.watchForDrift();
    await live.watchForDrift();
    const { drift } = (await live.rollout()).control;
    expect(drift?.text).toBe('The flag in embedded says 50 % candidate; 5 % was set.');
    live.clock.advance(25 * hour);
    await live.measured('error_rate', 0.001);
    expect(await live.expand()).toMatchObject({
      routeRefusal: { missing: [{ gate: 'control', because: 'drift' }] },
    });
    const changed = await live.store.flag(routeId);
    await live.store.putFlag(stored, changed?.revision ?? null);
    await live.watchForDrift();
    expect((await live.rollout()).control.drift).toBeNull();
    expect((await live.events()).filter((type) => type === 'drift_found')).toHaveLength(1);
  });

  test('a drill goes there and back on a flag beside the route, and touches no user', async () => {
    const live = await open();
    await live.start(await live.approved());
    const { rollout } = await live.goTo(500).then(() => live.route());
    const before = await live.candidates();
    expect(await live.recordDrill('drill-1')).toMatchObject({ ok: true });
    expect(await live.recordDrill('drill-1')).toMatchObject({ ok: true });
    const { drills } = await live.route();
    expect(drills.at(-1)).toMatchObject({ by: 'U-oncall', worked: true });
    expect(drills.filter(({ at }) => at === live.clock.now())).toHaveLength(2);
    expect(await live.candidates()).toEqual(before);
    expect(await live.drill('drill-2', routeId, member('U-x', 'finance'))).toMatchObject({
      routeRefusal: { reason: 'not_in_role' },
    });
    expect(rollout?.status).toBe('live');
  });

  test('nothing is expanded in a freeze', async () => {
    const live = await open({
      policy: wholeWayPolicy({ freezes: [{ name: 'sales', from: 0, until: Number.MAX_SAFE_INTEGER }] }),
    });
    await live.start(await live.approved());
    await live.inForce();
    expect(await live.expand()).toMatchObject({
      routeRefusal: { reason: 'gate_not_clear', missing: [{ gate: 'freeze', name: 'sales' }] },
    });
  });
});
