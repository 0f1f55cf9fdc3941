/**
 * What the tests of the page look at: an emulated workspace with a real Bolt app that uses many kinds of blocks,
 * served together with the page on a port of its own, and a browser.
 */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Emulator, startEmulator } from '../../src/sandbox/emulator/emulator.ts';
import type { MessageSeed, WorkspaceSeed } from '../../src/sandbox/emulator/workspace.ts';
import { createPageServer } from '../../src/sandbox/page-server.ts';
import { startChromium } from '../support/chromium.ts';

const BOT_TOKEN = 'xoxb-demo';
const APP_TOKEN = 'xapp-demo';

type Demo = {
  url: string;
  emulator: Emulator;
  app: App;
  close(): Promise<void>;
};

const TOUR = [
  {
    as: 'UMAYA',
    channel: 'general',
    title: 'Open the form',
    text: 'Type `/form`.',
    done_when: { modal: 'A small form' },
  },
  { as: 'UNOOR', channel: '#reviews', title: 'Look as somebody else', text: 'Noor sees *reviews*.' },
];

/** Starts emulator, page and app. `define` gives the app its behaviour before it connects. */
async function startDemo(define: (app: App) => void, change: Partial<WorkspaceSeed> = {}): Promise<Demo> {
  const emulator = await startEmulator({ workspace: { ...workspace(), ...change } });
  const { app, stop } = await connectApp(emulator, define);
  const pageServer = createPageServer({ appIcon: ICON });
  const server = createServer((request, response) => {
    if (pageServer(request, response)) return;
    if (request.url === '/sandbox/tour.json')
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(TOUR));
    else if (request.url === '/sandbox/outside')
      response.writeHead(204).end(); // nothing is around this workspace
    else emulator.listener(request, response);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', emulator.upgrade);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    emulator,
    app,
    async close() {
      await stop();
      for (const socket of sockets) socket.destroy();
      server.close();
      await emulator.close();
    },
  };
}

const QUIET = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

async function connectApp(emulator: Emulator, define: (app: App) => void) {
  const receiver = new SocketModeReceiver({
    appToken: APP_TOKEN,
    logger: QUIET,
    installerOptions: { clientOptions: { slackApiUrl: emulator.apiUrl } },
  });
  const app = new App({
    token: BOT_TOKEN,
    receiver,
    logger: QUIET,
    clientOptions: { slackApiUrl: emulator.apiUrl },
  });
  define(app);
  await app.start();
  return { app, stop: () => receiver.client.disconnect() };
}

/** Six people, a few channels, an app with commands and shortcuts. */
export function workspace(messages: MessageSeed[] = []): WorkspaceSeed {
  const everybody = ['UMAYA', 'UNOOR', 'UTOMAS', 'UINES', 'UKOFI', 'UBOT'];
  const person = (id: string, name: string, real_name: string, title: string, color: string) => ({
    id,
    name,
    real_name,
    display_name: real_name,
    title,
    color,
    tz: 'Europe/Berlin',
  });
  return {
    team: { id: 'T1', name: 'Northwind', domain: 'northwind' },
    users: [
      person('UMAYA', 'maya', 'Maya Lindqvist', 'Product engineer', 'b4458c'),
      person('UNOOR', 'noor', 'Noor Haddad', 'Platform reviewer', '2e6fba'),
      person('UTOMAS', 'tomas', 'Tomás Vega', 'Finance reviewer', '2a8f6d'),
      person('UINES', 'ines', 'Inês Duarte', 'Security reviewer', 'c2571a'),
      { ...person('UKOFI', 'kofi', 'Kofi Mensah', 'On-call engineer', '6c4ab6'), online: false },
      { ...person('UGAIL', 'gail', 'Gail Guest', 'Contractor', '777777'), is_restricted: true },
      { id: 'UBOT', name: 'gate', real_name: 'Gate', is_bot: true },
    ],
    channels: [
      { id: 'CGEN', name: 'general', members: everybody, topic: 'What concerns everybody' },
      { id: 'CREV', name: 'reviews', members: everybody, purpose: 'Where decisions are made' },
      { id: 'CPRIV', name: 'releases', is_private: true, members: ['UNOOR', 'UBOT'] },
      { id: 'CRAND', name: 'random', members: ['UNOOR', 'UBOT'] },
    ],
    usergroups: [{ id: 'SPLAT', name: 'Platform team', handle: 'platform', users: ['UNOOR', 'UMAYA'] }],
    messages,
    app: {
      id: 'A1',
      name: 'Gate',
      description: 'Asks before things change',
      bot_user_id: 'UBOT',
      bot_name: 'gate',
      bot_id: 'B1',
      bot_tokens: [BOT_TOKEN],
      app_tokens: [APP_TOKEN],
      signing_secret: 'demo',
      scopes: [
        'chat:write',
        'chat:write.customize',
        'commands',
        'im:write',
        'im:history',
        'channels:history',
        'files:read',
        'users:read',
        'reactions:write',
      ],
      commands: [
        { command: '/form', description: 'Open a small form', usage_hint: '[name]' },
        { command: '/fields', description: 'Open every kind of field' },
        { command: '/long', description: 'Opens a form of two steps' },
        { command: '/whisper', description: 'Say something only you can see', usage_hint: '<words>' },
      ],
      shortcuts: [
        { type: 'message', callback_id: 'keep', name: 'Keep this message', description: 'Remembers it' },
        { type: 'global', callback_id: 'start', name: 'Start a request', description: 'Opens the form' },
      ],
      events: ['app_home_opened'],
    },
  };
}

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#1f2a44"/><path d="M14 50V28a18 18 0 0 1 36 0v22" fill="none" stroke="#5ad1b0" stroke-width="7" stroke-linecap="round"/></svg>';

type OpenOptions = {
  as?: string;
  c?: string;
  query?: string;
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
};

/** Opens pages of one browser, and collects what must never happen on them. */
type Pages = {
  /** Opens the page as a person and waits until it is drawn. */
  open(options?: OpenOptions): Promise<Page>;
  /** Closes all pages and forgets what they remembered. Answers what the browser complained about: failed scripts,
   * refusals of the content policy, requests to anywhere but the demo. */
  closeAll(): Promise<string[]>;
};

async function createPages(browser: Browser, demo: Demo): Promise<Pages> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  context.setDefaultTimeout(15_000);
  let problems: string[] = [];
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  context.on('request', (request) => {
    if (!/^(data|blob|about):/.test(request.url()) && !request.url().startsWith(demo.url))
      problems.push(`asked the outside: ${request.url()}`);
  });

  return {
    async open({
      as = 'UMAYA',
      c = 'CGEN',
      query = '',
      colorScheme = 'light',
      viewport = { width: 1280, height: 800 },
    } = {}) {
      const page = await context.newPage();
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.goto(`${demo.url}/?as=${as}&c=${c}${query}`);
      await page.locator('.window:not(.first-paint), .pair').first().waitFor();
      return page;
    },
    async closeAll() {
      const [first, ...others] = context.pages();
      await first?.evaluate('localStorage.clear()');
      await Promise.all([first, ...others].map((page) => page?.close()));
      const found = problems;
      problems = [];
      return found;
    },
  };
}

/** What a file of tests has: one demo, one browser, and pages that are closed and judged after each test. */
export type Stage = {
  open: Pages['open'];
  readonly demo: Demo;
  /** Posts a message as the app. */
  post(channel: string, text: string, more?: object): Promise<{ ts: string }>;
};

export function setStage(define: (app: App) => void, change: Partial<WorkspaceSeed> = {}): Stage {
  let set: { browser: Browser; demo: Demo; pages: Pages } | undefined;
  const ready = () => {
    if (!set) throw new Error('the stage is set before the first test');
    return set;
  };
  beforeAll(async () => {
    const [browser, demo] = await Promise.all([startChromium(), startDemo(define, change)]);
    set = { browser, demo, pages: await createPages(browser, demo) };
  });
  afterEach(async () => {
    expect(await ready().pages.closeAll()).toEqual([]);
  });
  afterAll(async () => {
    await set?.browser.close();
    await set?.demo.close();
  });
  return {
    open: (options) => ready().pages.open(options),
    get demo() {
      return ready().demo;
    },
    async post(channel, text, more = {}) {
      const { ts } = await ready().demo.app.client.chat.postMessage({ channel, text, ...more });
      return { ts: String(ts) };
    },
  };
}

export const message = (page: Page, text: string): Locator => page.locator('.message', { hasText: text });
export const composer = (page: Page): Locator => page.locator('.main-pane .composer textarea');

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
export const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
export const option = (text: string, value: string) => ({ text: plain(text), value });
