import { afterEach, describe, expect, test } from 'vitest';
import type { Directory } from '../../../src/ports/directory.ts';
import { silentLog } from '../../../src/ports/log.ts';
import type { WorkerDeps } from '../../../src/slack/actions/interaction.ts';
import type { Messenger } from '../../../src/slack/messenger.ts';
import {
  encodeRouteRef,
  healthyAction,
  performRouteAct,
  routeActions,
  unhealthyAction,
} from '../../../src/slack/rollout/acts.ts';
import { hour } from '../../support/given-when-then.ts';
import { LiveRoute, routeId } from '../../support/live-route.ts';

/** No file is given to read here. */
const unread = async () => ({ ok: false as const, problem: 'Nothing is read here.' });

const opened: LiveRoute[] = [];
afterEach(async () => {
  for (const live of opened.splice(0)) await live.close();
});

const directory: Directory = {
  membership: async (person) => ({ person, standing: 'member', roles: ['release_owner', 'oncall'] }),
  holders: async () => [],
};

/** Presses buttons as somebody who may do everything, and keeps what they are told. */
class Presser {
  readonly live: LiveRoute;
  readonly told: string[] = [];
  #clicks = 0;

  constructor(live: LiveRoute) {
    this.live = live;
  }

  get #deps(): WorkerDeps {
    const { app, clock, store, wake } = this.live;
    const unused = () => Promise.reject(new Error('nothing is posted here'));
    const messenger: Messenger = {
      bring: unused,
      say: unused,
      publishHome: unused,
      upload: unused,
      keep: unused,
      showIn: unused,
      linkTo: async () => null,
      answer: async ({ text }) => void this.told.push(text),
    };
    const jobs = { enqueue: (some: Parameters<typeof store.enqueue>[0]) => store.enqueue(some), wake };
    return {
      app,
      clock,
      directory,
      log: silentLog,
      jobs,
      messenger,
      importResults: unread,
      newId: () => 'id',
    };
  }

  async press(action: string, request: string, more: { typed?: string; commandId?: string } = {}) {
    this.#clicks += 1;
    const { step } = await this.live.rollout();
    const commandId = more.commandId ?? `press-${this.#clicks}`;
    const value = encodeRouteRef({ route: routeId, request, step });
    const typed = more.typed === undefined ? {} : { typed: more.typed };
    const job = { id: commandId, attempts: 1, effect: { person: 'UHANNAH' } };
    await performRouteAct({ action, value, commandId, channel: 'C1', ...typed }, job, this.#deps);
  }
}

/** A rollout was taken back; another one runs at 5 %, and waits. */
async function secondRollout(): Promise<{ presser: Presser; first: string; second: string }> {
  const live = await LiveRoute.open();
  opened.push(live);
  const first = await live.approved();
  await live.start(first);
  await live.goTo(500);
  await live.rollBack();
  await live.until('taken back', ({ rollout }) => rollout === null);
  const second = await live.approved();
  await live.start(second);
  await live.goTo(500);
  live.clock.advance(25 * hour);
  await live.measured('error_rate', 0.001);
  await live.idle();
  return { presser: new Presser(live), first, second };
}

describe('a button on the card of a rollout that is over', () => {
  test('does nothing to the one that runs now, and says so', async () => {
    const { presser, first } = await secondRollout();
    const { live } = presser;
    const before = await live.route();
    const old: [string, string?][] = [
      [routeActions.expand],
      [routeActions.hold],
      [routeActions.resume],
      [routeActions.reason, 'Because.'],
      [healthyAction('first_hour')],
      [unhealthyAction('first_hour'), 'Slow.'],
    ];
    for (const [action, typed] of old) await presser.press(action, first, typed ? { typed } : {});
    expect(presser.told).toHaveLength(old.length);
    for (const text of presser.told) expect(text).toContain('Another rollout is on this route by now');
    // What somebody wrote is not lost.
    expect(presser.told[3]).toContain('Because.');
    expect(await live.route()).toEqual(before);
  });

  test('still stops what runs now: Pause and Roll back are about the route', async () => {
    const { presser, first } = await secondRollout();
    await presser.press(routeActions.pause, first);
    expect((await presser.live.rollout()).status).toBe('paused');
    await presser.press(routeActions.rollBack, first);
    await presser.live.until('taken back', ({ rollout }) => rollout === null);
    expect(presser.told.join('\n')).not.toContain('Another rollout');
  });

  test('on the card of what runs it does what it says; the same press again does it once', async () => {
    const { presser, second } = await secondRollout();
    await presser.press(routeActions.hold, second, { commandId: 'hold' });
    const held = (await presser.live.rollout()).heldUntil;
    expect(held).not.toBeNull();
    await presser.press(routeActions.hold, second, { commandId: 'hold' });
    expect((await presser.live.rollout()).heldUntil).toBe(held);
  });
});
