import { type Absence, type AbsenceEvent, evolveAbsence } from './absence/absence.ts';
import { evolvePolicy, type PolicyEvent, type PolicyInForce } from './policy-change/policy-change.ts';
import type { RequestEvent } from './request/events.ts';
import { evolve } from './request/evolve.ts';
import type { Request } from './request/request.ts';
import type { RouteEvent } from './route/events.ts';
import { evolveRoute } from './route/evolve.ts';
import type { Route } from './route/route.ts';

/** An event as far as the state of its stream goes; which of these it is, the kind of the stream says. */
export interface StreamEvent {
  readonly stream: string;
  readonly version: number;
  readonly at: number;
  requestEvent(): RequestEvent;
  routeEvent(): RouteEvent;
  absenceEvent(): AbsenceEvent;
  policyEvent(): PolicyEvent;
}

/** A stream of which a state is stored, and the version that state is said to be of. */
export interface KeptStream {
  readonly stream: string;
  readonly kind: 'request' | 'route' | 'absence' | 'policy';
  readonly version: number;
}

/** What a list shows of a request that stands in the request itself too. */
export interface ListedFacts {
  readonly id: string;
  readonly status: string;
  readonly route: string;
  readonly requester: string;
  readonly tier: string;
  readonly submittedAt: number;
}

/** The state that a stream's events lead to. `listed` is null for all but requests. */
export interface ReplayedState {
  readonly stream: string;
  readonly state: StreamState | null;
  readonly listed: ListedFacts | null;
}

type StreamState = Request | Route | Absence | PolicyInForce;

interface Followed {
  readonly kind: KeptStream['kind'] | null;
  /** The version that is to be reached. */
  readonly until: number;
  version: number;
  request: Request | null;
  route: Route | null;
  absence: Absence | null;
  policy: PolicyInForce | null;
}

const nothing = { request: null, route: null, absence: null, policy: null };
const unexpected: Followed = { kind: null, until: 0, version: 0, ...nothing };

function goOn(followed: Followed, kind: KeptStream['kind'], event: StreamEvent): void {
  const { at } = event;
  switch (kind) {
    case 'request':
      followed.request = evolve(followed.request, event.requestEvent(), at);
      return;
    case 'route':
      followed.route = evolveRoute(followed.route, event.routeEvent(), at);
      return;
    case 'absence':
      followed.absence = evolveAbsence(followed.absence, event.absenceEvent(), at);
      return;
    case 'policy':
      followed.policy = evolvePolicy(followed.policy, event.policyEvent(), at);
      return;
  }
}

function listedFacts(request: Request | null): ListedFacts | null {
  if (!request) return null;
  const { id, status, route, requester, submittedAt } = request;
  return { id, status, route, requester, tier: request.assessment.tier, submittedAt };
}

/**
 * Goes through events in the order of the record, and gives out each stream's state at the moment when the events
 * reach the version that is stored. It holds the states of unfinished streams only, so that a long history does not
 * fill the memory.
 */
export class Replay {
  readonly #streams = new Map<string, Followed>();

  /** Says that a state is stored for a stream. */
  expect({ stream, kind, version }: KeptStream): void {
    this.#streams.set(stream, { ...unexpected, kind, until: version });
  }

  /** The stream's state if this event brought it to the stored version; else null. */
  follow(event: StreamEvent): ReplayedState | null {
    const { stream, version } = event;
    const followed = this.#streams.get(stream) ?? { ...unexpected };
    if (followed.version === 0) this.#streams.set(stream, followed);
    followed.version = version;
    if (followed.kind === null || version > followed.until) return null;
    goOn(followed, followed.kind, event);
    if (version < followed.until) return null;
    const { request, route, absence, policy } = followed;
    Object.assign(followed, nothing);
    return { stream, state: request ?? route ?? absence ?? policy, listed: listedFacts(request) };
  }

  /** Streams whose events end before or after the stored version. 0 stored means that no state is. */
  *unmatched(): Generator<{ readonly stream: string; readonly stored: number; readonly recorded: number }> {
    for (const [stream, { until, version }] of this.#streams)
      if (version !== until) yield { stream, stored: until, recorded: version };
  }
}

function sameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
}

const keysOf = (record: Readonly<Record<string, unknown>>): number => {
  let keys = 0;
  for (const key in record) if (record[key] !== undefined) keys += 1;
  return keys;
};

function sameRecord(
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
): boolean {
  for (const key in left) if (left[key] !== undefined && !sameJson(left[key], right[key])) return false;
  return keysOf(left) === keysOf(right);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values are the same JSON; a key without a value is no key. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) return sameList(left, right);
  return isRecord(left) && isRecord(right) && sameRecord(left, right);
}
