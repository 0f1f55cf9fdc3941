import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Control } from '../control/control.ts';
import { answerControl } from '../control/routes.ts';
import type { Core } from '../core.ts';
import type { LiveFeeds } from '../people/live.ts';
import { answerPeople } from '../people/routes.ts';
import { handleApiCall } from '../web-api/handle.ts';
import { parseBody, readBody } from './body.ts';
import { giveFile, sendFile, takeUpload } from './slack-files.ts';

export type Parts = { core: Core; control: Control; feeds: LiveFeeds };

/** Paths that the emulator answers; another server that mounts it sends these here. */
export const PREFIXES = [
  '/slack-api/',
  '/slack-files/',
  '/response/',
  '/socket-mode/',
  '/people',
  '/control/',
];

export function isEmulatorPath(path: string): boolean {
  return PREFIXES.some((prefix) => path.startsWith(prefix));
}

/** Answers any HTTP request. Never throws: what goes wrong becomes HTTP 500. */
export async function answerRequest(parts: Parts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  try {
    await route(parts, req, res);
  } catch (error) {
    if (res.headersSent) res.destroy();
    else sendJson(res, 500, { ok: false, error: 'fatal_error', message: String(error) });
  }
}

async function route(parts: Parts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(req.url ?? '/', 'http://emulator');
  const [area, ...path] = pathname.split('/').slice(1).map(decodeURIComponent);
  const [first = '', second = ''] = path;
  switch (area) {
    case 'slack-api':
      return handleApiCall(parts.core, first, req, res);
    case 'slack-files':
      return first === 'upload'
        ? withFault(parts.core, 'file_upload', res, () => takeUpload(parts.core, second, req, res))
        : withFault(parts.core, 'file_download', res, async () => giveFile(parts.core, first, req, res));
    case 'response':
      return withFault(parts.core, 'response_url', res, () => answerResponseUrl(parts.core, first, req, res));
    case 'people':
    case 'control':
      if (isForeign(req))
        return sendJson(res, 403, { ok: false, error: 'pages of other sites have no access' });
      return answerSide(
        parts,
        area,
        { path: path.filter((part) => part !== ''), query: searchParams },
        req,
        res,
      );
    default:
      return sendJson(res, 404, { ok: false, error: 'not_found' });
  }
}

/** Whether a browser sends this for a page that the emulator did not serve. */
function isForeign(req: IncomingMessage): boolean {
  const origin = req.headers.origin;
  return origin !== undefined && URL.parse(origin)?.host !== req.headers.host;
}

async function answerSide(
  { core, control, feeds }: Parts,
  area: 'people' | 'control',
  where: { path: string[]; query: URLSearchParams },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const bytes = await readBody(req);
  const { json: body } = parseBody(bytes, 'application/json');
  if (bytes.length > 0 && body === undefined)
    return sendJson(res, 400, { ok: false, error: 'the body must be JSON' });
  const request = { ...where, method: req.method ?? 'GET', body };
  if (area === 'control') {
    const answer = await answerControl(control, request);
    return sendJson(res, answer.status, answer.body);
  }
  const answer = await answerPeople(core, feeds, request);
  return 'file' in answer ? sendFile(answer.file, res) : sendJson(res, answer.status, answer.body);
}

async function answerResponseUrl(
  core: Core,
  id: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { json } = parseBody(await readBody(req), 'application/json');
  const { status, body } = core.responseUrls.use(id, json);
  res.writeHead(status, { 'content-type': body === 'ok' ? 'text/plain' : 'application/json' }).end(body);
}

/** Lets a fault strike what is not a Web API method. */
async function withFault(
  core: Core,
  name: string,
  res: ServerResponse,
  answer: () => Promise<void>,
): Promise<void> {
  const fault = core.faults.strike(name, {});
  switch (fault?.kind) {
    case 'hang':
      return;
    case 'dropped':
      res.destroy();
      return;
    case 'rate_limited':
      res.setHeader('retry-after', String(fault.retry_after));
      return sendJson(res, 429, { ok: false, error: 'ratelimited' });
    case 'http_error':
      return sendJson(res, fault.status, { ok: false, error: 'internal_error' });
    case 'error':
      return sendJson(res, 200, { ok: false, error: fault.error });
    case 'slow':
      await wait(fault.ms);
      return answer();
    case 'lost_response':
      res.end = () => res.destroy();
      return answer();
    default:
      return answer();
  }
}

function sendJson(res: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  res.end(text);
}

/** Takes a WebSocket: Socket Mode for the app, live events for people. */
export function answerUpgrade(
  { core, feeds }: Parts,
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  socket.on('error', () => socket.destroy());
  const { pathname, searchParams } = new URL(req.url ?? '/', 'http://emulator');
  const [area, first = '', second] = pathname.split('/').slice(1).map(decodeURIComponent);
  if (area === 'socket-mode') {
    core.sockets.upgrade(req, socket, head, first);
    return;
  }
  const person = area === 'people' && second === 'live' ? core.world.users.get(first) : undefined;
  if (!person || isForeign(req)) {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    return;
  }
  const since = Number(searchParams.get('since') ?? 0);
  feeds.upgrade(req, socket, head, person, {
    since: Number.isInteger(since) ? since : 0,
    epoch: searchParams.get('epoch') ?? '',
  });
}
