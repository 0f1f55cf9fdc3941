import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Absence } from '../../domain/absence/absence.ts';
import type { KeptAlert } from '../../domain/alert.ts';
import type { Effect, EffectKind } from '../../domain/effects.ts';
import type { PolicyInForce } from '../../domain/policy-change/policy-change.ts';
import type { Request, RequestStatus } from '../../domain/request/request.ts';
import type { OwedCondition } from '../../domain/route/owed-conditions.ts';
import type { Route } from '../../domain/route/route.ts';
import type { ReviewRole, Tier } from '../../domain/words.ts';
import type { FlagDefinition } from '../../ports/flag-store.ts';
import type { KeptOutcome } from '../../ports/store.ts';

/**
 * The tables in SQLite. All times are epoch milliseconds. Every index serves one query that must not grow with
 * history; where a query only concerns a few rows (open, due, head of its lane), the index holds only those.
 * After a change here: `npm run migration`. Migrations that were released are never edited.
 */

/** The record. Triggers of the migrations refuse to change or delete a row, or to leave a gap in the sequence. */
export const events = sqliteTable(
  'events',
  {
    sequence: integer().primaryKey(),
    stream: text().notNull(),
    /** The stream's version after this event. */
    version: integer().notNull(),
    type: text().notNull(),
    actor: text().notNull(),
    at: integer().notNull(),
    commandId: text('command_id').notNull(),
    /** Canonical JSON, the very text that the hash covers. */
    data: text().notNull(),
    previousHash: text('previous_hash').notNull(),
    hash: text().notNull(),
  },
  (table) => [uniqueIndex('events_of_stream').on(table.stream, table.version)],
);

export const requests = sqliteTable(
  'requests',
  {
    /** The number in the id; newest first is by this. */
    number: integer().primaryKey(),
    id: text().notNull().unique('requests_id'),
    stream: text().notNull().unique('requests_stream'),
    version: integer().notNull(),
    state: text({ mode: 'json' }).$type<Request>().notNull(),
    status: text().$type<RequestStatus>().notNull(),
    route: text().notNull(),
    requester: text().notNull(),
    tier: text().$type<Tier>().notNull(),
    title: text().notNull(),
    openRoles: text('open_roles', { mode: 'json' }).$type<readonly ReviewRole[]>().notNull(),
    submittedAt: integer('submitted_at').notNull(),
    decidedAt: integer('decided_at'),
    dueAt: integer('due_at'),
  },
  (table) => [
    index('requests_by_status').on(table.status, table.number),
    index('requests_on_route_by_status').on(table.route, table.status, table.number),
    index('requests_by_requester').on(table.requester, table.number),
    index('requests_on_route').on(table.route, table.number),
    index('requests_decided').on(table.decidedAt, table.number).where(sql`decided_at is not null`),
    index('requests_due').on(table.dueAt).where(sql`due_at is not null`),
  ],
);

/** One row for each role that still can decide on a request in review. */
export const requestRoles = sqliteTable(
  'request_roles',
  {
    role: text().$type<ReviewRole>().notNull(),
    number: integer()
      .notNull()
      .references(() => requests.number),
  },
  (table) => [
    primaryKey({ columns: [table.role, table.number] }),
    index('request_roles_of').on(table.number),
  ],
);

export const routes = sqliteTable(
  'routes',
  {
    id: text().primaryKey(),
    stream: text().notNull().unique('routes_stream'),
    version: integer().notNull(),
    state: text({ mode: 'json' }).$type<Route>().notNull(),
    dueAt: integer('due_at'),
    /** The request that is rolling out. */
    rolling: text(),
    /** What a gateway calls it, and the model that it serves with; null unless it is in service. */
    alias: text(),
    model: text(),
    modelVersion: text('model_version'),
    modelProvider: text('model_provider'),
  },
  (table) => [
    index('routes_due').on(table.dueAt).where(sql`due_at is not null`),
    index('routes_rolling').on(table.id).where(sql`rolling is not null`),
    index('routes_by_alias').on(table.alias, table.id).where(sql`alias is not null`),
    index('routes_by_model')
      .on(table.model, table.modelVersion, table.modelProvider)
      .where(sql`model is not null`),
  ],
);

/** What was promised at approvals and is not kept, by who owes it. */
export const owedConditions = sqliteTable(
  'owed_conditions',
  {
    id: text().primaryKey(),
    route: text().notNull(),
    debtor: text().notNull(),
    due: text().notNull(),
    state: text({ mode: 'json' }).$type<OwedCondition>().notNull(),
  },
  (table) => [
    index('owed_conditions_by_debtor').on(table.debtor, table.due, table.id),
    index('owed_conditions_of_route').on(table.route),
  ],
);

/** Who is away, until when, and who decides meanwhile; the newest absence of each. */
export const absences = sqliteTable(
  'absences',
  {
    person: text().primaryKey(),
    stream: text().notNull().unique('absences_stream'),
    version: integer().notNull(),
    state: text({ mode: 'json' }).$type<Absence>().notNull(),
    delegate: text().notNull(),
    from: integer('from_at').notNull(),
    until: integer('until_at').notNull(),
  },
  (table) => [
    index('absences_delegated').on(table.delegate, table.until, table.person),
    index('absences_by_end').on(table.until, table.person),
  ],
);

/** The policy that binds, as the record knows it. */
export const policies = sqliteTable('policies', {
  stream: text().primaryKey(),
  version: integer().notNull(),
  state: text({ mode: 'json' }).$type<PolicyInForce>().notNull(),
});

/** The latest reading of each metric; what was measured before is the metrics system's to keep. */
export const readings = sqliteTable(
  'readings',
  {
    route: text().notNull(),
    metric: text().notNull(),
    value: real(),
    at: integer().notNull(),
    source: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.route, table.metric] })],
);

/** What alerts said last. */
export const alerts = sqliteTable(
  'alerts',
  {
    key: text().primaryKey(),
    route: text(),
    firing: integer({ mode: 'boolean' }).notNull(),
    lastAt: integer('last_at').notNull(),
    kept: text({ mode: 'json' }).$type<KeptAlert>().notNull(),
  },
  (table) => [index('alerts_firing').on(table.route, table.lastAt, table.key).where(sql`firing = 1`)],
);

/** What the embedded route control serves. */
export const flags = sqliteTable('flags', {
  key: text().primaryKey(),
  revision: integer().notNull().unique('flags_by_revision'),
  definition: text({ mode: 'json' }).$type<FlagDefinition>(),
  operations: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
});

/** The outbox: what waits, what is being done, and what died. What is done leaves. */
export const jobs = sqliteTable(
  'jobs',
  {
    /** The place in its lane and among all: smaller is older. */
    position: integer().primaryKey(),
    id: text().notNull().unique('jobs_id'),
    lane: text().notNull(),
    key: text(),
    kind: text().$type<EffectKind>().notNull(),
    effect: text({ mode: 'json' }).$type<Effect>().notNull(),
    dueAt: integer('due_at').notNull(),
    /**
     * Only the oldest job of a lane has this: when it can be claimed. A lease pushes it to the lease's end, a retry
     * to the next try; that is all that keeps a lane in order and one at a time.
     */
    readyAt: integer('ready_at'),
    attempts: integer().notNull().default(0),
    firstTriedAt: integer('first_tried_at'),
    error: text().notNull().default(''),
    remedy: text().notNull().default(''),
    diedAt: integer('died_at'),
  },
  (table) => [
    index('jobs_of_lane').on(table.lane).where(sql`died_at is null`),
    index('jobs_ready').on(table.readyAt).where(sql`ready_at is not null`),
    index('jobs_ready_of_kind').on(table.kind, table.readyAt).where(sql`ready_at is not null`),
    index('jobs_untried_with_key').on(table.key).where(sql`key is not null and attempts = 0`),
    index('jobs_dead').on(table.diedAt).where(sql`died_at is not null`),
  ],
);

/** Ids of jobs that left the outbox, kept for a day, so that one that is put in again meanwhile is not done twice. */
export const finishedJobs = sqliteTable(
  'finished_jobs',
  { id: text().primaryKey(), finishedAt: integer('finished_at').notNull() },
  (table) => [index('finished_jobs_by_age').on(table.finishedAt)],
);

/** Commands that were handled, and what they came to. */
export const commands = sqliteTable('commands', {
  id: text().primaryKey(),
  at: integer().notNull(),
  outcome: text({ mode: 'json' }).$type<KeptOutcome>().notNull(),
});

/** Which message shows what. */
export const messages = sqliteTable('messages', {
  key: text().primaryKey(),
  channel: text().notNull(),
  ts: text().notNull(),
  shown: text().notNull(),
});

export const drafts = sqliteTable(
  'drafts',
  {
    id: text().primaryKey(),
    person: text().notNull(),
    content: text({ mode: 'json' }).$type<unknown>().notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [index('drafts_of_person').on(table.person, table.updatedAt, table.id)],
);

/** One row, written to find out whether the database can be written. */
export const liveness = sqliteTable('liveness', {
  id: integer().primaryKey(),
  checkedAt: integer('checked_at').notNull(),
});
