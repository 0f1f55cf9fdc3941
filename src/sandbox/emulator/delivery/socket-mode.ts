import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';

/** How many connections one app may hold. */
export const CONNECTION_LIMIT = 10;
const PING_EVERY_MS = 10_000;
const TICKET_LIFE_MS = 30_000;

export type Envelope = {
  envelope_id: string;
  type: 'events_api' | 'interactive' | 'slash_commands';
  payload: JsonObject;
  accepts_response_payload: boolean;
  retry_attempt?: number;
  retry_reason?: string;
};

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

/** How an envelope ended: acked, or its connection went before. */
export type EnvelopeEnd = { ended: 'acked'; payload: Json | undefined } | { ended: 'connection_lost' };

export type Sockets = {
  /** A one-time path for a WebSocket. */
  ticket(): string;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, ticket: string): void;
  /** How many connections take envelopes. */
  readonly open: number;
  /**
   * Sends to the next connection in turn. The id names that connection; nothing when none is open.
   * `end` may be called after the caller gave up; a late ack is then without effect.
   */
  send(envelope: Envelope, end: (end: EnvelopeEnd) => void, avoid?: number): number | undefined;
  /** Cuts connections without a word, as a broken network does. */
  drop(count?: number): number;
  /** Asks connections to go: they get a `disconnect` and no envelope any more. */
  disconnect(reason: DisconnectReason, count?: number): number;
  onChange(listener: () => void): void;
  close(): void;
};

type Connection = {
  id: number;
  socket: WebSocket;
  /** Whether envelopes still go there. */
  taking: boolean;
  waiting: Map<string, (end: EnvelopeEnd) => void>;
};

/** Socket Mode's server side, for one app. */
export function createSockets({ appId, newTicket }: { appId: string; newTicket: () => string }): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });
  const tickets = new Map<string, number>();
  let connections: Connection[] = [];
  let counter = 0;
  let turn = 0;
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const taking = (): Connection[] =>
    connections.filter((each) => each.taking && each.socket.readyState === WebSocket.OPEN);

  const pinging = setInterval(() => {
    for (const { socket } of connections) socket.ping(`Ping from emulator ${Date.now()}`);
  }, PING_EVERY_MS);
  pinging.unref();

  function accept(socket: WebSocket): void {
    const connection: Connection = { id: ++counter, socket, taking: true, waiting: new Map() };
    if (taking().length >= CONNECTION_LIMIT) {
      socket.send(
        JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets', debug_info: debugInfo }),
      );
      socket.close(1000);
      return;
    }
    connections.push(connection);
    socket.on('message', (data) => receive(data.toString()));
    socket.on('close', () => forget(connection));
    socket.on('error', () => socket.terminate());
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: taking().length,
        debug_info: { ...debugInfo, approximate_connection_time: 18_060 },
        connection_info: { app_id: appId },
      }),
    );
    changed();
  }

  function receive(text: string): void {
    const message = parseJson(text);
    if (!isJsonObject(message) || typeof message.envelope_id !== 'string') return;
    for (const { waiting } of connections) {
      const end = waiting.get(message.envelope_id);
      if (!end) continue;
      waiting.delete(message.envelope_id);
      end({ ended: 'acked', payload: message.payload });
      return;
    }
  }

  function forget(connection: Connection): void {
    connections = connections.filter((other) => other !== connection);
    connection.taking = false;
    changed();
    for (const end of connection.waiting.values()) end({ ended: 'connection_lost' });
    connection.waiting.clear();
  }

  return {
    get open() {
      return taking().length;
    },
    ticket() {
      const ticket = newTicket();
      const now = performance.now();
      for (const [old, born] of tickets) if (now - born > TICKET_LIFE_MS) tickets.delete(old);
      tickets.set(ticket, now);
      return `/socket-mode/${ticket}`;
    },
    upgrade(req, socket, head, ticket) {
      if (!tickets.delete(ticket)) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(req, socket, head, accept);
    },
    send(envelope, end, avoid) {
      const open = taking();
      const others = open.filter((each) => each.id !== avoid);
      const choice = others.length > 0 ? others : open;
      const connection = choice[turn++ % Math.max(1, choice.length)];
      if (!connection) return undefined;
      connection.waiting.set(envelope.envelope_id, end);
      connection.socket.send(JSON.stringify(envelope));
      return connection.id;
    },
    drop(count = connections.length) {
      const chosen = connections.slice(0, count);
      for (const connection of chosen) {
        connection.taking = false;
        connection.socket.terminate();
      }
      return chosen.length;
    },
    disconnect(reason, count = connections.length) {
      const chosen = taking().slice(0, count);
      for (const connection of chosen) {
        connection.taking = reason === 'warning';
        connection.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: debugInfo }));
      }
      changed();
      return chosen.length;
    },
    onChange(listener) {
      listeners.add(listener);
    },
    close() {
      clearInterval(pinging);
      for (const { socket } of connections) socket.terminate();
      server.close();
    },
  };
}

const debugInfo = { host: 'emulator', build_number: 1 };
