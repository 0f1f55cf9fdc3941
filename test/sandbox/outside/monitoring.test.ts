import { describe, expect, test } from 'vitest';
import { measuredValue } from '../../../src/sandbox/outside/measured-value.ts';
import { Monitoring } from '../../../src/sandbox/outside/monitoring.ts';
import type { SentReading } from '../../../src/sandbox/outside/product-api.ts';
import { skipAhead } from '../../../src/sandbox/outside/skip-ahead.ts';

const minute = 60_000;
const errors = { metric: 'error_rate', limit: 'at_most', value: 0.01, on_breach: 'roll_back' } as const;
const accepted = { metric: 'accepted', limit: 'at_least', value: 0.8, on_breach: 'pause' } as const;
const reports = { metric: 'reports', limit: 'at_most', value: 0, on_breach: 'roll_back' } as const;

const rolling = (guardrails = [errors, accepted]) => ({
  id: 'r',
  rollout: {
    request: 'R-1',
    status: 'live' as const,
    step: 0,
    plan: [{ stage: 'shadow' }],
    wished_percent: 5,
    verified: true,
    guardrails,
  },
});

function monitored(clock = { at: 0 }) {
  const sent: { at: number; route: string; readings: readonly SentReading[] }[] = [];
  const api = {
    report: async (route: string, readings: readonly SentReading[]) =>
      void sent.push({ at: clock.at, route, readings }),
  };
  return { monitoring: new Monitoring({ api, now: () => clock.at }), sent };
}

describe('what is measured', () => {
  test.each([errors, accepted, reports])(
    'keeps the limit of $metric when it is good, and breaks it when it is bad',
    (limit) => {
      const within = (value: number | null) =>
        value !== null && (limit.limit === 'at_most' ? value <= limit.value : value >= limit.value);
      for (let hour = 0; hour < 48; hour += 1)
        expect(within(measuredValue(limit, 'good', hour * 60 * minute))).toBe(true);
      expect(within(measuredValue(limit, 'bad', 0))).toBe(false);
      expect(measuredValue(limit, 'missing', 0)).toBeNull();
    },
  );
});

describe('monitoring', () => {
  test('reports every guardrail of what rolls out, and nothing while nothing does', async () => {
    const { monitoring, sent } = monitored();
    expect(monitoring.watch({ id: 'r', rollout: null })).toBe(false);
    await monitoring.report();
    expect(sent).toEqual([]);
    expect(monitoring.isNeeded).toBe(false);
    expect(monitoring.watch(rolling())).toBe(true);
    expect(monitoring.watch(rolling())).toBe(false);
    await monitoring.report();
    expect(sent[0]?.readings.map(({ metric }) => metric)).toEqual(['error_rate', 'accepted']);
    expect(monitoring.gauges('r')[0]).toMatchObject({ measurement: 'good', onBreach: 'roll_back' });
  });

  test('says of a metric that nothing was measured, as it is told to', async () => {
    const { monitoring, sent } = monitored();
    monitoring.watch(rolling());
    expect(monitoring.setMeasurement('r', 'accepted', 'missing')).toBe(true);
    expect(monitoring.setMeasurement('r', 'unknown', 'missing')).toBe(false);
    await monitoring.report();
    expect(sent[0]?.readings[1]).toEqual({ metric: 'accepted', value: null });
    expect(monitoring.gauges('r')[1]).toMatchObject({ measurement: 'missing', reported: null });
  });

  test('follows a report that runs with one more, so that what was changed meanwhile is told', async () => {
    const { monitoring, sent } = monitored();
    monitoring.watch(rolling());
    const first = monitoring.report();
    monitoring.setMeasurement('r', 'error_rate', 'bad');
    await Promise.all([first, monitoring.report(), monitoring.report()]);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.readings[0]?.value).toBeGreaterThan(0.01);
  });
});

describe('skipping ahead', () => {
  const clockOf = (time: { at: number }, jumps: number[]) => ({
    now: () => time.at,
    advance: (ms: number) => {
      jumps.push(ms);
      time.at += ms;
    },
  });

  test('is one jump while nothing rolls out', async () => {
    const time = { at: 0 };
    const jumps: number[] = [];
    const { monitoring } = monitored(time);
    await skipAhead(24 * 60 * minute, { clock: clockOf(time, jumps), monitoring });
    expect(jumps).toEqual([24 * 60 * minute]);
  });

  test('lets monitoring report often enough while something does, and ends when it should', async () => {
    const time = { at: 0 };
    const jumps: number[] = [];
    const { monitoring, sent } = monitored(time);
    monitoring.watch(rolling());
    await skipAhead(100 * minute, { clock: clockOf(time, jumps), monitoring });
    expect(time.at).toBe(100 * minute);
    expect(sent.map(({ at }) => at / minute)).toEqual([0, 45, 90, 100]);
  });
});
