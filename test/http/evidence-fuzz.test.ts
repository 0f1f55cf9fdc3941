import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameJson } from '../../src/domain/replay.ts';
import type { RequestEvent } from '../../src/domain/request/events.ts';
import { evolve } from '../../src/domain/request/evolve.ts';
import type { Request } from '../../src/domain/request/request.ts';
import { evidenceLanes } from '../../src/domain/words.ts';
import { resultTypes } from '../../src/http/evidence-api.ts';
import type { DomainEvent } from '../../src/ports/store.ts';
import { inspectRun, junitRun, openaiRun, promptfooRun } from '../signals/evidence/runs.ts';
import { openApi } from '../support/api.ts';
import { modelChange } from '../support/proposals.ts';

const bodies = 4000;
const requests = 8;

const few = { passed: 3, failed: 1, errored: 1 };
const files = [
  JSON.stringify(promptfooRun(few)),
  junitRun(few),
  JSON.stringify(inspectRun(few)),
  JSON.stringify(openaiRun(few)),
];

/** A text with some of it cut out, doubled or replaced. */
const broken = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(text.length),
      fc.oneof(fc.nat(30), fc.nat(text.length)),
      fc.constantFrom(
        '',
        '{',
        '}',
        '[',
        ']',
        '"',
        ',',
        ':',
        '<',
        '>',
        '&a;',
        '\\u0000',
        '\u0000',
        '-1',
        '1e999',
        'NaN',
        'null',
      ),
    )
    .map(([at, length, other]) => text.slice(0, at) + other + text.slice(at + length));
const file = fc.constantFrom(...files).chain((text) => fc.oneof(fc.constant(text), broken(text)));

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 0, -1, 1e308, [], {}, [[]], '__proto__', '\u0000'),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const lane = fc.constantFrom<unknown>(...evidenceLanes, 'speed', '', null, '__proto__');
const said = fc.record(
  {
    lane,
    lanes: fc.oneof(fc.constant(['latency', 'reliability', 'rollback']), fc.tuple(lane), odd),
    title: fc.oneof(fc.string({ maxLength: 200 }), odd),
    url: fc.constantFrom<unknown>('https://evals.example.com/1', 'javascript:alert(1)', 'http://', 7),
    verdict: fc.constantFrom<unknown>('passed', 'failed', 'not_judged', 'maybe'),
    measured: fc.oneof(fc.string({ maxLength: 90 }), odd),
    format: fc.constantFrom<unknown>('promptfoo', 'junit', 'csv'),
    results: fc.oneof(
      fc.constantFrom<unknown>(
        ...files,
        ...files.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text)),
      ),
      odd,
    ),
  },
  { requiredKeys: ['lane'] },
);
const claim = fc.record({
  lane: fc.constantFrom(...evidenceLanes),
  title: fc.string({ minLength: 1, maxLength: 60 }),
  verdict: fc.constantFrom('passed', 'failed'),
});
const body = fc.oneof(
  file,
  fc.oneof(said, claim, odd).map((value) => JSON.stringify(value) ?? ''),
  claim.map((value) => JSON.stringify(value)).chain(broken),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

const oddCall = fc.record({
  body,
  request: fc.integer({ min: 1, max: requests + 1 }).map((number) => `R-${number}`),
  type: fc.constantFrom(...resultTypes, 'application/json; charset=utf-8', 'text/csv', ''),
  query: fc.constantFrom(
    '',
    '?lane=latency',
    '?lane=latency&lane=reliability&lane=rollback',
    '?lane=data_leakage&format=promptfoo',
    `?lane=rollback&packet=${'a'.repeat(64)}`,
    '?lane[]=latency',
    '?lane=latency&lane=latency',
    '?lane=',
    '?packet=x',
    '?__proto__=1',
    '?lane=%00',
  ),
  key: fc.constantFrom(undefined, undefined, undefined, 'one', 'two', 'x'.repeat(300)),
  taken: fc.constantFrom(null, null, null, 'E-1', 'E-2', 'listed-1', '..', '%00'),
});

/** What a program sends that means it well, with a file that may be broken all the same. */
const call = fc.oneof(
  { weight: 3, arbitrary: oddCall },
  oddCall.chain((one) =>
    fc.oneof(file, fc.constantFrom(...files)).map((sent) => ({
      ...one,
      body: sent,
      type: 'application/octet-stream',
      query: one.query.startsWith('?lane=latency&lane=r') ? one.query : '?lane=latency',
      taken: null,
    })),
  ),
);

const isOfRequest = (event: DomainEvent): event is RequestEvent => event.type !== 'route_registered';
const allowed = [200, 201, 400, 403, 404, 409, 413, 415, 422];

test(`${bodies} odd pieces of evidence are answered with what is wrong, and leave nothing half attached`, async () => {
  const api = await openApi();
  const headers = { 'content-type': 'application/json' };
  for (let number = 1; number <= requests; number += 1)
    await api.call('/api/v1/requests?as=U0REQUESTER', {
      method: 'POST',
      body: JSON.stringify(modelChange),
      headers,
    });
  const statuses = new Map<number, number>();
  let attached = 0;

  const send = async ({ body: sent, request, type, query, key, taken }: (typeof calls)[number]) => {
    const path = `/api/v1/requests/${request}/evidence`;
    const response = taken
      ? await api.call(`${path}/${taken}?reason=Wrong`, { method: 'DELETE' })
      : await api.call(`${path}${query}`, {
          method: 'POST',
          body: sent,
          headers: { 'content-type': type, ...(key === undefined ? {} : { 'idempotency-key': key }) },
        });
    const text = await response.text();
    expect(allowed, text).toContain(response.status);
    if (response.status >= 400) {
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(JSON.parse(text)).toMatchObject({
        status: response.status,
        detail: expect.stringMatching(/\S/),
      });
    }
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    if (response.status === 201) attached += 1;
  };
  const calls = fc.sample(call, { numRuns: bodies, seed: 20261121 });
  for (let from = 0; from < calls.length; from += 20)
    await Promise.all(calls.slice(from, from + 20).map(send));
  // Of the interesting ones there were some, so that this says something.
  for (const status of [200, 201, 404, 409, 415, 422])
    expect(statuses.get(status) ?? 0, `${status}`).toBeGreaterThan(0);
  expect(api.logged.filter(({ level }) => level === 'error')).toEqual([]);

  const events = await api.store.events(0, 100_000);
  const given = events.filter(({ type }) => type === 'evidence_attached');
  // What three lanes were named for is there in all three, or in none.
  const perCall = new Map<string, number>();
  for (const { commandId } of given) {
    const id = commandId.slice(0, commandId.lastIndexOf(':'));
    perCall.set(id, (perCall.get(id) ?? 0) + 1);
  }
  expect(attached).toBeGreaterThan(50);
  expect([...new Set(perCall.values())].sort()).toEqual([1, 3]);
  for (let number = 1; number <= requests; number += 1) {
    const own = events.filter(({ stream }) => stream === `request:R-${number}`);
    const replayed = own.reduce<Request | null>(
      (state, { data, at }) => (isOfRequest(data) ? evolve(state, data, at) : state),
      null,
    );
    const kept = await api.store.request(`R-${number}`);
    expect(sameJson(kept?.state, replayed)).toBe(true);
  }
}, 60_000);
