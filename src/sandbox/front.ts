import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Emulator } from './emulator/emulator.ts';
import { isEmulatorPath } from './emulator/http/listener.ts';
import type { OutsideServer } from './outside/http.ts';
import type { PageServer } from './page-server.ts';
import type { TourStep } from './tour.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface FrontParts {
  readonly emulator: Emulator;
  readonly page: PageServer;
  readonly tour: readonly TourStep[];
}

/** One address for everything that the sandbox has: the page, the workspace behind it, and the product. */
export interface Front {
  listen(host: string, port: number): Promise<string>;
  /** From now on, whatever is neither page nor workspace goes to what is around the product, or to the product. */
  lead(parts: { readonly product: Listener; readonly outside: OutsideServer }): void;
  close(): Promise<void>;
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/';

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' });
  response.end(JSON.stringify(value));
}

function notYet(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' });
  response.end('Routegate is starting.');
}

export function createFront({ emulator, page, tour }: FrontParts): Front {
  let product: Listener = notYet;
  let outside: OutsideServer = () => false;
  const server = createServer((request, response) => {
    const path = pathOf(request);
    if (page(request, response)) return;
    if (path === '/sandbox/tour.json') sendJson(response, tour);
    else if (isEmulatorPath(path)) emulator.listener(request, response);
    else if (!outside(request, response)) product(request, response);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    if (isEmulatorPath(pathOf(request))) emulator.upgrade(request, socket, head);
    else socket.destroy();
  });
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port }, () => {
          server.off('error', reject);
          const address = server.address();
          const bound = address !== null && typeof address === 'object' ? address.port : port;
          resolve(
            `http://${host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${bound}`,
          );
        });
      }),
    lead: (parts) => {
      ({ product, outside } = parts);
    },
    close: async () => {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
