import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { closeServer, listenLocally } from './listen.ts';

/** What happens to a request on its way. */
export type Fate =
  | { readonly pass: true }
  /** Answered here; it never gets there. */
  | { readonly answer: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** It gets there and has its effect, but the answer is lost. */
  | { readonly loseAnswer: true }
  /** It gets there and has its effect, but the answer never comes. */
  | { readonly hang: true }
  /** The connection is cut before anything gets there. */
  | { readonly cut: true };

export interface Passing {
  readonly method: string;
  readonly path: string;
}

/** Stands between a control and its backend, real or not, and lets happen what networks let happen. */
export interface FaultyProxy {
  readonly url: string;
  /** Everything that came, the oldest first. */
  readonly seen: readonly Passing[];
  /** From now on `fate` decides; {@link FaultyProxy.heal} lets everything pass again. */
  readonly trouble: (fate: (passing: Passing) => Fate) => void;
  readonly heal: () => void;
  readonly close: () => Promise<void>;
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Passes the request on; resolves with the answer when it is complete. */
async function passOn(target: string, incoming: IncomingMessage, body: Buffer) {
  const url = new URL(incoming.url ?? '/', target);
  const headers = { ...incoming.headers, host: url.host };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(url, { method: incoming.method, headers, agent: false }, resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: await bytesOf(answer) };
}

export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const seen: Passing[] = [];
  const always = (): Fate => ({ pass: true });
  let fateOf: (passing: Passing) => Fate = always;

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const passing = { method: incoming.method ?? '', path: incoming.url ?? '' };
    seen.push(passing);
    const fate = fateOf(passing);
    const body = await bytesOf(incoming);
    if ('cut' in fate) {
      incoming.socket.destroy();
      return;
    }
    if ('answer' in fate) {
      response
        .writeHead(fate.answer, { 'content-type': 'application/json', ...fate.headers })
        .end(fate.body ?? '{}');
      return;
    }
    const answer = await passOn(target, incoming, body);
    if ('loseAnswer' in fate) incoming.socket.destroy();
    else if ('pass' in fate) {
      const { 'transfer-encoding': _, ...headers } = answer.headers;
      response
        .writeHead(answer.status, { ...headers, 'content-length': answer.body.length })
        .end(answer.body);
    }
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => incoming.socket.destroy());
  });
  const url = await listenLocally(server);
  return {
    url,
    seen,
    trouble: (fate) => {
      fateOf = fate;
    },
    heal: () => {
      fateOf = always;
    },
    close: () => closeServer(server),
  };
}
