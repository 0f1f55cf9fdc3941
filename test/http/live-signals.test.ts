import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { accessFor } from '../../src/http/ofrep-access.ts';
import { routeApi } from '../../src/http/route-api.ts';
import { webhookRoutes } from '../../src/http/webhooks.ts';
import { WrongTokens } from '../../src/http/wrong-tokens.ts';
import { Fault } from '../../src/ports/fault.ts';
import { silentLog } from '../../src/ports/log.ts';
import { receiveAlerts } from '../../src/signals/alerts/receive.ts';
import { alertSources } from '../../src/signals/alerts/registry.ts';
import { readPrometheus, valueIn } from '../../src/signals/metrics/prometheus.ts';
import { hour } from '../support/given-when-then.ts';
import { closeServer, listenLocally } from '../support/listen.ts';
import { LiveRoute, routeId, wholeWayPolicy } from '../support/live-route.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { policyWithRules } from '../support/own-rules.ts';
import { modelChange } from '../support/proposals.ts';

const token = 'a-token-of-some-length';
const secrets = ['ci', 'grafana', 'pagerduty'].map((name) => ({ name, token: `${name}-${token}` }));
const bearer = { authorization: `Bearer ci-${token}` };

const opened: LiveRoute[] = [];
async function open(store = new MemoryStore(), wrong = new WrongTokens()): Promise<LiveRoute> {
  const live = await LiveRoute.open({
    store,
    routes: ({ app, wake }) => [
      routeApi({
        app,
        access: accessFor({ tokens: secrets, host: '127.0.0.1' }),
        log: silentLog,
        onWork: wake,
      }),
      webhookRoutes(receiveAlerts({ app, sources: alertSources, secrets, onWork: wake }), wrong),
    ],
  });
  opened.push(live);
  return live;
}
afterEach(async () => {
  for (const live of opened.splice(0)) await live.close();
});

async function post(live: LiveRoute, path: string, body: unknown, headers: Record<string, string> = bearer) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${live.url}${path}`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

const signed = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');
const started = '2026-10-05T09:00:00Z';
const labels = { alertname: 'Errors', model_route: routeId, guardrail: 'error_rate', severity: 'page' };
const labelled = (status: string, more: object = {}) => ({
  alerts: [{ status, labels, annotations: {}, startsAt: started, endsAt: started, fingerprint: 'f1' }],
  ...more,
});
const incident = (type: string) => ({
  event: {
    id: 'E1',
    event_type: type,
    occurred_at: started,
    data: { id: 'P1', incident_key: 'k1', title: `Errors model_route=${routeId}` },
  },
});
const datadog = (transition: string) => ({
  alert_id: '1',
  alert_cycle_key: 'c1',
  alert_transition: transition,
  title: 'Errors',
  tags: `model_route:${routeId},guardrail:error_rate`,
});
const generic = (status: string) => ({ key: 'g1', status, title: 'Errors', model_route: routeId });

/** Each system: what it posts when it begins and when it is over, and how it proves who it is. */
const systems = {
  alertmanager: { firing: labelled('firing'), resolved: labelled('resolved'), prove: () => bearer },
  grafana: {
    firing: labelled('firing', { orgId: 1 }),
    resolved: labelled('resolved', { orgId: 1 }),
    prove: (text: string) => ({ 'x-grafana-alerting-signature': signed(`grafana-${token}`, text) }),
  },
  datadog: {
    firing: datadog('Triggered'),
    resolved: datadog('Recovered'),
    prove: () => ({ 'x-routegate-token': `ci-${token}` }),
  },
  pagerduty: {
    firing: incident('incident.triggered'),
    resolved: incident('incident.resolved'),
    prove: (text: string) => ({ 'x-pagerduty-signature': `v1=${signed(`pagerduty-${token}`, text)}` }),
  },
  generic: { firing: generic('firing'), resolved: generic('resolved'), prove: () => bearer },
};

const toldAlerts = (live: LiveRoute) => live.shown.filter(({ effect }) => effect.kind === 'alert_message');

describe.each(Object.entries(systems))('alerts of %s', (name, { firing, resolved, prove }) => {
  const path = `/webhooks/${name}`;
  const send = (live: LiveRoute, message: unknown) => {
    const text = JSON.stringify(message);
    return post(live, path, text, prove(text));
  };

  test('are stored, told once however often they come, and closed once', async () => {
    const live = await open();
    expect(await send(live, firing)).toEqual({ status: 202, answer: { alerts: 1 } });
    await live.idle();
    await send(live, firing);
    await live.idle();
    expect(toldAlerts(live)).toHaveLength(1);
    expect(await live.store.firingAlerts(routeId, 5)).toMatchObject([{ times: 2, alert: { source: name } }]);
    await send(live, resolved);
    await send(live, resolved);
    await send(live, firing);
    await live.idle();
    expect(toldAlerts(live)).toHaveLength(2);
  });

  test('are refused when forged, malformed or too large, and nothing is kept', async () => {
    const live = await open();
    expect((await post(live, path, firing, {})).status).toBe(401);
    expect(
      (await post(live, path, firing, { authorization: 'Bearer wrong', 'x-routegate-token': 'wrong' }))
        .status,
    ).toBe(401);
    const text = JSON.stringify(firing);
    expect(
      (
        await post(live, path, `${text} `, {
          ...prove(`${text}x`),
          authorization: '',
          'x-routegate-token': '',
        })
      ).status,
    ).toBe(401);
    for (const broken of ['{', '', '[]', '{"alerts":"many"}', '"text"', 'null'])
      expect((await post(live, path, broken, prove(broken))).status).toBe(422);
    const large = JSON.stringify({ ...firing, padding: 'x'.repeat(1024 * 1024) });
    expect((await post(live, path, large, prove(large))).status).toBe(413);
    expect(await live.store.firingAlerts(routeId, 5)).toEqual([]);
    expect((await live.store.jobCounts()).waiting).toBe(0);
  });
});

describe('an alert', () => {
  test('about a route that nobody knows, or about none, is told all the same', async () => {
    const live = await open();
    const unknown = { ...generic('firing'), key: 'u1', model_route: 'nobody-knows-prod' };
    const none = { ...generic('firing'), key: 'u2', model_route: null };
    for (const message of [unknown, none])
      expect((await post(live, '/webhooks/generic', message)).status).toBe(202);
    await live.idle();
    expect(toldAlerts(live)).toHaveLength(2);
  });

  test('with a wrong token is counted against its address, and a right one is let in all the same', async () => {
    const tries: string[] = [];
    class NoMore extends WrongTokens {
      override add(address: string) {
        tries.push(address);
        return { delayMs: 0, retryAfterSeconds: 60 };
      }
    }
    const live = await open(new MemoryStore(), new NoMore());
    const guess = { authorization: 'Bearer guess' };
    expect((await post(live, '/webhooks/generic', generic('firing'), guess)).status).toBe(429);
    expect((await post(live, '/webhooks/generic', generic('firing'))).status).toBe(202);
    expect(tries).toEqual(['127.0.0.1']);
  });

  test('from a system that is not known is refused', async () => {
    const live = await open();
    expect((await post(live, '/webhooks/pigeon', generic('firing'))).status).toBe(404);
  });

  test('that cannot be stored is not acknowledged, so that it is sent again', async () => {
    const store = new MemoryStore();
    const live = await open(store);
    store.saveAlerts = async () => {
      throw new Fault('unavailable', 'the disk is full');
    };
    expect((await post(live, '/webhooks/generic', generic('firing'))).status).toBe(503);
  });

  test('that names a guardrail of the candidate acts as the packet says; one about the baseline does not', async () => {
    const live = await open();
    const guardrails = [
      { metric: 'error_rate', limit: 'at_most', value: 0.01, on_breach: 'roll_back' } as const,
    ];
    await live.start(await live.approved({ ...modelChange, guardrails }));
    await live.goTo(500);
    const aboutBaseline = { ...generic('firing'), key: 'b', guardrail: 'error_rate', variant: 'baseline' };
    await post(live, '/webhooks/generic', aboutBaseline);
    await live.idle();
    expect((await live.rollout()).status).toBe('live');
    await post(live, '/webhooks/generic', { ...generic('firing'), guardrail: 'error_rate' });
    const { finished } = await live.until('rolled back', ({ rollout }) => rollout === null);
    expect(finished).toMatchObject({ by: 'system', intervention: { cause: 'guardrail', detail: 'Errors' } });
    expect((await live.candidates(100)).size).toBe(0);
  });

  test('on a guardrail of what everybody gets makes its review due, once', async () => {
    const live = await open();
    await live.approved();
    const send = (status: string, key: string, more: object = {}) =>
      post(live, '/webhooks/generic', { ...generic(status), key, guardrail: 'error_rate', ...more });
    for (const status of ['firing', 'firing', 'resolved', 'firing']) {
      live.clock.advance(hour);
      await send(status, 'a');
      await live.idle();
    }
    await send('firing', 'b', { guardrail: 'unheard_of' });
    await send('firing', 'c', { variant: 'candidate' });
    await live.idle();
    expect((await live.route()).triggers).toMatchObject([{ kind: 'monitoring_alert', source: 'generic' }]);
  });
});

describe('the API of a route', () => {
  const path = `/api/v1/routes/${routeId}`;

  test('takes readings, which are looked at, and shows them with what the next step misses', async () => {
    const live = await open();
    await live.start(await live.approved());
    await live.goTo(500);
    const readings = [{ metric: 'error_rate', value: 0.002 }];
    expect(await post(live, `${path}/readings`, { source: 'ci', readings })).toEqual({
      status: 202,
      answer: { kept: 1 },
    });
    const response = await fetch(`${live.url}${path}`, { headers: bearer });
    expect(await response.json()).toMatchObject({
      id: routeId,
      rollout: { status: 'live', wished_percent: 5, verified: true },
      next_gate: { clear: false, missing: ['hold_time'] },
      readings: [{ metric: 'error_rate', value: 0.002, source: 'ci' }],
    });
    await post(live, `${path}/readings`, { readings: [{ metric: 'error_rate', value: 0.5 }] });
    await live.until('paused', ({ rollout }) => rollout?.status === 'paused');
  });

  test.each([
    [{ readings: [] }, 422],
    [{ readings: [{ metric: 'x', value: 'NaN' }] }, 422],
    [{ readings: [{ metric: 'x', value: 1, at: '2999-01-01T00:00:00Z' }] }, 422],
    ['{"readings":[{"metric":"x","value":1e999}]}', 422],
    [{ readings: [{ metric: 'x', value: 1 }], more: 1 }, 422],
  ])('refuses readings that say nothing: %j', async (body, status) => {
    const live = await open();
    await live.approved();
    expect((await post(live, `${path}/readings`, body)).status).toBe(status);
    expect(await live.store.latestReadings(routeId)).toEqual([]);
  });

  test('records a trigger once for each key, or once a minute without, and another one as another', async () => {
    const live = await open();
    await live.approved();
    const send = (note: string, key?: string, as = 'ci') =>
      post(
        live,
        `${path}/triggers`,
        { kind: 'incident', source: 'ci', note },
        {
          authorization: `Bearer ${as}-${token}`,
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
      );
    const count = async () => (await live.route()).triggers.length;
    for (const key of ['key-1', 'key-1', 'key-2']) expect((await send('Wrong names.', key)).status).toBe(202);
    expect(await count()).toBe(2);
    // A key that comes back with something else, or from somebody else, is something else.
    await send('Slow.', 'key-1');
    expect(await count()).toBe(3);
    await send('Slow.', 'key-1', 'grafana');
    expect(await count()).toBe(4);
    for (const note of ['Slow.', 'Slow.', 'Costly.']) await send(note);
    expect(await count()).toBe(6);
    live.clock.advance(61_000);
    await send('Slow.');
    expect(await count()).toBe(7);
  });

  test('answers nobody without a token, and nothing for a route that is not there', async () => {
    const live = await open();
    expect((await fetch(`${live.url}${path}`)).status).toBe(401);
    expect((await post(live, `${path}/readings`, {}, {})).status).toBe(401);
    expect((await fetch(`${live.url}${path}`, { headers: bearer })).status).toBe(404);
    const readings = [{ metric: 'x', value: 1 }];
    expect((await post(live, `${path}/readings`, { readings })).status).toBe(404);
    expect((await post(live, `${path}/triggers`, { kind: 'incident' })).status).toBe(404);
  });

  test('records a trigger once, however often a program sends it', async () => {
    const live = await open();
    await live.approved();
    const trigger = { kind: 'provider_terms', note: 'New terms.' };
    for (let times = 0; times < 3; times += 1)
      expect((await post(live, `${path}/triggers`, trigger)).status).toBe(202);
    expect((await live.route()).triggers).toMatchObject([{ kind: 'provider_terms', source: 'api' }]);
  });
});

describe('Prometheus', () => {
  test('is asked, too, for what the policy’s own rules look at, and for nothing else', async () => {
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
      asked.push(new URLSearchParams(await textOf(request)).get('query') ?? '');
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [1, '1'] } }));
    });
    const metrics = ['error_rate', 'traffic', 'queue', 'unused'];
    const prometheus = {
      url: await listenLocally(server),
      everyMinutes: 5,
      queries: Object.fromEntries(metrics.map((metric) => [metric, metric])),
    };
    const { gateRules, readingRules } = policyWithRules({
      gate_rules: [
        { id: 'quiet', require: 'percent <= 100 || readings.queue.value < 5', sentence: 'it is quiet' },
      ],
      reading_rules: [
        {
          id: 'load',
          act: 'pause',
          reason: 'too much',
          when: 'has(readings.traffic) && readings.traffic.value > 9',
        },
      ],
    }).rollout;
    const policy = wholeWayPolicy({ prometheus });
    const rollout = { ...policy.rollout, gateRules, readingRules };
    const live = await LiveRoute.open({ policy: { ...policy, rollout } });
    opened.push(live);
    await live.start(await live.approved());
    await live.goTo(500);
    await readPrometheus({ app: live.app, log: silentLog, onWork: () => {} })(AbortSignal.timeout(5000));
    expect(asked).toEqual(['error_rate', 'traffic', 'queue']);
    await closeServer(server);
  });

  const vector = (...values: string[]) => ({
    status: 'success',
    data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1, value] })) },
  });

  test.each([
    [vector('0.25'), 0.25],
    [{ status: 'success', data: { resultType: 'scalar', result: [1, '3'] } }, 3],
    [vector(), null],
    [vector('NaN'), null],
    [vector('+Inf'), null],
    [vector(''), null],
    [vector('1', '2'), null],
    [{ status: 'error', error: 'bad query' }, null],
    ['nonsense', null],
  ])('an answer like %j is worth %j', (body, value) => {
    expect(valueIn(body)).toBe(value);
  });

  test('is asked for the guardrails of what is rolling out, and what it cannot say is missing', async () => {
    const asked: string[] = [];
    let value = '0.004';
    const server = createServer(async (request, response) => {
      asked.push(await textOf(request));
      response.end(JSON.stringify(vector(value)));
    });
    const prometheus = {
      url: await listenLocally(server),
      everyMinutes: 5,
      queries: { error_rate: 'errors{route="$route"}' },
    };
    const live = await LiveRoute.open({ policy: wholeWayPolicy({ prometheus }) });
    opened.push(live);
    const read = () =>
      readPrometheus({ app: live.app, log: silentLog, onWork: () => live.wake() })(AbortSignal.timeout(5000));
    await live.start(await live.approved());
    await live.inForce();
    await read();
    expect(asked).toEqual([]);
    await live.goTo(500);
    live.clock.advance(hour);
    await read();
    expect(new URLSearchParams(asked[0]).get('query')).toBe(`errors{route="${routeId}"}`);
    const latest = async () => (await live.store.latestReadings(routeId))[0];
    expect(await latest()).toMatchObject({ value: 0.004, source: 'prometheus' });
    value = '0.9';
    live.clock.advance(1000);
    await read();
    await live.until('paused', ({ rollout }) => rollout?.status === 'paused');
    await closeServer(server);
    live.clock.advance(1000);
    await read();
    expect(await latest()).toMatchObject({ value: null, source: 'prometheus' });
  });
});
