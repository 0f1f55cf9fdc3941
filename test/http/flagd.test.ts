import { FlagdCore } from '@openfeature/flagd-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFlagServer } from '../support/flag-server.ts';
import { people, wish } from '../support/route-control-contract.ts';

const token = 'a-token-of-some-length';
const silent = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

describe('a flagd of one’s own', () => {
  let server: Awaited<ReturnType<typeof startFlagServer>>;
  const fetched = (headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${server.url}/flagd/flags.json`, { headers: { authorization: `Bearer ${token}`, ...headers } });

  beforeAll(async () => {
    server = await startFlagServer({ tokens: [{ name: 'flagd', token }] });
    const audience = [{ attribute: 'region', operator: 'in', values: ['eu'] }] as const;
    await server.set('first', wish(2500));
    await server.set('second', wish(10_000, { audience }));
    await server.set('third', wish(0));
    await server.set('gone', wish(500));
    await server.remove('gone');
  });
  afterAll(() => server.close());

  test('serves everybody just what Routegate itself serves them', async () => {
    const core = new FlagdCore(undefined, silent);
    const document = await (await fetched()).text();
    expect(core.setConfigurations(document)).toEqual(['first', 'second', 'third']);
    for (const key of ['first', 'second', 'third'])
      for (const person of [
        ...people(200),
        ...people(20, { region: 'eu' }),
        ...people(5, { region: 'us' }),
      ]) {
        const { variant, value, reason } = core.resolveObjectEvaluation(key, {}, person);
        expect(server.table.evaluate(key, person)).toMatchObject({ key, variant, value, reason });
      }
  });

  test('serves the baseline to somebody without a key', async () => {
    const core = new FlagdCore(undefined, silent);
    core.setConfigurations(await (await fetched()).text());
    expect(core.resolveObjectEvaluation('first', {}, {}).variant).toBe('baseline');
  });

  test('fetches only what changed', async () => {
    const first = await fetched();
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('content-type')).toMatch(/^application\/json/);
    expect((await fetched({ 'if-none-match': etag })).status).toBe(304);
    await server.rollback('first', wish(0));
    const changed = await fetched({ 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
    const { flags } = JSON.parse(await changed.text());
    expect(flags.first).not.toHaveProperty('targeting');
    expect(flags.first.state).toBe('ENABLED');
    expect(Object.keys(flags)).toEqual(['first', 'second', 'third']);
  });

  test('needs a token', async () => {
    const answer = await fetched({ authorization: 'Bearer wrong' });
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('variants');
  });
});
