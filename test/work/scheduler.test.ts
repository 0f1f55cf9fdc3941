import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import type { Actor } from '../../src/domain/request/commands.ts';
import { Fault } from '../../src/ports/fault.ts';
import { silentLog } from '../../src/ports/log.ts';
import { silentObserver } from '../../src/ports/observer.ts';
import { noPrecedence } from '../../src/ports/precedence.ts';
import { createScheduler, type Scheduler } from '../../src/work/scheduler.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { testPolicy } from '../support/policy.ts';
import { modelChange, packet, proposal, supportSummary } from '../support/proposals.ts';

const hour = 3_600_000;
const day = 24 * hour;
const requester: Actor = { person: 'U-requester', roles: [], standing: 'member' };

class Watched extends MemoryStore {
  looks = 0;
  override dueRequests(...parameters: Parameters<MemoryStore['dueRequests']>) {
    this.looks += 1;
    return super.dueRequests(...parameters);
  }
}

const running: Scheduler[] = [];
afterEach(async () => {
  for (const scheduler of running.splice(0)) await scheduler.stop();
});

async function withRequests(count: number, store = new Watched()) {
  const clock = new ManualClock();
  const late: number[] = [];
  const policy = testPolicy();
  let scheduler: Scheduler | null = null;
  const app = createApp({ store, clock, policy: () => policy, onWork: () => scheduler?.wake() });
  await app.registerRoute('register', packet(supportSummary), 'U-admin');
  for (let index = 0; index < count; index += 1) {
    const filing = { proposal: proposal(modelChange), raiseTo: null, usedDraft: null };
    await app.submit(`file${index}`, filing, requester);
    clock.advance(1000);
  }
  const observer = { ...silentObserver, timerLate: (seconds: number) => void late.push(seconds) };
  const start = () => {
    scheduler = createScheduler({ app, log: silentLog, observer, precedence: noPrecedence });
    running.push(scheduler);
    scheduler.start();
  };
  /** What time did, in order: `R-1 review_reminded half`. */
  const acted = () =>
    store.committed
      .filter(({ actor }) => actor === 'system')
      .flatMap(({ streams }) =>
        streams.flatMap(({ state, events }) =>
          events.map(
            (event) =>
              `${'id' in state ? state.id : ''} ${event.type}${'point' in event ? ` ${event.point}` : ''}`,
          ),
        ),
      );
  const waits = () => eventually('the scheduler waits', () => clock.waiting > 0);
  return { app, clock, store, start, acted, waits, late };
}

describe('the scheduler', () => {
  it('acts at the moment that a timer is over, once', async () => {
    const { clock, start, acted, waits, app, late } = await withRequests(1);
    start();
    await waits();
    const dueAt = await app.store.nextDueAt();
    if (dueAt === null) throw new Error('a request in review has a timer');
    clock.advance(dueAt - clock.now() - 1);
    expect(acted()).toEqual([]);
    clock.advance(1);
    await eventually('the reminder', () => acted().length > 0);
    expect(acted()).toEqual(['R-1 review_reminded half']);
    expect(late).toEqual([0]);
    const { items } = await app.store.eventsOf('request:R-1', { limit: 10 });
    expect(items.at(-1)).toMatchObject({ commandId: `timer:R-1:${dueAt}` });
  });

  it('notices a timer that a later change brought', async () => {
    const { app, clock, start, acted, waits, store } = await withRequests(0);
    start();
    await eventually('it looked', () => store.looks > 0);
    await app.submit('file', { proposal: proposal(modelChange), raiseTo: null, usedDraft: null }, requester);
    await waits();
    clock.advance(20 * hour);
    await eventually('the reminder', () => acted().length > 0);
    expect(acted()).toEqual(['R-1 review_reminded half']);
  });

  it('catches up after a long stop in order and without a flood', async () => {
    const { clock, start, acted, store } = await withRequests(150);
    clock.advance(3 * day);
    start();
    await eventually('all are told', () => acted().length >= 150);
    expect(acted()).toEqual(Array.from({ length: 150 }, (_, index) => `R-${index + 1} review_escalated`));
    expect(store.looks).toBeLessThan(20);
  });

  it('lives through a whole request: half, due, escalated, warned, expired', async () => {
    const { clock, start, acted } = await withRequests(1);
    start();
    await eventually('it is over', () => {
      if (acted().some((line) => line.endsWith('request_expired'))) return true;
      clock.advance(hour);
      return false;
    });
    expect(acted()).toEqual([
      'R-1 review_reminded half',
      'R-1 review_reminded due',
      'R-1 review_escalated',
      'R-1 expiry_warned',
      'R-1 request_expired',
    ]);
  });

  it('goes on with the others when one cannot be handled, and comes back to it', async () => {
    class Partly extends Watched {
      broken = true;
      override request(id: string) {
        if (this.broken && id === 'R-1') return Promise.reject(new Fault('unavailable', 'locked'));
        return super.request(id);
      }
    }
    const store = new Partly();
    store.broken = false;
    const { clock, start, acted } = await withRequests(2, store);
    store.broken = true;
    clock.advance(20 * hour);
    start();
    await eventually('the other is told', () => acted().includes('R-2 review_reminded half'));
    store.broken = false;
    await eventually('the first is told too', () => {
      clock.advance(10_000);
      return acted().includes('R-1 review_reminded half');
    });
  });

  it('does not turn in circles over a timer that comes to nothing', async () => {
    const { app, clock, waits, store } = await withRequests(1);
    clock.advance(20 * hour);
    const stuck = { ...app, handle: async () => ({ ok: true as const, subject: 'R-1' }) };
    const scheduler = createScheduler({
      app: stuck,
      log: silentLog,
      observer: silentObserver,
      precedence: noPrecedence,
    });
    running.push(scheduler);
    scheduler.start();
    await waits();
    expect(store.looks).toBeLessThanOrEqual(2);
  });
});
