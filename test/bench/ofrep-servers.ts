import { createServer } from 'node:http';
import { startFlagServer } from '../support/flag-server.ts';
import { listenLocally } from '../support/listen.ts';
import { benchAnswer, benchToken, benchWish, isRollback, type Serving } from './ofrep-setting.ts';

/** A process of its own: a bare server with a constant answer, or the product's flag endpoints. */

const say = (serving: Serving) => process.send?.(serving);
process.on('disconnect', () => process.exit(0));

async function serveBare(): Promise<void> {
  const body = Buffer.from(benchAnswer);
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.end(body);
    });
  });
  say({ url: await listenLocally(server) });
}

async function serveFlags(routes: number): Promise<void> {
  const server = await startFlagServer({ tokens: [{ name: 'bench', token: benchToken }] });
  for (let number = 0; number < routes; number += 1) await server.set(`route-${number}`, benchWish(number));
  process.on('message', async (message) => {
    if (!isRollback(message)) return;
    const { flagKey, to } = message;
    if (to === 'baseline') await server.rollback(flagKey, benchWish(0));
    else await server.set(flagKey, { ...benchWish(0), split: { candidateBp: 10_000 } });
    process.send?.({ done: to });
  });
  say({ url: server.url });
}

const routes = Number(process.argv[2] ?? 0);
await (routes === 0 ? serveBare() : serveFlags(routes));
