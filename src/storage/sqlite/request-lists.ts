import { and, asc, desc, eq, gt, isNotNull, lt, lte, min, or, type SQL, sql } from 'drizzle-orm';
import type { Model } from '../../domain/packet/schema.ts';
import type { Route } from '../../domain/route/route.ts';
import type { ReviewRole } from '../../domain/words.ts';
import type { Page, PageRequest, RequestFilter, RequestSummary, WantedModel } from '../../ports/store.ts';
import { numbersAfter, pageOf } from '../paging.ts';
import type { Queries } from './database.ts';
import { requestIndex } from './request-index.ts';
import { requestRoles, requests, routes } from './schema.ts';

const given = (name: string) => sql.placeholder(name);
const afterAll = Number.MAX_SAFE_INTEGER;

const listed = {
  number: requests.number,
  id: requests.id,
  ...requestIndex,
};
type Row = RequestSummary & { readonly number: number };

function summaryOf({ number: _place, ...summary }: Row): RequestSummary {
  return summary;
}

/** A page of rows that go by their number, newest first. */
function pageByNumber(
  page: PageRequest,
  read: (before: number, limit: number) => Row[],
): Page<RequestSummary> {
  const [before = afterAll] = numbersAfter(page.after, [afterAll]);
  return pageOf(read(before, page.limit + 1), page.limit, (row) => row.number, summaryOf);
}

function statementsFor(db: Queries) {
  const older = lt(requests.number, given('before'));
  const inReview = eq(requests.status, 'in_review');
  const notBy = or(sql`${given('notBy')} is null`, sql`${requests.requester} <> ${given('notBy')}`);
  const onRoute = eq(requests.route, given('route'));
  const list = () => db.select(listed).from(requests).$dynamic();
  const newestFirst = desc(requests.number);
  const servingWith = (which: SQL | undefined) =>
    db.select({ state: routes.state }).from(routes).where(which).limit(1).prepare();
  return {
    open: list()
      .where(and(inReview, older, notBy))
      .orderBy(newestFirst)
      .limit(given('limit'))
      .prepare(),
    openOnRoute: list()
      .where(and(onRoute, inReview, older, notBy))
      .orderBy(newestFirst)
      .limit(given('limit'))
      .prepare(),
    openForRole: db
      .select(listed)
      .from(requestRoles)
      .innerJoin(requests, eq(requests.number, requestRoles.number))
      .where(
        and(
          eq(requestRoles.role, given('role')),
          lt(requestRoles.number, given('before')),
          inReview,
          notBy,
          or(sql`${given('route')} is null`, onRoute),
        ),
      )
      .orderBy(desc(requestRoles.number))
      .limit(given('limit'))
      .prepare(),
    by: list()
      .where(and(eq(requests.requester, given('person')), older))
      .orderBy(newestFirst)
      .limit(given('limit'))
      .prepare(),
    onRoute: list().where(and(onRoute, older)).orderBy(newestFirst).limit(given('limit')).prepare(),
    decided: list()
      .where(
        and(
          isNotNull(requests.decidedAt),
          sql`(${requests.decidedAt}, ${requests.number}) < (${given('decidedBefore')}, ${given('before')})`,
        ),
      )
      .orderBy(desc(requests.decidedAt), newestFirst)
      .limit(given('limit'))
      .prepare(),
    due: db
      .select({ id: requests.id })
      .from(requests)
      .where(and(isNotNull(requests.dueAt), lte(requests.dueAt, given('now'))))
      .orderBy(asc(requests.dueAt))
      .limit(given('limit'))
      .prepare(),
    nextDue: db
      .select({ at: min(requests.dueAt) })
      .from(requests)
      .where(isNotNull(requests.dueAt))
      .prepare(),
    dueRoutes: db
      .select({ id: routes.id })
      .from(routes)
      .where(and(isNotNull(routes.dueAt), lte(routes.dueAt, given('now'))))
      .orderBy(asc(routes.dueAt))
      .limit(given('limit'))
      .prepare(),
    nextRouteDue: db
      .select({ at: min(routes.dueAt) })
      .from(routes)
      .where(isNotNull(routes.dueAt))
      .prepare(),
    rolling: db
      .select({ id: routes.id })
      .from(routes)
      .where(and(isNotNull(routes.rolling), gt(routes.id, given('after'))))
      .orderBy(asc(routes.id))
      .limit(given('limit'))
      .prepare(),
    called: db
      .select({ state: routes.state })
      .from(routes)
      .where(eq(routes.alias, given('alias')))
      .orderBy(asc(routes.id))
      .limit(1)
      .prepare(),
    serving: servingWith(eq(routes.model, given('name'))),
    servingVersion: servingWith(
      and(eq(routes.model, given('name')), eq(routes.modelVersion, given('version'))),
    ),
    servingOf: servingWith(
      and(
        eq(routes.model, given('name')),
        eq(routes.modelVersion, given('version')),
        eq(routes.modelProvider, given('provider')),
      ),
    ),
    routes: db
      .select({ id: routes.id, state: routes.state })
      .from(routes)
      .where(and(gt(routes.id, given('after')), sql`instr(${routes.id}, ${given('search')}) > 0`))
      .orderBy(asc(routes.id))
      .limit(given('limit'))
      .prepare(),
  };
}

/** The lists of requests and routes. Each page starts where the index says and reads no more than it shows. */
export function requestLists(db: Queries) {
  const statements = statementsFor(db);

  /** Each role's own list is in order already, so theirs merged is too; a request open for two roles shows once. */
  function openForRoles(
    roles: readonly ReviewRole[],
    filter: { readonly route: string | null; readonly notBy: string | null },
    before: number,
    limit: number,
  ): Row[] {
    const merged = new Map<number, Row>();
    for (const role of new Set(roles))
      for (const row of statements.openForRole.all({ ...filter, role, before, limit }))
        merged.set(row.number, row);
    return [...merged.values()].sort((left, right) => right.number - left.number).slice(0, limit);
  }

  return {
    open({ roles, route = '', notBy }: RequestFilter, page: PageRequest): Page<RequestSummary> {
      const filter = { route: route || null, notBy: notBy ?? null };
      return pageByNumber(page, (before, limit) => {
        if (roles) return openForRoles(roles, filter, before, limit);
        const list = filter.route === null ? statements.open : statements.openOnRoute;
        return list.all({ ...filter, before, limit });
      });
    },

    by: (person: string, page: PageRequest): Page<RequestSummary> =>
      pageByNumber(page, (before, limit) => statements.by.all({ person, before, limit })),

    onRoute: (route: string, page: PageRequest): Page<RequestSummary> =>
      pageByNumber(page, (before, limit) => statements.onRoute.all({ route, before, limit })),

    decided(page: PageRequest): Page<RequestSummary> {
      const [decidedBefore, before] = numbersAfter(page.after, [afterAll, afterAll]);
      const rows = statements.decided.all({ decidedBefore, before, limit: page.limit + 1 });
      return pageOf(rows, page.limit, (row) => `${row.decidedAt}:${row.number}`, summaryOf);
    },

    due: (now: number, limit: number): readonly string[] =>
      statements.due.all({ now, limit }).map((row) => row.id),

    nextDueAt: (): number | null => statements.nextDue.get()?.at ?? null,

    dueRoutes: (now: number, limit: number): readonly string[] =>
      statements.dueRoutes.all({ now, limit }).map((row) => row.id),

    nextRouteDueAt: (): number | null => statements.nextRouteDue.get()?.at ?? null,

    rollingRoutes(page: PageRequest): Page<string> {
      const rows = statements.rolling.all({ after: page.after ?? '', limit: page.limit + 1 });
      return pageOf(
        rows,
        page.limit,
        (row) => row.id,
        (row) => row.id,
      );
    },

    routeCalled: (alias: string): Route | null => statements.called.get({ alias })?.state ?? null,

    servedModel({ name, version, provider }: WantedModel): Model | null {
      const found =
        version === undefined
          ? statements.serving.get({ name })
          : provider === undefined
            ? statements.servingVersion.get({ name, version })
            : statements.servingOf.get({ name, version, provider });
      return found?.state.baseline?.model.primary ?? null;
    },

    routes(search: string, page: PageRequest): Page<Route> {
      const rows = statements.routes.all({ search, after: page.after ?? '', limit: page.limit + 1 });
      return pageOf(
        rows,
        page.limit,
        (row) => row.id,
        (row) => row.state,
      );
    },
  };
}
