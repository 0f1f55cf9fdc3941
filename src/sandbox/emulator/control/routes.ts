import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Control } from './control.ts';
import {
  APP_CHANGE,
  CHANNEL,
  CHANNEL_CHANGE,
  FAULT,
  GROUP,
  GROUP_CHANGE,
  SEED,
  USER,
  USER_CHANGE,
} from './schemas.ts';

export type ControlRequest = {
  method: string;
  path: string[];
  query: URLSearchParams;
  body: Json | undefined;
};
export type ControlAnswer = { status: number; body: JsonObject };

type Route = (control: Control, request: ControlRequest) => unknown;

const FORGERY = z.discriminatedUnion('signature', [
  z.strictObject({ signature: z.literal('wrong') }),
  z.strictObject({ signature: z.literal('missing') }),
  z.strictObject({ signature: z.literal('tampered') }),
  z.strictObject({ signature: z.literal('old'), age_s: z.number().exactOptional() }),
]);

const RESEND = z.strictObject({
  retry_num: z.int().min(1).max(3).exactOptional(),
  retry_reason: z.string().exactOptional(),
  forgery: FORGERY.exactOptional(),
  via: z.enum(['socket', 'http']).exactOptional(),
});

const SOCKET = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('drop'), count: z.int().min(1).exactOptional() }),
  z.strictObject({
    action: z.literal('disconnect'),
    reason: z.enum(['warning', 'refresh_requested', 'link_disabled', 'too_many_websockets']),
    count: z.int().min(1).exactOptional(),
  }),
]);

/** Every route of `/control`, as `METHOD name`. What they answer stands beside `ok: true`. */
export const CONTROL_ROUTES: Record<string, Route> = {
  'GET clock': (control) => control.clock(),
  'POST clock': (control, { body }) => {
    const { advance_ms, rate } = z
      .strictObject({ advance_ms: z.number().min(0).optional(), rate: z.number().min(0).optional() })
      .parse(body);
    if (rate !== undefined) control.setRate(rate);
    return advance_ms === undefined ? control.clock() : control.advance(advance_ms);
  },
  'GET faults': (control) => ({ faults: control.faults() }),
  'POST faults': (control, { body }) => ({ fault: control.addFault(FAULT.parse(body)) }),
  'DELETE faults': (control, { query }) => control.clearFaults(query.get('id') ?? undefined),
  'GET socket': (control) => ({ open: control.openSockets() }),
  'POST socket': (control, { body }) => {
    const asked = SOCKET.parse(body);
    const touched =
      asked.action === 'drop'
        ? control.dropSockets(asked.count)
        : control.disconnectSockets(asked.reason, asked.count);
    return { touched };
  },
  'GET deliveries': (control, { query }) => ({ deliveries: control.deliveries(Object.fromEntries(query)) }),
  'POST deliveries': async (control, { path, body }) => {
    const [, id = '', verb] = path;
    if (verb !== 'redeliver') throw new Error('POST /control/deliveries/<id>/redeliver');
    return control.redeliver(
      id,
      isJsonObject(body) && Object.keys(body).length > 0 ? RESEND.parse(body) : undefined,
    );
  },
  'POST verify-url': async (control) => ({ verified: await control.verifyRequestUrl() }),
  'GET calls': (control, { query }) => {
    const { method, channel, ok, after } = Object.fromEntries(query);
    return {
      calls: control.calls({
        ...(method !== undefined && { method }),
        ...(channel !== undefined && { channel }),
        ...(ok !== undefined && { ok: ok === 'true' }),
        ...(after !== undefined && { after: Number(after) }),
      }),
    };
  },
  'DELETE calls': (control) => control.clearCalls(),
  'GET messages': (control, { query }) => ({ messages: control.messages(query.get('channel') ?? '') }),
  'POST users': (control, { path, body }) =>
    path[1] === undefined
      ? control.addUser(USER.parse(body))
      : control.changeUser(path[1], USER_CHANGE.parse(body)),
  'POST channels': (control, { path, body }) =>
    path[1] === undefined
      ? control.addChannel(CHANNEL.parse(body))
      : control.changeChannel(path[1], CHANNEL_CHANGE.parse(body)),
  'POST usergroups': (control, { path, body }) =>
    path[1] === undefined
      ? control.addUserGroup(GROUP.parse(body))
      : control.changeUserGroup(path[1], GROUP_CHANGE.parse(body)),
  'POST scopes': (control, { body }) =>
    control.setScopes(z.strictObject({ scopes: z.array(z.string()) }).parse(body).scopes),
  'POST app': (control, { body }) => control.changeApp(APP_CHANGE.parse(body)),
  'POST rate-limits': (control, { body }) =>
    control.setRateLimits(z.strictObject({ on: z.boolean() }).parse(body).on),
  'POST reset': (control, { body }) =>
    control.reset(isJsonObject(body) && body.team ? SEED.parse(body) : undefined),
};

/** Answers one request of `/control/<name>/…`. */
export async function answerControl(control: Control, request: ControlRequest): Promise<ControlAnswer> {
  const route = CONTROL_ROUTES[`${request.method} ${request.path[0]}`];
  if (!route)
    return {
      status: 404,
      body: { ok: false, error: `no route ${request.method} ${request.path.join('/')}` },
    };
  try {
    const result = await route(control, request);
    const body: JsonObject = JSON.parse(JSON.stringify(result ?? {}));
    return { status: 200, body: { ok: true, ...body } };
  } catch (error) {
    const text = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { status: 400, body: { ok: false, error: text } };
  }
}
