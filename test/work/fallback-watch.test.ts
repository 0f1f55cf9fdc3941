import { expect, test } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import type { Model, Packet, ProposalInput } from '../../src/domain/packet/schema.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { fallbackWatch } from '../../src/work/fallback-watch.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { testPolicy } from '../support/policy.ts';
import { packet, supportSummary } from '../support/proposals.ts';

const { primary } = supportSummary.model;
const route = (id: string, model: Partial<Model>, more: Partial<ProposalInput> = {}): Packet =>
  packet({ ...supportSummary, route: id, model: { primary: { ...primary, ...model } }, ...more });

async function company() {
  const store = new MemoryStore();
  let policy: Policy = testPolicy();
  const around = { store, clock: new ManualClock(), policy: () => policy, onWork: () => {} };
  const app = createApp(around);
  const register = (each: Packet) => app.registerRoute(`register:${each.route}`, each, 'U-admin');
  await register(route('asked', {}, { fallback: { allowed: ['near'] } }));
  await register(route('bystander', {}));
  const look = fallbackWatch({ app });
  return {
    app,
    register,
    round: () => look(AbortSignal.timeout(5000)),
    restarted: () => fallbackWatch({ app })(AbortSignal.timeout(5000)),
    policyIs: (more: Partial<Policy>) => {
      policy = testPolicy(more);
    },
    /** Another packet serves on a route that is there already. */
    async serves(baseline: Packet) {
      const loaded = await store.route(baseline.route);
      if (!loaded) throw new Error('it is registered');
      const event = { type: 'route_registered', packet: baseline, digest: 'd'.repeat(64), by: 'U' } as const;
      await store.commit({
        commandId: `serves-${loaded.version}`,
        at: 1,
        actor: 'U',
        outcome: { ok: true, subject: baseline.route },
        streams: [
          {
            kind: 'route',
            stream: `route:${baseline.route}`,
            expectedVersion: loaded.version,
            events: [event],
            state: { ...loaded.state, baseline },
            dueAt: null,
          },
        ],
        jobs: [],
      });
    },
    async notes(id: string): Promise<string[]> {
      return ((await store.route(id))?.state.triggers ?? []).map(({ note }) => note);
    },
  };
}

test('a route that changes makes the review of those due that fall back to it, once for each change', async () => {
  const at = await company();
  await at.register(route('near', { name: 'near-model' }));
  await at.round();
  expect(await at.notes('asked')).toEqual([]);
  await at.serves(route('near', { name: 'near-model', region: 'us-east' }));
  await at.round();
  await at.round();
  await at.restarted();
  const first =
    'near-model 2026-03 at acme answers in another region (answers in us-east; allowed is eu): asked → near → near-model 2026-03 at acme.';
  expect(await at.notes('asked')).toEqual([first]);
  expect((await at.app.store.route('asked'))?.state.triggers).toMatchObject([
    { kind: 'routing_change', source: 'fallbacks' },
  ]);
  expect(await at.notes('bystander')).toEqual([]);
  await at.serves(route('near', { name: 'other-model', status: 'retired' }));
  await at.round();
  expect(await at.notes('asked')).toEqual([
    first,
    expect.stringContaining('other-model 2026-03 at acme is retired'),
  ]);
});

test('another policy does, too', async () => {
  const at = await company();
  await at.register(route('near', { name: 'near-model' }));
  await at.round();
  at.policyIs({ models: [{ name: 'near-model', denied: true }], digest: 'another' });
  await at.round();
  expect(await at.notes('asked')).toEqual([expect.stringContaining('is denied (the company denies it)')]);
});

test('a policy that denies what a route serves with makes its review due, also where it falls back to nothing', async () => {
  const at = await company();
  await at.round();
  expect(await at.notes('bystander')).toEqual([]);
  at.policyIs({ models: [{ name: primary.name, denied: true }], digest: 'another' });
  await at.round();
  await at.restarted();
  expect(await at.notes('bystander')).toEqual([
    `${primary.name} ${primary.version} at ${primary.provider} is denied (the company denies it): bystander → ${primary.name} ${primary.version} at ${primary.provider}.`,
  ]);
});

test('a route that is not registered yet, and what is only worth a look, make nothing due', async () => {
  const at = await company();
  await at.round();
  expect(await at.notes('asked')).toEqual([]);
  await at.register(route('near', { name: 'near-model', status: 'preview' }));
  await at.round();
  expect(await at.notes('asked')).toEqual([]);
});
