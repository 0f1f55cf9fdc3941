import type { ApiCall, Core } from '../core.ts';
import type { Delivery, DeliveryOutcome, Resend } from '../delivery/deliveries.ts';
import type { DisconnectReason } from '../delivery/socket-mode.ts';
import type { Json, JsonObject } from '../json.ts';
import type { ClockState } from '../people.ts';
import { messageJson } from '../state/message-json.ts';
import type { AppSeed, ChannelSeed, UserGroupSeed, UserSeed, WorkspaceSeed } from '../workspace.ts';
import type { Fault, FaultSpec } from './faults.ts';
import {
  addChannel,
  addUser,
  addUserGroup,
  type ChannelChange,
  changeChannel,
  changeUser,
  changeUserGroup,
  type UserChange,
  type UserGroupChange,
} from './people-changes.ts';

export type DeliveryFilter = { kind?: string; type?: string; user?: string; outcome?: string };
/** `after`: only calls with a greater `n`. */
export type CallFilter = { method?: string; ok?: boolean; channel?: string; after?: number };

export type ResendAnswer = { outcome: DeliveryOutcome; status?: number; body?: Json };

/** The app's configuration, as its administrator changes it at Slack. */
export type AppChange = Partial<Omit<AppSeed, 'id' | 'bot_user_id' | 'bot_id'>>;

/**
 * What tests and the sandbox's tools do to the workspace, beside what people and the app do.
 * Changes of things that do not exist throw an Error that says so.
 */
export type Control = {
  clock(): ClockState;
  /** Skips milliseconds of the workspace's clock; what fell due in between has happened on return. */
  advance(ms: number): ClockState;
  setRate(rate: number): ClockState;

  addFault(spec: FaultSpec): Fault;
  faults(): Fault[];
  clearFaults(id?: string): void;

  /** How many Socket Mode connections are open. */
  openSockets(): number;
  /** Cuts connections without a word; answers how many. */
  dropSockets(count?: number): number;
  /** Asks connections to go, as Slack does when it moves them. */
  disconnectSockets(reason: DisconnectReason, count?: number): number;

  /** What went to the app, oldest first; the last few thousand. */
  deliveries(filter?: DeliveryFilter): Delivery[];
  /** Brings a delivery to the app once more: as a retry, or with a forged or old signature (over HTTP). */
  redeliver(id: string, how?: Resend): Promise<ResendAnswer>;
  /** Sends `url_verification` to the request URL; whether the app answered the challenge. */
  verifyRequestUrl(): Promise<boolean>;

  /** Calls of the Web API, oldest first; the last few thousand. */
  calls(filter?: CallFilter): ApiCall[];
  clearCalls(): void;
  /** Everything that stands in a conversation, replies and metadata included, by ts. */
  messages(channel: string): JsonObject[];

  addUser(seed: UserSeed): void;
  changeUser(id: string, change: UserChange): void;
  addChannel(seed: ChannelSeed): void;
  changeChannel(id: string, change: ChannelChange): void;
  addUserGroup(seed: UserGroupSeed): void;
  changeUserGroup(id: string, change: UserGroupChange): void;

  /** Replaces the scopes of the bot token. */
  setScopes(scopes: string[]): void;
  changeApp(change: AppChange): void;
  setRateLimits(on: boolean): void;
  /** Starts the workspace anew, from its seed or another; logs and faults are forgotten, the clock goes on. */
  reset(seed?: WorkspaceSeed): void;
};

export function createControl(core: Core): Control {
  const clock = (): ClockState => ({ now: core.clock.now(), rate: core.clock.rate });

  function changeApp(change: AppChange): void {
    Object.assign(core.world.app, structuredClone(change));
    core.world.emit({ type: 'app' });
  }

  return {
    clock,
    advance(ms) {
      core.clock.advance(ms);
      return clock();
    },
    setRate(rate) {
      core.clock.setRate(rate);
      return clock();
    },
    addFault: (spec) => core.faults.add(spec),
    faults: () => core.faults.list(),
    clearFaults: (id) => core.faults.clear(id),
    openSockets: () => core.sockets.open,
    dropSockets: (count) => core.sockets.drop(count),
    disconnectSockets: (reason, count) => core.sockets.disconnect(reason, count),
    deliveries: (filter = {}) => core.deliveries.log.all().filter((delivery) => isDelivery(delivery, filter)),
    async redeliver(id, how = { retry_num: 1, retry_reason: 'http_timeout' }) {
      const delivery = core.deliveries.log.all().find((each) => each.id === id);
      if (!delivery) throw new Error(`no delivery ${id}`);
      const { outcome, status, body } = await core.deliveries.resend(delivery, how);
      return { outcome, ...(status !== undefined && { status }), ...(body !== undefined && { body }) };
    },
    verifyRequestUrl: () => core.deliveries.verifyUrl(),
    calls: (filter = {}) => core.calls.all().filter((call) => isCall(call, filter)),
    clearCalls: () => core.calls.clear(),
    messages(channel) {
      const conversation = core.world.conversations.get(channel);
      if (!conversation) throw new Error(`no conversation ${channel}`);
      return [...conversation.byTs.values()].map((message) => ({
        ...messageJson(core.world, message, { metadata: true }),
        channel,
      }));
    },
    addUser: (seed) => void addUser(core, seed),
    changeUser: (id, change) => void changeUser(core, id, change),
    addChannel: (seed) => void addChannel(core, seed),
    changeChannel: (id, change) => void changeChannel(core, id, change),
    addUserGroup: (seed) => void addUserGroup(core, seed),
    changeUserGroup: (id, change) => void changeUserGroup(core, id, change),
    setScopes: (scopes) => changeApp({ scopes }),
    changeApp,
    setRateLimits(on) {
      core.world.rateLimits = on;
    },
    reset: (seed) => core.reset(seed),
  };
}

function isDelivery(delivery: Delivery, { kind, type, user, outcome }: DeliveryFilter): boolean {
  if (kind !== undefined && delivery.kind !== kind) return false;
  if (type !== undefined && delivery.type !== type) return false;
  if (outcome !== undefined && delivery.outcome !== outcome) return false;
  return user === undefined || delivery.user === user;
}

function isCall(call: ApiCall, { method, ok, channel, after }: CallFilter): boolean {
  if (method !== undefined && call.method !== method) return false;
  if (ok !== undefined && call.ok !== ok) return false;
  if (channel !== undefined && call.args.channel !== channel) return false;
  return after === undefined || call.n > after;
}
