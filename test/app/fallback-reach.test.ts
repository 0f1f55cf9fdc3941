import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import { fallbackReach } from '../../src/app/fallback-reach.ts';
import { findingText, findingTexts } from '../../src/domain/fallback/findings.ts';
import type { Packet, ProposalInput } from '../../src/domain/packet/schema.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { member, monday } from '../support/given-when-then.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { testPolicy } from '../support/policy.ts';
import { packet, proposal, supportSummary } from '../support/proposals.ts';

const { primary } = supportSummary.model;
const model = (name: string, more: Partial<typeof primary> = {}) => ({ ...primary, name, ...more });
const route = (id: string, more: Partial<ProposalInput> = {}): ProposalInput => ({
  ...supportSummary,
  route: id,
  model: { primary: model(`${id}-model`) },
  ...more,
});

/** Counts what is asked of the store, and how often it is asked for a list. */
class CountedStore extends MemoryStore {
  lookups = 0;
  lists = 0;

  override async route(id: string) {
    this.lookups += 1;
    return super.route(id);
  }

  override async routes(...given: Parameters<MemoryStore['routes']>) {
    this.lists += 1;
    return super.routes(...given);
  }
}

async function companyOf(routes: readonly ProposalInput[], policy: Partial<Policy> = {}) {
  const store = new CountedStore();
  const clock = new ManualClock();
  const around = { store, clock, policy: () => testPolicy(policy), onWork: () => {} };
  const app = createApp(around);
  for (const each of routes) await app.registerRoute(`register:${each.route}`, packet(each), 'U-admin');
  store.lookups = 0;
  const findings = async (input: ProposalInput) =>
    findingTexts((await app.fallbacks(packet(input))).findings);
  return { store, app, around, findings };
}

describe('where the fallbacks of a packet lead', () => {
  it('is followed from route to route, to a model that nobody approved', async () => {
    const { findings } = await companyOf([
      route('near', { fallback: { allowed: ['far'] } }),
      route('far', {
        model: { primary: model('far-model'), fallbacks: [model('cheap', { region: 'us-east' })] },
      }),
    ]);
    expect(await findings(route('asked', { fallback: { allowed: ['near'] } }))).toEqual([
      'cheap 2026-03 at acme is not approved (no approved route serves it) and answers in another region (answers in us-east; allowed is eu): asked → near → far → cheap 2026-03 at acme.',
    ]);
  });

  it('is followed by what gateways call routes, and by the aliases of the list of models', async () => {
    const { findings } = await companyOf(
      [route('near', { fallback: { primary_route: 'near_route', allowed: ['balanced'] } })],
      { models: [{ name: 'balanced', approved: true, region: 'eu', fallbacks: ['ghost'] }] },
    );
    expect(await findings(route('asked', { fallback: { allowed: ['near_route'] } }))).toEqual([
      'ghost answers nobody (no route and no model has this name): asked → near → balanced → ghost.',
    ]);
  });

  it('is fine where some other route serves what is reached', async () => {
    const shared = { model: { primary: model('near-model'), fallbacks: [model('shared-model')] } };
    const routes = [route('near', shared), route('shared')];
    const asked = route('asked', { fallback: { allowed: ['near'] } });
    expect(await (await companyOf(routes)).findings(asked)).toEqual([]);
    const complete = { models: [{ name: 'near-model', approved: true }], modelsAreComplete: true };
    expect(
      (await (await companyOf(routes, complete)).findings(asked)).map((text) => text.split(' (')[0]),
    ).toEqual([
      'asked-model 2026-03 at acme is not approved',
      'shared-model 2026-03 at acme is not approved',
    ]);
  });

  it('comes back to what is proposed, not to what serves', async () => {
    const { findings } = await companyOf([
      route('asked', { fallback: { allowed: ['ghost'] } }),
      route('near', { fallback: { allowed: ['asked'] } }),
    ]);
    expect(await findings(route('asked', { fallback: { allowed: ['near'] } }))).toEqual([]);
  });

  it('names a route that was retired', async () => {
    const { app, findings, store } = await companyOf([route('gone')]);
    const loaded = await store.route('gone');
    if (!loaded) throw new Error('registered');
    await store.commit({
      commandId: 'retire',
      at: 1,
      actor: 'U',
      outcome: { ok: true, subject: 'gone' },
      streams: [
        {
          kind: 'route',
          stream: 'route:gone',
          expectedVersion: loaded.version,
          events: [],
          state: { ...loaded.state, retired: { by: 'U', at: 1 } },
          dueAt: null,
        },
      ],
      jobs: [],
    });
    expect((await app.store.route('gone'))?.state.retired).not.toBeNull();
    expect(await findings(route('asked', { fallback: { allowed: ['gone'] } }))).toEqual([
      'gone is retired (it was taken out of service): asked → gone.',
    ]);
  });

  it('is asked by name, however many routes there are', async () => {
    const crowd = Array.from({ length: 300 }, (_, index) => route(`crowd-${index}`));
    const { store, findings } = await companyOf([...crowd, route('near')]);
    expect(await findings(route('asked', { fallback: { allowed: ['near'] } }))).toEqual([]);
    expect(store.lists).toBe(0);
    expect(store.lookups).toBeLessThan(10);
  });

  it('ends after so many lookups, and what is left counts as not approved', async () => {
    const chain = Array.from({ length: 400 }, (_, index) =>
      route(`r${index}`, { fallback: { allowed: [`r${index + 1}`] } }),
    );
    const { store, app } = await companyOf(chain);
    const { findings, unapproved } = await app.fallbacks(
      packet(route('asked', { fallback: { allowed: ['r0'] } })),
    );
    expect(store.lookups).toBeLessThanOrEqual(300);
    expect(findings.at(-1)).toMatchObject({
      trouble: 'unapproved',
      detail: 'too much is reached before it to look it up',
      stops: true,
    });
    expect(unapproved.length).toBeGreaterThan(0);
  });

  it('says nothing of names where there is no database, and all that the packet and the policy know', async () => {
    const asked: Packet = packet(
      route('asked', {
        model: { primary: model('asked-model'), fallbacks: [model('peer'), model('old')] },
        fallback: { allowed: ['near'] },
      }),
    );
    const policy = testPolicy({ models: [{ name: 'old', denied: true }] });
    const { findings } = await fallbackReach(asked, {
      store: null,
      at: monday,
      policy: () => policy,
    });
    expect(findings.map(findingText)).toEqual([
      'old 2026-03 at acme is denied (the company denies it): asked → old 2026-03 at acme.',
    ]);
  });
});

describe('filing and editing', () => {
  const leads = (name: string): ProposalInput => ({
    ...supportSummary,
    fallback: { allowed: [name] },
    change: { kind: 'change', what: ['fallback'], why: 'An outage.' },
  });
  const unstable = route('near', { model: { primary: model('near-model', { status: 'preview' }) } });

  const filed = async () => {
    const company = await companyOf([supportSummary, unstable]);
    const file = (id: string, input: ProposalInput) =>
      company.app.submit(id, { proposal: proposal(input), raiseTo: null, usedDraft: null }, member('U-maya'));
    return { ...company, file };
  };

  it('is refused where a fallback leads to nothing, and kept with the request where it leads to a preview', async () => {
    const { app, file } = await filed();
    expect(await file('one', leads('ghost'))).toMatchObject({
      ok: false,
      refusal: { reason: 'blocked', blockers: [{ blocker: 'unapproved_fallback', about: ['ghost'] }] },
    });
    expect(await file('two', leads('near'))).toMatchObject({ ok: true });
    const request = (await app.store.request('R-1'))?.state;
    expect(request?.assessment.fallbacks).toMatchObject([{ trouble: 'preview', hops: 1, stops: false }]);
    const edit = { type: 'revise_request', request: 'R-1', revision: 1, raiseTo: null } as const;
    const to = (name: string) => ({ ...edit, proposal: proposal(leads(name)) });
    expect(await app.handle('three', to('ghost'), member('U-maya'))).toMatchObject({
      ok: false,
      refusal: { reason: 'blocked' },
    });
    const mended = { ...edit, proposal: proposal({ ...leads('near'), fallback: { blocked: ['near'] } }) };
    expect(await app.handle('four', mended, member('U-maya'))).toMatchObject({ ok: true });
    expect((await app.store.request('R-1'))?.state.assessment).not.toHaveProperty('fallbacks');
  });

  it('keeps what is known when security lowers the tier', async () => {
    const { app, file } = await filed();
    await file('one', leads('near'));
    const lower = { type: 'lower_tier', request: 'R-1', to: 'low', reason: 'Nobody sees it.' } as const;
    expect(await app.handle('two', lower, member('U-sofia', 'security'))).toMatchObject({ ok: true });
    expect((await app.store.request('R-1'))?.state.assessment).toMatchObject({
      tier: 'low',
      fallbacks: [{ trouble: 'preview' }],
    });
  });

  it('does not keep a route in service whose fallback is gone', async () => {
    const { file } = await filed();
    const retirement: ProposalInput = {
      ...leads('ghost'),
      change: { kind: 'retirement', what: [], why: 'Nobody asks any more.' },
    };
    expect(await file('one', retirement)).toMatchObject({ ok: true });
  });

  it('is foreseen, with what would stop it and what would not', async () => {
    const { app } = await filed();
    const preview = await app.preview(proposal(leads('ghost')), null, null);
    expect(preview.refusal?.reason).toBe('blocked');
    expect(preview.fallbacks).toMatchObject([{ what: 'ghost', stops: true }]);
    expect((await app.preview(proposal(leads('near')), null, null)).refusal).toBeNull();
  });
});
