import { describe, expect, test } from 'vitest';
import { Alerting } from '../../../src/sandbox/outside/alerting.ts';
import { alertmanager } from '../../../src/signals/alerts/alertmanager.ts';

const guardrail = { metric: 'error_rate', limit: 'at_most', value: 0.01, on_breach: 'roll_back' } as const;
const rollout = {
  request: 'R-1',
  status: 'live',
  step: 0,
  plan: [{ stage: 'shadow' }],
  wished_percent: 5,
  verified: true,
  guardrails: [guardrail],
} as const;

function alerting() {
  const clock = { at: Date.parse('2026-10-05T09:00:00Z') };
  const sent: object[] = [];
  const api = { alert: async (message: object) => void sent.push(message) };
  const made = new Alerting({ api, now: () => clock.at });
  made.watch({ id: 'r', rollout: { ...rollout, plan: [...rollout.plan], guardrails: [guardrail] } });
  made.watch({ id: 'other', rollout: null });
  const understood = () =>
    sent.map((message) => {
      const parsed = alertmanager.parse(message);
      if ('problem' in parsed) throw new Error(parsed.problem);
      const [alert] = parsed.alerts;
      if (!alert) throw new Error('no alert');
      return alert;
    });
  return { made, clock, understood };
}

describe('the company’s Alertmanager', () => {
  test('fires, repeats and resolves one incident, as the product understands it', async () => {
    const { made, clock, understood } = alerting();
    expect(await made.fire('r', 'errors')).toBe(true);
    clock.at += 60_000;
    await made.fire('r', 'errors');
    expect(made.alerts('r')[0]).toMatchObject({
      title: 'RouteErrors',
      firingSince: clock.at - 60_000,
      sent: 2,
    });
    clock.at += 60_000;
    expect(await made.resolve('r', 'errors')).toBe(true);
    expect(made.alerts('r')[0]).toMatchObject({ firingSince: null, sent: 0 });
    const alerts = understood();
    expect(alerts[0]).toMatchObject({ status: 'firing', route: 'r', guardrail: null, endedAt: null });
    expect(alerts[0]?.links[0]?.label).toBe('Runbook');
    expect(alerts[2]).toMatchObject({ status: 'resolved', endedAt: clock.at });
    expect(new Set(alerts.map(({ key }) => key)).size).toBe(1);
    expect(await made.resolve('r', 'errors')).toBe(false);
  });

  test('begins a new incident when it fires again, even while the clock stands still', async () => {
    const { made, understood } = alerting();
    await made.fire('r', 'errors');
    await made.resolve('r', 'errors');
    await made.fire('r', 'errors');
    const [first, , again] = understood();
    expect(again?.key).not.toBe(first?.key);
  });

  test('names a guardrail while a rollout has one, and no route in an alert that belongs to none', async () => {
    const { made, understood } = alerting();
    expect(made.alerts('r').map(({ id }) => id)).toEqual(['errors', 'guardrail', 'unnamed']);
    expect(made.alerts('other').map(({ id }) => id)).toEqual(['errors', 'unnamed']);
    await made.fire('r', 'guardrail');
    await made.fire('r', 'unnamed');
    expect(understood()).toMatchObject([{ guardrail: 'error_rate', variant: 'candidate' }, { route: null }]);
    expect(made.alerts('other').at(-1)?.firingSince).not.toBeNull();
    expect(await made.fire('other', 'guardrail')).toBe(false);
  });

  test('can resolve an alert whose rollout is over', async () => {
    const { made } = alerting();
    await made.fire('r', 'guardrail');
    made.watch({ id: 'r', rollout: null });
    expect(made.alerts('r').map(({ id }) => id)).toContain('guardrail');
    expect(await made.resolve('r', 'guardrail')).toBe(true);
    expect(made.alerts('r').map(({ id }) => id)).not.toContain('guardrail');
  });
});
