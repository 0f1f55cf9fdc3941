import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { requestViewSchema } from '../../src/app/request-view.ts';
import { digestOf } from '../../src/domain/packet/digest.ts';
import type { ProposalInput } from '../../src/domain/packet/schema.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { mostAttached } from '../../src/domain/request/evidence.ts';
import { junitRun, promptfooRun } from '../signals/evidence/runs.ts';
import { type ApiOptions, type ApiUnderTest, openApi } from '../support/api.ts';
import { member } from '../support/given-when-then.ts';
import { testPolicy } from '../support/policy.ts';
import { packet, supportSummary } from '../support/proposals.ts';

/** A high change that needs evidence in several lanes, and lists none. */
const proposed: ProposalInput = {
  ...supportSummary,
  prompt: { source: 'prompts/summary.md', commit: 'b2c3d4e' },
  change: { kind: 'change', what: ['prompt'], why: 'Shorter summaries.' },
};

async function filed(options: ApiOptions = {}): Promise<ApiUnderTest> {
  const api = await openApi(options);
  const response = await api.call('/api/v1/requests?as=U0REQUESTER', {
    method: 'POST',
    body: JSON.stringify(proposed),
    headers: { 'content-type': 'application/json' },
  });
  expect(response.status).toBe(201);
  return api;
}

type Body = string | Uint8Array | ReadableStream<Uint8Array>;

interface Sent {
  readonly type?: string;
  readonly key?: string;
  readonly token?: string;
  readonly request?: string;
}

const attach = (
  api: ApiUnderTest,
  query: string,
  body: Body,
  { type = 'application/json', key, token, request = 'R-1' }: Sent = {},
) =>
  api.call(`/api/v1/requests/${request}/evidence${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    ...(token === undefined ? {} : { token }),
    duplex: 'half',
  } as RequestInit);

const say = (api: ApiUnderTest, body: unknown, sent: Sent = {}) =>
  attach(api, '', JSON.stringify(body), sent);
const view = async (response: Response) => requestViewSchema.parse(await response.json());
const problemSchema = z.looseObject({
  status: z.int(),
  detail: z.string(),
  reason: z.string().optional(),
  errors: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});
const problem = async (response: Response) => {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return problemSchema.parse(await response.json());
};
const read = async (api: ApiUnderTest) => view(await api.call('/api/v1/requests/R-1'));
const attachedTo = async (api: ApiUnderTest) => (await api.store.request('R-1'))?.state.attached ?? [];

/** Runs that were made an hour before now, whatever now is. */
const ranAt = (api: ApiUnderTest) => new Date(api.app.clock.now() - 3_600_000).toISOString();
const good = (api: ApiUnderTest) =>
  JSON.stringify(promptfooRun({ passed: 39, failed: 1, errored: 0 }, { timestamp: ranAt(api) }));
const bad = (api: ApiUnderTest) =>
  JSON.stringify(promptfooRun({ passed: 30, failed: 10, errored: 0 }, { timestamp: ranAt(api) }));
const lane = (of: z.output<typeof requestViewSchema>, name: string) =>
  of.lanes.find((standing) => standing.lane === name);

describe('a file of results', () => {
  test('makes its lane pass, and is shown with its counts, its digest and where it came from', async () => {
    const api = await filed();
    expect(lane(await read(api), 'functional_correctness')).toMatchObject({
      finding: 'missing',
      blocks: true,
      needed_before: 'shadow',
      required_because: ['every change above low'],
      sentence: 'Functional correctness: there is no evidence yet. Attach results of this packet.',
    });
    const response = await attach(api, '?lane=functional_correctness', good(api));
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe('/api/v1/requests/R-1/evidence/E-1');
    const after = await view(response);
    expect(after.evidence).toMatchObject([
      {
        id: 'E-1',
        lane: 'functional_correctness',
        kind: 'results',
        by: 'api:ci',
        packet: digestOf(packet(proposed)),
        standing: 'counts',
        finding: 'passed',
        sentence: '97.5 % passed, 95 % needed (39 of 40 passed, 1 failed)',
        format: 'promptfoo',
        suite: 'golden set',
        counts: { total: 40, passed: 39, failed: 1, errored: 0, skipped: 0 },
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(lane(after, 'functional_correctness')).toMatchObject({ finding: 'passed', blocks: false });
    expect(after.stops).toEqual([]);
    expect(after.evidence_clear).toBe(false);
  });

  test('that fails stops the request with the sentence of its lane', async () => {
    const api = await filed();
    const after = await view(await attach(api, '?lane=functional_correctness', bad(api)));
    const sentence =
      'Too few answers are right. Mend the failing cases, run the eval pack again, and attach the new results.';
    expect(after.stops).toEqual([{ lane: 'functional_correctness', sentence }]);
    expect(lane(after, 'functional_correctness')?.sentence).toBe(
      `Functional correctness: 75 % passed, 95 % needed (30 of 40 passed, 10 failed). ${sentence}`,
    );
    const approval = { conditions: [], comment: '', typedRoute: null, revision: 1 } as const;
    const outcome = await api.app.handle(
      'approve',
      { type: 'approve', request: 'R-1', role: 'product_owner', ...approval },
      member('U-product', 'product_owner'),
    );
    expect(outcome).toMatchObject({ ok: false, refusal: { reason: 'stopped', stops: after.stops } });
  });

  test('may be XML, and counts in every lane that is named', async () => {
    const api = await filed();
    const response = await attach(
      api,
      '?lane=prompt_injection&lane=data_leakage',
      junitRun({ passed: 20, failed: 0, errored: 0 }).replaceAll('2026-11-01T10:00:00', ranAt(api)),
      { type: 'application/xml' },
    );
    const after = await view(response);
    expect(after.evidence.map(({ id, lane: of, format }) => [id, of, format])).toEqual([
      ['E-1', 'prompt_injection', 'junit'],
      ['E-2', 'data_leakage', 'junit'],
    ]);
    for (const name of ['prompt_injection', 'data_leakage'])
      expect(lane(after, name)).toMatchObject({ finding: 'passed' });
  });

  test('may come as bytes of no said type, and in many pieces', async () => {
    const api = await filed();
    const bytes = Buffer.from(good(api));
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let from = 0; from < bytes.length; from += 700)
          controller.enqueue(bytes.subarray(from, from + 700));
        controller.close();
      },
    });
    const response = await attach(api, '?lane=functional_correctness', stream, {
      type: 'application/octet-stream',
    });
    expect(response.status).toBe(201);
    expect((await view(response)).evidence[0]?.bytes).toBe(bytes.length);
  });

  test('counts for the packet that is named, not for another', async () => {
    const api = await filed();
    const other = 'f'.repeat(64);
    const after = await view(await attach(api, `?lane=functional_correctness&packet=${other}`, good(api)));
    expect(after.evidence[0]).toMatchObject({ packet: other, standing: 'other_packet' });
    expect(lane(after, 'functional_correctness')).toMatchObject({
      finding: 'stale',
      sentence: expect.stringContaining('the evidence is of another packet'),
    });
  });

  test('is attached once for a key, and the key stands for nothing else', async () => {
    const api = await filed();
    const send = (body: string, query = '?lane=functional_correctness') =>
      attach(api, query, body, { key: 'build-7' });
    expect((await send(good(api))).status).toBe(201);
    const again = await send(good(api));
    expect([again.status, (await view(again)).evidence.length]).toEqual([200, 1]);
    const other = await send(bad(api));
    expect(await problem(other)).toMatchObject({ status: 422, reason: 'idempotency_key_reused' });
    const elsewhere = await send(good(api), `?lane=functional_correctness&packet=${'f'.repeat(64)}`);
    expect(elsewhere.status).toBe(422);
    expect((await send(good(api), '?lane=latency')).status).toBe(422);
    expect(await attachedTo(api)).toHaveLength(1);
    const anybody = await attach(api, '?lane=functional_correctness', good(api), {
      key: 'build-7',
      token: 'other-token-of-some-length',
    });
    expect((await view(anybody)).evidence.map(({ by }) => by)).toEqual(['api:ci', 'api:other']);
  });

  test('bound to a revision goes stale when the prompt is edited, and not when the budget is', async () => {
    const api = await filed();
    await attach(api, '?lane=functional_correctness', good(api));
    const edit = async (input: ProposalInput, revision: number) =>
      view(
        await api.call(`/api/v1/requests/R-1?as=U0REQUESTER&revision=${revision}`, {
          method: 'PUT',
          body: JSON.stringify(input),
          headers: { 'content-type': 'application/json' },
        }),
      );
    const cheaper = { ...proposed, cost: { ...proposed.cost, monthly_budget_usd: 300 } };
    expect(lane(await edit(cheaper, 1), 'functional_correctness')).toMatchObject({ finding: 'passed' });
    const reworded = { ...cheaper, prompt: { source: 'prompts/summary.md', commit: 'ffffff1' } };
    expect(lane(await edit(reworded, 2), 'functional_correctness')).toMatchObject({ finding: 'stale' });
  });

  test('counts for as long as the policy says, in the lanes that it asks for', async () => {
    const policy: Policy = {
      ...testPolicy(),
      evidence: {
        freshness: { functional_correctness: 1 / 48 },
        alsoRequired: { medium: ['security_scan'], restricted: ['shadow_run'] },
      },
    };
    const api = await filed({ policy });
    const after = await view(await attach(api, '?lane=functional_correctness', good(api)));
    // It ran an hour ago, and counts for half an hour.
    expect(after.evidence[0]).toMatchObject({ standing: 'old' });
    expect(lane(after, 'functional_correctness')).toMatchObject({
      finding: 'stale',
      sentence: expect.stringContaining('the evidence is too old. Run it again'),
    });
    expect(lane(after, 'security_scan')).toMatchObject({
      finding: 'missing',
      blocks: true,
      required_because: ['policy'],
    });
    expect(lane(after, 'shadow_run')).toBeUndefined();
  });

  const wrong: readonly (readonly [string, string, Body, Sent, object])[] = [
    ['broken JSON', '?lane=latency', '{"results": {"results": [', {}, { status: 422 }],
    ['nothing', '?lane=latency', '', {}, { status: 422, detail: expect.stringContaining('empty') }],
    [
      'what is no result',
      '?lane=latency',
      '{"a": 1}',
      {},
      { status: 422, detail: expect.stringContaining('no test results in a known format') },
    ],
    [
      'entities in XML',
      '?lane=latency',
      '<!DOCTYPE a [<!ENTITY b "c">]><testsuite>&b;</testsuite>',
      { type: 'text/xml' },
      { status: 422 },
    ],
    [
      'a packed file',
      '?lane=latency',
      Buffer.from([0x1f, 0x8b, 8, 0, 0]),
      { type: 'application/octet-stream' },
      { status: 422, detail: expect.stringContaining('packed file') },
    ],
    [
      'a lane that is none',
      '?lane=speed',
      '{}',
      {},
      { errors: [expect.objectContaining({ path: 'lane[0]', message: expect.stringContaining('latency') })] },
    ],
    [
      'a lane twice',
      '?lane=latency&lane=latency',
      '{}',
      {},
      { errors: [expect.objectContaining({ path: 'lane' })] },
    ],
    [
      'a digest that is none',
      '?lane=latency&packet=abc',
      '{}',
      {},
      { errors: [expect.objectContaining({ path: 'packet' })] },
    ],
    [
      'a parameter that is none',
      '?lane=latency&lanes=x',
      '{}',
      {},
      { errors: [expect.objectContaining({ path: 'lanes' })] },
    ],
    [
      'another format than it says',
      '?lane=latency&format=junit',
      readFileSync(new URL('../signals/evidence/files/promptfoo.json', import.meta.url)),
      {},
      {
        errors: [{ path: 'format', message: 'The file is of promptfoo, and format says junit.' }],
      },
    ],
    ['a type that is none of results', '?lane=latency', 'a,b', { type: 'text/csv' }, { status: 415 }],
    [
      'a request that there is not',
      '?lane=latency',
      '{}',
      { request: 'R-9' },
      { status: 404, reason: 'request_unknown' },
    ],
    [
      'a token that may only read',
      '?lane=latency',
      '{}',
      { token: 'reader-token-of-some-length' },
      { status: 403, detail: expect.stringContaining('evidence:write') },
    ],
  ];
  test.each(wrong)(
    'is refused in words where it is %s, and nothing is attached',
    async (_name, query, body, sent, said) => {
      const api = await filed();
      expect(await problem(await attach(api, query, body, sent))).toMatchObject(said);
      expect(await attachedTo(api)).toEqual([]);
    },
  );

  test('that is too large by what it says is not read at all', async () => {
    const api = await filed();
    const { hostname, port } = new URL(api.url);
    const answered = Promise.withResolvers<number>();
    const sent = request(
      {
        hostname,
        port,
        method: 'POST',
        path: '/api/v1/requests/R-1/evidence?lane=latency',
        headers: {
          authorization: 'Bearer ci-token-of-some-length',
          'content-type': 'application/json',
          'content-length': '500000001',
        },
      },
      (response) => answered.resolve(response.statusCode ?? 0),
    );
    sent.on('error', () => {});
    sent.write('{');
    expect(await answered.promise).toBe(413);
    sent.destroy();
  });

  test('whose sender goes away leaves nothing behind, and no defect in the log', async () => {
    const api = await filed();
    const { hostname, port } = new URL(api.url);
    const closed = Promise.withResolvers<void>();
    const sent = request({
      hostname,
      port,
      method: 'POST',
      path: '/api/v1/requests/R-1/evidence?lane=functional_correctness',
      headers: {
        authorization: 'Bearer ci-token-of-some-length',
        'content-type': 'application/json',
        'content-length': '100000',
      },
    });
    sent.on('error', () => {});
    sent.on('close', () => closed.resolve());
    sent.write(good(api).slice(0, 2000), () => sent.destroy());
    await closed.promise;
    expect((await attach(api, '?lane=functional_correctness', good(api))).status).toBe(201);
    expect(await attachedTo(api)).toHaveLength(1);
    expect(api.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a body that says itself what it shows', () => {
  test('may be a claim, with a link and a number', async () => {
    const api = await filed();
    const claim = {
      lane: 'functional_correctness',
      title: 'Golden set of 400 threads',
      url: 'https://evals.example.com/runs/7',
      verdict: 'passed',
      measured: '0.97',
      threshold: 'at least 0.95',
    };
    const response = await say(api, claim);
    expect(response.status).toBe(201);
    const after = await view(response);
    expect(after.evidence).toMatchObject(
      [
        {
          ...claim,
          verdict: undefined,
          kind: 'claim',
          by: 'api:ci',
          standing: 'counts',
          finding: 'passed',
          counts: null,
        },
      ].map(({ verdict: _none, ...rest }) => rest),
    );
    expect(lane(after, 'functional_correctness')?.sentence).toBe(
      'Functional correctness: 97 % passed, 95 % needed.',
    );
  });

  test('says what is weak about a claim', async () => {
    const api = await filed();
    const after = await view(
      await say(api, { lane: 'functional_correctness', title: 'It worked in testing', verdict: 'passed' }),
    );
    expect(after.evidence[0]?.hints).toEqual([
      expect.stringMatching(/^says nothing that can be checked; give the dataset/),
    ]);
  });

  test('may hold the results of a tool, as JSON or as XML in a text', async () => {
    const api = await filed();
    const json = await say(api, {
      lane: 'functional_correctness',
      format: 'promptfoo',
      results: JSON.parse(good(api)),
    });
    expect((await view(json)).evidence[0]).toMatchObject({ format: 'promptfoo', finding: 'passed' });
    const xml = await say(api, {
      lanes: ['prompt_injection', 'data_leakage'],
      results: junitRun({ passed: 20, failed: 0, errored: 0 }),
    });
    expect((await view(xml)).evidence.map(({ format }) => format)).toEqual(['promptfoo', 'junit', 'junit']);
  });

  test.each<[string, unknown, object]>([
    ['a lane that is none', { lane: 'speed', title: 'x' }, { path: 'lane' }],
    ['no lane', { title: 'x' }, { path: 'lane' }],
    [
      'a claim without a title and a link',
      { lane: 'latency', verdict: 'passed' },
      { path: '', message: expect.stringContaining('title') },
    ],
    ['a link that is none', { lane: 'latency', url: 'javascript:alert(1)' }, { path: 'url' }],
    ['a key that there is not', { lane: 'latency', titel: 'x' }, { path: 'titel' }],
    ['results for no lane', { results: {} }, { message: expect.stringContaining('lanes') }],
    ['results for a lane and for lanes', { lane: 'latency', lanes: ['latency'], results: {} }, { path: '' }],
    ['results that are none', { lane: 'latency', results: { a: 1 } }, { path: 'results' }],
    ['results that are missing', { lane: 'latency', results: null }, { path: 'results' }],
    ['a list', [], { path: '' }],
    ['nothing', null, { path: '' }],
  ])('is refused where it has %s', async (_name, body, error) => {
    const api = await filed();
    const said = await problem(await say(api, body));
    expect(said.status).toBe(422);
    expect(said.errors).toEqual(expect.arrayContaining([expect.objectContaining(error)]));
    expect(await attachedTo(api)).toEqual([]);
  });

  test('is refused where it is nested beyond reason, or too long', async () => {
    const api = await filed();
    const deep = `{"lane":"latency","results":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect((await problem(await attach(api, '', deep))).status).toBe(422);
    const long = `{"lane":"latency","title":"${'x'.repeat(6 * 1024 * 1024)}"}`;
    expect(await problem(await attach(api, '', long))).toMatchObject({
      status: 413,
      detail: expect.stringContaining('?lane='),
    });
    expect(await attachedTo(api)).toEqual([]);
  });
});

describe('evidence that is there', () => {
  const withdraw = (api: ApiUnderTest, piece: string, reason: string, token?: string) =>
    api.call(`/api/v1/requests/R-1/evidence/${piece}?reason=${encodeURIComponent(reason)}`, {
      method: 'DELETE',
      ...(token === undefined ? {} : { token }),
    });

  test('is taken back by the token that attached it, and stays to be seen', async () => {
    const api = await filed();
    await attach(api, '?lane=functional_correctness', good(api));
    const after = await view(await withdraw(api, 'E-1', 'Ran on the wrong model.'));
    expect(after.evidence).toMatchObject([{ id: 'E-1', standing: 'withdrawn' }]);
    expect(lane(after, 'functional_correctness')).toMatchObject({ finding: 'missing' });
    const events = (await api.store.eventsOf('request:R-1', { limit: 10 })).items;
    expect(events.at(-1)).toMatchObject({
      actor: 'api:ci',
      data: { type: 'evidence_withdrawn', reason: 'Ran on the wrong model.' },
    });
  });

  test.each<[string, string, string, string | undefined, object]>([
    [
      'by another token',
      'E-1',
      'No.',
      'other-token-of-some-length',
      { status: 403, reason: 'evidence_of_another' },
    ],
    [
      'without a reason',
      'E-1',
      ' ',
      undefined,
      { status: 422, errors: [expect.objectContaining({ path: 'reason' })] },
    ],
    ['that there is not', 'E-7', 'No.', undefined, { status: 404, reason: 'evidence_unknown' }],
    ['that the packet lists', 'listed-1', 'No.', undefined, { status: 404 }],
  ])('is not taken back %s', async (_name, piece, reason, token, said) => {
    const api = await filed();
    await attach(api, '?lane=functional_correctness', good(api));
    expect(await problem(await withdraw(api, piece, reason, token))).toMatchObject(said);
    expect(await attachedTo(api)).toMatchObject([{ withdrawn: false }]);
  });

  test('is taken back once', async () => {
    const api = await filed();
    await attach(api, '?lane=functional_correctness', good(api));
    expect((await withdraw(api, 'E-1', 'Wrong.')).status).toBe(200);
    expect(await problem(await withdraw(api, 'E-1', 'Wrong.'))).toMatchObject({ status: 409 });
  });

  test('is not attached in some lanes only, where there is no room for all', async () => {
    const api = await filed();
    for (let index = 1; index < mostAttached; index += 1)
      await api.app.handle(
        `fill-${index}`,
        {
          type: 'attach_evidence',
          request: 'R-1',
          lane: 'latency',
          proof: { kind: 'claim', claim: { title: `Sample ${index}`, verdict: 'not_judged' } },
          packet: null,
        },
        { person: 'api:ci', roles: [], standing: 'member' },
      );
    const two = await problem(await attach(api, '?lane=latency&lane=reliability', good(api)));
    expect(two).toMatchObject({ status: 409, reason: 'evidence_full' });
    expect(await attachedTo(api)).toHaveLength(mostAttached - 1);
    expect((await attach(api, '?lane=latency', good(api))).status).toBe(201);
    expect((await problem(await attach(api, '?lane=latency', good(api)))).status).toBe(409);
  });

  test('is not attached to what is closed', async () => {
    const api = await filed();
    await api.app.handle(
      'withdraw',
      { type: 'withdraw', request: 'R-1', reason: 'Not now.' },
      member('U0REQUESTER'),
    );
    expect(await problem(await attach(api, '?lane=latency', good(api)))).toMatchObject({
      status: 409,
      reason: 'closed',
    });
  });
});
