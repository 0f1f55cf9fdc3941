import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPageServer } from '../../src/sandbox/page-server.ts';

let server: Server;
let url: string;

beforeAll(async () => {
  const page = createPageServer({ appIcon: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
  server = createServer((request, response) => {
    if (!page(request, response)) response.writeHead(418).end('not for the page');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('the server of the page', () => {
  it('serves the page with a policy that lets only its own scripts run', async () => {
    const answer = await fetch(`${url}/?as=U1`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]+'/);
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('finds every module and style that the page names, and each module’s imports', async () => {
    const html = await (await fetch(url)).text();
    const named = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(50);
    const missing: string[] = [];
    for (const path of named) {
      const answer = await fetch(url + path);
      const text = await answer.text();
      if (!answer.ok) missing.push(path);
      if (!path.endsWith('.js') || path.includes('/vendor/')) continue;
      const code = text.replace(/\/\*[\s\S]*?\*\//g, '');
      const imports = [...code.matchAll(/from '(\.[^']+)'/g)].map(
        (match) => new URL(match[1] ?? '', url + path).pathname,
      );
      missing.push(...imports.filter((imported) => !named.includes(imported)));
    }
    expect(missing).toEqual([]);
  });

  it('answers 304 to who has it already, and lets versioned files be kept', async () => {
    const html = await fetch(url);
    const etag = html.headers.get('etag') ?? '';
    expect(html.headers.get('cache-control')).toBe('no-cache');
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    const main = /src="(\/page\/[^"]+\/main\.js)"/.exec(await html.text())?.[1] ?? '';
    const script = await fetch(url + main);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
  });

  it('serves nothing but the page’s own files', async () => {
    for (const path of [
      '/page/%2e%2e%2fpage-server.ts',
      '/page/tsconfig.json',
      '/page/types.ts',
      '/page/nothing.js',
    ])
      expect((await fetch(url + path)).status, path).toBe(404);
    expect((await fetch(`${url}/people`)).status).toBe(418);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  it('knows emoji by Slack’s names', async () => {
    const rows = await (await fetch(`${url}/page/emoji.json`)).json();
    if (!Array.isArray(rows)) throw new Error('no list of emoji');
    const table = new Map(rows.map(([name, character]) => [name, character]));
    expect(table.get('white_check_mark')).toMatch(/^✅/);
    expect(table.get('large_green_circle')).toMatch(/^🟢/);
    expect(table.get('warning')).toBe('⚠\u{fe0f}');
    expect(table.get('+1')).toMatch(/^👍/);
    expect(table.size).toBeGreaterThan(1800);
  });
});
