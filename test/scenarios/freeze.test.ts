import { afterEach, describe, expect, test } from 'vitest';
import type { ProposalInput } from '../../src/domain/packet/schema.ts';
import type { Route } from '../../src/domain/route/route.ts';
import { ControlFault, type RouteControl } from '../../src/ports/route-control.ts';
import { eventually } from '../support/eventually.ts';
import { hour, monday } from '../support/given-when-then.ts';
import { LiveRoute, type LiveRouteOptions, wholeWayPolicy } from '../support/live-route.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import { modelChange } from '../support/proposals.ts';

const opened: LiveRoute[] = [];
afterEach(async () => {
  for (const live of opened.splice(0)) await live.close();
});

/** A control plane that can be away while somebody presses a button. */
function away() {
  const state = { down: false };
  const control = (embedded: RouteControl): RouteControl => ({
    name: embedded.name,
    capabilities: embedded.capabilities,
    check: (...given) => embedded.check(...given),
    read: (...given) => embedded.read(...given),
    verify: (...given) => embedded.verify(...given),
    remove: (...given) => embedded.remove(...given),
    rollback: (...given) => embedded.rollback(...given),
    apply: (...given) =>
      state.down ? Promise.reject(new ControlFault('unavailable', 'It is away.')) : embedded.apply(...given),
  });
  return { control, state };
}

const freeze = { name: 'sales week', from: monday + 200 * hour, until: monday + 400 * hour };
const begins = (clock: ManualClock) => clock.advance(freeze.from - clock.now());

/** Lets time go by, so that what has to wait is tried again, until it has come to that. */
const tryAgain = (live: LiveRoute, what: string, ask: (route: Route) => boolean) =>
  live.until(what, (route) => {
    live.clock.advance(1000);
    return ask(route);
  });

async function open(options: LiveRouteOptions = {}): Promise<LiveRoute> {
  const live = await LiveRoute.open({ policy: wholeWayPolicy({ freezes: [freeze] }), ...options });
  opened.push(live);
  return live;
}

describe('a freeze that begins between the click and the act', () => {
  test('takes back an expansion that is not in force yet, and users keep what they had', async () => {
    const { control, state } = away();
    const live = await open({ control });
    await live.start(await live.approved());
    await live.goTo(500);
    const before = (await live.route()).rollout?.step;
    state.down = true;
    live.clock.advance(25 * hour);
    await live.measured('error_rate', 0.001);
    await live.recordDrill();
    expect((await live.expand()).ok).toBe(true);
    begins(live.clock);
    state.down = false;
    await tryAgain(live, 'taken back', ({ rollout }) => rollout?.control.wished.bp === 500);
    await live.inForce();
    const { rollout } = await live.route();
    expect(rollout).toMatchObject({ step: before, status: 'live', control: { seen: { bp: 500 } } });
    const told = live.shown.flatMap(({ effect }) => (effect.kind === 'rollout_note' ? [effect.event] : []));
    expect(told).toContainEqual(
      expect.objectContaining({
        type: 'expansion_withheld',
        toBp: 500,
        freeze: { name: 'sales week', until: freeze.until },
      }),
    );
    const events = await live.store.events(0, 1000);
    const reached = events.flatMap(({ data }) => (data.type === 'share_verified' ? [data.bp] : []));
    expect(reached).not.toContain(2500);
  });

  test('does not keep anybody from rolling back', async () => {
    const { control, state } = away();
    const live = await open({ control });
    await live.start(await live.approved());
    await live.goTo(500);
    begins(live.clock);
    state.down = true;
    expect((await live.rollBack()).ok).toBe(true);
    await live.until('rolled back', ({ rollout }) => rollout === null);
  });
});

describe('a first step that reaches people', () => {
  const straight: ProposalInput = {
    ...modelChange,
    rollout: { ...modelChange.rollout, stages: [{ stage: 'default', percent: 100, hold_hours: 0 }] },
  };

  test('can be rolled back while it waits: nothing stands in the way of that', async () => {
    const { control, state } = away();
    const live = await open({ control });
    const request = await live.approved(straight);
    await live.recordDrill();
    state.down = true;
    expect((await live.start(request)).ok).toBe(true);
    begins(live.clock);
    state.down = false;
    await tryAgain(live, 'it waits', ({ rollout }) => Boolean(rollout?.control.waits));
    expect((await live.rollBack()).ok).toBe(true);
    // The clock stands still: the freeze is not over, and nothing that waits is tried again.
    const back = await live.until('rolled back', ({ rollout }) => rollout === null);
    expect(back.finished?.outcome).toBe('rolled_back');
    expect(live.clock.now()).toBeLessThan(freeze.until);
  });

  test('waits for the end of a freeze that began before it was in force, and then begins', async () => {
    const { control, state } = away();
    const live = await open({ control });
    const request = await live.approved(straight);
    await live.recordDrill();
    state.down = true;
    expect((await live.start(request)).ok).toBe(true);
    begins(live.clock);
    state.down = false;
    await tryAgain(live, 'said', ({ rollout }) => rollout?.control.waits?.freeze.name === 'sales week');
    // Nothing is wrong with the control plane, and nothing is to be done by hand.
    expect((await live.route()).rollout?.control.trouble).toBeNull();
    const told = live.shown.flatMap(({ effect }) => (effect.kind === 'rollout_note' ? [effect.event] : []));
    expect(told.filter(({ type }) => type === 'start_waits')).toHaveLength(1);
    expect((await live.route()).rollout?.control.seen).toBeNull();
    live.clock.advance(freeze.until - live.clock.now());
    await eventually('everybody has it', async () => (await live.route()).finished?.outcome === 'complete');
  });
});
