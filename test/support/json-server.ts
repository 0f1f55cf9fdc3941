import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { closeServer, listenLocally } from './listen.ts';

export interface JsonRequest {
  readonly method: string;
  /** The parts of the path, decoded. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; null without one. */
  readonly body: unknown;
}
export interface JsonAnswer {
  readonly status: number;
  /** Sent as JSON; undefined sends no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function requestOf(incoming: IncomingMessage): Promise<JsonRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
  return {
    method: incoming.method ?? '',
    parts: pathname.split('/').slice(1).map(decodeURIComponent),
    query: searchParams,
    headers: incoming.headers,
    text,
    body: text === '' ? null : JSON.parse(text),
  };
}

/** A server on a port of its own that answers JSON with JSON, as `answer` says. */
export async function startJsonServer(answer: (request: JsonRequest) => JsonAnswer) {
  const server = createServer(async (incoming, response) => {
    const { status, body, headers } = answer(await requestOf(incoming));
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  return { url: await listenLocally(server), server, close: () => closeServer(server) };
}
