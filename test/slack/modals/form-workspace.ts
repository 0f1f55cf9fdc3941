import { afterEach } from 'vitest';
import { createApp } from '../../../src/app/create-app.ts';
import type { Packet, ProposalInput } from '../../../src/domain/packet/schema.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { Standing } from '../../../src/domain/request/refusal.ts';
import type { Role } from '../../../src/domain/words.ts';
import type { Directory } from '../../../src/ports/directory.ts';
import { Fault } from '../../../src/ports/fault.ts';
import { type Log, silentLog } from '../../../src/ports/log.ts';
import { silentObserver } from '../../../src/ports/observer.ts';
import { noPrecedence } from '../../../src/ports/precedence.ts';
import type { Store } from '../../../src/ports/store.ts';
import { clockOf } from '../../../src/sandbox/clock.ts';
import { type Emulator, startEmulator } from '../../../src/sandbox/emulator/emulator.ts';
import type { SeenMessage } from '../../../src/sandbox/emulator/people.ts';
import { importEvidence } from '../../../src/signals/evidence/import-evidence.ts';
import { registerSlack } from '../../../src/slack/app.ts';
import { createChannels } from '../../../src/slack/channels.ts';
import { type Connection, createConnection } from '../../../src/slack/connection.ts';
import type { SlackDeps } from '../../../src/slack/deps.ts';
import { createIdentity } from '../../../src/slack/identity.ts';
import { slackJobHandlers } from '../../../src/slack/job-handlers.ts';
import { createSlackClient } from '../../../src/slack/web-client.ts';
import { createMessenger } from '../../../src/slack/web-messenger.ts';
import { createWorker, type Worker } from '../../../src/work/worker.ts';
import { eventually } from '../../support/eventually.ts';
import { Form } from '../../support/form.ts';
import { member } from '../../support/given-when-then.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { Person } from '../../support/person.ts';
import { testPolicy } from '../../support/policy.ts';
import { evalSandbox, modelChange, packet, proposal, supportSummary } from '../../support/proposals.ts';
import { appToken, bot, botToken, slackWorkspace } from '../../support/slack-workspace.ts';

export { Form, inputsOf } from '../../support/form.ts';

export const requester = 'UREQ';
export const platform = 'UPLAT';
export const product = 'UPROD';
export const guest = 'UGUEST';

/** A directory from a table, which can be told to fail or to say nothing. */
export class TableDirectory implements Directory {
  readonly roles = new Map<string, readonly Role[]>([
    [platform, ['ai_platform']],
    [product, ['product_owner']],
  ]);
  readonly standings = new Map<string, Standing>([[guest, 'guest']]);
  answers: 'well' | 'with a fault' | 'never' = 'well';

  async #ready(): Promise<void> {
    if (this.answers === 'with a fault') throw new Fault('unavailable', 'Slack is away');
    if (this.answers === 'never') await new Promise(() => {});
  }

  async membership(person: string, asked: readonly Role[]) {
    await this.#ready();
    const standing = this.standings.get(person) ?? 'member';
    const held = standing === 'member' ? (this.roles.get(person) ?? []) : [];
    return { person, standing, roles: held.filter((role) => asked.includes(role)) };
  }

  async holders(role: Role) {
    await this.#ready();
    return [...this.roles].filter(([, roles]) => roles.includes(role)).map(([person]) => person);
  }
}

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const channelNames = [
  'ai-product-reviews',
  'ai-platform-reviews',
  'ai-finance-reviews',
  'security-reviews',
  'ai-releases',
];

function workspace() {
  const people = [requester, platform, product];
  return slackWorkspace({
    users: [
      { id: requester, name: 'requester', real_name: 'Rita Requester' },
      { id: platform, name: 'platform', real_name: 'Paul Platform' },
      { id: product, name: 'product', real_name: 'Pia Product' },
      { id: guest, name: 'gus', real_name: 'Gus Guest', is_restricted: true },
      { id: bot, name: 'routegate', real_name: 'Routegate', is_bot: true },
    ],
    channels: [
      { id: 'CGENERAL', name: 'general', members: [...people, guest, bot] },
      ...channelNames.map((name, index) => ({ id: `CREVIEW${index}`, name, members: [...people, bot] })),
    ],
    usergroups: [],
    app: {
      scopes: [...(slackWorkspace().app.scopes ?? []), 'files:read'],
    },
  });
}

/** Routegate in an emulated Slack, as far as the form, the commands and App Home go. */
export class FormWorkspace {
  readonly emulator: Emulator;
  readonly store: Store;
  readonly directory = new TableDirectory();
  readonly logged: { level: string; fields: object; message: string }[] = [];
  readonly policy: Policy;
  deps!: SlackDeps;
  #connection: Connection | null = null;
  #worker: Worker | null = null;
  #ids = 0;

  constructor(emulator: Emulator, store: Store, policy: Policy) {
    this.emulator = emulator;
    this.store = store;
    this.policy = policy;
  }

  #log(): Log {
    const at = (level: string) => (fields: object, message: string) =>
      void this.logged.push({ level, fields, message });
    return { ...silentLog, warn: at('warn'), error: at('error') };
  }

  /** Starts the program, or another one in its place on the same store. */
  async start(): Promise<void> {
    const clock = clockOf(this.emulator.clock);
    const log = this.#log();
    const observer = silentObserver;
    const { apiUrl } = this.emulator;
    const slack = createSlackClient({ botToken, apiUrl, clock, log, observer });
    const { store } = this;
    const messenger = createMessenger({ slack, clock, channels: createChannels(slack, clock), store });
    const wake = () => this.#worker?.wake();
    const app = createApp({ store, clock, policy: () => this.policy, onWork: wake });
    const deps: SlackDeps = {
      app,
      directory: this.directory,
      clock,
      log,
      jobs: { enqueue: (jobs) => store.enqueue(jobs), wake },
      importResults: (source) => importEvidence(source),
      newId: () => `id-${++this.#ids}`,
    };
    this.deps = deps;
    const handlers = {
      ...slackJobHandlers({ ...deps, messenger }),
      control: async () => {},
      guardrails: async () => {},
      expansion_review: async () => {},
    };
    const precedence = noPrecedence;
    const worker = createWorker({ store, clock, handlers, log, observer, precedence });
    this.#worker = worker;
    const connection = createConnection({
      settings: { mode: 'socket', botToken, apiUrl, appToken },
      identity: createIdentity(slack),
      log,
      observer,
      precedence,
      tell: (answer) => messenger.answer(answer),
      newId: deps.newId,
    });
    registerSlack(connection.bolt, deps);
    worker.start();
    await connection.start();
    this.#connection = connection;
    await eventually('the app is connected', async () => {
      const { app: seen } = await this.person().state();
      return seen.connected === 'socket';
    });
  }

  async stop(): Promise<void> {
    await this.#connection?.stop(1000);
    await this.#worker?.stop(1000);
    this.#connection = null;
    this.#worker = null;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  person(id = requester): Person {
    return new Person(this.emulator.url, id);
  }

  async serves(...packets: readonly Packet[]): Promise<void> {
    for (const each of packets) await this.deps.app.registerRoute(`register:${each.route}`, each, 'UADMIN');
  }

  /** What somebody got as a private answer, newest last. */
  async answered(id = requester, ...words: string[]): Promise<SeenMessage> {
    const person = this.person(id);
    return person.sees('CGENERAL', ...words);
  }
}

export interface WorkspaceOptions {
  readonly store?: Store;
  readonly policy?: Policy;
  /** Packets of routes that serve already. */
  readonly routes?: readonly Packet[];
}

export const servedPackets = [packet(supportSummary), packet(evalSandbox)];

export async function formWorkspace(options: WorkspaceOptions = {}): Promise<FormWorkspace> {
  const emulator = await startEmulator({ workspace: workspace() });
  closing.push(() => emulator.close());
  const made = new FormWorkspace(
    emulator,
    options.store ?? new MemoryStore(),
    options.policy ?? testPolicy(),
  );
  await made.start();
  closing.push(() => made.stop());
  await made.serves(...(options.routes ?? servedPackets));
  return made;
}

/** Opens the form by its command. */
export async function openedForm(workspace: FormWorkspace, text = '', id = requester): Promise<Form> {
  const person = workspace.person(id);
  await person.command('CGENERAL', text);
  const form = new Form(person);
  await form.view();
  return form;
}

/** Files a request past the form, as one that is there already. */
export function fileRequest(
  workspace: FormWorkspace,
  commandId: string,
  by = requester,
  input: ProposalInput = modelChange,
) {
  const filing = { proposal: proposal(input), raiseTo: null, usedDraft: null };
  return workspace.deps.app.submit(commandId, filing, member(by));
}
