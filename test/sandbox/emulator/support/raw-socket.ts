import { WebSocket } from 'ws';
import type { Emulator } from '../../../../src/sandbox/emulator/emulator.ts';
import type { JsonObject } from '../../../../src/sandbox/emulator/json.ts';
import { client, until } from './apps.ts';
import { APP_TOKEN } from './workspace.ts';

/** A Socket Mode connection without an SDK: what it got, and acks by hand. */
export type RawSocket = {
  got: JsonObject[];
  envelopes(): JsonObject[];
  ack(envelope: JsonObject, payload?: JsonObject): void;
  closed: boolean;
  pings: number;
  close(): void;
  socket: WebSocket;
};

export async function rawSocket(emulator: Emulator): Promise<RawSocket> {
  const { url = '' } = await client(emulator, APP_TOKEN).apps.connections.open({});
  const socket = new WebSocket(url);
  const raw: RawSocket = {
    got: [],
    envelopes: () => raw.got.filter((message) => message.envelope_id !== undefined),
    ack: ({ envelope_id = '' }, payload) =>
      socket.send(JSON.stringify({ envelope_id, ...(payload && { payload }) })),
    closed: false,
    pings: 0,
    close: () => socket.close(),
    socket,
  };
  socket.on('message', (data) => raw.got.push(JSON.parse(data.toString())));
  socket.on('close', () => {
    raw.closed = true;
  });
  socket.on('error', () => {});
  socket.on('ping', () => {
    raw.pings += 1;
  });
  await until('the first message', () => raw.got.length > 0);
  return raw;
}
