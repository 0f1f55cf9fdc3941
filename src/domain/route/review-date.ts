import { localTime, localTimeOn } from '../working-time.ts';
import type { RolloutPolicy, RouteContext } from './commands.ts';
import type { Rollout } from './rollout.ts';

type Renewals = Pick<RolloutPolicy, 'renewal'>;

/** The owners' morning that many calendar days after a moment; negative days lie before. Epoch ms. */
export function daysAfter(at: number, days: number, { renewal }: Renewals): number {
  return localTime(at, days, renewal.atMinutes, renewal.timeZone);
}

/** Until when a rollout that is complete now is approved: what its tier allows, or the packet's own date if sooner. */
export function reviewDate(rollout: Rollout, { at, policy }: Pick<RouteContext, 'at' | 'policy'>): number {
  const { reviewDays, atMinutes, timeZone } = policy.renewal;
  const latest = daysAfter(at, reviewDays[rollout.tier], policy);
  const wished = rollout.candidate.renewal.review_by;
  return wished === undefined ? latest : Math.min(latest, localTimeOn(wished, atMinutes, timeZone));
}
