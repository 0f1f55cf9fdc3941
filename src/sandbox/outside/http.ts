import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Outside } from './outside.ts';
import { ProductError } from './product-api.ts';
import { measurements } from './wire.ts';

/** Answers a request when it is for what is around the product. Returns whether it did. */
export type OutsideServer = (request: IncomingMessage, response: ServerResponse) => boolean;

interface Answer {
  readonly status: number;
  readonly body: object;
}
type Handler = (outside: Outside, body: unknown) => Promise<Answer>;

const done: Answer = { status: 200, body: { ok: true } };
const failed = (status: number, error: string): Answer => ({ status, body: { ok: false, error } });

const bodyLimit = 10_000;
const yearMs = 366 * 24 * 3_600_000;

const measurementSchema = z.strictObject({
  route: z.string(),
  metric: z.string(),
  measurement: z.enum(measurements),
});
const alertSchema = z.strictObject({
  route: z.string(),
  alert: z.string(),
  act: z.enum(['fire', 'resolve']),
});
const skipSchema = z.union([
  z.strictObject({ ms: z.number().positive().max(yearMs) }),
  z.strictObject({ to: z.literal('next_timer') }),
]);

const handlers: Readonly<Record<string, Handler>> = {
  '/sandbox/outside/traffic': async (outside, body) => {
    outside.setAsking(z.strictObject({ asking: z.boolean() }).parse(body).asking);
    return done;
  },
  '/sandbox/outside/measurements': async (outside, body) => {
    const { route, metric, measurement } = measurementSchema.parse(body);
    const known = await outside.measure(route, metric, measurement);
    return known ? done : failed(404, `No rollout of ${route} has a guardrail on ${metric}.`);
  },
  '/sandbox/outside/alerts': async (outside, body) => {
    const { route, alert, act } = alertSchema.parse(body);
    const known = await outside[act](route, alert);
    return known ? done : failed(404, `${route} has no such alert to ${act}.`);
  },
  '/sandbox/outside/skip': async (outside, body) => {
    const asked = skipSchema.parse(body);
    if ('ms' in asked) await outside.skip(asked.ms);
    else if (!(await outside.skipToNextTimer())) return failed(409, 'No timer runs.');
    return done;
  },
};

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > bodyLimit) throw new SyntaxError('The body is too large.');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

async function answer(outside: Outside, path: string, request: IncomingMessage): Promise<Answer> {
  const handler = Object.hasOwn(handlers, path) ? handlers[path] : undefined;
  if (!handler) return failed(404, 'Nothing is here.');
  if (request.method !== 'POST') return failed(405, 'Send a POST.');
  try {
    return await handler(outside, await bodyOf(request));
  } catch (error) {
    if (error instanceof z.ZodError) return failed(400, z.prettifyError(error));
    if (error instanceof SyntaxError) return failed(400, 'Send JSON.');
    if (error instanceof ProductError) return failed(502, error.message);
    return failed(500, error instanceof Error ? error.message : String(error));
  }
}

/** Whether a browser sends this for a page of somebody else's. */
function isForeign({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== headers.host;
}

/** What the page's tools ask and press, at `/sandbox/outside`. */
export function createOutsideServer(outside: Outside): OutsideServer {
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
    if (pathname !== '/sandbox/outside' && !pathname.startsWith('/sandbox/outside/')) return false;
    if (isForeign(request)) {
      send(response, failed(403, 'Pages of other sites have no access.'));
    } else if (pathname === '/sandbox/outside') {
      const after = Number(searchParams.get('after') ?? 0);
      const isWatched = searchParams.get('watch') === '1';
      send(response, { status: 200, body: outside.look(Number.isFinite(after) ? after : 0, isWatched) });
    } else {
      void answer(outside, pathname, request).then((outcome) => send(response, outcome));
    }
    return true;
  };
}
