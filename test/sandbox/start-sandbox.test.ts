import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/env.ts';
import { silentLog } from '../../src/ports/log.ts';
import type { OutsideState } from '../../src/sandbox/outside/wire.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { tour } from '../../src/sandbox/tour.ts';
import { eventually } from '../support/eventually.ts';
import { modelChange, proposal } from '../support/proposals.ts';

let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const settings = readSettings({ PORT: '0', CI: '1' });
  sandbox = await startSandbox(settings, { log: silentLog, databaseFile: join(folder, 'sandbox.db') });
});
afterAll(async () => {
  await sandbox?.stop();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string) => fetch(`${sandbox.url}${path}`);
const texts = (person: string, channel: string) =>
  sandbox.emulator.people.messages(person, channel).messages.map(({ text }) => text);

describe('the sandbox', () => {
  it('serves the page, the workspace and the product at one address', async () => {
    expect(await (await get('/')).text()).toContain('<html');
    expect(await (await get('/people')).json()).toMatchObject({
      ok: true,
      team: { name: 'Northwind Support' },
    });
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/readyz')).json()).toMatchObject({ status: 'ready' });
    expect(await (await get('/metrics')).text()).toContain('routegate_events 4');
    expect((await get('/nothing')).status).toBe(404);
  });

  it('has the product connected over Socket Mode, as with real tokens', () => {
    expect(sandbox.emulator.people.state('UMAYA').app.connected).toBe('socket');
  });

  it('has one persona a role of the policy, and people who may not decide', async () => {
    const { people } = sandbox.emulator.people.cast();
    const { channels } = sandbox.product.app.policy();
    expect(channels.operators).toBe('ai-operations');
    for (const { role, channel } of Object.values(sandbox.product.app.policy().roles)) {
      const seen = sandbox.emulator.people.state('UMAYA').conversations.find(({ name }) => name === channel);
      const holders = people.filter(({ id, is_bot, is_guest, deleted }) => {
        return seen?.members.includes(id) && !is_bot && !is_guest && !deleted;
      });
      expect([role, holders.length]).toEqual([role, role === 'ai_platform' ? 2 : 1]);
    }
    expect(people.filter(({ is_guest }) => is_guest)).toHaveLength(1);
    expect(people.filter(({ deleted }) => deleted)).toHaveLength(1);
    expect(people.map(({ id }) => id)).not.toContain('URUTH');
  });

  it('has routes that serve already', async () => {
    const { items } = await sandbox.product.app.store.routes('', { limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([
      'eval-sandbox-dev',
      'support-summary-prod',
      'ticket-triage-prod',
    ]);
    expect(items.every(({ baseline }) => baseline !== null)).toBe(true);
  });

  it('guides by a tour whose people and channels exist', async () => {
    expect(await (await get('/sandbox/tour.json')).json()).toEqual(tour);
    const { conversations, people } = sandbox.emulator.people.state('UMAYA');
    const places = [...conversations.map(({ name }) => name), 'home', 'Routegate'];
    for (const { as, channel } of tour) {
      expect(people.map(({ id }) => id)).toContain(as);
      expect(places).toContain(channel);
    }
  });

  it('answers a command in the workspace', async () => {
    const command = { channel: 'CGENERAL', command: '/route-request', text: 'help' };
    expect((await sandbox.emulator.people.act('UMAYA', 'command', command)).outcome).toBe('acked');
    await eventually('help is shown', () =>
      texts('UMAYA', 'CGENERAL').some((text) => text.includes('/route-request')),
    );
  });

  it('brings a request to its reviewers, and reminders when the clock is moved', async () => {
    const filing = { proposal: proposal(modelChange), raiseTo: null, usedDraft: null };
    const actor = { person: 'UMAYA', roles: [], standing: 'member' } as const;
    const outcome = await sandbox.product.app.submit('tour', filing, actor);
    expect(outcome).toMatchObject({ ok: true, subject: 'R-1' });
    const request = await sandbox.product.app.store.request('R-1');
    for (const role of request?.state.cardRoles ?? []) {
      const channel = sandbox.product.app.policy().roles[role]?.channel ?? '';
      const id = `C${channel.toUpperCase().replaceAll('-', '')}`;
      await eventually(`a card for ${role}`, () =>
        sandbox.emulator.control.messages(id).some((message) => message.bot_id),
      );
    }
    sandbox.emulator.clock.advance(3 * 24 * 3_600_000);
    await eventually('a reminder', () =>
      sandbox.emulator.control
        .messages('CAIPLATFORMREVIEWS')
        .some((message) => message.thread_ts && message.bot_id),
    );
  });
});

describe('what is around the product in the sandbox', () => {
  const outside = async (): Promise<OutsideState> =>
    JSON.parse(await (await get('/sandbox/outside?watch=1')).text());
  const press = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${sandbox.url}/sandbox/outside/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const route = 'support-summary-prod';

  it('has people who ask over HTTP which route to use, and get the baseline while nothing rolls out', async () => {
    const state = await eventually('everybody was asked', async () => {
      const seen = await outside();
      return seen.routes.every(({ served }) => !served.includes('?')) && seen;
    });
    expect(state.routes.map(({ id, users }) => [id, users])).toEqual([
      [route, 'customers'],
      ['ticket-triage-prod', 'colleagues'],
      ['eval-sandbox-dev', 'colleagues'],
    ]);
    expect(state.routes[0]?.served).toMatch(/^d{260}$/);
    expect(state.routes[1]?.served).toMatch(/^-{200}d{40}-{20}$/);
    expect(state.trouble).toBeNull();
    const { url, token } = state.product;
    const question = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    const ask = (headers: Record<string, string>) =>
      fetch(`${url}/ofrep/v1/evaluate/flags`, { ...question, headers: { ...question.headers, ...headers } });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('fires a real alert, repeats and resolves it', async () => {
    const [shown] = await eventually('there are alerts', async () => {
      const alerts = (await outside()).routes[0]?.alerts ?? [];
      return alerts.length > 0 && alerts;
    });
    expect(shown).toMatchObject({ id: 'errors', firingSince: null });
    for (const act of ['fire', 'fire'])
      expect((await press('alerts', { route, alert: 'errors', act })).status).toBe(200);
    await eventually('on-call sees it', () =>
      sandbox.emulator.control.messages('CAIONCALL').some(({ text }) => String(text).includes('RouteErrors')),
    );
    expect((await outside()).routes[0]?.alerts[0]).toMatchObject({ sent: 2 });
    expect((await press('alerts', { route, alert: 'errors', act: 'resolve' })).status).toBe(200);
    expect((await press('alerts', { route, alert: 'errors', act: 'resolve' })).status).toBe(404);
  });

  it('lets time pass, by so much or to the next thing that is due', async () => {
    const { clock } = sandbox.emulator;
    const before = clock.now();
    expect((await press('skip', { ms: 3_600_000 })).status).toBe(200);
    expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
    const state = await outside();
    expect(state.skips.at(-1)).toMatchObject({ ms: 3_600_000 });
    // The request that an earlier test filed runs towards its end.
    const due = await sandbox.product.app.store.nextDueAt();
    expect((await press('skip', { to: 'next_timer' })).status).toBe(200);
    expect(clock.now()).toBeGreaterThan(Number(due));
  });

  it('understands nothing else, and lets no other page in', async () => {
    expect((await press('skip', { ms: -1 })).status).toBe(400);
    expect((await press('alerts', { route, alert: 'none', act: 'fire' })).status).toBe(404);
    expect((await press('measurements', { route, metric: 'none', measurement: 'bad' })).status).toBe(404);
    expect((await press('nothing', {})).status).toBe(404);
    expect((await get('/sandbox/outside/skip')).status).toBe(405);
    expect((await press('skip', { ms: 1 }, { origin: 'http://elsewhere.example' })).status).toBe(403);
  });
});
