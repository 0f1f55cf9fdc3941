import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

/** How a request to the app may be forged, to see it refused. */
export type Forgery =
  /** Signed with another secret. */
  | { signature: 'wrong' }
  /** Properly signed `age_s` seconds ago. */
  | { signature: 'old'; age_s?: number }
  /** Without the signature headers. */
  | { signature: 'missing' }
  /** Signed, and changed afterwards. */
  | { signature: 'tampered' };

export type SignedRequest = {
  url: string;
  secret: string;
  contentType: 'application/json' | 'application/x-www-form-urlencoded';
  body: string;
  timeoutMs: number;
  retry?: { num: number; reason: string };
  forgery?: Forgery | undefined;
};

export type SignedResponse =
  | { got: 'response'; status: number; body: string; contentType: string; noRetry: boolean }
  | { got: 'timeout' }
  | { got: 'connection_failed'; reason: string };

/** Requests like Slack's to an app's request URL, over kept-alive connections. */
export type SignedHttp = {
  send(request: SignedRequest): Promise<SignedResponse>;
  close(): void;
};

const OLD_S = 10 * 60;

/** Slack's v0 signature of a body at a time in epoch seconds. */
export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function signatureHeaders({ secret, body, forgery }: SignedRequest): Record<string, string> {
  if (forgery?.signature === 'missing') return {};
  const age = forgery?.signature === 'old' ? (forgery.age_s ?? OLD_S) : 0;
  // Apps compare with their own wall clock, so that the workspace's clock must not enter here.
  const timestamp = Math.floor(Date.now() / 1000) - age;
  const key = forgery?.signature === 'wrong' ? `not ${secret}` : secret;
  return {
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': sign(key, timestamp, body),
  };
}

export function createSignedHttp(): SignedHttp {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 256 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 256 }),
  };

  function send(request: SignedRequest): Promise<SignedResponse> {
    const target = URL.parse(request.url);
    if (!target || (target.protocol !== 'http:' && target.protocol !== 'https:')) {
      return Promise.resolve({ got: 'connection_failed', reason: `not a web address: ${request.url}` });
    }
    const sent = request.forgery?.signature === 'tampered' ? `${request.body} ` : request.body;
    const { promise, resolve } = Promise.withResolvers<SignedResponse>();
    const make = target.protocol === 'https:' ? https.request : http.request;
    const out = make(target, {
      method: 'POST',
      agent: agents[target.protocol],
      headers: {
        'content-type': request.contentType,
        'content-length': Buffer.byteLength(sent),
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        accept: 'application/json,*/*',
        ...signatureHeaders(request),
        ...(request.retry && {
          'x-slack-retry-num': String(request.retry.num),
          'x-slack-retry-reason': request.retry.reason,
        }),
      },
    });
    const timer = setTimeout(() => {
      resolve({ got: 'timeout' });
      out.destroy();
    }, request.timeoutMs);
    out.on('response', (response) => {
      collect(response, (body) => {
        clearTimeout(timer);
        resolve({
          got: 'response',
          status: response.statusCode ?? 0,
          body,
          contentType: response.headers['content-type'] ?? '',
          noRetry: response.headers['x-slack-no-retry'] === '1',
        });
      });
    });
    out.on('error', (error) => {
      clearTimeout(timer);
      resolve({ got: 'connection_failed', reason: error.message });
    });
    out.end(sent);
    return promise;
  }

  return {
    send,
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

function collect(response: http.IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => done(Buffer.concat(chunks).toString()));
}
