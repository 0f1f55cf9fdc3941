import type { IncomingMessage } from 'node:http';
import type { EvaluationContext } from '../ports/flag-evaluator.ts';

/** What was wrong with a request; `errorCode` is OFREP's word for it. */
export interface BadRequest {
  readonly status: 400 | 413;
  readonly errorCode: 'PARSE_ERROR' | 'INVALID_CONTEXT' | 'GENERAL';
  readonly details: string;
}

/** A request that was understood: who is asked about, and the body as it came. */
export interface Question {
  readonly context: EvaluationContext;
  readonly text: string;
}

const bodyLimit = 64 * 1024;

const tooLarge: BadRequest = {
  status: 413,
  errorCode: 'GENERAL',
  details: `Send at most ${bodyLimit / 1024} KiB.`,
};
const unparsable: BadRequest = {
  status: 400,
  errorCode: 'PARSE_ERROR',
  details: 'Send a JSON object with a context, as content-type application/json.',
};
const invalidContext = (details: string): BadRequest => ({
  status: 400,
  errorCode: 'INVALID_CONTEXT',
  details,
});

const isJson = (contentType: string | undefined): boolean =>
  contentType !== undefined && /^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A body without a context asks about nobody in particular. */
function questionIn(text: string): Question | BadRequest {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return unparsable;
  }
  if (!isObject(body)) return unparsable;
  const { context = {} } = body;
  if (!isObject(context)) return invalidContext('The context must be an object.');
  const { targetingKey } = context;
  if (targetingKey !== undefined && typeof targetingKey !== 'string')
    return invalidContext('The targetingKey must be a text.');
  return { context, text };
}

/** Reads the body and hands over what it says; nothing is handed over when the client goes away before its end. */
export function readQuestion(request: IncomingMessage, done: (outcome: Question | BadRequest) => void): void {
  if (!isJson(request.headers['content-type'])) {
    request.resume();
    done(unparsable);
    return;
  }
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) {
    done(tooLarge);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= bodyLimit) {
      chunks.push(chunk);
      return;
    }
    request.removeAllListeners('data').removeAllListeners('end').pause();
    done(tooLarge);
  });
  request.on('end', () => {
    const [first, ...others] = chunks;
    const whole = others.length === 0 ? first : Buffer.concat(chunks);
    done(questionIn(whole?.toString('utf8') ?? ''));
  });
}
