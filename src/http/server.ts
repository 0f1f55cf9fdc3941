import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Log } from '../ports/log.ts';
import type { Precedence } from '../ports/precedence.ts';
import { answerWithProblems } from './problem.ts';

export type HttpListener = (request: IncomingMessage, response: ServerResponse) => void;
/** A group of routes; each is a file of this folder and has a line where the server is composed. */
export type Routes = (server: FastifyInstance) => Promise<void>;

export interface HttpParts {
  readonly log: Log;
  readonly precedence: Precedence;
  readonly routes: readonly Routes[];
  /** Requests to `path` go to `listener` untouched, because it checks the signature of the very bytes. */
  readonly untouched: { readonly path: string; readonly listener: HttpListener } | null;
  /** Until when a request has to be whole; 30 s unless given. */
  readonly requestTimeoutMs?: number;
}

export interface HttpServer {
  /** Takes any request, for a server that listens elsewhere. */
  readonly listener: HttpListener;
  /** Listens; resolves with the URL. Rejects with a system error such as EADDRINUSE. */
  listen(host: string, port: number): Promise<string>;
  /** Takes no more requests and resolves when the running ones are answered, at most `graceMs` later. */
  close(graceMs: number): Promise<void>;
}

const bodyLimit = 5 * 1024 * 1024;
/** Slow senders do not hold a place for long. */
const usualTimeoutMs = 30_000;
/** Files of results may be large, and are sent for as long as they keep coming. */
const uploadTimeoutMs = 30 * 60_000;
const isUpload = (path: string): boolean => /^\/api\/v1\/requests\/[^/]+\/evidence$/.test(path);
/** Longer than the proxies in front hold on to an idle connection, or they would send a request into a closed one. */
const keepAliveTimeoutMs = 75_000;

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?', 1)[0] ?? '';

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * Ends a request that is not whole in its time. An upload may go on for as long as something comes, until it is
 * answered: whoever has no token is answered at once.
 */
function limitTime(request: IncomingMessage, response: ServerResponse, timeoutMs: number): void {
  if (!hasBody(request)) return;
  const giveUp = () => {
    const { socket } = request;
    if (request.complete || socket.destroyed) return;
    if (response.headersSent) socket.destroy();
    else socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', () => socket.destroy());
  };
  const giveUpLater = () => {
    const timer = setTimeout(giveUp, timeoutMs);
    request.once('close', () => clearTimeout(timer));
  };
  if (!isUpload(pathOf(request))) {
    giveUpLater();
    return;
  }
  request.setTimeout(timeoutMs, giveUp);
  response.once('finish', () => {
    if (!request.complete) giveUpLater();
  });
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A connection whose last request is answered stays open for more; none will be taken.
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}

/** The product's HTTP side. It listens only when told to. */
export async function createHttpServer(parts: HttpParts): Promise<HttpServer> {
  const composed = Promise.withResolvers<HttpListener>();
  const fastify = Fastify({
    logger: false,
    bodyLimit,
    requestTimeout: uploadTimeoutMs,
    forceCloseConnections: 'idle',
    serverFactory: (handle) => {
      const { untouched, requestTimeoutMs: requestTimeout = usualTimeoutMs } = parts;
      const listener: HttpListener = (request, response) => {
        limitTime(request, response, requestTimeout);
        if (untouched && pathOf(request) === untouched.path && request.method === 'POST') {
          // Other answers are made in one go, and need no precedence.
          response.once('close', parts.precedence.begin());
          untouched.listener(request, response);
        } else handle(request, response);
      };
      composed.resolve(listener);
      return createServer(
        {
          requestTimeout: uploadTimeoutMs,
          headersTimeout: 15_000,
          keepAliveTimeout: keepAliveTimeoutMs,
        },
        listener,
      );
    },
  });
  answerWithProblems(fastify, parts.log);
  for (const routes of parts.routes) await fastify.register(routes);
  await fastify.ready();
  return {
    listener: await composed.promise,
    listen: async (host, port) => {
      const { server } = fastify;
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return urlOf(server, host);
    },
    close: async (graceMs) => {
      await closeServer(fastify.server, graceMs);
      await fastify.close();
    },
  };
}
