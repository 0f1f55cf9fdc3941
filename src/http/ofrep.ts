import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { EvaluationContext, FlagEvaluator, NotServed, Served } from '../ports/flag-evaluator.ts';
import { type Access, type Denied, isDenied } from './ofrep-access.ts';
import { type BadRequest, type Question, readQuestion } from './ofrep-body.ts';
import { namesEtag } from './ofrep-etag.ts';

export interface OfrepParts {
  readonly flags: FlagEvaluator;
  readonly access: Access;
}

type ErrorCode = BadRequest['errorCode'] | NotServed['error'];

const statusOf: Readonly<Record<NotServed['error'], number>> = {
  FLAG_NOT_FOUND: 404,
  TARGETING_KEY_MISSING: 400,
  INVALID_CONTEXT: 400,
  GENERAL: 500,
};
const flagsPerSlice = 200;

/** JSON in ASCII only: as long as it has letters, and written together with the headers, in one go. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function send(
  response: ServerResponse,
  status: number,
  ascii: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': ascii.length,
    ...headers,
  });
  response.end(ascii, 'latin1');
}

function sendError(
  response: ServerResponse,
  status: number,
  key: string | null,
  errorCode: ErrorCode,
  errorDetails: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = asciiJson({ ...(key === null ? {} : { key }), errorCode, errorDetails });
  send(response, status, body, headers);
}

function sendDenied(response: ServerResponse, key: string | null, denied: Denied): void {
  const { status, details, retryAfterSeconds, held } = denied;
  const answer = (): void => {
    // Nobody waits any more.
    if (response.destroyed) return;
    sendError(response, status, key, 'GENERAL', details, {
      // What was sent is not read, so the connection cannot be used again.
      connection: 'close',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    });
  };
  if (held) void held.then(answer);
  else answer();
}

const isBad = (outcome: object): outcome is BadRequest => 'status' in outcome;
const isServed = (answer: Served | NotServed): answer is Served => 'variant' in answer;

/** Answers are few and asked for often: each is written once. */
function written(served: Served): string {
  const { key, value, variant, reason } = served;
  const metadata = typeof value.digest === 'string' ? { digest: value.digest } : {};
  served.written ??= asciiJson({ key, value, variant, reason, metadata });
  return served.written;
}

/** What a client keeps is still right while the flags and the question are the same. */
const etagOf = (flags: FlagEvaluator, { text }: Question): string =>
  `"${hash('sha256', flags.fingerprint() + text, 'hex')}"`;

async function evaluateAll(flags: FlagEvaluator, context: EvaluationContext): Promise<string> {
  const answers: string[] = [];
  for (const [index, key] of flags.keys().entries()) {
    const answer = flags.evaluate(key, context);
    if (isServed(answer)) answers.push(written(answer));
    else if (answer.error !== 'FLAG_NOT_FOUND')
      answers.push(asciiJson({ key, errorCode: answer.error, errorDetails: answer.details }));
    // Clicks and other evaluations come in between.
    if (index % flagsPerSlice === flagsPerSlice - 1) await setImmediate();
  }
  return `{"flags":[${answers.join(',')}],"metadata":{}}`;
}

/**
 * OpenFeature's remote evaluation protocol: which route somebody gets. A hook answers each request before the
 * framework reads it, because every model call waits for this.
 */
export function ofrepRoutes({ flags, access }: OfrepParts) {
  function evaluateOne(request: IncomingMessage, response: ServerResponse, key: string): void {
    const denied = access(request, 'flags:read');
    if (isDenied(denied)) {
      sendDenied(response, key, denied);
      return;
    }
    readQuestion(request, (outcome) => {
      if (isBad(outcome)) {
        sendBad(response, key, outcome);
        return;
      }
      const answer = flags.evaluate(key, outcome.context);
      if (isServed(answer)) send(response, 200, written(answer));
      else sendError(response, statusOf[answer.error], key, answer.error, answer.details);
    });
  }

  async function answerAll(
    request: IncomingMessage,
    response: ServerResponse,
    question: Question,
  ): Promise<void> {
    const etag = etagOf(flags, question);
    if (namesEtag(request.headers['if-none-match'], etag)) {
      response.writeHead(304, { etag }).end();
      return;
    }
    const body = await evaluateAll(flags, question.context);
    // Flags that changed meanwhile may be in the answer or not: then nobody is to keep it.
    const same = etagOf(flags, question) === etag;
    send(response, 200, body, same ? { etag } : {});
  }

  function evaluateEvery(request: IncomingMessage, response: ServerResponse): void {
    const denied = access(request, 'flags:read');
    if (isDenied(denied)) {
      sendDenied(response, null, denied);
      return;
    }
    readQuestion(request, (outcome) => {
      if (isBad(outcome)) sendBad(response, null, outcome);
      else
        answerAll(request, response, outcome).catch(() =>
          sendError(response, 500, null, 'GENERAL', 'The flags cannot be evaluated.'),
        );
    });
  }

  return async (server: FastifyInstance): Promise<void> => {
    const unread = async () => {};
    server.post<{ Params: { key: string } }>('/ofrep/v1/evaluate/flags/:key', {
      onRequest: (request, reply) => {
        reply.hijack();
        evaluateOne(request.raw, reply.raw, request.params.key);
      },
      handler: unread,
    });
    server.post('/ofrep/v1/evaluate/flags', {
      onRequest: (request, reply) => {
        reply.hijack();
        evaluateEvery(request.raw, reply.raw);
      },
      handler: unread,
    });
  };
}

function sendBad(
  response: ServerResponse,
  key: string | null,
  { status, errorCode, details }: BadRequest,
): void {
  sendError(response, status, key, errorCode, details, status === 413 ? { connection: 'close' } : {});
}
