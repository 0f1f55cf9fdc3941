import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, HTTPReceiver, type Receiver, type ReceiverEvent } from '@slack/bolt';
import { Fault } from '../ports/fault.ts';
import type { Log } from '../ports/log.ts';
import type { Observer } from '../ports/observer.ts';
import type { Precedence } from '../ports/precedence.ts';
import type { IdentitySource } from './identity.ts';
import { IncidentDesk } from './incidents.ts';
import type { Answer } from './messenger.ts';
import { slackLogger } from './slack-logger.ts';
import { SocketLine } from './socket-line.ts';
import { webClientOptions } from './web-client.ts';

/** How Slack reaches us and we reach it. */
export type ConnectionSettings = { readonly botToken: string; readonly apiUrl: string | null } & (
  | { readonly mode: 'socket'; readonly appToken: string }
  | { readonly mode: 'http'; readonly signingSecret: string }
);

export interface ConnectionParts {
  readonly settings: ConnectionSettings;
  readonly identity: IdentitySource;
  readonly log: Log;
  readonly observer: Observer;
  readonly precedence: Precedence;
  /** Says something to one person, such as that their click failed. */
  readonly tell: (answer: Answer) => Promise<void>;
  /** A short fresh id, by which an incident is found in the log. */
  readonly newId: () => string;
}

/** Path of everything that Slack sends in HTTP mode. */
export const slackPath = '/slack/events';
export type HttpListener = (request: IncomingMessage, response: ServerResponse) => void;

export interface Connection {
  readonly bolt: App;
  /** Takes requests to {@link slackPath}; null in Socket Mode. */
  readonly listener: HttpListener | null;
  /**
   * Connects. Resolves after the first try; when Slack could not be reached it keeps trying. Rejects with a
   * needs_operator fault where trying again is of no use, such as a wrong token.
   */
  start(): Promise<void>;
  /** What stands between Slack and us now; null where nothing does. */
  trouble(): string | null;
  /** Hangs up and waits for what is being handled, at most `graceMs` of wall time. */
  stop(graceMs: number): Promise<void>;
}

/** Slack's largest payloads, views full of text, stay well below this. */
const bodyLimit = 1024 * 1024;
/** Handlers have 3 s to open a view; a call that takes longer is of no use to them. */
const handlerTimeoutMs = 5000;
const signatureWindowSeconds = 5 * 60;

const kindOf = (body: ReceiverEvent['body']): string => {
  if (typeof body.type === 'string') return body.type;
  return typeof body.command === 'string' ? 'command' : 'unknown';
};

/** Bolt, with a stopwatch on every ack and a word for whoever pressed a button that failed. */
class RoutegateBolt extends App {
  readonly #handling = new Set<Promise<void>>();
  #parts: ConnectionParts | null = null;
  #incidents: IncidentDesk | null = null;

  attend(parts: ConnectionParts, incidents: IncidentDesk): void {
    this.#parts = parts;
    this.#incidents = incidents;
    this.error(({ error, body }: { error: unknown; body: ReceiverEvent['body'] }) =>
      incidents.note(error, body),
    );
  }

  override processEvent(event: ReceiverEvent): Promise<void> {
    const handling = this.#attended(event).finally(() => this.#handling.delete(handling));
    this.#handling.add(handling);
    return handling;
  }

  async #attended(event: ReceiverEvent): Promise<void> {
    const started = performance.now();
    const answered = this.#parts?.precedence.begin();
    let acked = false;
    const ack: ReceiverEvent['ack'] = async (response) => {
      const seconds = (performance.now() - started) / 1000;
      if (!acked) this.#parts?.observer.acknowledged(kindOf(event.body), seconds);
      acked = true;
      try {
        await event.ack(response);
      } catch (error) {
        // The connection went meanwhile. What was stored before the ack is done all the same.
        const kind = kindOf(event.body);
        this.#parts?.log.warn({ err: error, kind }, 'An acknowledgement did not reach Slack');
      } finally {
        answered?.();
      }
    };
    await super.processEvent({ ...event, ack });
    await this.#incidents?.settle(event.body, acked ? null : ack);
  }

  /** Resolves when nothing is being handled any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#handling);
  }
}

/** Bolt refuses old signatures; a time stamp from the future is no better. */
function withCheckedTime(listener: HttpListener): HttpListener {
  return (request, response) => {
    const sentAt = Number(request.headers['x-slack-request-timestamp']);
    if (sentAt - Date.now() / 1000 > signatureWindowSeconds) response.writeHead(401).end();
    else listener(request, response);
  };
}

interface Line {
  readonly receiver: Receiver;
  readonly listener: HttpListener | null;
  start(): Promise<void>;
  trouble(): string | null;
  stop(): Promise<void>;
}

function httpLine(signingSecret: string, parts: ConnectionParts): Line {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [slackPath],
    logger: slackLogger(parts.log),
    bodyLimit,
  });
  // In HTTP mode Slack comes to us; that our token works is all that can be known from here.
  let trouble: string | null = 'Slack was not reached yet.';
  let stopped = false;
  const keepAsking = async (): Promise<void> => {
    for (let wait = 1000; !stopped && trouble; wait = Math.min(wait * 2, 30_000)) {
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
      await parts.identity.get().then(
        () => {
          trouble = null;
        },
        (error: unknown) => {
          trouble = error instanceof Error ? error.message : String(error);
        },
      );
    }
  };
  return {
    receiver,
    listener: withCheckedTime((request, response) => receiver.requestListener(request, response)),
    start: async () => {
      try {
        await parts.identity.get();
        trouble = null;
      } catch (error) {
        if (error instanceof Fault && error.kind === 'needs_operator') throw error;
        void keepAsking();
      }
    },
    trouble: () => trouble,
    stop: async () => {
      stopped = true;
    },
  };
}

/** Builds Bolt for Socket Mode or HTTP. Nothing here ends the process when Slack is away. */
export function createConnection(parts: ConnectionParts): Connection {
  const { settings, log, identity } = parts;
  const line: Line =
    settings.mode === 'socket'
      ? new SocketLine(settings.appToken, settings.apiUrl, log)
      : httpLine(settings.signingSecret, parts);
  const bolt = new RoutegateBolt({
    receiver: line.receiver,
    // Bolt's own check of the token would end the process while Slack is down.
    authorize: async () => {
      const known = identity.known();
      const us = known
        ? { ...(known.botId ? { botId: known.botId } : {}), botUserId: known.botUserId, teamId: known.teamId }
        : {};
      return { botToken: settings.botToken, ...us };
    },
    clientOptions: webClientOptions(settings.apiUrl, log, handlerTimeoutMs),
    logger: slackLogger(log),
    convoStore: false,
    extendedErrorHandler: true,
  });
  bolt.attend(parts, new IncidentDesk(parts));
  return {
    bolt,
    listener: line.listener,
    start: () => line.start(),
    trouble: () => line.trouble(),
    stop: async (graceMs) => {
      await line.stop();
      const over = new AbortController();
      const grace = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        over.signal.addEventListener('abort', () => clearTimeout(timer));
      });
      await Promise.race([bolt.idle(), grace]);
      over.abort();
    },
  };
}
