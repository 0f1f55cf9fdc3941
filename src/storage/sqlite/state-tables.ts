import { and, eq, max, sql } from 'drizzle-orm';
import type { Request } from '../../domain/request/request.ts';
import type { Route } from '../../domain/route/route.ts';
import type { RequestIndex, StreamChange, Versioned } from '../../ports/store.ts';
import { absenceTable } from './absence-table.ts';
import type { Queries } from './database.ts';
import { owedTable } from './owed-table.ts';
import { policyTable } from './policy-table.ts';
import { requestIndex } from './request-index.ts';
import { requestRoles, requests, routes } from './schema.ts';

type RequestChange = Extract<StreamChange, { kind: 'request' }>;
type RouteChange = Extract<StreamChange, { kind: 'route' }>;

const given = (name: string) => sql.placeholder(name);
/** A placeholder where an update wants an expression; JSON must be given as text. */
const set = (name: string) => sql`${sql.placeholder(name)}`;

/** The number at the end of a request's id, `R-142`; lists are ordered by it. */
function numberOf(id: string): number {
  const digits = /(\d{1,15})$/.exec(id)?.[1];
  if (digits === undefined) throw new TypeError(`A request's id ends in its number; ${id} does not.`);
  return Number(digits);
}

function statementsFor(db: Queries) {
  const ofRequest = eq(requests.number, given('number'));
  return {
    request: db
      .select({ version: requests.version, state: requests.state })
      .from(requests)
      .where(eq(requests.id, given('id')))
      .prepare(),
    route: db
      .select({ version: routes.version, state: routes.state })
      .from(routes)
      .where(eq(routes.id, given('id')))
      .prepare(),
    lastNumber: db
      .select({ number: max(requests.number) })
      .from(requests)
      .prepare(),
    requestRow: db
      .select({ version: requests.version, ...requestIndex })
      .from(requests)
      .where(eq(requests.stream, given('stream')))
      .prepare(),
    routeRow: db
      .select({ version: routes.version })
      .from(routes)
      .where(eq(routes.stream, given('stream')))
      .prepare(),
    addRequest: db
      .insert(requests)
      .values({
        number: given('number'),
        id: given('id'),
        stream: given('stream'),
        version: given('version'),
        state: given('state'),
        status: given('status'),
        route: given('route'),
        requester: given('requester'),
        tier: given('tier'),
        title: given('title'),
        openRoles: given('openRoles'),
        submittedAt: given('submittedAt'),
        decidedAt: given('decidedAt'),
        dueAt: given('dueAt'),
      })
      .prepare(),
    /** Leaves the columns alone that indexes hold, so that no index is written. */
    moveRequest: db
      .update(requests)
      .set({ version: set('version'), state: set('stateJson'), openRoles: set('openRolesJson') })
      .where(ofRequest)
      .prepare(),
    relistRequest: db
      .update(requests)
      .set({
        status: set('status'),
        route: set('route'),
        requester: set('requester'),
        tier: set('tier'),
        title: set('title'),
        submittedAt: set('submittedAt'),
        decidedAt: set('decidedAt'),
        dueAt: set('dueAt'),
      })
      .where(ofRequest)
      .prepare(),
    addRole: db
      .insert(requestRoles)
      .values({ role: given('role'), number: given('number') })
      .prepare(),
    dropRole: db
      .delete(requestRoles)
      .where(and(eq(requestRoles.role, given('role')), eq(requestRoles.number, given('number'))))
      .prepare(),
    addRoute: db
      .insert(routes)
      .values({
        id: given('id'),
        stream: given('stream'),
        version: given('version'),
        state: given('state'),
        dueAt: given('dueAt'),
        rolling: given('rolling'),
        alias: given('alias'),
        model: given('model'),
        modelVersion: given('modelVersion'),
        modelProvider: given('modelProvider'),
      })
      .prepare(),
    moveRoute: db
      .update(routes)
      .set({
        version: set('version'),
        state: set('stateJson'),
        dueAt: set('dueAt'),
        rolling: set('rolling'),
        alias: set('alias'),
        model: set('model'),
        modelVersion: set('modelVersion'),
        modelProvider: set('modelProvider'),
      })
      .where(eq(routes.stream, given('stream')))
      .prepare(),
  };
}

const sameListing = (left: RequestIndex, right: RequestIndex): boolean =>
  left.status === right.status &&
  left.route === right.route &&
  left.requester === right.requester &&
  left.tier === right.tier &&
  left.title === right.title &&
  left.submittedAt === right.submittedAt &&
  left.decidedAt === right.decidedAt &&
  left.dueAt === right.dueAt;

/** By what a route is found that serves users. */
function inService({ baseline, retired }: Route) {
  if (!baseline || retired) return { alias: null, model: null, modelVersion: null, modelProvider: null };
  const { name, version, provider } = baseline.model.primary;
  return {
    alias: baseline.fallback?.primary_route ?? null,
    model: name,
    modelVersion: version,
    modelProvider: provider,
  };
}

/** A stream as it was before a change; `listed` is null for a route and for a new request. */
export interface Before {
  readonly version: number;
  readonly listed: RequestIndex | null;
}

/** Where requests and routes stand now, and the columns that their lists go by. */
export function stateTables(db: Queries) {
  const statements = statementsFor(db);

  function saveRoles(
    number: number,
    before: RequestIndex['openRoles'],
    after: RequestIndex['openRoles'],
  ): void {
    for (const role of before) if (!after.includes(role)) statements.dropRole.run({ role, number });
    for (const role of after) if (!before.includes(role)) statements.addRole.run({ role, number });
  }

  function saveRequest(
    { stream, expectedVersion, events, state, index }: RequestChange,
    before: Before,
  ): void {
    const number = numberOf(state.id);
    const version = expectedVersion + events.length;
    const { listed } = before;
    if (!listed) {
      statements.addRequest.run({ number, id: state.id, stream, version, state, ...index });
    } else {
      const stateJson = JSON.stringify(state);
      statements.moveRequest.run({
        number,
        version,
        stateJson,
        openRolesJson: JSON.stringify(index.openRoles),
      });
      if (!sameListing(listed, index)) statements.relistRequest.run({ number, ...index });
    }
    saveRoles(number, listed?.openRoles ?? [], index.openRoles);
  }

  function saveRoute({ stream, expectedVersion, events, state, dueAt }: RouteChange): void {
    const version = expectedVersion + events.length;
    const listed = { dueAt, rolling: state.rollout?.request ?? null, ...inService(state) };
    if (expectedVersion === 0) statements.addRoute.run({ id: state.id, stream, version, state, ...listed });
    else statements.moveRoute.run({ stream, version, stateJson: JSON.stringify(state), ...listed });
    owed.save(state);
  }

  const owed = owedTable(db);
  const absences = absenceTable(db);
  const policies = policyTable(db);

  return {
    absences,
    owed,
    policies,
    request: (id: string): Versioned<Request> | null => statements.request.get({ id }) ?? null,
    route: (id: string): Versioned<Route> | null => statements.route.get({ id }) ?? null,
    nextNumber: (): number => (statements.lastNumber.get()?.number ?? 0) + 1,

    /** What a change finds: version 0 for a stream that has no state yet. */
    before({ kind, stream }: StreamChange): Before {
      if (kind === 'absence') return { version: absences.version(stream), listed: null };
      if (kind === 'policy') return { version: policies.get(stream)?.version ?? 0, listed: null };
      if (kind === 'route')
        return { version: statements.routeRow.get({ stream })?.version ?? 0, listed: null };
      const listed = statements.requestRow.get({ stream }) ?? null;
      return { version: listed?.version ?? 0, listed };
    },

    save(change: StreamChange, before: Before): void {
      if (change.kind === 'request') saveRequest(change, before);
      else if (change.kind === 'route') saveRoute(change);
      else if (change.kind === 'absence') absences.save(change);
      else policies.save(change);
    },
  };
}
