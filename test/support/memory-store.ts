import { type Absence, holdsAt } from '../../src/domain/absence/absence.ts';
import { type Alert, type KeptAlert, keepAlert } from '../../src/domain/alert.ts';
import { type ChainPosition, chainHash, chainStart } from '../../src/domain/chain.ts';
import type { EffectKind } from '../../src/domain/effects.ts';
import type { Model } from '../../src/domain/packet/schema.ts';
import type { PolicyInForce } from '../../src/domain/policy-change/policy-change.ts';
import { conditionsOf, debtorOf, isOwed } from '../../src/domain/route/owed-conditions.ts';
import type { Reading } from '../../src/domain/route/rollout.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { FlagWrite } from '../../src/ports/flag-store.ts';
import type {
  Change,
  CommitResult,
  DeadJob,
  Draft,
  Job,
  KeptOutcome,
  NewJob,
  OwedOnRoute,
  Page,
  PageRequest,
  PostedMessage,
  RequestIndex,
  RequestSummary,
  Store,
  StoredEvent,
  StreamChange,
  Versioned,
  WantedModel,
} from '../../src/ports/store.ts';
import { MemoryFlagStore } from './memory-flag-store.ts';

/** What went through a database once: a copy that shares nothing, without keys that have no value. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const ascending = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** A place in an ordered list: the numbers it goes by, the weightiest first. Lists here are newest first. */
type Place = readonly number[];

const olderThan = (place: Place, other: Place): boolean => {
  const index = place.findIndex((number, position) => number !== other[position]);
  return index !== -1 && (place[index] ?? 0) < (other[index] ?? 0);
};

const newestFirst = (left: { readonly place: Place }, right: { readonly place: Place }): number =>
  olderThan(left.place, right.place) ? 1 : -1;

interface Placed<T> {
  readonly place: Place;
  readonly item: T;
}

function cut<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => string,
): { shown: T[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { shown, next: last && rows.length > limit ? keyOf(last) : null };
}

/** A page that goes on behind a place, whether anything still stands there or not. */
function pageOf<T>(rows: readonly Placed<T>[], { after, limit }: PageRequest): Page<T> {
  const from = after?.split(':').map(Number);
  const left = rows.filter(({ place }) => !from || olderThan(place, from)).sort(newestFirst);
  const { shown, next } = cut(left, limit, ({ place }) => place.join(':'));
  return { items: stored(shown.map(({ item }) => item)), next };
}

interface KeptRequest {
  readonly number: number;
  readonly version: number;
  readonly state: Extract<StreamChange, { kind: 'request' }>['state'];
  readonly index: RequestIndex;
}

interface KeptRoute {
  readonly version: number;
  readonly state: Extract<StreamChange, { kind: 'route' }>['state'];
  readonly dueAt: number | null;
}

interface KeptJob {
  readonly job: NewJob;
  /** Smaller is older, in its lane and among all. */
  readonly place: number;
  /** When it can be claimed, if it is the first of its lane. */
  readonly readyAt: number;
  readonly attempts: number;
  readonly firstTriedAt: number | null;
  readonly error: string;
  readonly remedy: string;
  readonly diedAt: number | null;
}

const untried = { attempts: 0, firstTriedAt: null, error: '', remedy: '', diedAt: null };

const jobOf = ({ job, attempts, firstTriedAt }: KeptJob, at: number): Job =>
  stored({ ...job, attempts, firstTriedAt: firstTriedAt ?? at });

/** The outbox as a map from job ids. */
class MemoryJobs {
  readonly #jobs = new Map<string, KeptJob>();
  readonly #gone = new Set<string>();
  #places = 0;

  #alive(): KeptJob[] {
    return [...this.#jobs.values()]
      .filter((kept) => kept.diedAt === null)
      .sort((left, right) => left.place - right.place);
  }

  #heads(): KeptJob[] {
    const lanes = new Set<string>();
    return this.#alive().filter(({ job }) => !lanes.has(job.lane) && lanes.add(job.lane));
  }

  #change(kept: KeptJob | undefined, changes: Partial<KeptJob>): void {
    if (kept) this.#jobs.set(kept.job.id, { ...kept, ...changes });
  }

  #leave(id: string): void {
    if (this.#jobs.delete(id)) this.#gone.add(id);
  }

  #nextPlace(): number {
    this.#places += 1;
    return this.#places;
  }

  /** Waiting jobs by their key, kept beside the map because each new card asks for its own. */
  readonly #untried = new Map<string, string>();

  #untriedWithKey(key: string): KeptJob | undefined {
    const kept = this.#jobs.get(this.#untried.get(key) ?? '');
    return kept?.attempts === 0 && kept.diedAt === null ? kept : undefined;
  }

  add(job: NewJob): void {
    if (this.#gone.has(job.id) || this.#jobs.has(job.id)) return;
    const waiting = job.key === null ? undefined : this.#untriedWithKey(job.key);
    if (waiting) this.#leave(waiting.job.id);
    const place = waiting?.job.lane === job.lane ? waiting.place : this.#nextPlace();
    this.#jobs.set(job.id, { job: stored(job), place, readyAt: job.dueAt, ...untried });
    if (job.key !== null) this.#untried.set(job.key, job.id);
  }

  claim(now: number, leaseMs: number, limit: number, only: EffectKind | undefined): Job[] {
    const due = this.#heads()
      .filter(({ readyAt, job }) => readyAt <= now && (only === undefined || job.effect.kind === only))
      .sort((left, right) => left.readyAt - right.readyAt)
      .slice(0, limit);
    return due.map((kept) => {
      const tried = { ...kept, attempts: kept.attempts + 1, firstTriedAt: kept.firstTriedAt ?? now };
      this.#change(tried, { readyAt: now + leaseMs });
      return jobOf(tried, now);
    });
  }

  finish(id: string): void {
    this.#leave(id);
  }

  retry(id: string, at: number, error: string): void {
    this.#change(
      this.#heads().find(({ job }) => job.id === id),
      { readyAt: at, error },
    );
  }

  bury(id: string, now: number, error: string, remedy: string): void {
    this.#change(
      this.#alive().find(({ job }) => job.id === id),
      { diedAt: now, error, remedy },
    );
  }

  #dead(): Placed<KeptJob & { readonly diedAt: number }>[] {
    return [...this.#jobs.values()].flatMap((kept) =>
      kept.diedAt === null
        ? []
        : [{ place: [kept.diedAt, kept.place], item: { ...kept, diedAt: kept.diedAt } }],
    );
  }

  revive(now: number): number {
    const oldestFirst = this.#dead().sort(newestFirst).reverse();
    for (const { item } of oldestFirst)
      this.#change(item, {
        ...untried,
        place: this.#nextPlace(),
        job: { ...item.job, dueAt: now },
        readyAt: now,
        attempts: 1,
        firstTriedAt: item.firstTriedAt,
      });
    return oldestFirst.length;
  }

  retryNow(now: number): void {
    for (const kept of this.#heads())
      if (kept.attempts > 0 && kept.readyAt > now) this.#change(kept, { readyAt: now });
  }

  dead(page: PageRequest): Page<DeadJob> {
    const { items, next } = pageOf(this.#dead(), page);
    const deadJob = (kept: (typeof items)[number]): DeadJob => {
      const { error, remedy, diedAt } = kept;
      return { ...jobOf(kept, diedAt), error, remedy, diedAt };
    };
    return { items: items.map(deadJob), next };
  }

  nextAt(now: number): number | null {
    const heads = this.#heads();
    return heads.length === 0 ? null : Math.max(now, Math.min(...heads.map(({ readyAt }) => readyAt)));
  }

  counts() {
    const waiting = this.#alive();
    return {
      waiting: waiting.length,
      dead: this.#jobs.size - waiting.length,
      oldestWaitingAt: waiting.length === 0 ? null : Math.min(...waiting.map(({ job }) => job.dueAt)),
    };
  }
}

/** Timers that run, the earliest first. */
function timersOf(
  kept: ReadonlyMap<string, KeptRequest | KeptRoute>,
): { readonly id: string; readonly dueAt: number }[] {
  return [...kept]
    .map(([id, each]) => ({ id, dueAt: 'index' in each ? each.index.dueAt : each.dueAt }))
    .flatMap(({ id, dueAt }) => (dueAt === null ? [] : [{ id, dueAt }]))
    .sort((left, right) => left.dueAt - right.dueAt);
}

/** A store without a disk, for tests that are about something else. It passes the same contract as the real one. */
export class MemoryStore implements Store {
  readonly #requests = new Map<string, KeptRequest>();
  readonly #routes = new Map<string, KeptRoute>();
  readonly #absences = new Map<string, Versioned<Absence>>();
  #policy: Versioned<PolicyInForce> | null = null;
  readonly #events: StoredEvent[] = [];
  readonly #outcomes = new Map<string, KeptOutcome>();
  readonly #readings = new Map<string, Map<string, Reading>>();
  readonly #alerts = new Map<string, KeptAlert>();
  readonly #flags = new MemoryFlagStore();
  readonly #messages = new Map<string, PostedMessage>();
  readonly #drafts = new Map<string, Draft>();
  readonly #jobs = new MemoryJobs();
  #closed = false;

  /** Every change that was committed, in order, for tests that look at what was written. */
  readonly committed: Change[] = [];

  #assertOpen(): void {
    if (this.#closed) throw new Fault('unavailable', 'the store was closed');
  }

  async request(id: string): Promise<Versioned<KeptRequest['state']> | null> {
    this.#assertOpen();
    const kept = this.#requests.get(id);
    return kept ? stored({ version: kept.version, state: kept.state }) : null;
  }

  async route(id: string): Promise<Versioned<KeptRoute['state']> | null> {
    this.#assertOpen();
    const kept = this.#routes.get(id);
    return kept ? stored({ version: kept.version, state: kept.state }) : null;
  }

  async nextRequestNumber(): Promise<number> {
    this.#assertOpen();
    return Math.max(0, ...[...this.#requests.values()].map(({ number }) => number)) + 1;
  }

  async outcomeOf(commandId: string): Promise<KeptOutcome | null> {
    this.#assertOpen();
    return stored(this.#outcomes.get(commandId) ?? null);
  }

  async absence(person: string): Promise<Versioned<Absence> | null> {
    this.#assertOpen();
    return stored(this.#absences.get(person) ?? null);
  }

  async absencesFor(delegate: string, at: number): Promise<readonly Absence[]> {
    this.#assertOpen();
    return (await this.absencesAt(at)).filter((absence) => absence.delegate === delegate);
  }

  async owedBy(person: string, limit: number): Promise<readonly OwedOnRoute[]> {
    this.#assertOpen();
    return [...this.#routes.values()]
      .filter(({ state }) => state.retired === null)
      .flatMap(({ state }) =>
        conditionsOf(state)
          .filter((condition) => isOwed(condition) && debtorOf(condition) === person)
          .map((condition) => ({ route: state.id, condition })),
      )
      .sort(
        (left, right) =>
          left.condition.due.localeCompare(right.condition.due) ||
          left.condition.id.localeCompare(right.condition.id),
      )
      .slice(0, limit);
  }

  async absencesAt(at: number): Promise<readonly Absence[]> {
    this.#assertOpen();
    const held = [...this.#absences.values()]
      .map(({ state }) => state)
      .filter((absence) => holdsAt(absence, at))
      .sort((left, right) => left.until - right.until || ascending(left.person, right.person));
    return stored(held);
  }

  async policyInForce(): Promise<Versioned<PolicyInForce> | null> {
    this.#assertOpen();
    return stored(this.#policy);
  }

  #versionOf(change: StreamChange): number {
    if (change.kind === 'absence') return this.#absences.get(change.state.person)?.version ?? 0;
    if (change.kind === 'policy') return this.#policy?.version ?? 0;
    const kept =
      change.kind === 'request' ? this.#requests.get(change.state.id) : this.#routes.get(change.state.id);
    return kept?.version ?? 0;
  }

  #save(change: StreamChange): void {
    const version = change.expectedVersion + change.events.length;
    if (change.kind === 'absence') {
      this.#absences.set(change.state.person, stored({ version, state: change.state }));
      return;
    }
    if (change.kind === 'policy') {
      this.#policy = stored({ version, state: change.state });
      return;
    }
    const { id } = change.state;
    if (change.kind === 'route') {
      this.#routes.set(id, stored({ version, state: change.state, dueAt: change.dueAt }));
      return;
    }
    const number = Number(/\d+$/.exec(id)?.[0]);
    if (!Number.isSafeInteger(number)) throw new TypeError(`${id} does not end in a number`);
    this.#requests.set(id, stored({ number, version, state: change.state, index: change.index }));
  }

  #append({ streams, at, actor, commandId }: Change): void {
    let position = this.#position();
    for (const { stream, expectedVersion, events } of streams)
      for (const [index, event] of events.entries()) {
        const sequence = position.sequence + 1;
        const data = stored(event);
        const version = expectedVersion + index + 1;
        const chained = { sequence, stream, version, type: event.type, actor, at, commandId, data };
        const hash = chainHash(position.hash, chained);
        this.#events.push({ ...chained, previousHash: position.hash, hash });
        position = { sequence, hash };
      }
  }

  async commit(change: Change): Promise<CommitResult> {
    this.#assertOpen();
    const outcome = this.#outcomes.get(change.commandId);
    if (outcome) return { result: 'duplicate', outcome: stored(outcome) };
    if (change.streams.some((stream) => this.#versionOf(stream) !== stream.expectedVersion))
      return { result: 'conflict' };
    this.#append(change);
    for (const stream of change.streams) this.#save(stream);
    this.#outcomes.set(change.commandId, stored(change.outcome));
    for (const job of change.jobs) this.#jobs.add(job);
    if (change.usedDraft !== undefined) this.#drafts.delete(change.usedDraft);
    this.committed.push(change);
    return { result: 'committed' };
  }

  #summaries(keep: (request: KeptRequest) => boolean, page: PageRequest): Page<RequestSummary> {
    const kept = [...this.#requests.values()].filter(keep);
    return pageOf(
      kept.map(({ number, state, index }) => ({ place: [number], item: { id: state.id, ...index } })),
      page,
    );
  }

  async openRequests(...[filter, page]: Parameters<Store['openRequests']>): Promise<Page<RequestSummary>> {
    this.#assertOpen();
    const { roles, route, notBy } = filter;
    return this.#summaries(
      ({ index }) =>
        index.status === 'in_review' &&
        (roles === undefined || roles.some((role) => index.openRoles.includes(role))) &&
        (route === undefined || index.route === route) &&
        (notBy === undefined || index.requester !== notBy),
      page,
    );
  }

  async requestsBy(person: string, page: PageRequest): Promise<Page<RequestSummary>> {
    this.#assertOpen();
    return this.#summaries(({ index }) => index.requester === person, page);
  }

  async requestsOnRoute(route: string, page: PageRequest): Promise<Page<RequestSummary>> {
    this.#assertOpen();
    return this.#summaries(({ index }) => index.route === route, page);
  }

  async decidedRequests(page: PageRequest): Promise<Page<RequestSummary>> {
    this.#assertOpen();
    const decided = [...this.#requests.values()].flatMap(({ number, state, index }) =>
      index.decidedAt === null
        ? []
        : [{ place: [index.decidedAt, number], item: { id: state.id, ...index } }],
    );
    return pageOf(decided, page);
  }

  async routes(search: string, page: PageRequest): Promise<Page<KeptRoute['state']>> {
    this.#assertOpen();
    const found = [...this.#routes.values()]
      .map(({ state }) => state)
      .filter(({ id }) => id.includes(search) && id > (page.after ?? ''))
      .sort((left, right) => ascending(left.id, right.id));
    const { shown, next } = cut(found, page.limit, (route) => route.id);
    return { items: stored(shown), next };
  }

  async dueRequests(now: number, limit: number): Promise<readonly string[]> {
    this.#assertOpen();
    return timersOf(this.#requests)
      .filter(({ dueAt }) => dueAt <= now)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  async nextDueAt(): Promise<number | null> {
    this.#assertOpen();
    return timersOf(this.#requests)[0]?.dueAt ?? null;
  }

  async dueRoutes(now: number, limit: number): Promise<readonly string[]> {
    this.#assertOpen();
    return timersOf(this.#routes)
      .filter(({ dueAt }) => dueAt <= now)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  async nextRouteDueAt(): Promise<number | null> {
    this.#assertOpen();
    return timersOf(this.#routes)[0]?.dueAt ?? null;
  }

  async rollingRoutes(page: PageRequest): Promise<Page<string>> {
    this.#assertOpen();
    const rolling = [...this.#routes.values()]
      .filter(({ state }) => state.rollout && state.id > (page.after ?? ''))
      .map(({ state }) => state.id)
      .sort(ascending);
    const { shown, next } = cut(rolling, page.limit, (id) => id);
    return { items: shown, next };
  }

  #inService(): KeptRoute['state'][] {
    this.#assertOpen();
    return [...this.#routes.values()]
      .map(({ state }) => state)
      .filter(({ baseline, retired }) => baseline && !retired)
      .sort((left, right) => ascending(left.id, right.id));
  }

  async routeCalled(alias: string): Promise<KeptRoute['state'] | null> {
    const called = this.#inService().find(({ baseline }) => baseline?.fallback?.primary_route === alias);
    return stored(called ?? null);
  }

  async servedModel({ name, version, provider }: WantedModel): Promise<Model | null> {
    const serves = this.#inService()
      .flatMap(({ baseline }) => (baseline ? [baseline.model.primary] : []))
      .find(
        (model) =>
          model.name === name &&
          (version === undefined || model.version === version) &&
          (provider === undefined || model.provider === provider),
      );
    return stored(serves ?? null);
  }

  async latestReadings(route: string): Promise<readonly Reading[]> {
    this.#assertOpen();
    return stored([...(this.#readings.get(route)?.values() ?? [])]);
  }

  async saveReadings(route: string, readings: readonly Reading[], jobs: readonly NewJob[]): Promise<void> {
    this.#assertOpen();
    const known = this.#readings.get(route) ?? new Map<string, Reading>();
    this.#readings.set(route, known);
    for (const reading of readings)
      if (reading.at >= (known.get(reading.metric)?.at ?? 0)) known.set(reading.metric, stored(reading));
    for (const job of jobs) this.#jobs.add(job);
  }

  async alert(key: string): Promise<KeptAlert | null> {
    this.#assertOpen();
    return stored(this.#alerts.get(key) ?? null);
  }

  async firingAlerts(route: string, limit: number): Promise<readonly KeptAlert[]> {
    this.#assertOpen();
    const firing = [...this.#alerts.values()].filter(
      ({ alert }) => alert.route === route && alert.status === 'firing',
    );
    const latestFirst = firing.sort(
      (left, right) => right.lastAt - left.lastAt || ascending(right.alert.key, left.alert.key),
    );
    return stored(latestFirst.slice(0, limit));
  }

  async saveAlerts(
    alerts: readonly Alert[],
    at: number,
    jobsFor: (alert: Alert) => readonly NewJob[],
  ): Promise<void> {
    this.#assertOpen();
    for (const alert of alerts) {
      const after = keepAlert(this.#alerts.get(alert.key) ?? null, alert, at);
      if (after) this.#alerts.set(alert.key, stored(after.kept));
      if (after?.news) for (const job of jobsFor(after.kept.alert)) this.#jobs.add(job);
    }
  }

  async flag(key: string) {
    this.#assertOpen();
    return this.#flags.flag(key);
  }

  async flagsAfter(revision: number, limit: number) {
    this.#assertOpen();
    return this.#flags.flagsAfter(revision, limit);
  }

  async putFlag(flag: FlagWrite, expectedRevision: number | null) {
    this.#assertOpen();
    return this.#flags.putFlag(flag, expectedRevision);
  }

  async events(after: number, limit: number): Promise<readonly StoredEvent[]> {
    this.#assertOpen();
    return stored(this.#events.slice(after, after + limit));
  }

  async eventsOf(stream: string, page: PageRequest): Promise<Page<StoredEvent>> {
    this.#assertOpen();
    const after = Number(page.after ?? 0);
    const found = this.#events.filter((event) => event.stream === stream && event.version > after);
    const { shown, next } = cut(found, page.limit, (event) => String(event.version));
    return { items: stored(shown), next };
  }

  #position(): ChainPosition {
    return this.#events.at(-1) ?? chainStart;
  }

  async head(): Promise<ChainPosition> {
    this.#assertOpen();
    const { sequence, hash } = this.#position();
    return { sequence, hash };
  }

  async enqueue(jobs: readonly NewJob[]): Promise<void> {
    this.#assertOpen();
    for (const job of jobs) this.#jobs.add(job);
  }

  async claimJobs(...[now, leaseMs, limit, only]: Parameters<Store['claimJobs']>): Promise<readonly Job[]> {
    this.#assertOpen();
    return this.#jobs.claim(now, leaseMs, limit, only);
  }

  async finishJob(id: string, _now: number): Promise<void> {
    this.#assertOpen();
    this.#jobs.finish(id);
  }

  async retryJob(id: string, at: number, error: string): Promise<void> {
    this.#assertOpen();
    this.#jobs.retry(id, at, error);
  }

  async buryJob(id: string, now: number, error: string, remedy: string): Promise<void> {
    this.#assertOpen();
    this.#jobs.bury(id, now, error, remedy);
  }

  async nextJobAt(now: number): Promise<number | null> {
    this.#assertOpen();
    return this.#jobs.nextAt(now);
  }

  async deadJobs(page: PageRequest): Promise<Page<DeadJob>> {
    this.#assertOpen();
    return this.#jobs.dead(page);
  }

  async retryJobsNow(now: number): Promise<void> {
    this.#assertOpen();
    this.#jobs.retryNow(now);
  }

  async reviveJobs(now: number): Promise<number> {
    this.#assertOpen();
    return this.#jobs.revive(now);
  }

  async jobCounts(): ReturnType<Store['jobCounts']> {
    this.#assertOpen();
    return this.#jobs.counts();
  }

  async message(key: string): Promise<PostedMessage | null> {
    this.#assertOpen();
    return stored(this.#messages.get(key) ?? null);
  }

  async messages(prefix: string): Promise<readonly PostedMessage[]> {
    this.#assertOpen();
    return stored([...this.#messages.values()].filter(({ key }) => key.startsWith(prefix))).sort(
      (left, right) => ascending(left.key, right.key),
    );
  }

  async saveMessage(message: PostedMessage): Promise<void> {
    this.#assertOpen();
    this.#messages.set(message.key, stored(message));
  }

  async draft(id: string): Promise<Draft | null> {
    this.#assertOpen();
    return stored(this.#drafts.get(id) ?? null);
  }

  async draftsOf(person: string): Promise<readonly Draft[]> {
    this.#assertOpen();
    return stored([...this.#drafts.values()].filter((draft) => draft.person === person)).sort(
      (left, right) => right.updatedAt - left.updatedAt || ascending(right.id, left.id),
    );
  }

  async saveDraft(draft: Draft): Promise<void> {
    this.#assertOpen();
    this.#drafts.set(draft.id, stored({ ...draft, content: draft.content ?? null }));
  }

  async deleteDraft(id: string): Promise<void> {
    this.#assertOpen();
    this.#drafts.delete(id);
  }

  async check(): Promise<void> {
    this.#assertOpen();
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
