import { connect, type Socket } from 'node:net';
import { percentile } from './rows.ts';

/** One request after the other over some connections, for a while. */
export interface LoadPlan {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** The next request as it goes over the wire, with its headers. */
  readonly nextRequest: () => string;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
}

/** How long the answer at the start of `text` is, in characters; null while some of it is missing. */
function answerLength(text: string): number | null {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  if (!text.startsWith('HTTP/1.1 200')) throw new Error(`unexpected answer: ${text.slice(0, 300)}`);
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1];
  if (length === undefined) throw new Error('the answer has no length');
  const whole = end + 4 + Number(length);
  return text.length >= whole ? whole : null;
}

/** Asks over one connection until `until` (performance.now()). Plain sockets, so that asking costs little. */
function ask(plan: LoadPlan, until: number, took: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port: plan.port, host: '127.0.0.1', noDelay: true });
    let text = '';
    let sentAt = 0;
    const send = () => {
      sentAt = performance.now();
      socket.write(plan.nextRequest(), 'latin1');
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk: string) => {
      text += chunk;
      try {
        const length = answerLength(text);
        if (length === null) return;
        const now = performance.now();
        took.push(now - sentAt);
        text = text.slice(length);
        if (now < until) send();
        else socket.end(resolve);
      } catch (error) {
        socket.destroy();
        reject(error);
      }
    });
  });
}

/** Keeps `connections` requests under way. Rejects when any answer is not a 200. */
export async function load(plan: LoadPlan): Promise<LoadResult> {
  const took: number[] = [];
  const begun = performance.now();
  const until = begun + plan.seconds * 1000;
  await Promise.all(Array.from({ length: plan.connections }, () => ask(plan, until, took)));
  const seconds = (performance.now() - begun) / 1000;
  return { perSecond: took.length / seconds, p99: percentile(took, 0.99) };
}

/** A POST with a JSON body, as it goes over the wire. */
export function jsonPost(path: string, body: object, authorization: string): string {
  const text = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: localhost',
    `authorization: ${authorization}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}
