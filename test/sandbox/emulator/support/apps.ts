import { createServer } from 'node:http';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { afterEach } from 'vitest';
import {
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from '../../../../src/sandbox/emulator/emulator.ts';
import { APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, workspace } from './workspace.ts';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An emulator that is closed after the test. */
export async function emulate(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const emulator = await startEmulator({ workspace: workspace(), ...options });
  closing.push(() => emulator.close());
  return emulator;
}

/** Slack's own client with the bot's token, without retries of its own. */
export function client(emulator: Emulator, token = BOT_TOKEN): WebClient {
  return new WebClient(token, {
    slackApiUrl: emulator.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    logger: QUIET,
  });
}

/** A logger that says nothing: what goes wrong on purpose need not be printed. */
export const QUIET = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/**
 * A Bolt app over Socket Mode, as a product makes it. `start` connects it. `reconnectMs`: how long it waits before
 * it connects again, and how long it lets a pong take.
 */
export function socketApp(emulator: Emulator, reconnectMs = 5000): { app: App; start(): Promise<void> } {
  const receiver = new SocketModeReceiver({
    appToken: APP_TOKEN,
    clientPingTimeout: reconnectMs,
    logger: QUIET,
    installerOptions: { clientOptions: { slackApiUrl: emulator.apiUrl } },
  });
  const app = new App({
    token: BOT_TOKEN,
    receiver,
    logger: QUIET,
    clientOptions: { slackApiUrl: emulator.apiUrl },
  });
  app.error(async () => {});
  return {
    app,
    async start() {
      closing.push(() => receiver.client.disconnect());
      await app.start();
    },
  };
}

/** A Bolt app over signed HTTP on a free port, which becomes the workspace's request URL. */
export function httpApp(emulator: Emulator): { app: App; start(): Promise<string> } {
  const receiver = new HTTPReceiver({
    signingSecret: SIGNING_SECRET,
    logger: QUIET,
    endpoints: ['/slack/events'],
  });
  const app = new App({
    token: BOT_TOKEN,
    receiver,
    logger: QUIET,
    deferInitialization: true,
    clientOptions: { slackApiUrl: emulator.apiUrl },
  });
  app.error(async () => {});
  return {
    app,
    async start() {
      await app.init();
      const server = createServer((req, res) => {
        if (req.url === '/slack/events') receiver.requestListener(req, res);
        else res.writeHead(404).end();
      });
      const { promise, resolve } = Promise.withResolvers<number>();
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
      const url = `http://127.0.0.1:${await promise}/slack/events`;
      closing.push(async () => {
        server.closeAllConnections();
        server.close();
      });
      emulator.control.changeApp({ request_url: url });
      return url;
    },
  };
}

/** Waits until a condition holds. Rejects with its last error, or says what it waited for. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | null | false | Promise<T | undefined | null | false>,
): Promise<T> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
