import { request } from 'node:http';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiScopes } from '../../src/domain/api-scopes.ts';
import { accessFor } from '../../src/http/ofrep-access.ts';
import { startFlagServer } from '../support/flag-server.ts';
import { baseline, candidate, people, wish } from '../support/route-control-contract.ts';

type FlagServer = Awaited<ReturnType<typeof startFlagServer>>;

const token = 'a-token-of-some-length';
const withToken = { authorization: `Bearer ${token}` };

async function post(
  server: FlagServer,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = withToken,
) {
  const response = await fetch(`${server.url}/ofrep/v1/evaluate/flags${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : JSON.parse(text),
  };
}

describe('asking which route to use, by OFREP', () => {
  let server: FlagServer;
  beforeAll(async () => {
    server = await startFlagServer({ tokens: [{ name: 'app', token }] });
    await server.set('at-rest', wish(0, { candidate: null }));
    await server.set('split', wish(2500));
    await server.set('for-europe', {
      ...wish(10_000),
      audience: [
        { attribute: 'region', operator: 'in', values: ['eu'] },
        { attribute: 'plan', operator: 'not_in', values: ['regulated', '7', 'true'] },
      ],
    });
    await server.set('by-team', wish(5000, { bucketBy: 'team' }));
  });
  afterAll(() => server.close());

  test('answers with the value, the variant and why', async () => {
    const atRest = await post(server, '/at-rest', { context: {} });
    expect(atRest.status).toBe(200);
    expect(atRest.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(atRest.body).toEqual({
      key: 'at-rest',
      value: { ...baseline.value, digest: baseline.digest },
      variant: 'baseline',
      reason: 'STATIC',
      metadata: { digest: baseline.digest },
    });
    const inEurope = await post(server, '/for-europe', { context: { region: 'eu', plan: 'open' } });
    expect(inEurope.body).toMatchObject({
      value: { ...candidate.value, digest: candidate.digest },
      variant: 'candidate',
      reason: 'TARGETING_MATCH',
    });
  });

  test.each([
    ['elsewhere', { region: 'us', plan: 'open' }],
    ['excluded', { region: 'eu', plan: 'regulated' }],
    ['excluded by a number', { region: 'eu', plan: 7 }],
    ['excluded by a boolean', { region: 'eu', plan: true }],
    ['of no known plan', { region: 'eu' }],
    ['of an empty plan', { region: 'eu', plan: '' }],
    ['of a plan that is null', { region: 'eu', plan: null }],
  ])('gives the baseline to somebody %s', async (_who, context) => {
    expect((await post(server, '/for-europe', { context })).body).toMatchObject({ variant: 'baseline' });
  });

  test.each([
    ['no such route', '/nothing', { context: {} }, 404, 'FLAG_NOT_FOUND'],
    ['no JSON', '/split', '{"context":', 400, 'PARSE_ERROR'],
    ['no body', '/split', '', 400, 'PARSE_ERROR'],
    ['a body that is a list', '/split', [], 400, 'PARSE_ERROR'],
    ['a context that is a text', '/split', { context: 'me' }, 400, 'INVALID_CONTEXT'],
    ['a context that is null', '/split', { context: null }, 400, 'INVALID_CONTEXT'],
    ['a targeting key that is a number', '/split', { context: { targetingKey: 1 } }, 400, 'INVALID_CONTEXT'],
    ['no targeting key', '/split', { context: {} }, 400, 'TARGETING_KEY_MISSING'],
    ['no context', '/split', {}, 400, 'TARGETING_KEY_MISSING'],
    ['an empty targeting key', '/split', { context: { targetingKey: '' } }, 400, 'TARGETING_KEY_MISSING'],
    ['no bucket', '/by-team', { context: { targetingKey: 'me' } }, 400, 'INVALID_CONTEXT'],
    [
      'a list where an exclusion looks',
      '/for-europe',
      { context: { region: 'eu', plan: ['regulated'] } },
      400,
      'INVALID_CONTEXT',
    ],
  ])('says what is wrong: %s', async (_what, path, body, status, errorCode) => {
    const answer = await post(server, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ key: path.slice(1), errorCode, errorDetails: expect.stringMatching(/\w/) });
  });

  test('wants JSON to be called JSON', async () => {
    const answer = await post(
      server,
      '/split',
      { context: {} },
      { ...withToken, 'content-type': 'text/plain' },
    );
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'PARSE_ERROR' } });
  });

  test('says every letter as it was written', async () => {
    const value = { greeting: 'Grüß Gott 👋 – “so”' };
    await server.set('wörter', wish(0, { baseline: { ...baseline, value } }));
    const { body } = await post(server, `/${encodeURIComponent('wörter')}`, { context: {} });
    expect(body).toMatchObject({ key: 'wörter', value });
    await server.remove('wörter');
  });

  test('reads no more than it must', async () => {
    const large = { context: { targetingKey: 'me', padding: 'x'.repeat(70_000) } };
    expect(await post(server, '/split', large)).toMatchObject({
      status: 413,
      body: { errorCode: 'GENERAL' },
    });
    const unannounced = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(
        `${server.url}/ofrep/v1/evaluate/flags/split`,
        { method: 'POST', headers: { ...withToken, 'content-type': 'application/json' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
          sending.destroy();
        },
      );
      sending.on('error', reject);
      sending.write(`{"context":{"padding":"${'x'.repeat(70_000)}`);
    });
    expect(unannounced).toBe(413);
  });

  test('takes names apart from paths', async () => {
    expect((await post(server, '/at%2Drest', { context: {} })).status).toBe(200);
    expect((await post(server, '/..%2Fsecrets', { context: {} })).body).toMatchObject({
      errorCode: 'FLAG_NOT_FOUND',
    });
    expect((await post(server, '/constructor', { context: {} })).body).toMatchObject({
      errorCode: 'FLAG_NOT_FOUND',
    });
    const pollution = '{"context":{"__proto__":{"targetingKey":"me"}}}';
    expect((await post(server, '/split', pollution)).body).toMatchObject({
      errorCode: 'TARGETING_KEY_MISSING',
    });
  });

  test('answers for all routes at once, with what is wrong beside what is served', async () => {
    const { status, body } = await post(server, '', { context: { targetingKey: 'me', team: 'red' } });
    expect(status).toBe(200);
    expect(body.flags.map(({ key }: { key: string }) => key)).toEqual([
      'at-rest',
      'by-team',
      'for-europe',
      'split',
    ]);
    expect(body.flags[0]).toEqual((await post(server, '/at-rest', { context: {} })).body);
    const anonymous = await post(server, '', { context: { team: 'red' } });
    expect(anonymous.body.flags[3]).toMatchObject({ key: 'split', errorCode: 'TARGETING_KEY_MISSING' });
  });

  test('says that nothing changed, until something does', async () => {
    const me = { context: { targetingKey: 'me' } };
    const first = await post(server, '', me);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    const unchanged = await post(server, '', me, { ...withToken, 'if-none-match': etag });
    expect(unchanged).toMatchObject({ status: 304, body: null });
    const other = { context: { targetingKey: 'you' } };
    expect((await post(server, '', other, { ...withToken, 'if-none-match': etag })).status).toBe(200);
    await server.set('split', wish(2600));
    expect((await post(server, '', me, { ...withToken, 'if-none-match': `W/"x", ${etag}` })).status).toBe(
      200,
    );
    await server.set('split', wish(2500));
    expect((await post(server, '', me, { ...withToken, 'if-none-match': `W/"x", ${etag}` })).status).toBe(
      304,
    );
  });

  test('lets only whoever has a token ask', async () => {
    const me = { context: { targetingKey: 'me' } };
    const allowed = [withToken, { authorization: `bearer ${token}` }, { 'x-api-key': token }];
    for (const headers of allowed) expect((await post(server, '/split', me, headers)).status).toBe(200);
    const refused = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: token },
      { 'x-api-key': `${token}x` },
    ];
    for (const path of ['/split', '', '/nothing'])
      for (const headers of refused) {
        const answer = await post(server, path, me, headers);
        expect(answer).toMatchObject({ status: 401, body: { errorCode: 'GENERAL' } });
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
  });

  test('shows the roll back to the very next question', async () => {
    const before = await post(server, '/for-europe', { context: { region: 'eu', plan: 'open' } });
    expect(before.body).toMatchObject({ variant: 'candidate' });
    await server.rollback('for-europe', wish(0));
    const after = await post(server, '/for-europe', { context: { region: 'eu', plan: 'open' } });
    expect(after.body).toMatchObject({ variant: 'baseline', reason: 'STATIC' });
  });
});

describe('who may ask without a token', () => {
  const asked = (remoteAddress: string, headers: Record<string, string>) =>
    Object.assign(Object.create(null), { socket: { remoteAddress }, headers });
  const local = accessFor({ tokens: [], host: '127.0.0.1' });

  test.each([
    ['127.0.0.1', { host: 'localhost:3000' }],
    ['::1', { host: '[::1]:3000' }],
    ['::ffff:127.0.0.1', { host: '127.0.0.1' }],
  ])('a program on this machine (%s)', (address, headers) => {
    expect(local(asked(address, headers), 'flags:read')).toEqual({ name: 'local' });
  });

  test.each([
    ['10.0.0.7', { host: 'localhost:3000' }],
    ['127.0.0.1', { host: 'gate.example.com' }],
    ['127.0.0.1', { host: 'localhost', 'x-forwarded-for': '10.0.0.7' }],
    ['127.0.0.1', { host: 'localhost', origin: 'https://elsewhere.example' }],
    ['127.0.0.1', { host: 'localhost', 'sec-fetch-site': 'cross-site' }],
    ['127.0.0.1', { host: 'localhost', forwarded: 'for=10.0.0.7' }],
    ['127.0.0.1', {}],
  ])('nobody who comes from elsewhere (%s %o)', (address, headers) => {
    expect(local(asked(address, headers), 'flags:read')).toMatchObject({ status: 403 });
  });

  test('nobody at all where the server listens to the network', () => {
    const open = accessFor({ tokens: [], host: '0.0.0.0' });
    expect(open(asked('127.0.0.1', { host: 'localhost' }), 'flags:read')).toMatchObject({ status: 401 });
  });

  test('wrong tokens are slowed down, right ones are not', () => {
    const access = accessFor({ tokens: [{ name: 'app', token }], host: '0.0.0.0' });
    const wrong = asked('10.0.0.7', { 'x-api-key': 'guess' });
    const answers = Array.from({ length: 101 }, () => access(wrong, 'flags:read'));
    expect(answers[99]).toMatchObject({ status: 401 });
    expect(answers[100]).toMatchObject({ status: 429, retryAfterSeconds: expect.any(Number) });
    expect(access(asked('10.0.0.7', { 'x-api-key': token }), 'flags:read')).toEqual({ name: 'app' });
    expect(access(asked('10.0.0.8', { 'x-api-key': 'guess' }), 'flags:read')).toMatchObject({ status: 401 });
  });
});

describe('a token with scopes', () => {
  const asked = (key: string) =>
    Object.assign(Object.create(null), {
      socket: { remoteAddress: '10.0.0.7' },
      headers: { 'x-api-key': key },
    });
  const access = accessFor({
    tokens: [
      { name: 'app', token, scopes: ['flags:read'] },
      { name: 'all', token: `${token}-2` },
    ],
    host: '0.0.0.0',
  });

  test('does what they say and nothing else', () => {
    expect(access(asked(token), 'flags:read')).toEqual({ name: 'app' });
    expect(access(asked(token), 'requests:write')).toEqual({
      status: 403,
      details: 'The token app may not do this: it lacks the scope requests:write.',
    });
  });

  test('does everything where it has none', () => {
    for (const scope of apiScopes) expect(access(asked(`${token}-2`), scope)).toEqual({ name: 'all' });
  });
});

describe('an application with the OpenFeature SDK', () => {
  let server: FlagServer;
  beforeAll(async () => {
    server = await startFlagServer({ tokens: [{ name: 'app', token }] });
    const provider = new OFREPProvider({
      baseUrl: server.url,
      headers: [['Authorization', `Bearer ${token}`]],
    });
    await OpenFeature.setProviderAndWait(provider);
  });
  afterAll(async () => {
    await OpenFeature.close();
    await server.close();
  });
  const coded = { model: 'in-the-code' };

  test('keeps its people while the share grows, and gets the baseline back at once', async () => {
    const client = OpenFeature.getClient();
    const asked = people(200);
    const onCandidate = async () => {
      const details = await Promise.all(asked.map((one) => client.getObjectDetails('summary', coded, one)));
      expect(details.filter(({ errorCode }) => errorCode !== undefined)).toEqual([]);
      expect(details[0]?.flagMetadata.digest).toMatch(/^(ba5e|ca4d)/);
      return new Set(asked.filter((_, index) => details[index]?.variant === 'candidate'));
    };
    await server.set('summary', wish(500));
    const five = await onCandidate();
    await server.set('summary', wish(2500));
    const quarter = await onCandidate();
    expect([...five].filter((one) => !quarter.has(one))).toEqual([]);
    expect(quarter.size).toBeGreaterThan(five.size);
    await server.rollback('summary', wish(0));
    expect((await onCandidate()).size).toBe(0);
    expect(await client.getObjectValue('summary', coded, { targetingKey: 'me' })).toMatchObject(
      baseline.value,
    );
  });

  test('gets its own default, and the reason, where nothing can be served', async () => {
    const client = OpenFeature.getClient();
    expect(await client.getObjectDetails('unknown', coded, { targetingKey: 'me' })).toMatchObject({
      value: coded,
      errorCode: 'FLAG_NOT_FOUND',
    });
    await server.set('split', wish(500));
    expect(await client.getObjectDetails('split', coded, {})).toMatchObject({
      value: coded,
      errorCode: 'TARGETING_KEY_MISSING',
    });
    await server.remove('split');
    expect(await client.getObjectDetails('split', coded, { targetingKey: 'me' })).toMatchObject({
      value: coded,
      errorCode: 'FLAG_NOT_FOUND',
    });
  });

  test('gets its own default when its token is wrong', async () => {
    const provider = new OFREPProvider({ baseUrl: server.url, headers: [['X-API-Key', 'wrong']] });
    await OpenFeature.setProviderAndWait('stranger', provider);
    const details = await OpenFeature.getClient('stranger').getObjectDetails('summary', coded, {
      targetingKey: 'me',
    });
    expect(details).toMatchObject({ value: coded, errorCode: 'GENERAL' });
  });
});
