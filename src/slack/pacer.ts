import type { Clock } from '../ports/clock.ts';
import { SlackFault } from './slack-fault.ts';

/** Slack takes one message a second in a channel, and lets short bursts pass. */
const spacingMs = 1003;
/** How many may follow each other at once after a while of quiet; Slack allows a little more. */
const burst = 2;
/** Whoever would have to wait longer comes back later instead of holding a place. */
const longestWaitMs = 3000;
const mostChannels = 1000;

/** Lets posts into a channel one after the other, as fast as Slack takes them. */
export class Pacer {
  readonly #clock: Clock;
  /** When each channel will be as if nothing had been posted, epoch ms. */
  readonly #quietAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when a post may go to the channel; throws a rate_limited fault where that is far off. */
  async turn(channel: string): Promise<void> {
    const now = this.#clock.now();
    const quietAt = Math.max(now, this.#quietAt.get(channel) ?? 0);
    const at = quietAt - (burst - 1) * spacingMs;
    if (at - now > longestWaitMs)
      throw new SlackFault('rate_limited', 'paced', 'many messages wait for this channel', {
        retryAfterMs: at - now,
      });
    this.#quietAt.set(channel, quietAt + spacingMs);
    if (this.#quietAt.size > mostChannels) this.#forgetQuiet(now);
    if (at > now) await this.#clock.until(at);
  }

  #forgetQuiet(now: number): void {
    for (const [channel, at] of this.#quietAt) if (at <= now) this.#quietAt.delete(channel);
  }
}
