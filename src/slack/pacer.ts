import type { Clock } from '../ports/clock.ts';
import { SlackFault } from './slack-fault.ts';

/** Slack takes about one message a second in a channel; a little more keeps clear of the edge. */
const spacingMs = 1020;
/** Whoever would have to wait longer comes back later instead of holding a place. */
const longestWaitMs = 3000;

/** Lets posts into a channel one after the other, as fast as Slack takes them. */
export class Pacer {
  readonly #clock: Clock;
  /** When the next post may go, by channel, epoch ms. */
  readonly #next = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when a post may go to the channel; throws a rate_limited fault where that is far off. */
  async turn(channel: string): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#next.get(channel) ?? 0);
    if (at - now > longestWaitMs)
      throw new SlackFault('rate_limited', 'paced', 'many messages wait for this channel', {
        retryAfterMs: at - now,
      });
    this.#next.set(channel, at + spacingMs);
    if (this.#next.size > 1000) this.#forgetPast(now);
    if (at > now) await this.#clock.until(at);
  }

  #forgetPast(now: number): void {
    for (const [channel, at] of this.#next) if (at <= now) this.#next.delete(channel);
  }
}
