import { afterEach, expect, test } from 'vitest';
import { hour } from '../support/given-when-then.ts';
import { LiveRoute, release, routeId } from '../support/live-route.ts';
import { modelChange } from '../support/proposals.ts';

const opened: LiveRoute[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((live) => live.close()));
});

const limit = (metric: string) => ({ metric, limit: 'at_most', value: 0.01, on_breach: 'pause' }) as const;

test('what broke before somebody went on keeps nothing that breaks now from pausing', async () => {
  const live = await LiveRoute.open();
  opened.push(live);
  const guardrails = [limit('error_rate'), limit('refusal_rate')];
  const stages = [{ stage: 'customer_canary', percent: 5, hold_hours: 24 }] as const;
  const rollout = { ...modelChange.rollout, stages: [...stages, { stage: 'default' as const }] };
  const request = await live.approved({ ...modelChange, guardrails, rollout });
  await live.recordDrill();
  expect(await live.start(request)).toMatchObject({ ok: true });
  await live.inForce();
  live.clock.advance(hour / 2);
  await live.measured('error_rate', 0.5);
  await live.until('it is paused', ({ rollout: now }) => now?.status === 'paused');
  await live.app.act('goes-on', { type: 'resume', route: routeId }, release);

  live.clock.advance(60_000);
  await live.measured('refusal_rate', 0.5);
  const paused = await live.until('it is paused again', ({ rollout: now }) => now?.status === 'paused');
  expect(paused.rollout?.intervention?.detail).toContain('refusal_rate is 0.5');
});
