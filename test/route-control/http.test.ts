import { createServer, type RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { Backend, type BackendSettings, pathOf, retryAfterMs } from '../../src/route-control/http.ts';
import { closeServer, listenLocally } from '../support/listen.ts';

const signal = AbortSignal.timeout(10_000);
const secret = 'Bearer very-secret-token';

async function against(
  listener: RequestListener,
  work: (backend: Backend, url: string) => Promise<void>,
  more: Partial<BackendSettings> = {},
) {
  const server = createServer(listener);
  const url = await listenLocally(server);
  const backend = new Backend({
    system: 'Backend',
    baseUrl: url,
    headers: { authorization: secret },
    ...more,
  });
  await work(backend, url).finally(() => closeServer(server));
}

describe('talking to a backend', () => {
  test('sends JSON and gives JSON back', () =>
    against(
      (request, response) => {
        const { method, url, headers } = request;
        const { authorization, accept } = headers;
        request.setEncoding('utf8').on('data', (body) => {
          response.end(
            JSON.stringify({ method, url, authorization, accept, type: headers['content-type'], body }),
          );
        });
      },
      async (backend) => {
        const answer = await backend.send({ method: 'POST', path: '/x?y=1', body: { a: 'ü' }, signal });
        expect(answer.body).toEqual({
          method: 'POST',
          url: '/x?y=1',
          authorization: secret,
          accept: 'application/json',
          type: 'application/json',
          body: '{"a":"ü"}',
        });
      },
    ));

  test('follows nobody elsewhere, so that no token leaks', async () => {
    const visited: string[] = [];
    await against(
      (_request, response) => {
        visited.push('elsewhere');
        response.end('{}');
      },
      (_elsewhere, url) =>
        against(
          (_request, response) => response.writeHead(307, { location: url }).end(),
          async (backend) => {
            await expect(backend.send({ method: 'GET', path: '/x', signal })).rejects.toMatchObject({
              kind: 'invalid',
              remedy: expect.stringContaining('base URL'),
            });
          },
        ),
    );
    expect(visited).toEqual([]);
  });

  test('tells what the backend said, but nothing secret', () =>
    against(
      (_request, response) => {
        const message = `the token ${secret} may not.\n${'x'.repeat(1000)}`;
        response.writeHead(403).end(JSON.stringify({ message }));
      },
      async (backend) => {
        const failed = backend.send({ method: 'GET', path: '/x?key=very-secret-key', signal });
        const error: unknown = await failed.catch((caught: unknown) => caught);
        expect(error).toMatchObject({
          kind: 'forbidden',
          message: expect.stringContaining('the token … may not'),
        });
        expect(String(error)).not.toContain('very-secret');
        expect(String(error).length).toBeLessThan(400);
      },
    ));

  test('gives up on what takes too long or was called off, and says whether it may have happened', () =>
    against(
      () => {},
      async (backend) => {
        const write = backend.send({ method: 'PUT', path: '/x', signal });
        await expect(write).rejects.toMatchObject({ kind: 'outcome_unknown' });
        const read = backend.send({ method: 'GET', path: '/x', signal });
        await expect(read).rejects.toMatchObject({ kind: 'unavailable' });
        const question = backend.send({ method: 'POST', path: '/x', writes: false, signal });
        await expect(question).rejects.toMatchObject({ kind: 'unavailable' });
        const before = backend.send({ method: 'PUT', path: '/x', signal: AbortSignal.abort() });
        await expect(before).rejects.toMatchObject({ kind: 'unavailable' });
      },
      { timeoutMs: 50 },
    ));

  test('knows that nothing happened where nobody listens', async () => {
    const server = createServer();
    const url = await listenLocally(server);
    await closeServer(server);
    const backend = new Backend({ system: 'Backend', baseUrl: url });
    await expect(backend.send({ method: 'PUT', path: '/x', signal })).rejects.toMatchObject({
      kind: 'unavailable',
      remedy: expect.stringContaining('runs'),
    });
  });

  test('reads an answer that never ends no further than it must', () =>
    against(
      (_request, response) => {
        const more = () => {
          while (response.write('x'.repeat(10_000)));
        };
        response.on('drain', more);
        more();
      },
      async (backend) => {
        const read = backend.send({ method: 'GET', path: '/x', signal });
        await expect(read).rejects.toMatchObject({ kind: 'invalid' });
      },
      { maxBytes: 100_000 },
    ));

  test.each([
    ['file:///etc/passwd'],
    ['gate.example.com'],
    ['https://me:word@gate.example.com'],
    ['https://gate.example.com/?token=x'],
    ['https://gate.example.com/#x'],
  ])('does not use %s as a base URL', (baseUrl) => {
    expect(() => new Backend({ system: 'Backend', baseUrl })).toThrow(
      expect.objectContaining({ kind: 'invalid', message: expect.not.stringContaining('word') }),
    );
  });
});

describe('paths', () => {
  test('keep names in their places', () => {
    expect(pathOf('features', 'a/b?c#d', 'x y')).toBe('/features/a%2Fb%3Fc%23d/x%20y');
    for (const part of ['', '.', '..']) expect(() => pathOf('features', part)).toThrow();
  });
});

describe('being asked to wait', () => {
  const now = Date.parse('2026-10-05T10:00:00Z');
  test.each([
    ['3', 3000],
    ['0', 0],
    ['Mon, 05 Oct 2026 10:00:07 GMT', 7000],
    ['Mon, 05 Oct 2026 09:00:00 GMT', 0],
    ['999999', 3_600_000],
    ['soon', undefined],
    ['', undefined],
  ])('Retry-After: %s', (value, expected) => {
    expect(retryAfterMs(new Headers({ 'retry-after': value }), now)).toBe(expected);
  });
});
