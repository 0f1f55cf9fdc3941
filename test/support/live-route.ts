import { z } from 'zod';
import type { App } from '../../src/app/app.ts';
import { createApp } from '../../src/app/create-app.ts';
import type { ProposalInput } from '../../src/domain/packet/schema.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Actor } from '../../src/domain/request/commands.ts';
import type { Rollout } from '../../src/domain/route/rollout.ts';
import type { Route } from '../../src/domain/route/route.ts';
import { flagdRoutes } from '../../src/http/flagd.ts';
import { ofrepRoutes } from '../../src/http/ofrep.ts';
import { accessFor } from '../../src/http/ofrep-access.ts';
import { createHttpServer, type Routes } from '../../src/http/server.ts';
import { silentLog } from '../../src/ports/log.ts';
import { silentObserver } from '../../src/ports/observer.ts';
import { noPrecedence } from '../../src/ports/precedence.ts';
import type { RouteControl } from '../../src/ports/route-control.ts';
import type { Job, RouteOutcome, Store } from '../../src/ports/store.ts';
import { EmbeddedControl } from '../../src/route-control/embedded/embedded-control.ts';
import { FlagTable } from '../../src/route-control/embedded/flag-table.ts';
import { controlHandler } from '../../src/work/control-job.ts';
import { driftWatch } from '../../src/work/drift-watch.ts';
import { createDrill, type RunDrill } from '../../src/work/drill.ts';
import { expansionHandler } from '../../src/work/expansion-job.ts';
import { guardrailHandler } from '../../src/work/guardrail-job.ts';
import { createScheduler, type Scheduler } from '../../src/work/scheduler.ts';
import { type Controls, holdBack } from '../../src/work/steering.ts';
import { createWorker, type Worker } from '../../src/work/worker.ts';
import { eventually } from './eventually.ts';
import { hour, member, system } from './given-when-then.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryStore } from './memory-store.ts';
import { testPolicy } from './policy.ts';
import { modelChange, packet, proposal, supportSummary, wholeEvidence } from './proposals.ts';
import { handlersThat } from './worker-under-test.ts';

const answerSchema = z.object({ variant: z.string().optional(), errorCode: z.string().optional() });

export const routeId = 'support-summary-prod';
export const release = member('U-release', 'release_owner');
export const oncall = member('U-oncall', 'oncall');

/** A policy whose approvals reach everybody, so that one request can go all the way. */
export function wholeWayPolicy(overrides: Partial<Policy> = {}): Policy {
  const policy = testPolicy();
  const high = { ...policy.tiers.high, reaches: 'default' as const };
  return { ...policy, tiers: { ...policy.tiers, high }, ...overrides };
}

export interface LiveRouteOptions {
  readonly store?: Store;
  readonly clock?: ManualClock;
  readonly policy?: Policy;
  /** What steers instead of the embedded control, made from it. */
  readonly control?: (embedded: RouteControl) => RouteControl;
  /** More that the server answers. */
  readonly routes?: (live: LiveRoute) => readonly Routes[];
}

/** The product without Slack: an app, its worker and scheduler, the embedded control, and the server that applications ask. */
export class LiveRoute {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly app: App;
  readonly policy: Policy;
  readonly controls: Controls;
  readonly drill: RunDrill;
  /** What would have been shown in Slack, in order. */
  readonly shown: Job[] = [];
  readonly #table: FlagTable;
  readonly #worker: Worker;
  readonly #scheduler: Scheduler;
  #commands = 0;
  url = '';
  #close: () => Promise<void> = async () => {};

  private constructor(options: LiveRouteOptions, store: Store, table: FlagTable) {
    this.store = store;
    this.#table = table;
    this.clock = options.clock ?? new ManualClock();
    this.policy = options.policy ?? wholeWayPolicy();
    const { clock } = this;
    const onWork = () => {
      this.#worker.wake();
      this.#scheduler.wake();
    };
    const onRollBack = (route: string) => holdBack(route, this.policy, table);
    this.app = createApp({ store, clock, policy: () => this.policy, onWork, onRollBack });
    const embedded = new EmbeddedControl({ store, table });
    this.controls = new Map([['embedded', options.control?.(embedded) ?? embedded]]);
    const parts = { app: this.app, controls: this.controls, log: silentLog };
    this.drill = createDrill(parts);
    const handlers = {
      ...handlersThat(async (job) => void this.shown.push(job)),
      control: controlHandler(parts),
      guardrails: guardrailHandler(this.app),
      expansion_review: expansionHandler(this.app),
    };
    const quiet = { log: silentLog, observer: silentObserver, precedence: noPrecedence };
    this.#worker = createWorker({ store, clock, handlers, ...quiet });
    this.#scheduler = createScheduler({ app: this.app, ...quiet });
  }

  static async open(options: LiveRouteOptions = {}): Promise<LiveRoute> {
    const store = options.store ?? new MemoryStore();
    const live = new LiveRoute(options, store, await FlagTable.open(store));
    const access = accessFor({ tokens: [], host: '127.0.0.1' });
    const flags = { flags: live.#table, access };
    const server = await createHttpServer({
      log: silentLog,
      precedence: noPrecedence,
      routes: [ofrepRoutes(flags), flagdRoutes(flags), ...(options.routes?.(live) ?? [])],
      untouched: null,
    });
    live.url = await server.listen('127.0.0.1', 0);
    live.#close = () => server.close(100);
    await store.retryJobsNow(live.clock.now());
    live.#worker.start();
    live.#scheduler.start();
    return live;
  }

  async close(): Promise<void> {
    await this.#close();
    await this.#scheduler.stop();
    await this.#worker.stop(100);
  }

  #id(): string {
    this.#commands += 1;
    return `click-${this.#commands}`;
  }

  readonly system = system;

  readonly wake = (): void => this.#worker.wake();

  /** A route that serves, and an approved change of it. */
  async approved(input: ProposalInput = modelChange): Promise<string> {
    const id = this.#id();
    if (!(await this.store.route(routeId)))
      await this.app.registerRoute(`register-${id}`, packet(supportSummary), 'U-admin');
    const whole = { evidence: wholeEvidence, ...input };
    const filing = { proposal: proposal(whole), raiseTo: null, usedDraft: null };
    const filed = await this.app.submit(`file-${id}`, filing, member('U-requester'));
    const request = filed.subject;
    const loaded = await this.store.request(request);
    for (const { role } of loaded?.state.assessment.slots ?? []) {
      const approval = { role, conditions: [], comment: '', typedRoute: routeId } as const;
      const command = { type: 'approve', request, revision: 1, ...approval } as const;
      await this.app.handle(`${id}-${role}`, command, member(`U-${role}`, role));
    }
    return request;
  }

  start(request: string, id = this.#id(), actor = release): Promise<RouteOutcome> {
    return this.app.act(id, { type: 'start_rollout', route: routeId, request }, actor);
  }

  async expand(id = this.#id()): Promise<RouteOutcome> {
    return this.expandFrom((await this.rollout()).step, id);
  }

  /** As pressed by somebody who was looking at that step. */
  expandFrom(step: number, id = this.#id()): Promise<RouteOutcome> {
    return this.app.act(id, { type: 'expand', route: routeId, step }, release);
  }

  rollBack(id = this.#id(), actor: Actor = oncall): Promise<RouteOutcome> {
    return this.app.act(id, { type: 'roll_back', route: routeId, cause: 'person', detail: '' }, actor);
  }

  pause(id = this.#id()): Promise<RouteOutcome> {
    return this.app.act(id, { type: 'pause', route: routeId, cause: 'person', detail: '' }, oncall);
  }

  recordDrill(id = this.#id()): Promise<RouteOutcome> {
    return this.drill(id, routeId, oncall);
  }

  async measured(metric: string, value: number | null): Promise<void> {
    const reading = { metric, value, at: this.clock.now(), source: 'test' };
    const effect = { kind: 'guardrails', route: routeId, alert: null } as const;
    const job = { id: this.#id(), lane: 'guardrails', key: null, effect, dueAt: this.clock.now() };
    await this.store.saveReadings(routeId, [reading], [job]);
    this.wake();
  }

  async route(): Promise<Route> {
    const loaded = await this.store.route(routeId);
    if (!loaded) throw new Error('there is no route');
    return loaded.state;
  }

  async rollout(): Promise<Rollout> {
    const { rollout } = await this.route();
    if (!rollout) throw new Error('nothing is rolling out');
    return rollout;
  }

  /** Waits until the step's share was read back. */
  inForce(): Promise<Rollout> {
    return eventually('the share is in force', async () => {
      const { rollout } = await this.route();
      return rollout?.control.seen?.opId === rollout?.control.wished.opId ? rollout : null;
    });
  }

  until(what: string, ask: (route: Route) => boolean): Promise<Route> {
    return eventually(what, async () => {
      const route = await this.route();
      return ask(route) ? route : null;
    });
  }

  async idle(): Promise<void> {
    await eventually('the outbox is empty', async () => (await this.store.jobCounts()).waiting === 0);
  }

  /** Goes on to the step with that share, as a release owner would: waiting, measuring, drilling. */
  async goTo(bp: number): Promise<Rollout> {
    for (;;) {
      const rollout = await this.inForce();
      if (rollout.control.wished.bp === bp && rollout.plan[rollout.step]?.stage === 'customer_canary')
        return rollout;
      this.clock.advance(25 * hour);
      await this.measured('error_rate', 0.001);
      await this.recordDrill();
      const outcome = await this.expand();
      if (!outcome.ok) throw new Error(JSON.stringify(outcome));
    }
  }

  watchForDrift(): Promise<void> {
    const parts = { app: this.app, controls: this.controls, log: silentLog };
    return driftWatch(parts)(AbortSignal.timeout(5000));
  }

  async events(): Promise<string[]> {
    const stored = await this.store.eventsOf(`route:${routeId}`, { limit: 1000 });
    return stored.items.map(({ type }) => type);
  }

  /** The share of so many customers who get the candidate now, asked over HTTP as applications do. */
  async candidates(people = 400): Promise<Set<number>> {
    const asked = Array.from({ length: people }, (_, person) => this.variantOf(person));
    const variants = await Promise.all(asked);
    return new Set(variants.flatMap((variant, person) => (variant === 'candidate' ? [person] : [])));
  }

  async variantOf(person: number | string): Promise<string> {
    const response = await fetch(`${this.url}/ofrep/v1/evaluate/flags/${routeId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ context: { targetingKey: `person-${person}` } }),
    });
    const { variant, errorCode } = answerSchema.parse(await response.json());
    return variant ?? errorCode ?? 'nothing';
  }
}
