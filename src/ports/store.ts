import type { Absence, AbsenceEvent } from '../domain/absence/absence.ts';
import type { Alert, KeptAlert } from '../domain/alert.ts';
import type { Effect, EffectKind } from '../domain/effects.ts';
import type { Model } from '../domain/packet/schema.ts';
import type { PolicyEvent, PolicyInForce } from '../domain/policy-change/policy-change.ts';
import type { RequestEvent } from '../domain/request/events.ts';
import type { Refusal } from '../domain/request/refusal.ts';
import type { Request, RequestStatus } from '../domain/request/request.ts';
import type { RouteEvent } from '../domain/route/events.ts';
import type { OwedCondition } from '../domain/route/owed-conditions.ts';
import type { RouteRefusal } from '../domain/route/refusal.ts';
import type { Reading } from '../domain/route/rollout.ts';
import type { Route } from '../domain/route/route.ts';
import type { ReviewRole, Tier } from '../domain/words.ts';
import type { FlagStore } from './flag-store.ts';

/**
 * The record, the state, the outbox and the drafts. One `commit` is one transaction; there is no
 * `transaction(callback)`, so that synchronous and asynchronous databases can both stand behind it.
 * All times are epoch milliseconds. Every method throws a {@link Fault} of kind `unavailable` when the database
 * cannot be reached or written (locked, read-only, full), with a remedy; nothing is half done then.
 */
export interface Store extends FlagStore {
  // The record and the state
  request(id: string): Promise<Versioned<Request> | null>;
  route(id: string): Promise<Versioned<Route> | null>;
  /** Somebody's newest absence, over or not. */
  absence(person: string): Promise<Versioned<Absence> | null>;
  /** The absences that hold at `at` in which `delegate` decides, the first to end first. */
  absencesFor(delegate: string, at: number): Promise<readonly Absence[]>;
  /** All absences that hold at `at`, the first to end first. */
  absencesAt(at: number): Promise<readonly Absence[]>;
  /** The policy that bound when the program last started; null in a record that knows of none. */
  policyInForce(): Promise<Versioned<PolicyInForce> | null>;
  /** The number that the next request takes; two callers may get the same, and the second commit conflicts. */
  nextRequestNumber(): Promise<number>;
  /** What became of a command that was handled before; null for a new one. */
  outcomeOf(commandId: string): Promise<KeptOutcome | null>;
  /** Stores all of a change or nothing. Events get the next sequence numbers and are chained. */
  commit(change: Change): Promise<CommitResult>;

  // Lists: newest first, paged by key, at a cost that does not grow with history
  openRequests(filter: RequestFilter, page: PageRequest): Promise<Page<RequestSummary>>;
  /** Requests of a person in any status. */
  requestsBy(person: string, page: PageRequest): Promise<Page<RequestSummary>>;
  /** Decided requests (approved, rejected, withdrawn, expired, lapsed), the last decided first. */
  decidedRequests(page: PageRequest): Promise<Page<RequestSummary>>;
  /** Every request of one route, newest first. */
  requestsOnRoute(route: string, page: PageRequest): Promise<Page<RequestSummary>>;
  /** Routes whose id contains `search`, in alphabetical order. */
  routes(search: string, page: PageRequest): Promise<Page<Route>>;
  /** Requests whose next timer is over, the earliest first. */
  dueRequests(now: number, limit: number): Promise<readonly string[]>;
  /** When the next timer of any request is over; null if there is none. */
  nextDueAt(): Promise<number | null>;
  /** Routes whose next timer is over, the earliest first. */
  dueRoutes(now: number, limit: number): Promise<readonly string[]>;
  /** When the next timer of any route is over; null if there is none. */
  nextRouteDueAt(): Promise<number | null>;
  /** What somebody promised and has not kept, the first due first; on routes that are not retired. */
  owedBy(person: string, limit: number): Promise<readonly OwedOnRoute[]>;
  /** Ids of routes on which something is rolling out, in alphabetical order. */
  rollingRoutes(page: PageRequest): Promise<Page<string>>;
  /** The route in service that a gateway knows by this name, its `fallback.primary_route`; of several the first by id. */
  routeCalled(alias: string): Promise<Route | null>;
  /** Such a model that some route in service serves with; what is left out may be any. */
  servedModel(wanted: WantedModel): Promise<Model | null>;

  // Signals from outside
  /** The latest reading of each metric of a route. */
  latestReadings(route: string): Promise<readonly Reading[]>;
  /** Keeps readings that are not older than what is known of their metric, and puts the jobs in, all or nothing. */
  saveReadings(route: string, readings: readonly Reading[], jobs: readonly NewJob[]): Promise<void>;
  alert(key: string): Promise<KeptAlert | null>;
  /** Alerts of a route that fire, the latest first. */
  firingAlerts(route: string, limit: number): Promise<readonly KeptAlert[]>;
  /**
   * Keeps what an alert says now, and puts the jobs in where that is news (it fires for the first time, still fires a
   * minute later, ends, or fires again): all or nothing. What is older than the end that is known changes nothing.
   */
  saveAlerts(
    alerts: readonly Alert[],
    at: number,
    jobsFor: (alert: Alert) => readonly NewJob[],
  ): Promise<void>;

  // The record, read back
  events(after: number, limit: number): Promise<readonly StoredEvent[]>;
  eventsOf(stream: string, page: PageRequest): Promise<Page<StoredEvent>>;
  head(): Promise<{ readonly sequence: number; readonly hash: string }>;

  // The outbox
  /** Puts jobs in without any event, such as an interaction that is to be acknowledged at once. Same id twice is one. */
  enqueue(jobs: readonly NewJob[]): Promise<void>;
  /**
   * Leases up to `limit` jobs that are due. At most one job of a lane is leased at a time, and the oldest first, so
   * that a lane keeps its order. Raises `attempts` before the job is handed out, so that a crash is visible.
   * A lease that ran out is claimed again. With `only`, nothing but jobs with that kind of effect.
   */
  claimJobs(now: number, leaseMs: number, limit: number, only?: EffectKind): Promise<readonly Job[]>;
  finishJob(id: string, now: number): Promise<void>;
  /** Gives the job back for `at`; its lane waits with it. */
  retryJob(id: string, at: number, error: string): Promise<void>;
  /** Takes the job out of its lane for good, where operators see it. */
  buryJob(id: string, now: number, error: string, remedy: string): Promise<void>;
  /** When the next job can be claimed; null if none waits. */
  nextJobAt(now: number): Promise<number | null>;
  deadJobs(page: PageRequest): Promise<Page<DeadJob>>;
  /** Puts dead jobs back; returns how many. */
  reviveJobs(now: number): Promise<number>;
  /**
   * Makes claimable at once what was tried before: what a process that died had leased, and what waits for its next
   * try. For a program that was just started and shares its outbox with no other.
   */
  retryJobsNow(now: number): Promise<void>;
  jobCounts(): Promise<{
    readonly waiting: number;
    readonly dead: number;
    readonly oldestWaitingAt: number | null;
  }>;

  // Where things stand in Slack
  message(key: string): Promise<PostedMessage | null>;
  messages(prefix: string): Promise<readonly PostedMessage[]>;
  saveMessage(message: PostedMessage): Promise<void>;

  // Work in progress
  draft(id: string): Promise<Draft | null>;
  draftsOf(person: string): Promise<readonly Draft[]>;
  saveDraft(draft: Draft): Promise<void>;
  deleteDraft(id: string): Promise<void>;

  /** Whether the database answers and can be written; throws a Fault that says what is wrong. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface OwedOnRoute {
  readonly route: string;
  readonly condition: OwedCondition;
}

/** A model by its name, by name and version, or by all three. */
export type WantedModel = { readonly name: string } & (
  | { readonly version?: undefined; readonly provider?: undefined }
  | { readonly version: string; readonly provider?: string | undefined }
);

export interface Versioned<T> {
  readonly version: number;
  readonly state: T;
}

/** What a command came to. Kept with the command's id, so that a repeated click gets the same answer. */
export type Outcome =
  | { readonly ok: true; readonly subject: string }
  | { readonly ok: false; readonly subject: string; readonly refusal: Refusal };

/** The same for a command on a route. */
export type RouteOutcome =
  | { readonly ok: true; readonly subject: string }
  | { readonly ok: false; readonly subject: string; readonly routeRefusal: RouteRefusal };

export type KeptOutcome = Outcome | RouteOutcome;

export type DomainEvent = RequestEvent | RouteEvent | AbsenceEvent | PolicyEvent;

/** One stream's part of a change. `state` null keeps what is stored (only the version moves on). */
export type StreamChange = {
  readonly stream: string;
  /** 0 for a stream that must not exist yet. */
  readonly expectedVersion: number;
  readonly events: readonly DomainEvent[];
} & (
  | { readonly kind: 'request'; readonly state: Request; readonly index: RequestIndex }
  | {
      readonly kind: 'route';
      readonly state: Route;
      /** Its next timer; null when nothing is to come. */
      readonly dueAt: number | null;
    }
  | { readonly kind: 'absence'; readonly state: Absence }
  | { readonly kind: 'policy'; readonly state: PolicyInForce }
);

/** The columns that lists and timers need, computed by the core. */
export interface RequestIndex {
  readonly status: RequestStatus;
  readonly route: string;
  readonly requester: string;
  readonly tier: Tier;
  readonly title: string;
  /** Roles that still can use an approval. Empty once closed. */
  readonly openRoles: readonly ReviewRole[];
  readonly submittedAt: number;
  /** When it left review; null before. */
  readonly decidedAt: number | null;
  /** Its next timer; null when nothing is to come. */
  readonly dueAt: number | null;
}

export interface Change {
  readonly commandId: string;
  readonly at: number;
  readonly actor: string;
  readonly outcome: KeptOutcome;
  readonly streams: readonly StreamChange[];
  readonly jobs: readonly NewJob[];
  /** A draft that this change used up. */
  readonly usedDraft?: string;
}

export type CommitResult =
  | { readonly result: 'committed' }
  /** Somebody changed a stream meanwhile: load and decide again. */
  | { readonly result: 'conflict' }
  /** This command was handled before; nothing was written. */
  | { readonly result: 'duplicate'; readonly outcome: KeptOutcome };

export interface NewJob {
  readonly id: string;
  /** Jobs of one lane are done one after the other, in order. */
  readonly lane: string;
  /** A waiting job with the same key (not yet leased) is replaced by this one, at its own place; null never is. */
  readonly key: string | null;
  readonly effect: Effect;
  readonly dueAt: number;
}

export interface Job extends NewJob {
  /** 1 for the first try. More than 1: an earlier try may have had its effect. */
  readonly attempts: number;
  /** When the first try began; what it may have posted is not older. */
  readonly firstTriedAt: number;
}

export interface DeadJob extends Job {
  readonly error: string;
  readonly remedy: string;
  readonly diedAt: number;
}

/** Which message shows what: `card:R-142:finance` stands at `channel`/`ts`. */
export interface PostedMessage {
  readonly key: string;
  readonly channel: string;
  readonly ts: string;
  /** Digest of what was last shown, so that an update without a change is not sent. */
  readonly shown: string;
}

export interface Draft {
  readonly id: string;
  readonly person: string;
  /** What the form holds, as typed; the form's own business. */
  readonly content: unknown;
  readonly updatedAt: number;
}

export interface RequestSummary extends RequestIndex {
  readonly id: string;
}

export interface RequestFilter {
  /** Only requests on which one of these roles is still open. */
  readonly roles?: readonly ReviewRole[];
  readonly route?: string;
  /** Leave out requests that this person filed. */
  readonly notBy?: string;
}

export interface PageRequest {
  readonly limit: number;
  /** The `next` of the page before; absent for the first. */
  readonly after?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** An event as it stands in the record. */
export interface StoredEvent {
  /** 1, 2, 3, … without a gap over all streams. */
  readonly sequence: number;
  readonly stream: string;
  /** The stream's version after this event. */
  readonly version: number;
  readonly type: string;
  readonly actor: string;
  readonly at: number;
  readonly commandId: string;
  readonly data: DomainEvent;
  readonly previousHash: string;
  readonly hash: string;
}
