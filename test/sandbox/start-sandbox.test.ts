import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/env.ts';
import { silentLog } from '../../src/ports/log.ts';
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
    expect(await (await get('/metrics')).text()).toContain('routegate_events 3');
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
