import type { JsonObject } from '../json.ts';

/** A Web API method's refusal: what it answers as `error`, and what else it puts beside it. */
export class SlackError extends Error {
  readonly code: string;
  readonly extra: JsonObject;

  constructor(code: string, extra: JsonObject = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}

/** A refusal because of the arguments, with Slack's explanations. */
export function badArguments(...messages: string[]): SlackError {
  return new SlackError('invalid_arguments', {
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}

/** More was asked than the method's limit allows: HTTP 429. */
export class RateLimited extends Error {
  /** Whole seconds to wait. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super('ratelimited');
    this.retryAfter = retryAfter;
  }
}
