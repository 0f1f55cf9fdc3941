import { afterEach, describe, expect, it } from 'vitest';
import { evolveRoute } from '../../src/domain/route/evolve.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { operationsRoutes, type ReadinessCheck } from '../../src/http/operations.ts';
import { createHttpServer, type HttpServer, type Routes } from '../../src/http/server.ts';
import { Fault } from '../../src/ports/fault.ts';
import { silentLog } from '../../src/ports/log.ts';
import { noPrecedence } from '../../src/ports/precedence.ts';
import type { Store } from '../../src/ports/store.ts';
import { packet, supportSummary } from '../support/proposals.ts';

const served = packet(supportSummary);
const servedRoute = evolveRoute(null, { type: 'route_registered', packet: served, digest: 'd', by: 'U1' }, 0);
if (!servedRoute) throw new Error('a registered route must have a state');

type Counted = Pick<Store, 'jobCounts' | 'head' | 'openRequests' | 'nextDueAt' | 'nextRouteDueAt'>;

const store: Counted = {
  jobCounts: async () => ({ waiting: 3, dead: 2, oldestWaitingAt: 1000 }),
  head: async () => ({ sequence: 41, hash: '' }),
  openRequests: async () => ({ items: [], next: null }),
  nextDueAt: async () => null,
  nextRouteDueAt: async () => 90_500,
};
const clock = { now: () => 61_000, until: async () => {} };

let server: HttpServer | null = null;
afterEach(async () => {
  await server?.close(0);
  server = null;
});

async function serve(options: {
  checks?: readonly ReadinessCheck[];
  routes?: readonly Routes[];
  store?: Counted;
  slack?: (body: string) => number;
}) {
  const metrics = createMetrics({ store: options.store ?? store, clock });
  const { slack } = options;
  server = await createHttpServer({
    log: silentLog,
    precedence: noPrecedence,
    routes: [operationsRoutes(options.checks ?? [], metrics), ...(options.routes ?? [])],
    untouched: slack
      ? {
          path: '/slack/events',
          listener: async (request, response) => {
            const parts: Buffer[] = [];
            for await (const part of request) parts.push(part);
            response.writeHead(slack(Buffer.concat(parts).toString())).end();
          },
        }
      : null,
  });
  const url = await server.listen('127.0.0.1', 0);
  return { metrics, get: (path: string) => fetch(`${url}${path}`), url };
}

describe('the HTTP server', () => {
  it('is alive without asking anybody', async () => {
    const { get } = await serve({ checks: [{ name: 'slack', trouble: () => 'away' }] });
    const answer = await get('/healthz');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok' });
  });

  it('is ready when every check passes', async () => {
    const { get } = await serve({
      checks: [
        { name: 'store', trouble: async () => null },
        { name: 'slack', trouble: () => null },
      ],
    });
    const answer = await get('/readyz');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ready' });
  });

  it('names what it is not ready for, why, and what to do', async () => {
    const { get } = await serve({
      checks: [
        {
          name: 'store',
          trouble: async () => {
            throw new Fault('needs_operator', 'The database file is read-only.', {
              remedy: 'Let this user write it.',
            });
          },
        },
        { name: 'slack', trouble: () => 'Slack cannot be reached.' },
        { name: 'policy', trouble: () => null },
      ],
    });
    const answer = await get('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      status: 'not ready',
      checks: [
        { name: 'store', ok: false, detail: 'The database file is read-only. Let this user write it.' },
        { name: 'slack', ok: false, detail: 'Slack cannot be reached.' },
        { name: 'policy', ok: true, detail: 'ok' },
      ],
    });
  });

  it('counts jobs, events, decisions, refusals, calls and acks', async () => {
    const { get, metrics } = await serve({});
    const bound = { revision: 1, packetDigest: '', evidenceDigest: '', rolloutDigest: '' };
    const { observer } = metrics;
    observer.committed({
      commandId: 'c',
      at: 1,
      actor: 'U1',
      outcome: { ok: false, subject: 'R-1', refusal: { reason: 'nothing_changes' } },
      jobs: [],
      streams: [
        {
          kind: 'route',
          dueAt: null,
          stream: 'route:r',
          expectedVersion: 0,
          state: servedRoute,
          events: [
            {
              type: 'request_rejected',
              role: 'finance',
              person: 'U1',
              category: 'cost',
              reason: '',
              bound,
            },
          ],
        },
      ],
    });
    observer.slackCalled('chat.update', 'rate_limited', 0.02);
    observer.acknowledged('block_actions', 0.004);
    observer.jobTried('card', 'dead');
    observer.operatorsNeeded(1);
    const text = await (await get('/metrics')).text();
    for (const line of [
      'routegate_jobs{state="waiting"} 3',
      'routegate_jobs{state="dead"} 2',
      'routegate_jobs_oldest_waiting_seconds 60',
      'routegate_events 41',
      'routegate_requests_total{status="rejected"} 1',
      'routegate_decisions_total{decision="rejected",role="finance"} 1',
      'routegate_refusals_total{reason="nothing_changes"} 1',
      'routegate_slack_call_seconds_count{method="chat.update",outcome="rate_limited"} 1',
      'routegate_ack_seconds_bucket{le="0.005",kind="block_actions"} 1',
      'routegate_job_tries_total{kind="card",outcome="dead"} 1',
      'routegate_operators_needed 1',
      'routegate_next_timer_timestamp_seconds{of="route"} 90.5',
    ])
      expect(text).toContain(line);
    expect(text).not.toContain('{of="request"}');
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('answers in problem documents, and keeps what went wrong to itself', async () => {
    const { get } = await serve({
      routes: [
        async (fastify) => {
          fastify.get('/defect', async () => {
            throw new Error('the password is hunter2');
          });
          fastify.get('/away', async () => {
            throw new Fault('unavailable', 'the disk is full');
          });
        },
      ],
    });
    const missing = await get('/nothing?here=1');
    expect(missing.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await missing.json()).toMatchObject({ status: 404, detail: 'There is nothing at GET /nothing.' });
    const defect = await get('/defect');
    expect(defect.status).toBe(500);
    expect(await defect.text()).not.toContain('hunter2');
    expect((await get('/away')).status).toBe(503);
  });

  it('refuses a body that is too large', async () => {
    const { url } = await serve({
      routes: [async (fastify) => void fastify.post('/echo', async (request) => request.body)],
    });
    const body = JSON.stringify('x'.repeat(6 * 1024 * 1024));
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/echo`, { method: 'POST', body, headers }).catch(() => null);
    // A server may hang up before the whole body was sent.
    if (answer) expect(answer.status).toBe(413);
    const small = await fetch(`${url}/echo`, { method: 'POST', body: '"hi"', headers });
    expect(await small.text()).toBe('hi');
  });

  it('hands what Slack sends to its own listener, byte for byte', async () => {
    const seen: string[] = [];
    const { url } = await serve({
      slack: (body) => {
        seen.push(body);
        return 202;
      },
    });
    const body = 'payload=%7B%22a%22%3A1%7D&odd=%zz';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`${url}/slack/events?x=1`, { method: 'POST', body, headers });
    expect(answer.status).toBe(202);
    expect(seen).toEqual([body]);
    expect((await fetch(`${url}/slack/events`)).status).toBe(404);
  });

  it('answers what it took before it closes', async () => {
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { get } = await serve({
      routes: [
        async (fastify) => {
          fastify.get('/slow', async () => {
            reached.resolve();
            await release.promise;
            return 'done';
          });
        },
      ],
    });
    const answer = get('/slow');
    await reached.promise;
    const closed = server?.close(10_000);
    release.resolve();
    expect(await (await answer).text()).toBe('done');
    await closed;
    server = null;
    await expect(get('/healthz')).rejects.toThrow();
  });
});
