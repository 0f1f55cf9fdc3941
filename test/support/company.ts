import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { parseProposal } from '../../src/app/proposal-file.ts';
import { command as auditVerify } from '../../src/cli/audit-verify.ts';
import { command as doctor } from '../../src/cli/doctor.ts';
import { readSettings } from '../../src/config/env.ts';
import { loadPolicy } from '../../src/config/policy/load-policy.ts';
import { loadSlackManifest } from '../../src/config/slack-manifest.ts';
import type { Log } from '../../src/ports/log.ts';
import type { StoredEvent } from '../../src/ports/store.ts';
import { workspaceOf } from '../../src/sandbox/cast.ts';
import { clockOf } from '../../src/sandbox/clock.ts';
import { loadCompany } from '../../src/sandbox/company.ts';
import { type Emulator, startEmulator } from '../../src/sandbox/emulator/emulator.ts';
import type { SeenMessage } from '../../src/sandbox/emulator/people.ts';
import { type Running, start } from '../../src/start.ts';
import { openReadOnly, openStore } from '../../src/storage/open.ts';
import { eventually } from './eventually.ts';
import { monday } from './given-when-then.ts';
import { Person, readMessage } from './person.ts';
import { type Ran, runCommand } from './run-command.ts';

const root = new URL('../../', import.meta.url);
/** A file of the project, wherever the tests are started. */
export const projectFile = (path: string): string => fileURLToPath(new URL(path, root));

export const secrets = {
  botToken: 'xoxb-1-company',
  appToken: 'xapp-1-company',
  signingSecret: 'c0ffee00c0ffee00c0ffee00c0ffee00',
};
/** The bot's own user in the workspace. */
export const routegate = 'UROUTEGATE';

export type Transport = 'socket' | 'http';

export interface CompanyOptions {
  /** Epoch ms at which the workspace's clock starts: a Monday at 10:00 UTC unless said. */
  readonly startsAt?: number;
  /** Milliseconds of the workspace's clock for each of the wall: 20 unless said. */
  readonly rate?: number;
  /** Path of the policy; the default one unless said. */
  readonly policyFile?: string;
  /** More settings, such as API_TOKENS. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Logged {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
}

const channelId = (name: string): string => `C${name.toUpperCase().replaceAll('-', '')}`;

/** The message of a card or of a requester says its request first, for whoever reads notifications. */
const isAbout =
  (request: string) =>
  (message: SeenMessage): boolean =>
    message.user === routegate && message.text.startsWith(`${request} `);

/**
 * The company that the sandbox comes with, in an emulated Slack, and the product beside it: on a real database
 * file, started as in production, reached by Slack's protocol only.
 */
export class Company {
  readonly emulator: Emulator;
  readonly folder: string;
  readonly policyFile: string;
  readonly logged: Logged[] = [];
  readonly #settings: Readonly<Record<string, string>>;
  readonly #names: ReadonlyMap<string, string>;
  #product: Running | null = null;
  #transport: Transport = 'socket';

  constructor(
    emulator: Emulator,
    folder: string,
    policyFile: string,
    settings: Readonly<Record<string, string>> = {},
  ) {
    this.#settings = settings;
    this.emulator = emulator;
    this.folder = folder;
    this.policyFile = policyFile;
    this.#names = new Map(emulator.people.cast().people.map(({ id, real_name }) => [id, real_name]));
  }

  get databaseFile(): string {
    return join(this.folder, 'routegate.db');
  }

  /** The settings as an operator writes them. */
  environment(transport: Transport): Record<string, string> {
    return {
      SLACK_BOT_TOKEN: secrets.botToken,
      ...(transport === 'socket'
        ? { SLACK_APP_TOKEN: secrets.appToken }
        : { SLACK_SIGNING_SECRET: secrets.signingSecret }),
      SLACK_API_URL: this.emulator.apiUrl,
      DATABASE_URL: `file:${this.databaseFile}`,
      POLICY_FILE: this.policyFile,
      HOST: '127.0.0.1',
      PORT: '0',
      CI: '1',
      ...this.#settings,
    };
  }

  get product(): Running {
    if (!this.#product) throw new Error('the product does not run');
    return this.#product;
  }

  #log(): Log {
    const at = (level: keyof Log) => (fields: object, message: string) =>
      void this.logged.push({ level, fields, message });
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  }

  /** What the log said at a level, with its fields, as lines. */
  logLines(level: keyof Log): string[] {
    return this.logged
      .filter((entry) => entry.level === level)
      .map(({ fields, message }) => `${message} ${JSON.stringify(fields)}`);
  }

  /** Starts the product, here, with the company's clock. */
  async start(transport: Transport = this.#transport): Promise<this> {
    this.#transport = transport;
    const settings = readSettings(this.environment(transport));
    if (!settings.slack) throw new Error('these settings name a Slack');
    const clock = clockOf(this.emulator.clock);
    this.#product = await start({ ...settings, slack: settings.slack }, { clock, log: this.#log() });
    if (transport === 'http') this.callAt(`${this.#product.url}/slack/events`);
    const [person] = this.emulator.people.cast().people;
    await eventually(
      'Slack reaches the product',
      () => this.emulator.people.state(person?.id ?? '').app.connected === transport,
    );
    return this;
  }

  /** Where Slack sends what happens, in HTTP mode. */
  callAt(url: string): void {
    this.emulator.control.changeApp({ request_url: url });
  }

  async stop(): Promise<void> {
    const product = this.#product;
    this.#product = null;
    await product?.stop();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Takes under review what the company's manifest says serves already. */
  async registerRoutes(): Promise<void> {
    const { routes, registered_by } = await loadCompany(projectFile('manifests/sandbox.yml'));
    const policy = await loadPolicy(this.policyFile);
    const clock = clockOf(this.emulator.clock);
    const store = await openStore(`file:${this.databaseFile}`, { clock });
    const app = createApp({ store, clock, policy: () => policy, onWork: () => {} });
    for (const file of routes) {
      const parsed = parseProposal(await readFile(projectFile(file), 'utf8'));
      if (!('proposal' in parsed)) throw new Error(`${file} is no packet`);
      await app.registerRoute(`register:${file}`, parsed.proposal.packet, registered_by);
    }
    await store.close();
  }

  person(id: string): Person {
    return new Person(this.emulator.url, id);
  }

  /** Calls Slack as the app, past everything that the product would have said. */
  async callSlack(method: string, body: object): Promise<void> {
    const answer = await fetch(`${this.emulator.apiUrl}${method}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secrets.botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!text.includes('"ok":true')) throw new Error(`${method}: ${text}`);
  }

  /** Moves the workspace's clock, and the product's with it. */
  pass(milliseconds: number): void {
    this.emulator.clock.advance(milliseconds);
  }

  // What stands in Slack

  /** Id of a channel by its name in the policy. */
  channel(name: string): string {
    return channelId(name);
  }

  /** Everything that everybody in the channel sees, threads left out. */
  messages(channel: string): SeenMessage[] {
    return this.emulator.people.messages(routegate, channelId(channel), { limit: 1000 }).messages;
  }

  /** A message as somebody reads it: people by their names. */
  read(message: SeenMessage): string {
    return readMessage(message).replace(
      /<@([A-Z0-9]+)>/g,
      (_token, id: string) => `@${this.#names.get(id) ?? id}`,
    );
  }

  /** Waits until one of the messages that `look` finds says all the words; the newest if several do. */
  #one(where: string, look: () => SeenMessage[], words: readonly string[]): Promise<SeenMessage> {
    const says = (message: SeenMessage) => words.every((word) => this.read(message).includes(word));
    const seen = () =>
      look()
        .map((message) => this.read(message))
        .join('\n---\n');
    return eventually(
      () => `${where} says ${words.join(', ')}\ninstead:\n${seen()}`,
      () => look().findLast(says),
    );
  }

  /** All cards of a request in a channel: as many as were ever posted and stand. */
  cards(channel: string, request: string): SeenMessage[] {
    return this.messages(channel).filter(
      (message) =>
        isAbout(request)(message) && (message.thread_ts === undefined || message.thread_ts === message.ts),
    );
  }

  /** The one card of a request in a channel, once it says all the words. */
  card(channel: string, request: string, ...words: string[]): Promise<SeenMessage> {
    return this.#one(`${request}'s card in ${channel}`, () => this.cards(channel, request), words);
  }

  /** What was said in a message's thread. */
  replies(message: SeenMessage): SeenMessage[] {
    // Direct messages with the product are seen by it, too.
    const thread = { thread: message.ts, limit: 1000 };
    return this.emulator.people.messages(routegate, message.channel, thread).messages.slice(1);
  }

  /** Waits for a reply that says all the words. */
  reply(message: SeenMessage, ...words: string[]): Promise<SeenMessage> {
    return this.#one(`the thread of ${message.text}`, () => this.replies(message), words);
  }

  /** Direct messages between the product and somebody. */
  directs(person: string): SeenMessage[] {
    const { conversations } = this.emulator.people.state(person);
    const direct = conversations.find(({ kind, im_user }) => kind === 'im' && im_user === routegate);
    return direct ? this.emulator.people.messages(person, direct.id, { limit: 1000 }).messages : [];
  }

  /** A direct message to somebody that says all the words. */
  direct(person: string, ...words: string[]): Promise<SeenMessage> {
    return this.#one(`the direct message to ${person}`, () => this.directs(person), words);
  }

  /** What only this person was shown in a channel. */
  whispers(person: string, channel: string): SeenMessage[] {
    return this.emulator.people
      .messages(person, channelId(channel), { limit: 1000 })
      .messages.filter(({ ephemeral }) => ephemeral);
  }

  /** Waits for something that only this person is shown. */
  whisper(person: string, channel: string, ...words: string[]): Promise<SeenMessage> {
    return this.#one(`what ${person} is told in ${channel}`, () => this.whispers(person, channel), words);
  }

  // What was recorded

  /** A request's events, the oldest first. */
  async events(request: string): Promise<readonly StoredEvent[]> {
    const store = await openReadOnly(`file:${this.databaseFile}`);
    try {
      return (await store.eventsOf(`request:${request}`, { limit: 1000 })).items;
    } finally {
      await store.close();
    }
  }

  /** Everything that was recorded, the oldest first. */
  async record(): Promise<readonly StoredEvent[]> {
    const store = await openReadOnly(`file:${this.databaseFile}`);
    try {
      return await store.events(0, 1000);
    } finally {
      await store.close();
    }
  }

  async eventTypes(request: string): Promise<string[]> {
    return (await this.events(request)).map(({ type }) => type);
  }

  /** `audit verify`, as an auditor runs it. */
  auditVerify(): Promise<Ran> {
    return runCommand(auditVerify, [], this.environment('socket'));
  }

  doctor(change: Record<string, string> = {}): Promise<Ran> {
    return runCommand(doctor, [], { ...this.environment(this.#transport), PORT: '1', ...change });
  }

  /** What the product counts, by its name there, such as `routegate_jobs{state="waiting"}`. */
  async metric(name: string, url: string | null = this.product.url): Promise<number> {
    const text = await (await fetch(`${url}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1));
  }

  /** Waits until nothing is left to do in Slack, for the product that runs here or at `url`. */
  async settled(url?: string): Promise<void> {
    await eventually(
      'nothing is left to do',
      async () => (await this.metric('routegate_jobs{state="waiting"}', url)) === 0,
    );
  }
}

/** Opens the company for one test; call `start` to have the product in it. */
export async function openCompany(options: CompanyOptions = {}): Promise<Company> {
  const { startsAt = monday, rate = 20, policyFile = projectFile('manifests/policy.yml') } = options;
  const company = await loadCompany(projectFile('manifests/sandbox.yml'));
  const manifest = await loadSlackManifest(projectFile('slack-manifest.yml'));
  const workspace = workspaceOf(company, await loadPolicy(policyFile), manifest, secrets);
  const emulator = await startEmulator({ workspace: { ...workspace, startsAt } });
  emulator.clock.setRate(rate);
  const folder = mkdtempSync(join(tmpdir(), 'company-'));
  const opened = new Company(emulator, folder, policyFile, options.settings);
  onTestFinished(async () => {
    await opened.stop();
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await opened.registerRoutes();
  return opened;
}
