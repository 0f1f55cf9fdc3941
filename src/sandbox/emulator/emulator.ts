import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Control, createControl } from './control/control.ts';
import { createCore } from './core.ts';
import { answerRequest, answerUpgrade, type Parts } from './http/listener.ts';
import { act } from './people/acts/registry.ts';
import { createLiveFeeds } from './people/live.ts';
import { cast, type MessagesQuery, messagesOf, personState } from './people/reading.ts';
import type {
  ActAnswer,
  ActAnswers,
  ActName,
  Acts,
  CastAnswer,
  LiveEvent,
  MessagesAnswer,
  PersonState,
} from './people.ts';
import type { User } from './state/world.ts';
import { createClock, type EmulatorClock } from './time/clock.ts';
import type { WorkspaceSeed } from './workspace.ts';

export type EmulatorOptions = {
  workspace: WorkspaceSeed;
  /** 0 (unless said): any free one. */
  port?: number;
  /** 127.0.0.1 unless said. */
  host?: string;
  /** Its own, starting at the seed's `startsAt`, unless given. */
  clock?: EmulatorClock;
  /** How long the app has to ack, in milliseconds of wall time: Slack's 3000 unless said. */
  ackTimeoutMs?: number;
};

/** The in-process twin of `/people`. Unknown users throw an Error. */
export type People = {
  cast(): CastAnswer;
  state(user: string): PersonState;
  messages(user: string, channel: string, query?: MessagesQuery): MessagesAnswer;
  act<Name extends ActName>(
    user: string,
    name: Name,
    body: Acts[Name],
  ): Promise<ActAnswers[Name] | ActAnswer>;
  /** Hears a person's live events; answers how to stop. */
  live(user: string, listener: (event: LiveEvent) => void): () => void;
};

export type Emulator = {
  /** Without a trailing slash. */
  url: string;
  /** What an app takes as its Slack API url: with a trailing slash. */
  apiUrl: string;
  /** For a server that mounts the emulator: gets the requests whose path `isEmulatorPath`. */
  listener(req: IncomingMessage, res: ServerResponse): void;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  clock: EmulatorClock;
  people: People;
  control: Control;
  close(): Promise<void>;
};

/** Starts an emulated Slack with one workspace and one app. Rejects when the port is taken. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { workspace, port = 0, host = '127.0.0.1', ackTimeoutMs = 3000 } = options;
  const clock =
    options.clock ?? createClock(workspace.startsAt === undefined ? {} : { startsAt: workspace.startsAt });
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const url = await listen(server, port, host);

  const core = createCore(workspace, { clock, baseUrl: url, ackTimeoutMs });
  const feeds = createLiveFeeds(core);
  const control = createControl(core);
  const parts: Parts = { core, control, feeds };
  const listener = (req: IncomingMessage, res: ServerResponse): void => void answerRequest(parts, req, res);
  const upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer): void =>
    answerUpgrade(parts, req, socket, head);
  server.on('request', listener);
  server.on('upgrade', upgrade);

  return {
    url,
    apiUrl: `${url}/slack-api/`,
    listener,
    upgrade,
    clock,
    control,
    people: createPeople(parts),
    async close() {
      feeds.close();
      core.close();
      for (const socket of sockets) socket.destroy();
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      await promise;
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  server.once('error', reject);
  server.listen(port, host, () => {
    server.off('error', reject);
    const address = server.address();
    const bound = typeof address === 'object' && address ? address.port : port;
    resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`);
  });
  return promise;
}

function createPeople({ core, feeds }: Parts): People {
  const person = (id: string): User => {
    const user = core.world.users.get(id);
    if (!user) throw new Error(`no user ${id}`);
    return user;
  };
  return {
    cast: () => cast(core),
    state: (user) => personState(core, feeds, person(user)),
    messages(user, channel, query) {
      const found = messagesOf(core, feeds, person(user), channel, query);
      if (!found) throw new Error(`${user} sees no conversation ${channel}`);
      return found;
    },
    act: (user, name, body) => act({ core, person: person(user) }, name, body),
    live: (user, listener) => feeds.listen(person(user).id, listener),
  };
}
