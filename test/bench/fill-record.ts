import type Database from 'better-sqlite3';
import { type ChainPosition, chainHash, chainStart } from '../../src/domain/chain.ts';
import { canonicalJson } from '../../src/domain/packet/digest.ts';
import type { Change, StreamChange } from '../../src/ports/store.ts';

interface TemplateEvent {
  readonly request: string;
  readonly version: number;
  readonly type: string;
  readonly actor: string;
  readonly at: number;
  readonly commandId: string;
  readonly dataJson: string;
}

type RequestChange = Extract<StreamChange, { kind: 'request' }>;

/** The events of some requests' lives and how each of them ended, to be written again and again under new numbers. */
interface Template {
  readonly events: readonly TemplateEvent[];
  readonly last: ReadonlyMap<string, RequestChange>;
}

function templateOf(changes: readonly Change[]): Template {
  const events: TemplateEvent[] = [];
  const last = new Map<string, RequestChange>();
  for (const { streams, actor, at, commandId } of changes)
    for (const change of streams) {
      if (change.kind !== 'request') continue;
      const request = change.state.id;
      last.set(request, change);
      change.events.forEach((event, index) => {
        const version = change.expectedVersion + index + 1;
        const dataJson = canonicalJson(event);
        events.push({ request, version, type: event.type, actor, at, commandId, dataJson });
      });
    }
  return { events, last };
}

const numberIn = (id: string): number => Number(id.slice(id.indexOf('-') + 1));

function statementsOn(client: Database.Database) {
  return {
    event: client.prepare(
      `insert into events (sequence, stream, version, type, actor, at, command_id, data, previous_hash, hash)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    command: client.prepare('insert or ignore into commands (id, at, outcome) values (?, ?, ?)'),
    request: client.prepare(
      `insert into requests (number, id, stream, version, state, status, route, requester, tier, title, open_roles,
       submitted_at, decided_at, due_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    role: client.prepare('insert into request_roles (role, number) values (?, ?)'),
  };
}

type Statements = ReturnType<typeof statementsOn>;

function writeRequests(statements: Statements, template: Template, offset: number): void {
  for (const [request, { expectedVersion, events, state, index }] of template.last) {
    const number = numberIn(request) + offset;
    const id = `R-${number}`;
    const stateJson = JSON.stringify({ ...state, id });
    const { status, route, requester, tier, openRoles, submittedAt, decidedAt } = index;
    const version = expectedVersion + events.length;
    const roles = JSON.stringify(openRoles);
    // Of what was left open nothing is due, or the first start would be busy with reminders from long ago.
    const facts = [status, route, requester, tier, `${id} ${route}`, roles, submittedAt, decidedAt, null];
    statements.request.run(number, id, `request:${id}`, version, stateJson, ...facts);
    for (const role of openRoles) statements.role.run(role, number);
  }
}

function writeEvents(
  statements: Statements,
  template: Template,
  offset: number,
  from: ChainPosition,
): ChainPosition {
  let position = from;
  for (const {
    request,
    version,
    type,
    actor,
    at,
    commandId: firstId,
    dataJson: firstJson,
  } of template.events) {
    const id = `R-${numberIn(request) + offset}`;
    const stream = `request:${id}`;
    const sequence = position.sequence + 1;
    const commandId = `${firstId}+${offset}`;
    const dataJson =
      version === 1 ? firstJson.replace(`"request":"${request}"`, `"request":"${id}"`) : firstJson;
    const chained = { sequence, stream, version, type, actor, at, commandId, data: null };
    const hash = chainHash(position.hash, chained, dataJson);
    const row = [sequence, stream, version, type, actor, at, commandId, dataJson, position.hash, hash];
    statements.event.run(...row);
    statements.command.run(commandId, at, `{"ok":true,"subject":"${id}"}`);
    position = { sequence, hash };
  }
  return position;
}

/**
 * Fills an empty database with at least `wanted` events of requests that were decided, chained and with the states
 * they led to, as if all had been committed one by one. `changes` are some lives to copy. Answers the next number.
 */
export function fillRecord(client: Database.Database, changes: readonly Change[], wanted: number): number {
  const template = templateOf(changes);
  const statements = statementsOn(client);
  const numbers = Math.max(...[...template.last.keys()].map(numberIn));
  let offset = 0;
  let position = chainStart;
  client.pragma('synchronous = OFF');
  while (position.sequence < wanted) {
    client.exec('begin immediate');
    writeRequests(statements, template, offset);
    position = writeEvents(statements, template, offset, position);
    client.exec('commit');
    offset += numbers;
  }
  client.pragma('synchronous = FULL');
  client.pragma('wal_checkpoint(TRUNCATE)');
  return offset + 1;
}
