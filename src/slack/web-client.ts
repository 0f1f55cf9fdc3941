import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Observer } from '../ports/observer.ts';
import type { Precedence } from '../ports/precedence.ts';
import {
  type CallSubject,
  faultOfAnswer,
  faultOfNetwork,
  faultOfRateLimit,
  faultOfStatus,
  SlackFault,
} from './slack-fault.ts';
import { slackLogger } from './slack-logger.ts';

export interface SlackClientParts {
  readonly botToken: string;
  /** Base URL of the Web API; null for Slack's own. */
  readonly apiUrl: string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  /** Given where calls are part of work in the background: it lets people go first before and after each. */
  readonly precedence?: Precedence;
  /** Wall time for one call. */
  readonly timeoutMs?: number;
}

/** Slack's Web API. It never repeats a call by itself: whoever calls knows whether that is right. */
export interface SlackClient {
  /**
   * One call of `method`; `make` does it on the client that it is given. Every error becomes a {@link SlackFault}.
   * While Slack wants to be left alone with this method (and channel, where one is named), calls fail at once.
   */
  call<Result>(
    method: string,
    make: (web: WebClient) => Promise<Result>,
    subject?: CallSubject,
  ): Promise<Result>;
}

/** How every client of ours talks: no retries of its own, and 429 is told at once. */
export function webClientOptions(
  apiUrl: string | null,
  log: Log,
  timeoutMs: number,
): WebClientOptions & { slackApiUrl?: string } {
  return {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: slackLogger(log),
    allowAbsoluteUrls: true,
  };
}

/** Any error of a Web API call as a {@link SlackFault}. The one place where Slack's errors are judged. */
export function toSlackFault(method: string, error: unknown, subject: CallSubject = {}): SlackFault {
  if (error instanceof SlackFault) return error;
  if (error instanceof WebAPIRateLimitedError) return faultOfRateLimit(method, error.retryAfter);
  if (error instanceof WebAPIHTTPError) return faultOfStatus(method, error.statusCode);
  if (error instanceof WebAPIPlatformError) {
    const { data } = error;
    const metadata = data.response_metadata;
    return faultOfAnswer(
      method,
      {
        error: String(data.error),
        ...('needed' in data && typeof data.needed === 'string' ? { needed: data.needed } : {}),
        ...(metadata?.messages ? { messages: metadata.messages } : {}),
        ...(metadata?.retryAfter === undefined ? {} : { retryAfterSeconds: metadata.retryAfter }),
      },
      subject,
    );
  }
  if (error instanceof WebAPIRequestError) return faultOfNetwork(method, error.original);
  // A 429 without a usable Retry-After is a plain Error of the library.
  if (error instanceof Error && error.message.startsWith('Retry header')) return faultOfRateLimit(method, 1);
  return faultOfNetwork(method, error);
}

const defaultTimeoutMs = 10_000;

/** Methods whose limit counts by channel; all others count by workspace. */
const limitedByChannel: ReadonlySet<string> = new Set(['chat.postMessage']);

class FaultingClient implements SlackClient {
  readonly #web: WebClient;
  readonly #parts: SlackClientParts;
  /** Until when Slack wants no calls, by method (and channel), epoch ms of the product's clock. */
  readonly #quietUntil = new Map<string, number>();

  constructor(parts: SlackClientParts) {
    this.#parts = parts;
    const options = webClientOptions(parts.apiUrl, parts.log, parts.timeoutMs ?? defaultTimeoutMs);
    this.#web = new WebClient(parts.botToken, options);
  }

  async call<Result>(
    method: string,
    make: (web: WebClient) => Promise<Result>,
    subject: CallSubject = {},
  ): Promise<Result> {
    const { clock, observer, precedence } = this.#parts;
    await precedence?.turn();
    const limit = limitedByChannel.has(method) ? `${method} ${subject.channel ?? ''}` : method;
    this.#keepQuiet(method, limit);
    const started = performance.now();
    try {
      const result = await make(this.#web);
      observer.slackCalled(method, 'ok', (performance.now() - started) / 1000);
      await precedence?.turn();
      return result;
    } catch (error) {
      const fault = toSlackFault(method, error, subject);
      observer.slackCalled(method, fault.kind, (performance.now() - started) / 1000);
      if (fault.kind === 'rate_limited')
        this.#quietUntil.set(limit, clock.now() + (fault.retryAfterMs ?? 1000));
      throw fault;
    }
  }

  #keepQuiet(method: string, limit: string): void {
    const until = this.#quietUntil.get(limit);
    if (until === undefined) return;
    const left = until - this.#parts.clock.now();
    if (left <= 0) this.#quietUntil.delete(limit);
    else
      throw new SlackFault('rate_limited', 'ratelimited', `${method}: waiting for Slack`, {
        retryAfterMs: left,
      });
  }
}

export const createSlackClient = (parts: SlackClientParts): SlackClient => new FaultingClient(parts);
