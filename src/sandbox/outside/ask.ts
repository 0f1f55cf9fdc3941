import { Agent, type IncomingMessage, request } from 'node:http';

export interface Question {
  readonly path: string;
  /** JSON that is posted; without one it is a GET. */
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Asks one server over few connections that stay open. `fetch` would do, at several times the work for each question,
 * and here are hundreds a second.
 */
export class Asker {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 20 });

  constructor(url: string, timeoutMs: number) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  /** Rejects when nobody answers in time, or when this was closed. */
  ask({ path, body, headers }: Question): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const asked = request(`${this.#url}${path}`, {
        agent: this.#agent,
        method: body === undefined ? 'GET' : 'POST',
        headers,
        timeout: this.#timeoutMs,
      });
      asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
      asked.on('error', reject);
      asked.on('response', (response) => {
        textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
      });
      asked.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
