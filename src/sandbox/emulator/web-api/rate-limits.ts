import type { EmulatorClock } from '../time/clock.ts';
import { RateLimited } from './slack-error.ts';

/** Calls a minute of Slack's tiers. `special`: several hundred, as for `auth.test`. */
export const TIERS = { 1: 1, 2: 20, 3: 50, 4: 100, special: 600 } as const;
export type Tier = keyof typeof TIERS;

/** Messages of one app in a conversation: one a second, a short burst on top. */
export const MESSAGES = { perSecond: 1, burst: 3 } as const;
/** Messages of one app in the whole workspace. */
export const MESSAGES_PER_MINUTE = 600;

const MINUTE_MS = 60_000;

export type RateLimits = {
  /** Counts a call of a method. Throws `RateLimited` when its tier is used up. */
  call(method: string, tier: Tier): void;
  /** Counts a message into a conversation. Throws `RateLimited` when it is too soon. */
  message(channel: string): void;
};

/** Counts by the workspace's clock. `enabled` is asked each time. */
export function createRateLimits(clock: EmulatorClock, enabled: () => boolean): RateLimits {
  const calls = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  function window(key: string, limit: number): void {
    const now = clock.now();
    const recent = (calls.get(key) ?? []).filter((at) => at > now - MINUTE_MS);
    calls.set(key, recent);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= limit) {
      throw new RateLimited(secondsUntil(oldest + MINUTE_MS, now));
    }
    recent.push(now);
  }

  return {
    call(method, tier) {
      if (enabled()) window(method, TIERS[tier]);
    },
    message(channel) {
      if (!enabled()) return;
      const now = clock.now();
      const bucket = buckets.get(channel) ?? { tokens: MESSAGES.burst, at: now };
      const refilled = bucket.tokens + ((now - bucket.at) / 1000) * MESSAGES.perSecond;
      bucket.tokens = Math.min(MESSAGES.burst, refilled);
      bucket.at = now;
      buckets.set(channel, bucket);
      if (bucket.tokens < 1) {
        throw new RateLimited(Math.max(1, Math.ceil((1 - bucket.tokens) / MESSAGES.perSecond)));
      }
      window('messages', MESSAGES_PER_MINUTE);
      bucket.tokens -= 1;
    },
  };
}

function secondsUntil(then: number, now: number): number {
  return Math.max(1, Math.ceil((then - now) / 1000));
}
