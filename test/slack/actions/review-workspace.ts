import { afterEach } from 'vitest';
import { createApp } from '../../../src/app/create-app.ts';
import type { Proposal, ProposalInput } from '../../../src/domain/packet/schema.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import type { ReviewRole } from '../../../src/domain/words.ts';
import { silentLog } from '../../../src/ports/log.ts';
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
import { createDirectory } from '../../../src/slack/directory.ts';
import { createIdentity } from '../../../src/slack/identity.ts';
import { slackJobHandlers } from '../../../src/slack/job-handlers.ts';
import { createNames } from '../../../src/slack/names.ts';
import { createSlackClient } from '../../../src/slack/web-client.ts';
import { createMessenger } from '../../../src/slack/web-messenger.ts';
import { createWorker, type Worker } from '../../../src/work/worker.ts';
import { eventually } from '../../support/eventually.ts';
import { member, monday } from '../../support/given-when-then.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { Person, readMessage } from '../../support/person.ts';
import { testPolicy } from '../../support/policy.ts';
import { packet, proposal, supportSummary } from '../../support/proposals.ts';
import { appToken, bot, botToken, slackWorkspace } from '../../support/slack-workspace.ts';
import { richChange } from '../cards/states.ts';

export const requester = 'U0REQUEST1';
export const owner = 'U0BUSINESS';
export const outsider = 'U0OUTSIDE';
export const guest = 'U0GUEST';
export const gone = 'U0GONE';
export const backup = 'U0BACKUP';

const roles = ['product_owner', 'ai_platform', 'finance', 'security', 'release_owner', 'legal'] as const;
type Asked = (typeof roles)[number];
const holders = {
  product_owner: 'U0PRODUCT',
  ai_platform: 'U0PLATFORM',
  finance: 'U0FINANCE',
  security: 'U0SECURITY',
  release_owner: 'U0RELEASE',
  legal: 'U0LEGAL',
} satisfies Record<Asked, string>;
export const holderOf = (role: Asked): string => holders[role];
/** Holds platform beside its first holder, and product and release too. */
export const second = 'U0SECOND';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const channelOf = (role: Asked, policy: Policy): string => policy.roles[role]?.channel ?? role;

function workspace(policy: Policy) {
  const people = [requester, owner, outsider, backup, second, ...Object.values(holders)];
  return slackWorkspace({
    startsAt: monday,
    app: {
      scopes: [...(slackWorkspace().app.scopes ?? []), 'files:read'],
      shortcuts: [
        { type: 'message', callback_id: 'attach_evidence', name: 'Attach as evidence', description: '' },
      ],
    },
    users: [
      ...people.map((id) => ({
        id,
        name: id.slice(2).toLowerCase(),
        display_name: `Dear ${id.slice(2)}`,
        real_name: id.slice(2),
      })),
      { id: guest, name: 'guest', real_name: 'Guest', is_restricted: true },
      { id: gone, name: 'gone', real_name: 'Gone' },
      { id: bot, name: 'routegate', real_name: 'Routegate', is_bot: true },
    ],
    channels: [
      ...roles.map((role, index) => ({
        id: `C0REVIEW${index}`,
        name: channelOf(role, policy),
        is_private: true,
        // Whoever looks in without holding the role is in the channel, but not in its user group.
        members: [holders[role], second, requester, outsider, guest, gone, owner, bot],
      })),
      { id: 'C0OPERATE', name: 'ai-operations', members: [backup, bot] },
    ],
    usergroups: roles.map((role, index) => ({
      id: `S0GROUP0${index}`,
      name: role,
      handle: `team-${role}`,
      users: [
        holders[role],
        requester,
        owner,
        guest,
        gone,
        ...(role === 'finance' || role === 'security' ? [] : [second]),
      ],
    })),
  });
}

/** Roles held by user groups, so that being in the channel is not enough; engineering's backup decides for finance. */
export function reviewPolicy(overrides: Partial<Policy> = {}): Policy {
  const policy = testPolicy();
  const withGroups = Object.entries(policy.roles).map(([role, rule]) => [
    role,
    {
      ...rule,
      holders: { by: 'user_group' as const, group: `team-${role}` },
      backup: role === 'finance' ? { by: 'people' as const, people: [backup] } : null,
    },
  ]);
  return { ...policy, roles: Object.fromEntries(withGroups), ...overrides };
}

/** Routegate in an emulated Slack: what people do goes through Bolt, and what they see is what was posted. */
export class ReviewWorkspace {
  readonly emulator: Emulator;
  readonly store: Store = new MemoryStore();
  readonly policy: Policy;
  deps!: SlackDeps;
  /** What is believed of people and groups for a moment is asked again. */
  forgetPeople: () => void = () => {};
  #connection: Connection | null = null;
  #worker: Worker | null = null;
  #ids = 0;

  constructor(emulator: Emulator, policy: Policy) {
    this.emulator = emulator;
    this.policy = policy;
  }

  /** Starts the program, or another one in its place on the same store. */
  async start(): Promise<void> {
    const { store, emulator } = this;
    const { apiUrl } = emulator;
    const clock = clockOf(emulator.clock);
    const shared = { log: silentLog, observer: silentObserver, precedence: noPrecedence };
    const slack = createSlackClient({ botToken, apiUrl, clock, ...shared });
    const channels = createChannels(slack, clock);
    const identity = createIdentity(slack);
    const messenger = createMessenger({ slack, clock, channels, store });
    const wake = () => this.#worker?.wake();
    const policy = () => this.policy;
    const directory = createDirectory({ slack, channels, identity, policy });
    this.forgetPeople = () => directory.forget();
    const deps: SlackDeps = {
      app: createApp({ store, clock, policy, onWork: wake }),
      directory,
      clock,
      log: silentLog,
      jobs: { enqueue: (jobs) => store.enqueue(jobs), wake },
      importResults: (source) => importEvidence(source),
      newId: () => `id-${++this.#ids}`,
    };
    this.deps = deps;
    this.#worker = createWorker({
      store,
      clock,
      handlers: {
        ...slackJobHandlers({ ...deps, messenger, names: createNames(slack) }),
        control: async () => {},
        guardrails: async () => {},
        expansion_review: async () => {},
      },
      ...shared,
    });
    const connection = createConnection({
      settings: { mode: 'socket', botToken, apiUrl, appToken },
      identity,
      tell: (answer) => messenger.answer(answer),
      newId: deps.newId,
      ...shared,
    });
    registerSlack(connection.bolt, deps);
    this.#worker.start();
    await connection.start();
    this.#connection = connection;
    await eventually(
      'the app is connected',
      async () => (await this.person(requester).state()).app.connected === 'socket',
    );
  }

  /** Hangs up without taking leave of the store: what was stored is all that is left. */
  async stop(): Promise<void> {
    await this.#connection?.stop(1000);
    await this.#worker?.stop(1000);
  }

  person(id: string): Person {
    return new Person(this.emulator.url, id);
  }

  async file(input: ProposalInput = richChange): Promise<Request> {
    const filing = { proposal: proposal(input), raiseTo: null, usedDraft: null };
    const outcome = await this.deps.app.submit(`file-${++this.#ids}`, filing, member(requester));
    if (!outcome.ok) throw new Error(outcome.refusal.reason);
    return this.request(outcome.subject);
  }

  /** Edits the request as somebody who may. */
  async revise(edited: Proposal, person = requester): Promise<void> {
    const { revision } = (await this.request()).bound;
    const command = {
      type: 'revise_request',
      request: 'R-1',
      revision,
      proposal: edited,
      raiseTo: null,
    } as const;
    const outcome = await this.deps.app.handle(`revise-${++this.#ids}`, command, member(person));
    if (!outcome.ok) throw new Error(outcome.refusal.reason);
  }

  async request(id = 'R-1'): Promise<Request> {
    const found = await this.store.request(id);
    if (!found) throw new Error(`no ${id}`);
    return found.state;
  }

  /** Waits until the stored request is so. */
  until<T>(what: string, ask: (request: Request) => T | null | undefined | false, id = 'R-1'): Promise<T> {
    return eventually(what, async () => ask(await this.request(id)));
  }

  channel(role: Asked): string {
    return `C0REVIEW${roles.indexOf(role)}`;
  }

  /** A role's card, once it says all the words. */
  card(role: Asked, ...words: string[]): Promise<SeenMessage> {
    return this.person(requester).sees(this.channel(role), 'support-summary-prod', 'Record', ...words);
  }

  /** A direct message from Routegate, once it says all the words; the newest. */
  direct(id: string, ...words: string[]): Promise<SeenMessage> {
    const person = this.person(id);
    return eventually(`${id} reads directly: ${words.join(', ')}`, async () => {
      const { conversations } = await person.state();
      const direct = conversations.find((each) => each.kind === 'im' && each.im_user === bot);
      if (!direct) return null;
      return (await person.messages(direct.id)).findLast((message) =>
        words.every((word) => readMessage(message).includes(word) || message.text.includes(word)),
      );
    });
  }

  /** The requester's message, once it says all the words. */
  ownMessage(...words: string[]): Promise<SeenMessage> {
    return this.direct(requester, 'R-1 support-summary-prod', ...words);
  }

  /** Calls Slack as the app, past everything that the app would have said. */
  async callSlack(method: string, body: object): Promise<void> {
    const answer = await fetch(`${this.emulator.apiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${botToken}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
    });
    const { ok, error } = (await answer.json()) as { ok: boolean; error?: string };
    if (!ok) throw new Error(error);
  }

  /** Waits for a private answer to somebody in a channel that says all the words. */
  async answer(id: string, role: Asked, ...words: string[]): Promise<SeenMessage> {
    const person = this.person(id);
    return eventually(`${id} is answered: ${words.join(', ')}`, async () =>
      (await person.messages(this.channel(role))).findLast(
        (message) => message.ephemeral && words.every((word) => readMessage(message).includes(word)),
      ),
    );
  }

  async settled(): Promise<void> {
    await eventually('nothing is left to do', async () => (await this.store.jobCounts()).waiting === 0);
  }

  async events(id = 'R-1'): Promise<string[]> {
    const page = await this.store.eventsOf(`request:${id}`, { limit: 200 });
    return page.items.map((event) => event.type);
  }
}

export async function reviewWorkspace(policy: Policy = reviewPolicy()): Promise<ReviewWorkspace> {
  const emulator = await startEmulator({ workspace: workspace(policy) });
  closing.push(() => emulator.close());
  const made = new ReviewWorkspace(emulator, policy);
  await made.start();
  closing.push(() => made.stop());
  await made.deps.app.registerRoute('register', packet(supportSummary), 'UADMIN');
  return made;
}

export type AskedRole = ReviewRole & Asked;
