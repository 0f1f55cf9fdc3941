import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { proveRecord } from '../../src/app/prove-record.ts';
import { openRecord, openStore } from '../../src/storage/open.ts';
import { hour } from '../support/given-when-then.ts';
import { LiveRoute } from '../support/live-route.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const script = fileURLToPath(new URL('../support/route-process.ts', import.meta.url));
const template = join(folder, 'at-five.db');
let now = 0;

async function reopened(file: string): Promise<LiveRoute> {
  const clock = new ManualClock(now);
  const store = await openStore(`file:${file}`, { clock });
  return LiveRoute.open({ store, clock });
}

async function closed(live: LiveRoute): Promise<void> {
  await live.close();
  await live.store.close();
}

beforeAll(async () => {
  const live = await reopened(template);
  now = live.clock.now();
  await live.start(await live.approved());
  await live.goTo(500);
  live.clock.advance(25 * hour);
  await live.measured('error_rate', 0.001);
  await live.idle();
  now = live.clock.now();
  await closed(live);
});

async function killedAt(act: string, point: string): Promise<string> {
  const file = join(folder, `${act}-${point.replace(':', '-')}.db`);
  copyFileSync(template, file);
  const child = spawn(process.execPath, [script, file, String(now), act, point], { stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  return file;
}

const points = ['click', 'putFlag', 'report', 'finishJob'].flatMap((deed) => [
  `before:${deed}`,
  `after:${deed}`,
]);

describe.each(points)('a process killed %s', (point) => {
  test.concurrent('while it expands goes on after its restart: one share, in the state and for users', async () => {
    const live = await reopened(await killedAt('expand', point));
    // Slack sends a click again that nobody acknowledged; the same click is the same change.
    if (point === 'before:click') expect((await live.rollout()).control.wished.bp).toBe(500);
    expect(await live.expandFrom(3, 'the-click')).toMatchObject({ ok: true });
    const rollout = await live.inForce();
    await live.idle();
    expect(rollout.control.wished.bp).toBe(2500);
    const share = (await live.candidates()).size;
    expect(share).toBeGreaterThan(70);
    expect(share).toBeLessThan(130);
    const events = await live.events();
    expect(events.filter((type) => type === 'share_verified')).toHaveLength(rollout.step + 1);
    expect(events.filter((type) => type === 'rollout_expanded')).toHaveLength(rollout.step);
    await closed(live);
  });

  test.concurrent('while it rolls back goes on after its restart, without anybody pressing again', async () => {
    const file = await killedAt('roll_back', point);
    const live = await reopened(file);
    if (point === 'before:click') expect(await live.rollBack('the-click')).toMatchObject({ ok: true });
    await live.until('rolled back', ({ rollout }) => rollout === null);
    await live.idle();
    expect((await live.candidates()).size).toBe(0);
    const events = await live.events();
    expect(events.filter((type) => type === 'rollback_started')).toHaveLength(1);
    expect(events.filter((type) => type === 'rolled_back')).toHaveLength(1);
    await closed(live);
    const record = await openRecord(`file:${file}`);
    const proof = await proveRecord(record, null);
    await record.close();
    expect(proof).toMatchObject({ flaw: null, findings: [] });
  });
});
