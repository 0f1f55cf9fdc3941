import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFailure, type Failure } from '../../src/work/backoff.ts';
import { effectKinds } from '../support/effect-kinds.ts';

const second = 1000;
const hour = 3_600_000;
const failed = (kind: Failure['kind'], retryAfterMs: number | null = null): Failure => ({
  kind,
  retryAfterMs,
});

/** When a job would be tried, in milliseconds after its first try, if it never succeeded. */
function tries(failure: Failure, effect: 'card' | 'interaction', most = 10_000): number[] {
  const at: number[] = [];
  for (let now = 0; at.length < most; ) {
    const verdict = afterFailure(failure, effect, { failures: at.length + 1, firstTriedAt: 0, now });
    if (verdict.verdict !== 'retry') break;
    now = verdict.at;
    at.push(now);
  }
  return at;
}

describe('after a failure', () => {
  it('waits as long as Slack asks, and no attempt is lost by it', () => {
    const history = { failures: 0, firstTriedAt: 0, now: 5000 };
    expect(afterFailure(failed('rate_limited', 30 * second), 'card', history)).toEqual({
      verdict: 'retry',
      at: 35_000,
    });
  });

  it('goes on through an outage for at least a day, and tries every minute', () => {
    const at = tries(failed('unavailable'), 'card');
    expect(at.slice(0, 5)).toEqual([1, 3, 7, 15, 31].map((seconds) => seconds * second));
    expect(at.at(-1)).toBeGreaterThan(24 * hour);
    const pauses = at.map((moment, index) => moment - (at[index - 1] ?? 0));
    expect(Math.max(...pauses)).toBe(60 * second);
  });

  it('looks again soon where the outcome is not known', () => {
    expect(tries(failed('outcome_unknown'), 'card', 2)).toEqual([1000, 3000]);
  });

  it('waits some hours for an operator, a few minutes at a time', () => {
    const at = tries(failed('needs_operator'), 'card');
    expect(at[0]).toBe(15 * second);
    expect(at.at(-1)).toBeGreaterThan(12 * hour);
    expect(at.at(-1)).toBeLessThan(25 * hour);
  });

  it('tries a click again within seconds', () => {
    expect(tries(failed('unavailable'), 'interaction', 5)).toEqual([500, 1500, 3500, 7500, 12_500]);
  });

  it('gives a defect five tries, so that the lane behind it moves on', () => {
    const at = tries(failed('defect'), 'card');
    expect(at).toHaveLength(4);
    expect(at.at(-1)).toBeLessThanOrEqual(20 * second);
  });

  it('gives up at once on what can never succeed', () => {
    expect(afterFailure(failed('invalid'), 'card', { failures: 1, firstTriedAt: 0, now: 0 })).toEqual({
      verdict: 'bury',
    });
  });

  it('never tries again in the past, nor sooner than it was asked to wait', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Failure['kind']>(
          'rate_limited',
          'unavailable',
          'outcome_unknown',
          'needs_operator',
          'defect',
        ),
        fc.constantFrom(...effectKinds),
        fc.nat(100_000),
        fc.nat(1000),
        fc.nat(1e9),
        fc.nat(1e9),
        (kind, effect, retryAfterMs, failures, firstTriedAt, later) => {
          const now = firstTriedAt + later;
          const verdict = afterFailure({ kind, retryAfterMs }, effect, { failures, firstTriedAt, now });
          if (verdict.verdict === 'retry')
            expect(verdict.at - now).toBeGreaterThanOrEqual(Math.max(1, retryAfterMs));
        },
      ),
    );
  });

  it.each(['picture', 'view_picture'] as const)('lets a %s go without a word', (effect) => {
    const first = { failures: 1, firstTriedAt: 0, now: 0 };
    for (const kind of ['invalid', 'needs_operator'] as const)
      expect(afterFailure(failed(kind), effect, first)).toEqual({ verdict: 'let_go' });
    for (const kind of ['unavailable', 'outcome_unknown', 'defect'] as const) {
      expect(afterFailure(failed(kind), effect, first).verdict).toBe('retry');
      expect(afterFailure(failed(kind), effect, { ...first, failures: 6 })).toEqual({ verdict: 'let_go' });
    }
    const late = { failures: 0, firstTriedAt: 0, now: hour };
    expect(afterFailure(failed('rate_limited', second), effect, late)).toEqual({ verdict: 'let_go' });
  });
});
