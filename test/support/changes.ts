import type { Effect } from '../../src/domain/effects.ts';
import type { InReview } from '../../src/domain/request/request.ts';
import { newRoute, type Route } from '../../src/domain/route/route.ts';
import type { ReviewRole } from '../../src/domain/words.ts';
import type { Change, NewJob, RequestIndex, StreamChange } from '../../src/ports/store.ts';
import { monday, RequestUnderTest } from './given-when-then.ts';

const filed: InReview = new RequestUnderTest().submit().open;

/** What lists know of a request in review; a test says what matters to it. */
export function indexOf(more: Partial<RequestIndex> = {}): RequestIndex {
  return {
    status: 'in_review',
    route: filed.route,
    requester: filed.requester,
    tier: 'high',
    title: 'a request',
    openRoles: ['finance'],
    submittedAt: monday,
    decidedAt: null,
    dueAt: null,
    ...more,
  };
}

export interface RequestChangeWish {
  readonly id?: string;
  readonly expectedVersion?: number;
  readonly events?: number;
  readonly index?: Partial<RequestIndex>;
  readonly state?: Partial<InReview>;
}

/** A change to one request's stream, with events that say that somebody was nudged. */
export function requestStream(wish: RequestChangeWish = {}): StreamChange {
  const { id = 'R-1', expectedVersion = 0, events = 1, index = {}, state = {} } = wish;
  const roles: ReviewRole[] = ['finance'];
  return {
    kind: 'request',
    stream: `request:${id}`,
    expectedVersion,
    events: Array.from({ length: events }, (_, place) => ({
      type: 'reviewers_nudged',
      by: `U-${expectedVersion + place + 1}`,
      roles,
    })),
    state: { ...filed, id, ...state },
    index: indexOf(index),
  };
}

export function routeStream(
  id: string,
  expectedVersion = 0,
  more: Partial<Route> = {},
  dueAt: number | null = null,
): StreamChange {
  return {
    kind: 'route',
    stream: `route:${id}`,
    expectedVersion,
    events: [{ type: 'route_registered', packet: filed.packet, digest: 'd'.repeat(64), by: 'U-admin' }],
    state: { ...newRoute(id, monday), ...more },
    dueAt,
  };
}

let commands = 0;

/** A change with a command of its own. */
export function changeOf(streams: readonly StreamChange[], more: Partial<Change> = {}): Change {
  commands += 1;
  return {
    commandId: `command-${commands}`,
    at: monday,
    actor: 'U-requester',
    outcome: { ok: true, subject: 'R-1' },
    streams,
    jobs: [],
    ...more,
  };
}

export const homeOf = (person: string): Effect => ({ kind: 'home', person });

export function job(id: string, more: Partial<NewJob> = {}): NewJob {
  return { id, lane: 'lane', key: null, effect: homeOf(id), dueAt: monday, ...more };
}
