import type Database from 'better-sqlite3';
import { eq, sql } from 'drizzle-orm';
import { keepAlert } from '../../domain/alert.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Change, CommitResult, KeptOutcome, Store } from '../../ports/store.ts';
import { alertTable } from './alert-table.ts';
import { inLazyTransaction, inTransaction, type Queries, queriesOn } from './database.ts';
import { draftTable } from './draft-table.ts';
import { type DraftedEvent, draftEvents, eventTable } from './event-table.ts';
import { closed, faultOf } from './faults.ts';
import { flagTable } from './flag-table.ts';
import { jobTable } from './job-table.ts';
import { messageTable } from './message-table.ts';
import { policyStream } from './policy-table.ts';
import { readingTable } from './reading-table.ts';
import { requestLists } from './request-lists.ts';
import { commands, liveness } from './schema.ts';
import { stateTables } from './state-tables.ts';

function commandTable(db: Queries) {
  const id = sql.placeholder('id');
  const byId = db.select({ outcome: commands.outcome }).from(commands).where(eq(commands.id, id)).prepare();
  const insert = db
    .insert(commands)
    .values({ id, at: sql.placeholder('at'), outcome: sql.placeholder('outcome') })
    .prepare();
  return {
    outcomeOf: (command: string): KeptOutcome | null => byId.get({ id: command })?.outcome ?? null,
    save({ commandId, at, outcome }: Change): void {
      insert.run({ id: commandId, at, outcome });
    },
  };
}

/** Writes a row, because a disk that is full or read-only is only found out by writing. */
function livenessCheck(db: Queries) {
  const write = db
    .insert(liveness)
    .values({ id: 1, checkedAt: sql.placeholder('at') })
    .onConflictDoUpdate({ target: liveness.id, set: { checkedAt: sql`excluded.checked_at` } })
    .prepare();
  return (at: number): void => {
    write.run({ at });
  };
}

const tablesOn = (db: Queries) => ({
  events: eventTable(db),
  states: stateTables(db),
  lists: requestLists(db),
  commands: commandTable(db),
  jobs: jobTable(db),
  messages: messageTable(db),
  drafts: draftTable(db),
  readings: readingTable(db),
  alerts: alertTable(db),
  flags: flagTable(db),
  check: livenessCheck(db),
});
type Tables = ReturnType<typeof tablesOn>;

/** All of a change, inside the transaction that the caller has begun. */
function commitChange(tables: Tables, change: Change, drafted: readonly DraftedEvent[]): CommitResult {
  const outcome = tables.commands.outcomeOf(change.commandId);
  if (outcome) return { result: 'duplicate', outcome };
  const streams = change.streams.map((stream) => ({ stream, before: tables.states.before(stream) }));
  if (streams.some(({ stream, before }) => before.version !== stream.expectedVersion))
    return { result: 'conflict' };
  tables.events.append(drafted, change);
  for (const { stream, before } of streams) tables.states.save(stream, before);
  tables.commands.save(change);
  tables.jobs.add(change.jobs, change.at);
  if (change.usedDraft !== undefined) tables.drafts.remove(change.usedDraft);
  return { result: 'committed' };
}

/** So many absences at once are looked at; more would mean that the company is closed. */
const mostAbsences = 500;

/** All that storage wants of a clock. */
export type TimeSource = Pick<Clock, 'now'>;

/** A store over an open connection, which it owns from here on. `file` is how messages name the database. */
export function sqliteStore(client: Database.Database, file: string, clock: TimeSource): Store {
  const tables = tablesOn(queriesOn(client));
  const { states, lists, events, jobs, messages, drafts, readings, alerts, flags } = tables;

  async function answer<T>(work: () => T): Promise<T> {
    if (!client.open) throw closed(file);
    try {
      return work();
    } catch (error) {
      throw faultOf(error, file);
    }
  }
  const change = <T>(work: () => T): Promise<T> => answer(() => inTransaction(client, work));
  const note = (work: () => void): Promise<void> => answer(() => inLazyTransaction(client, work));

  return {
    request: (id) => answer(() => states.request(id)),
    route: (id) => answer(() => states.route(id)),
    absence: (person) => answer(() => states.absences.get(person)),
    absencesFor: (delegate, at) => answer(() => states.absences.delegatedTo(delegate, at, mostAbsences)),
    absencesAt: (at) => answer(() => states.absences.holdingAt(at, mostAbsences)),
    owedBy: (person, limit) => answer(() => states.owed.by(person, limit)),
    policyInForce: () => answer(() => states.policies.get(policyStream)),
    nextRequestNumber: () => answer(() => states.nextNumber()),
    outcomeOf: (commandId) => answer(() => tables.commands.outcomeOf(commandId)),
    commit: (wanted) =>
      answer(() => {
        const drafted = draftEvents(wanted);
        return inTransaction(client, () => commitChange(tables, wanted, drafted));
      }),

    openRequests: (filter, page) => answer(() => lists.open(filter, page)),
    requestsBy: (person, page) => answer(() => lists.by(person, page)),
    decidedRequests: (page) => answer(() => lists.decided(page)),
    requestsOnRoute: (route, page) => answer(() => lists.onRoute(route, page)),
    routes: (search, page) => answer(() => lists.routes(search, page)),
    dueRequests: (now, limit) => answer(() => lists.due(now, limit)),
    nextDueAt: () => answer(() => lists.nextDueAt()),
    dueRoutes: (now, limit) => answer(() => lists.dueRoutes(now, limit)),
    nextRouteDueAt: () => answer(() => lists.nextRouteDueAt()),
    rollingRoutes: (page) => answer(() => lists.rollingRoutes(page)),
    routeCalled: (alias) => answer(() => lists.routeCalled(alias)),
    servedModel: (wanted) => answer(() => lists.servedModel(wanted)),

    latestReadings: (route) => answer(() => readings.ofRoute(route)),
    saveReadings: (route, measured, added) =>
      change(() => {
        readings.save(route, measured);
        jobs.add(added, clock.now());
      }),
    alert: (key) => answer(() => alerts.get(key)),
    firingAlerts: (route, limit) => answer(() => alerts.firing(route, limit)),
    saveAlerts: (said, at, jobsFor) =>
      change(() => {
        for (const alert of said) {
          const after = keepAlert(alerts.get(alert.key), alert, at);
          if (after) alerts.save(after.kept);
          if (after?.news) jobs.add(jobsFor(after.kept.alert), at);
        }
      }),

    flag: (key) => answer(() => flags.get(key)),
    flagsAfter: (revision, limit) => answer(() => flags.after(revision, limit)),
    putFlag: (flag, expectedRevision) => change(() => flags.put(flag, expectedRevision)),

    events: (after, limit) => answer(() => events.after(after, limit)),
    eventsOf: (stream, page) => answer(() => events.ofStream(stream, page)),
    head: () => answer(() => events.head()),

    enqueue: (added) => change(() => jobs.add(added, clock.now())),
    claimJobs: (now, leaseMs, limit, only) =>
      answer(() => {
        if (jobs.claimable(now, 1, only).length === 0) return [];
        return inTransaction(client, () =>
          jobs.claimable(now, limit, only).map((row) => jobs.lease(row, now, leaseMs)),
        );
      }),
    finishJob: (id, now) => note(() => jobs.finish(id, now)),
    retryJob: (id, at, error) => note(() => jobs.retry(id, at, error)),
    buryJob: (id, now, error, remedy) => change(() => jobs.bury(id, now, error, remedy)),
    nextJobAt: (now) => answer(() => jobs.nextAt(now)),
    deadJobs: (page) => answer(() => jobs.dead(page)),
    reviveJobs: (now) => change(() => jobs.revive(now)),
    retryJobsNow: (now) => change(() => jobs.retryNow(now)),
    jobCounts: () => answer(() => jobs.counts()),

    message: (key) => answer(() => messages.get(key)),
    messages: (prefix) => answer(() => messages.withPrefix(prefix)),
    saveMessage: (message) => note(() => messages.save(message)),

    draft: (id) => answer(() => drafts.get(id)),
    draftsOf: (person) => answer(() => drafts.ofPerson(person)),
    saveDraft: (draft) => answer(() => drafts.save(draft)),
    deleteDraft: (id) => answer(() => drafts.remove(id)),

    check: () => answer(() => tables.check(clock.now())),
    close: async () => {
      client.close();
    },
  };
}
