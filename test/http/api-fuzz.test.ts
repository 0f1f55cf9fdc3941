import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProposal } from '../../src/app/proposal-file.ts';
import { sameJson } from '../../src/domain/replay.ts';
import type { RequestEvent } from '../../src/domain/request/events.ts';
import { evolve } from '../../src/domain/request/evolve.ts';
import type { Request } from '../../src/domain/request/request.ts';
import { packetTypes } from '../../src/http/request-api.ts';
import type { DomainEvent } from '../../src/ports/store.ts';
import { type ApiUnderTest, openApi } from '../support/api.ts';
import { proposalInput } from '../support/arbitrary-proposal.ts';
import { modelChange, proposal } from '../support/proposals.ts';

const bodies = 2000;

/** Values that stand where something else is expected. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 0, -1, 1e308, [], {}, [[]], '\u0000', '__proto__', 'constructor'),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const keys = fc.constantFrom(
  'route',
  'change',
  'model',
  'tools',
  'evidence',
  'guardrails',
  'rollout',
  'logging',
  'packet',
  'toString',
  '__proto__',
  'constructor',
);

/** A packet that could be filed, one with something odd in it, and what is no packet at all. */
const value = fc.oneof(
  fc
    .record({ feature: fc.string({ minLength: 1, maxLength: 30 }) })
    .map((more) => ({ ...modelChange, ...more })),
  proposalInput,
  fc
    .tuple(proposalInput, keys, odd)
    .map(([input, key, other]) => Object.fromEntries([...Object.entries(input), [key, other]])),
  odd,
);

/** A text with some of it cut out, doubled or replaced. */
const broken = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(text.length),
      fc.nat(30),
      fc.constantFrom('', '\n', '{', '}', '"', ': ', '- ', '&a ', '*a', '!!js ', '\t', '\u0000', '\ud800'),
    )
    .map(([at, length, other]) => text.slice(0, at) + other + text.slice(at + length));

const text = value.chain((given) => {
  const json = JSON.stringify(given) ?? '';
  return fc.oneof({ weight: 3, arbitrary: fc.constant(json) }, broken(json));
});
const yamlOf = formatProposal(proposal(modelChange));
const yaml = fc.oneof(broken(yamlOf), fc.constant(yamlOf), text);

const call = fc.record({
  type: fc.constantFrom(...packetTypes, 'application/json; charset=utf-8', 'image/png', ''),
  body: fc.oneof(text, yaml),
  method: fc.constantFrom('POST', 'POST', 'PUT'),
  id: fc.constantFrom('R-1', 'R-2', 'R-0', '%00', '..%2f', 'R-1e3', 'x'.repeat(60)),
  query: fc.constantFrom(
    'as=U0REQUESTER',
    'as=U0REQUESTER&revision=1',
    'as=U0REQUESTER&revision=2&raise_to=restricted',
    'as=U0OTHER&revision=1',
    'as[]=U0REQUESTER',
    'as=U0REQUESTER&revision=1e99',
    'as=%F0%9F&revision=NaN',
    '__proto__=1',
    '',
  ),
  key: fc.constantFrom(undefined, undefined, 'one', 'two'),
});

/** Asked of events on a request's stream only. */
const isOfRequest = (event: DomainEvent): event is RequestEvent => event.type !== 'route_registered';

const allowed = [200, 201, 400, 403, 404, 409, 413, 415, 422];

async function send(
  api: ApiUnderTest,
  { type, body, method, id, query, key }: typeof call extends fc.Arbitrary<infer T> ? T : never,
) {
  const response = await api.call(`/api/v1/requests${method === 'PUT' ? `/${id}` : ''}?${query}`, {
    method,
    body,
    headers: { 'content-type': type, ...(key === undefined ? {} : { 'idempotency-key': key }) },
  });
  return { status: response.status, type: response.headers.get('content-type'), said: await response.text() };
}

test(`${bodies} odd bodies are answered with what is wrong, and leave nothing half done`, async () => {
  const api = await openApi();
  const statuses = new Map<number, number>();
  const locations = new Set<string>();
  const calls = fc.sample(call, { numRuns: bodies, seed: 20261005 });
  for (let from = 0; from < calls.length; from += 20)
    await Promise.all(
      calls.slice(from, from + 20).map(async (one) => {
        const { status, type, said } = await send(api, one);
        expect(allowed, said).toContain(status);
        if (status >= 400) {
          expect(type).toMatch(/^application\/problem\+json/);
          expect(JSON.parse(said)).toMatchObject({ status, detail: expect.stringMatching(/\S/) });
        }
        if (status === 201) locations.add(`request:${JSON.parse(said).id}`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }),
    );
  // Of the interesting ones there were some, so that this says something.
  for (const status of [200, 201, 409, 415, 422])
    expect(statuses.get(status) ?? 0, `${status}`).toBeGreaterThan(0);

  const events = await api.store.events(0, 100_000);
  const filed = events.filter(({ type }) => type === 'request_submitted');
  expect(new Set(filed.map(({ stream }) => stream))).toEqual(locations);
  for (const { stream } of filed) {
    const own = events.filter((event) => event.stream === stream);
    const replayed = own.reduce<Request | null>(
      (state, { data, at }) => (isOfRequest(data) ? evolve(state, data, at) : state),
      null,
    );
    const kept = await api.store.request(stream.slice('request:'.length));
    expect(kept?.version).toBe(own.length);
    expect(sameJson(kept?.state, replayed)).toBe(true);
  }
}, 60_000);
