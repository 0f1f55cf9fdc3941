import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { createHttpServer, type Routes } from '../../src/http/server.ts';
import { silentLog } from '../../src/ports/log.ts';
import { noPrecedence } from '../../src/ports/precedence.ts';
import { eventually } from '../support/eventually.ts';

const upload = '/api/v1/requests/R-1/evidence';
const other = '/api/v1/requests';

/** Reads every body to its end, and counts what came. */
async function serve() {
  let bytes = 0;
  const routes: Routes = async (server) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const path of [upload, other])
      server.post(path, async (request) => {
        for await (const part of request.raw) bytes += part.length;
        return { bytes };
      });
    server.post('/api/v1/requests/R-2/evidence', async (_request, reply) => reply.code(401).send({}));
  };
  const server = await createHttpServer({
    log: silentLog,
    precedence: noPrecedence,
    routes: [routes],
    untouched: null,
    requestTimeoutMs: 150,
  });
  const url = new URL(await server.listen('127.0.0.1', 0));
  return { server, port: Number(url.port), came: () => bytes };
}

async function open(port: number, path: string) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let said = '';
  socket.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const closed = once(socket, 'close');
  socket.on('error', () => {});
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\nContent-Length: 12\r\n\r\n`);
  return { socket, closed, said: () => said };
}

it('a body that does not become whole in its time is given up, and said to be', async () => {
  const { server, port } = await serve();
  const { closed, said } = await open(port, other);
  await closed;
  expect(said()).toMatch(/^HTTP\/1\.1 408 /);
  await server.close(0);
});

it('a file of results may take longer, for as long as something comes', async () => {
  const { server, port, came } = await serve();
  const { socket, said } = await open(port, upload);
  const started = performance.now();
  for (let sent = 0; sent < 12; sent += 1) {
    socket.write('x');
    // As slow as a sender may be: what it sends is spread over more than the time that others have.
    const due = started + (sent + 1) * 30;
    await eventually('the byte came', async () => (came() > sent && performance.now() > due ? true : null));
  }
  await eventually('the answer', async () => (said().includes('"bytes":12') ? true : null));
  expect(performance.now() - started).toBeGreaterThan(300);
  socket.destroy();
  await server.close(0);
});

it.each([
  ['where nothing more comes', upload, /^HTTP\/1\.1 408 /],
  ['that was answered before it was whole', '/api/v1/requests/R-2/evidence', /^HTTP\/1\.1 401 /],
])('an upload %s holds its place no longer than others', async (_name, path, answer) => {
  const { server, port } = await serve();
  const { closed, said } = await open(port, path);
  await closed;
  expect(said()).toMatch(answer);
  await server.close(0);
});
