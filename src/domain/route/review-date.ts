import { localTime, localTimeOn } from '../working-time.ts';
import type { RolloutPolicy, RouteContext } from './commands.ts';
import type { Rollout } from './rollout.ts';

type Renewals = Pick<RolloutPolicy, 'renewal'>;

/** The owners' morning that many calendar days after a moment; negative days lie before. Epoch ms. */
export function daysAfter(at: number, days: number, { renewal }: Renewals): number {
  return localTime(at, days, renewal.atMinutes, renewal.timeZone);
}

/** Until when what is complete or approved again now may serve: what its tier allows, or the packet's own date if sooner. */
export function reviewDate(
  { tier, candidate }: Pick<Rollout, 'tier' | 'candidate'>,
  { at, policy }: Pick<RouteContext, 'at' | 'policy'>,
): number {
  const { reviewDays, atMinutes, timeZone } = policy.renewal;
  const latest = daysAfter(at, reviewDays[tier], policy);
  const wished = candidate.renewal.review_by;
  return wished === undefined ? latest : Math.min(latest, localTimeOn(wished, atMinutes, timeZone));
}
