import { createFaults, type Faults } from './control/faults.ts';
import { type BoundedLog, boundedLog } from './delivery/bounded-log.ts';
import { createDeliveries, type Delivered, type Deliveries } from './delivery/deliveries.ts';
import { sendEventsOf } from './delivery/events.ts';
import { createResponseUrls, type ResponseUrls } from './delivery/response-urls.ts';
import { createSignedHttp, type SignedHttp } from './delivery/signed-http.ts';
import { createSockets, type Sockets } from './delivery/socket-mode.ts';
import { createTriggers, type Triggers } from './delivery/triggers.ts';
import type { JsonObject } from './json.ts';
import { createWorld } from './state/create-world.ts';
import { createIds } from './state/ids.ts';
import type { Change, World } from './state/world.ts';
import type { EmulatorClock } from './time/clock.ts';
import { createTimers, type Timers } from './time/timers.ts';
import { createRateLimits, type RateLimits } from './web-api/rate-limits.ts';
import type { WorkspaceSeed } from './workspace.ts';

/** One call of the Web API, as it is remembered. */
export type ApiCall = {
  /** Counts up from 1. */
  n: number;
  /** Epoch ms of the workspace's clock. */
  at: number;
  method: string;
  args: JsonObject;
  status: number;
  ok: boolean;
  error?: string;
  /** The fault that struck it. */
  fault?: string;
  /** The `ts` that it made, for messages. */
  ts?: string;
};

/** Everything that the parts of the emulator share. */
export type Core = {
  readonly seed: WorkspaceSeed;
  /** Changes with a reset: ask for it each time. */
  world: World;
  clock: EmulatorClock;
  timers: Timers;
  sockets: Sockets;
  http: SignedHttp;
  deliveries: Deliveries;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  rateLimits: RateLimits;
  faults: Faults;
  calls: BoundedLog<ApiCall>;
  callCount: number;
  /** External options that people were offered last, by person, place and element. */
  suggestions: Map<string, JsonObject[]>;
  /** While somebody wants to know which deliveries an action causes: they are put here. */
  collecting: Promise<Delivered>[] | undefined;
  /** Hears of every change, in the order of subscription. */
  subscribe(listener: (change: Change) => void): void;
  /** Starts the workspace anew from its seed, or from another. */
  reset(seed?: WorkspaceSeed): void;
  onReset(listener: () => void): void;
  close(): void;
};

export function createCore(
  seed: WorkspaceSeed,
  { clock, baseUrl, ackTimeoutMs }: { clock: EmulatorClock; baseUrl: string; ackTimeoutMs: number },
): Core {
  const listeners: ((change: Change) => void)[] = [];
  const resetListeners: (() => void)[] = [];
  const emit = (change: Change): void => {
    for (const listener of listeners) listener(change);
  };
  const ids = createIds(clock);
  const timers = createTimers(clock);
  const sockets = createSockets({ appId: seed.app.id, newTicket: ids.uuid });
  const http = createSignedHttp();
  const world = (): World => core.world;

  const core: Core = {
    seed,
    world: createWorld(seed, { clock, baseUrl, emit }),
    clock,
    timers,
    sockets,
    http,
    deliveries: createDeliveries({ world, timers, sockets, http, ackTimeoutMs }),
    triggers: createTriggers(clock, ids.trigger),
    responseUrls: createResponseUrls(world),
    rateLimits: createRateLimits(clock, () => core.world.rateLimits),
    faults: createFaults(clock),
    calls: boundedLog<ApiCall>(5000),
    callCount: 0,
    suggestions: new Map(),
    collecting: undefined,
    subscribe(listener) {
      listeners.push(listener);
    },
    onReset(listener) {
      resetListeners.push(listener);
    },
    reset(next = seed) {
      for (const { cancel } of core.world.scheduled.values()) cancel();
      core.world = createWorld(next, { clock, baseUrl, emit });
      core.calls.clear();
      core.deliveries.log.clear();
      core.faults.clear();
      core.suggestions.clear();
      core.rateLimits = createRateLimits(clock, () => core.world.rateLimits);
      for (const listener of resetListeners) listener();
    },
    close() {
      timers.close();
      sockets.close();
      http.close();
    },
  };
  sockets.onChange(() => emit({ type: 'app' }));
  core.subscribe((change) => {
    const sent = sendEventsOf(core, change);
    core.collecting?.push(...sent);
  });
  return core;
}

/** Does something at once and answers with it the deliveries of the events that followed. */
export function withDeliveries<T>(core: Core, action: () => T): { result: T; sent: Promise<Delivered>[] } {
  const outer = core.collecting;
  const sent: Promise<Delivered>[] = [];
  core.collecting = sent;
  try {
    return { result: action(), sent };
  } finally {
    core.collecting = outer;
  }
}
