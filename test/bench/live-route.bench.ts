import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app/create-app.ts';
import { silentLog } from '../../src/ports/log.ts';
import { silentObserver } from '../../src/ports/observer.ts';
import { noPrecedence } from '../../src/ports/precedence.ts';
import type { Store } from '../../src/ports/store.ts';
import { openStore } from '../../src/storage/open.ts';
import { createScheduler } from '../../src/work/scheduler.ts';
import { changeOf, routeStream } from '../support/changes.ts';
import { eventually } from '../support/eventually.ts';
import { day, monday } from '../support/given-when-then.ts';
import { LiveRoute, routeId, wholeWayPolicy } from '../support/live-route.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { modelChange } from '../support/proposals.ts';
import { RouteUnderTest } from '../support/route-under-test.ts';
import { percentile, type Row } from './rows.ts';

const rounds = 60;
const ticks = 25;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const body = (person: string): string => JSON.stringify({ context: { targetingKey: person } });

function variantOf(url: string, person: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${url}/ofrep/v1/evaluate/flags/${routeId}`,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve(/"variant":"(\w+)"/.exec(text)?.[1] ?? text);
        });
      },
    );
    asked.on('error', reject);
    asked.end(body(person));
  });
}

/** From the click to the first answer over HTTP that gives the baseline to somebody who had the candidate. */
async function rollBackOnce(live: LiveRoute, round: number): Promise<number> {
  const { primary } = modelChange.model;
  const change = { ...modelChange, model: { primary: { ...primary, version: `v${round}` } } };
  await live.start(await live.approved(change));
  await live.goTo(2500);
  const [lucky] = await live.candidates(100);
  if (lucky === undefined) throw new Error('nobody has the candidate');
  await live.idle();
  const from = performance.now();
  const clicked = live.rollBack();
  while ((await variantOf(live.url, `person-${lucky}`)) !== 'baseline');
  const took = performance.now() - from;
  await clicked;
  await live.until('rolled back', ({ rollout }) => rollout === null);
  await live.idle();
  return took;
}

async function rollBacks(folder: string): Promise<number[]> {
  const clock = new ManualClock();
  const store = await openStore(`file:${join(folder, 'rollback.db')}`, { clock });
  const live = await LiveRoute.open({ store, clock });
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) samples.push(await rollBackOnce(live, round));
  await live.close();
  await store.close();
  return samples;
}

async function fill(store: Store, routes: number): Promise<void> {
  const waiting = new RouteUnderTest();
  waiting.start();
  const { rollout } = waiting;
  const review = reviewed(monday + 400 * day);
  for (let from = 0; from < routes; from += 500) {
    const streams = Array.from({ length: Math.min(500, routes - from) }, (_, index) => {
      const number = from + index;
      const dueAt = monday + 370 * day + number;
      return routeStream(
        `route-${number}-prod`,
        0,
        { review, rollout: number === 0 ? rollout : null },
        dueAt,
      );
    });
    await store.commit(changeOf(streams));
  }
}

const reviewed = (by: number) => ({
  by,
  tier: 'high' as const,
  remindedAtDays: null,
  snoozes: 0,
  overdueSaid: false,
  acted: false,
});

/** One tick in which ten routes are due: their reminders are said and stored. */
async function tickOnce(store: Store, routes: number, tick: number): Promise<number> {
  const clock = new ManualClock(monday);
  // Another date each time, so that no reminder is one that was said before.
  const review = reviewed(monday + (ticks + 1 - tick) * day);
  for (let index = 0; index < 10; index += 1) {
    const id = `route-${(tick * 10 + index) % routes}-prod`;
    const version = (await store.route(id))?.version ?? 0;
    await store.commit(changeOf([routeStream(id, version, { review }, monday)]));
  }
  const policy = wholeWayPolicy();
  const app = createApp({ store, clock, policy: () => policy, onWork: () => {} });
  const scheduler = createScheduler({
    app,
    log: silentLog,
    observer: silentObserver,
    precedence: noPrecedence,
  });
  const from = performance.now();
  scheduler.start();
  await eventually('nothing is due', async () => {
    const next = await store.nextRouteDueAt();
    return next === null || next > monday;
  });
  const took = performance.now() - from;
  await scheduler.stop();
  return took;
}

/** Ticks over few and over many routes, in turns, so that both meet the same disk. */
async function tickTimes(folder: string): Promise<{ few: number; many: number }> {
  const sizes = { few: 100, many: 100_000 };
  const few = await openStore(`file:${join(folder, 'few.db')}`);
  const many = await openStore(`file:${join(folder, 'many.db')}`);
  await fill(few, sizes.few);
  await fill(many, sizes.many);
  const samples = { few: [] as number[], many: [] as number[] };
  for (let tick = 0; tick < ticks; tick += 1) {
    samples.few.push(await tickOnce(few, sizes.few, tick));
    samples.many.push(await tickOnce(many, sizes.many, tick));
  }
  await few.close();
  await many.close();
  return { few: percentile(samples.few, 0.5), many: percentile(samples.many, 0.5) };
}

export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-route-'));
  try {
    const back = await rollBacks(folder);
    const { few, many } = await tickTimes(folder);
    return [
      {
        name: 'Roll back click to first baseline answer, embedded, p50',
        value: percentile(back, 0.5),
        unit: 'ms',
      },
      {
        name: 'Roll back click to first baseline answer, embedded, p99',
        value: percentile(back, 0.99),
        unit: 'ms',
        target: '≤ 50 ms',
      },
      { name: 'Scheduler tick, 10 of 100 routes due', value: few, unit: 'ms' },
      {
        name: 'Scheduler tick, 10 of 100 000 routes due',
        value: many,
        unit: 'ms',
        ratio: many / few,
        against: '100 routes',
        target: '≤ 1.5 ×',
      },
    ];
  } finally {
    agent.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}
