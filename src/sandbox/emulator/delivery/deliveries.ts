import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';
import type { World } from '../state/world.ts';
import type { Timers } from '../time/timers.ts';
import { type BoundedLog, boundedLog } from './bounded-log.ts';
import type { Forgery, SignedHttp, SignedRequest } from './signed-http.ts';
import type { Envelope, Sockets } from './socket-mode.ts';

export type DeliveryKind = 'events_api' | 'interactive' | 'slash_commands';

export type DeliveryOutcome = 'waiting' | 'acked' | 'timeout' | 'failed' | 'no_app';

/** One try to bring a payload to the app. */
export type Attempt = {
  /** Epoch ms of the workspace's clock. */
  at: number;
  via: 'socket' | 'http' | 'none';
  outcome: DeliveryOutcome;
  /** Milliseconds of wall time until the outcome. */
  ms: number;
  /** The HTTP status, when there was one. */
  status?: number;
  /** 0 for the first try. */
  retry_num: number;
  retry_reason?: string;
  forgery?: string;
  /** Why it failed, in words. */
  error?: string;
};

export type Delivery = {
  id: string;
  kind: DeliveryKind;
  /** The payload's own type: `block_actions`, `message`, a command … */
  type: string;
  /** Who caused it. */
  user: string;
  payload: JsonObject;
  outcome: DeliveryOutcome;
  attempts: Attempt[];
};

/** How a delivery went, and what the app answered with its ack. */
export type Delivered = {
  delivery: Delivery;
  outcome: Exclude<DeliveryOutcome, 'waiting'>;
  body: Json | undefined;
};

export type Resend = {
  retry_num?: number;
  retry_reason?: string;
  forgery?: Forgery;
  via?: 'socket' | 'http';
};

export type Deliveries = {
  /** Brings an interaction or a command to the app, once. */
  deliver(
    kind: 'interactive' | 'slash_commands',
    type: string,
    user: string,
    payload: JsonObject,
  ): Promise<Delivered>;
  /** Brings an event to the app, again and again as Slack does. Settles with its first try. */
  deliverEvent(type: string, user: string, payload: JsonObject): Promise<Delivered>;
  /** Brings an old payload once more, as a retry or forged. */
  resend(delivery: Delivery, how: Resend): Promise<Delivered & { status?: number }>;
  /** Sends Slack's `url_verification` to the request URL; true when the challenge comes back. */
  verifyUrl(): Promise<boolean>;
  readonly log: BoundedLog<Delivery>;
};

/** When Slack retries an event: at once, after one minute, after five. */
const RETRY_AFTER_MS = [0, 60_000, 300_000];

type Surroundings = {
  world: () => World;
  timers: Timers;
  sockets: Sockets;
  http: SignedHttp;
  ackTimeoutMs: number;
};

type Tried = Omit<Attempt, 'at' | 'ms' | 'retry_num'> & {
  body: Json | undefined;
  noRetry?: boolean;
  lost?: number;
};

export function createDeliveries({ world, timers, sockets, http, ackTimeoutMs }: Surroundings): Deliveries {
  const log = boundedLog<Delivery>(2000);
  let counter = 0;

  function create(kind: DeliveryKind, type: string, user: string, payload: JsonObject): Delivery {
    const delivery: Delivery = {
      id: `D-${++counter}`,
      kind,
      type,
      user,
      payload,
      outcome: 'waiting',
      attempts: [],
    };
    log.add(delivery);
    return delivery;
  }

  /** One try, written down. */
  async function attempt(delivery: Delivery, how: Resend = {}, avoid?: number): Promise<Tried> {
    const started = performance.now();
    const at = world().clock.now();
    const bySocket = how.via === undefined ? sockets.open > 0 : how.via === 'socket';
    const tried = bySocket ? await bySocketMode(delivery, how, avoid) : await byHttp(delivery, how);
    const { body: _body, noRetry: _noRetry, lost: _lost, ...kept } = tried;
    delivery.attempts.push({
      ...kept,
      at,
      ms: performance.now() - started,
      retry_num: how.retry_num ?? 0,
      ...(how.retry_reason !== undefined && { retry_reason: how.retry_reason }),
    });
    return tried;
  }

  function bySocketMode(delivery: Delivery, how: Resend, avoid?: number): Promise<Tried> {
    const { promise, resolve } = Promise.withResolvers<Tried>();
    const envelope: Envelope = {
      envelope_id: world().ids.uuid(),
      type: delivery.kind,
      payload: delivery.payload,
      accepts_response_payload: delivery.kind === 'slash_commands' || RESPONDING.has(delivery.type),
      ...(delivery.kind === 'events_api' && {
        retry_attempt: how.retry_num ?? 0,
        retry_reason: how.retry_reason ?? '',
      }),
    };
    const timer = setTimeout(
      () => resolve({ via: 'socket', outcome: 'timeout', body: undefined }),
      ackTimeoutMs,
    );
    const connection = sockets.send(
      envelope,
      (end) => {
        if (end.ended === 'acked') {
          clearTimeout(timer);
          resolve({ via: 'socket', outcome: 'acked', body: end.payload });
        } else if (delivery.kind === 'events_api') {
          clearTimeout(timer);
          resolve({
            via: 'socket',
            outcome: 'failed',
            body: undefined,
            error: 'connection lost',
            lost: connection ?? 0,
          });
        }
      },
      avoid,
    );
    if (connection === undefined) {
      clearTimeout(timer);
      resolve({ via: 'none', outcome: 'no_app', body: undefined });
    }
    return promise;
  }

  async function byHttp(delivery: Delivery, how: Resend): Promise<Tried> {
    const { app } = world();
    if (!app.request_url) return { via: 'none', outcome: 'no_app', body: undefined };
    const response = await http.send({
      ...httpBody(delivery),
      url: app.request_url,
      secret: app.signing_secret,
      timeoutMs: ackTimeoutMs,
      forgery: how.forgery,
      ...(how.retry_num && { retry: { num: how.retry_num, reason: how.retry_reason ?? 'http_error' } }),
    });
    const forgery = how.forgery && { forgery: how.forgery.signature };
    if (response.got === 'timeout') return { via: 'http', outcome: 'timeout', body: undefined, ...forgery };
    if (response.got === 'connection_failed') {
      return { via: 'http', outcome: 'no_app', body: undefined, error: response.reason, ...forgery };
    }
    const ok = response.status >= 200 && response.status < 300;
    return {
      via: 'http',
      outcome: ok ? 'acked' : 'failed',
      status: response.status,
      body: readBody(response.body, response.contentType),
      noRetry: response.noRetry,
      ...(!ok && { error: `HTTP ${response.status}` }),
      ...forgery,
    };
  }

  function settle(delivery: Delivery, tried: Tried): Delivered {
    const outcome = tried.outcome === 'waiting' ? 'failed' : tried.outcome;
    delivery.outcome = outcome;
    return { delivery, outcome, body: tried.body };
  }

  async function tryEvent(
    delivery: Delivery,
    retry: number,
    reason: string,
    avoid?: number,
  ): Promise<Delivered> {
    const how = retry === 0 ? {} : { retry_num: retry, retry_reason: reason };
    const tried = await attempt(delivery, how, avoid);
    const delivered = settle(delivery, tried);
    const after = RETRY_AFTER_MS[retry];
    if (tried.outcome !== 'acked' && !tried.noRetry && after !== undefined) {
      const { epoch, clock } = world();
      timers.at(clock.now() + after, () => {
        // A payload of a workspace that was reset since has nobody to go to.
        if (world().epoch === epoch) void tryEvent(delivery, retry + 1, retryReason(tried), tried.lost);
      });
    }
    return delivered;
  }

  return {
    log,
    async deliver(kind, type, user, payload) {
      const delivery = create(kind, type, user, payload);
      return settle(delivery, await attempt(delivery));
    },
    deliverEvent(type, user, payload) {
      return tryEvent(create('events_api', type, user, payload), 0, '');
    },
    async resend(delivery, how) {
      const forged = how.forgery ? { ...how, via: 'http' as const } : how;
      const tried = await attempt(delivery, forged);
      const status = tried.status === undefined ? {} : { status: tried.status };
      const outcome = tried.outcome === 'waiting' ? 'failed' : tried.outcome;
      return { delivery, outcome, body: tried.body, ...status };
    },
    async verifyUrl() {
      const { app, ids } = world();
      const challenge = ids.uuid();
      const body = JSON.stringify({ token: app.verification_token, challenge, type: 'url_verification' });
      const response = await http.send({
        url: app.request_url,
        secret: app.signing_secret,
        contentType: 'application/json',
        body,
        timeoutMs: ackTimeoutMs,
      });
      if (response.got !== 'response' || response.status !== 200) return false;
      const answer = parseJson(response.body);
      return response.body.trim() === challenge || (isJsonObject(answer) && answer.challenge === challenge);
    },
  };
}

/** Interactions whose ack may carry an answer. */
const RESPONDING = new Set(['view_submission', 'block_suggestion']);

function retryReason(tried: Tried): string {
  if (tried.outcome === 'timeout') return tried.via === 'socket' ? 'timeout' : 'http_timeout';
  return tried.outcome === 'no_app' ? 'connection_failed' : 'http_error';
}

function httpBody({ kind, payload }: Delivery): Pick<SignedRequest, 'contentType' | 'body'> {
  if (kind === 'events_api') return { contentType: 'application/json', body: JSON.stringify(payload) };
  const fields =
    kind === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
  return { contentType: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}

/** An ack's body: JSON when it says or looks so, else the text; nothing when empty. */
function readBody(text: string, contentType: string): Json | undefined {
  if (text === '') return undefined;
  const looksLikeJson = contentType.includes('json') || /^\s*[{[]/.test(text);
  return looksLikeJson ? (parseJson(text) ?? text) : text;
}
