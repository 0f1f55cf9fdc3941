import { setImmediate as passOn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createApp } from '../../src/app/create-app.ts';
import type { Surroundings } from '../../src/app/handle-command.ts';
import type { Canary } from '../../src/app/judge-canary.ts';
import { notePolicy } from '../../src/app/note-policy.ts';
import { noteCanary, sumUpCanary, tallyCanary } from '../../src/app/policy-canary.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { RequestCommand } from '../../src/domain/request/commands.ts';
import { builtInRiskRules } from '../../src/domain/risk.ts';
import { type ReviewRole, reviewRoles, type Tier, tiers } from '../../src/domain/words.ts';
import type { Change, StoredEvent } from '../../src/ports/store.ts';
import { proposalInput } from '../support/arbitrary-proposal.ts';
import { day, member, monday } from '../support/given-when-then.ts';
import { liveThrough, livingApp } from '../support/lives.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { testPolicy } from '../support/policy.ts';
import { modelChange, packet, proposal, supportSummary } from '../support/proposals.ts';

/** A policy in canary, and what was told of it. */
function inCanary(policy: Policy) {
  const verdicts: boolean[] = [];
  const failures: unknown[] = [];
  const canary: Canary = {
    policy,
    judged: (differs) => void verdicts.push(differs),
    failed: (error) => void failures.push(error),
  };
  return { canary, verdicts, failures };
}

const raisingTo = (tier: Tier): Policy =>
  testPolicy({
    digest: `canary-${tier}`,
    riskRules: [...builtInRiskRules, { id: 'all', tier, reason: 'all', applies: () => true }],
  });

/** What a store was given, without what is said of canaries; where an event stands in its stream is not told. */
const withoutCanary = (changes: readonly Change[]) =>
  changes.map(({ streams, ...change }) => ({
    ...change,
    streams: streams.map(({ expectedVersion: _version, events, ...stream }) => ({
      ...stream,
      events: events.filter(({ type }) => type !== 'canary_judged'),
    })),
  }));
const judgedIn = (changes: readonly Change[]) =>
  changes
    .flatMap(({ streams }) => streams.flatMap(({ events }) => events))
    .filter(({ type }) => type === 'canary_judged');

const anyCanary: fc.Arbitrary<Policy> = fc
  .record({
    tier: fc.constantFrom(...tiers),
    role: fc.constantFrom(...reviewRoles),
    unassigned: fc.subarray([...reviewRoles]),
    reaches: fc.constantFrom('testing', 'internal', 'canary', 'default'),
    builtIn: fc.boolean(),
    throws: fc.boolean(),
  })
  .map(({ tier, role, unassigned, reaches, builtIn, throws }) => {
    const policy = testPolicy();
    const applies = () => {
      if (throws) throw new Error('a defect of the canary');
      return true;
    };
    return {
      ...policy,
      digest: `canary-${tier}-${role}`,
      roles: Object.fromEntries(
        Object.entries(policy.roles).filter(([name]) => !unassigned.some((gone) => gone === name)),
      ),
      tiers: { ...policy.tiers, high: { ...policy.tiers.high, reaches } },
      riskRules: [...(builtIn ? builtInRiskRules : []), { id: 'all', tier, reason: 'all', applies }],
      slotRules: [{ id: 'mine', role, people: 2, reason: 'mine', judge: () => ({ holds: true }) }],
    };
  });

describe('a policy in canary', () => {
  test('changes nothing but that it is recorded: not one outcome, state, job or other event', async () => {
    let differing = 0;
    await fc.assert(
      fc.asyncProperty(
        anyCanary,
        fc.array(proposalInput, { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 3 }),
        async (policy, inputs, lives) => {
          const live = async (canary?: Canary) => {
            const store = new MemoryStore();
            const app = livingApp(store, monday, canary);
            await app.registerRoute('register', packet(supportSummary), 'U-admin');
            const outcomes = [];
            for (const [index, input] of inputs.entries()) {
              const filing = { proposal: proposal(input), raiseTo: null, usedDraft: null };
              outcomes.push(await app.submit(`file-${index}`, filing, member('U-any')));
            }
            for (const life of lives) await liveThrough(app, life + 100 * lives.indexOf(life));
            return { outcomes, committed: store.committed };
          };
          const { canary, verdicts } = inCanary(policy);
          const alone = await live();
          const beside = await live(canary);
          expect(beside.outcomes).toEqual(alone.outcomes);
          expect(withoutCanary(beside.committed)).toEqual(withoutCanary(alone.committed));
          expect(judgedIn(alone.committed)).toEqual([]);
          differing += judgedIn(beside.committed).length;
          expect(judgedIn(beside.committed).length).toBeLessThanOrEqual(verdicts.filter(Boolean).length);
        },
      ),
      { numRuns: 25 },
    );
    expect(differing).toBeGreaterThan(10);
  });

  test('is recorded where it differs, beside the filing in one change, and shown to nobody', async () => {
    const store = new MemoryStore();
    const { canary, verdicts } = inCanary(raisingTo('restricted'));
    const app = livingApp(store, monday, canary);
    await app.registerRoute('register', packet(supportSummary), 'U-admin');
    const filing = { proposal: proposal(modelChange), raiseTo: null, usedDraft: null };
    await app.submit('file', filing, member('U-requester'));
    const [change] = store.committed.filter(({ commandId }) => commandId === 'file');
    expect(change?.streams[0]?.events.map(({ type }) => type)).toEqual([
      'request_submitted',
      'canary_judged',
    ]);
    expect(JSON.stringify(change?.jobs)).not.toContain('canary');
    expect((await store.request('R-1'))?.state.assessment).toMatchObject({
      tier: 'high',
      policyDigest: 'test-policy',
    });
    expect(verdicts).toEqual([true]);
    await app.submit('file', filing, member('U-requester'));
    expect(verdicts).toEqual([true]);
  });

  test('judges fallbacks by its own list of models', async () => {
    const complete = { models: [{ name: 'gpt-summary-b', approved: true }], modelsAreComplete: true };
    const { canary, verdicts, failures } = inCanary(testPolicy({ ...complete, digest: 'a list' }));
    const app = livingApp(new MemoryStore(), monday, canary);
    await app.registerRoute('register', packet(supportSummary), 'U-admin');
    const { primary } = modelChange.model;
    const fallback = { ...primary, name: 'gpt-summary-mini' };
    const leads = proposal({ ...modelChange, model: { primary, fallbacks: [fallback] } });
    const filing = { proposal: leads, raiseTo: null, usedDraft: null };
    expect(await app.submit('file', filing, member('U-requester'))).toMatchObject({ ok: true });
    expect([verdicts, failures]).toEqual([[true], []]);
    const [, judgement] = (await app.store.eventsOf('request:R-1', { limit: 10 })).items;
    expect(judgement?.data).toMatchObject({
      type: 'canary_judged',
      canary: { outcome: 'refused', because: 'blocked' },
    });
  });

  test('is recorded of an edit that only the policy that binds refuses, and that shows nothing, either', async () => {
    const { legal: _nobody, ...roles } = testPolicy().roles;
    const binding = testPolicy({ roles, digest: 'no-legal' });
    const live = async (canary?: Canary) => {
      const store = new MemoryStore();
      const clock = { now: () => monday, until: async () => {} };
      const around = { store, clock, policy: () => binding, onWork: () => {} };
      const app = createApp(canary ? { ...around, canary } : around);
      await app.registerRoute('register', packet(supportSummary), 'U-admin');
      const filing = { proposal: proposal(modelChange), raiseTo: null, usedDraft: null };
      const { subject: request } = await app.submit('file', filing, member('U-requester'));
      const regulated = proposal({ ...modelChange, data: { classes: ['regulated'], regions: ['eu'] } });
      const edit = {
        type: 'revise_request',
        request,
        revision: 1,
        proposal: regulated,
        raiseTo: null,
      } as const;
      const outcome = await app.handle('edit', edit, member('U-requester'));
      return { outcome, committed: store.committed };
    };
    const { canary, verdicts } = inCanary(testPolicy({ digest: 'with-legal' }));
    const alone = await live();
    const beside = await live(canary);
    expect(beside.outcome).toMatchObject({
      ok: false,
      refusal: { reason: 'role_unassigned', roles: ['legal'] },
    });
    expect(verdicts).toEqual([false, true]);
    const [edit] = beside.committed.filter(({ commandId }) => commandId === 'edit');
    expect(edit?.streams[0]?.events).toMatchObject([
      { type: 'action_refused' },
      {
        type: 'canary_judged',
        revision: 1,
        differs: ['refusal'],
        canary: { outcome: 'filed', tier: 'restricted' },
      },
    ]);
    expect(edit?.jobs).toEqual([]);
    expect(beside.outcome).toEqual(alone.outcome);
    expect(withoutCanary(beside.committed)).toEqual(withoutCanary(alone.committed));
  });

  test('that cannot be asked is told to the log, and the filing goes through', async () => {
    const store = new MemoryStore();
    const broken = testPolicy({
      riskRules: [
        {
          id: 'broken',
          tier: 'high',
          reason: 'broken',
          applies: () => {
            throw new Error('a defect');
          },
        },
      ],
    });
    const { canary, verdicts, failures } = inCanary(broken);
    const app = livingApp(store, monday, canary);
    await app.registerRoute('register', packet(supportSummary), 'U-admin');
    const filing = { proposal: proposal(modelChange), raiseTo: null, usedDraft: null };
    expect(await app.submit('file', filing, member('U-requester'))).toMatchObject({ ok: true });
    expect(verdicts).toEqual([]);
    expect(failures).toEqual([new Error('a defect')]);
  });
});

/** A program that is started and stopped, with the policy and the canary that it is given then. */
class Program {
  readonly store = new MemoryStore();
  at = monday;
  #files = 0;
  around: Surroundings = this.#around(testPolicy(), null);

  #around(policy: Policy, canary: Policy | null): Surroundings {
    const clock = { now: () => this.at, until: async () => {} };
    const around = { store: this.store, clock, policy: () => policy, onWork: () => {} };
    return canary ? { ...around, canary: inCanary(canary).canary } : around;
  }

  async start(policy: Policy, canary: Policy | null = null): Promise<void> {
    this.around = this.#around(policy, canary);
    await notePolicy(this.around);
    await noteCanary(canary, this.around);
  }

  /** Files so many requests, each of a route of its own. */
  async file(count: number): Promise<string[]> {
    const app = createApp(this.around);
    const filed: string[] = [];
    for (let index = 0; index < count; index += 1) {
      this.#files += 1;
      const input = {
        ...supportSummary,
        route: `route-${this.#files}`,
        change: { kind: 'new' as const, why: 'New.' },
      };
      const filing = { proposal: proposal(input), raiseTo: null, usedDraft: null };
      filed.push((await app.submit(`file-${this.#files}`, filing, member('U-requester'))).subject);
    }
    return filed;
  }

  do(command: RequestCommand, person = 'U-requester', ...roles: ReviewRole[]) {
    this.#files += 1;
    return createApp(this.around).handle(`do-${this.#files}`, command, member(person, ...roles));
  }

  async events(): Promise<string[]> {
    return (await this.store.eventsOf('policy', { limit: 100 })).items.map(({ type }) => type);
  }

  async last(): Promise<unknown> {
    return (await this.store.eventsOf('policy', { limit: 100 })).items.at(-1)?.data;
  }

  /** What auditors are told: kinds of effects and what they say. */
  get told(): readonly unknown[] {
    return this.store.committed
      .flatMap(({ jobs }) => jobs.map(({ effect }) => effect))
      .filter(({ kind }) => ['canary_note', 'policy_note'].includes(kind));
  }
}

const first = testPolicy({ digest: 'first' });
const stricter = { ...raisingTo('restricted'), digest: 'stricter' };

describe('over weeks', () => {
  test('it is summed up once a week, each request once and as it was proposed last', async () => {
    const program = new Program();
    await program.start(first);
    await program.file(2);
    await program.start(first, stricter);
    const [edited] = await program.file(3);
    if (!edited) throw new Error('nothing was filed');
    const state = (await program.store.request(edited))?.state;
    if (!state) throw new Error('there is no request');
    const changed = proposal({
      ...supportSummary,
      route: state.route,
      change: { kind: 'new', why: 'Else.' },
    });
    await program.do({
      type: 'revise_request',
      request: edited,
      revision: 1,
      proposal: changed,
      raiseTo: null,
    });
    program.at += 7 * day - 1;
    await sumUpCanary(program.around);
    expect(program.told).toEqual([]);
    program.at += 1;
    await sumUpCanary(program.around);
    await sumUpCanary(program.around);
    expect(program.told).toMatchObject([
      {
        kind: 'canary_note',
        digest: 'stricter',
        days: 7,
        judged: 3,
        differing: 3,
        ways: { higher_tier: 3, lower_tier: 0, refused: 0 },
      },
    ]);
    await program.file(1);
    program.at += 8 * day;
    await sumUpCanary(program.around);
    expect(program.told.at(-1)).toMatchObject({ days: 8, judged: 1, differing: 1 });
    program.at += 8 * day;
    await sumUpCanary(program.around);
    expect(program.told).toHaveLength(2);
    expect(await program.events()).toEqual([
      'policy_changed',
      'canary_started',
      'canary_summed',
      'canary_summed',
      'canary_summed',
    ]);
  });

  test('what takes a request back to what binds, by an edit, does not count as differing', async () => {
    const program = new Program();
    const onlyWithBudget: Policy = {
      ...first,
      digest: 'budget',
      riskRules: [
        ...builtInRiskRules,
        {
          id: 'budget',
          tier: 'restricted',
          reason: 'a budget',
          applies: ({ packet: { cost } }) => cost.monthly_budget_usd === 400,
        },
      ],
    };
    await program.start(first, onlyWithBudget);
    const [request = ''] = await program.file(1);
    const canary = (await program.store.policyInForce())?.state.canary;
    if (!canary) throw new Error('nothing is in canary');
    expect((await tallyCanary(program.store, canary)).tally.sum).toMatchObject({ judged: 1, differing: 1 });
    const input = { ...supportSummary, route: 'route-1', cost: { monthly_budget_usd: 300 } };
    const changed = proposal({ ...input, change: { kind: 'new', why: 'Else.' } });
    await program.do({ type: 'revise_request', request, revision: 1, proposal: changed, raiseTo: null });
    expect((await tallyCanary(program.store, canary)).tally.sum).toMatchObject({ judged: 1, differing: 0 });
  });

  test('once it binds, that is recorded with since when it was tried and how many would have differed', async () => {
    const program = new Program();
    await program.start(first);
    await program.file(1);
    program.at += day;
    await program.start(first, stricter);
    const since = program.at;
    await program.file(4);
    program.at += 3 * day;
    await program.start(first, stricter);
    expect(await program.events()).toEqual(['policy_changed', 'canary_started']);
    await program.start(stricter);
    expect(await program.last()).toMatchObject({
      type: 'policy_changed',
      digest: 'stricter',
      previous: 'first',
      canary: { since, judged: 4, differing: 4 },
    });
    expect(program.told.at(-1)).toMatchObject({ kind: 'policy_note', canary: { judged: 4, differing: 4 } });
    expect((await program.store.policyInForce())?.state.canary).toBeUndefined();
  });

  test('so it is when it was taken away before, with what was judged until then', async () => {
    const program = new Program();
    await program.start(first, stricter);
    await program.file(2);
    program.at += day;
    await program.start(first);
    program.at += day;
    await program.file(5);
    await program.start(stricter);
    expect(await program.last()).toMatchObject({ canary: { judged: 2, differing: 2 } });
    expect(await program.events()).toEqual([
      'policy_changed',
      'canary_started',
      'canary_ended',
      'policy_changed',
    ]);
  });

  test('a policy that was never tried, or another than was, is recorded without', async () => {
    const program = new Program();
    await program.start(first, stricter);
    await program.file(1);
    await program.start(testPolicy({ digest: 'third' }), stricter);
    expect(await program.last()).not.toHaveProperty('canary');
    expect((await program.store.policyInForce())?.state).toMatchObject({
      digest: 'third',
      canary: { digest: 'stricter', until: null },
    });
    await program.start(testPolicy({ digest: 'third' }), first);
    expect(await program.events()).toEqual([
      'policy_changed',
      'canary_started',
      'policy_changed',
      'canary_ended',
      'canary_started',
    ]);
  });
});

test('people are served while a long time in canary is counted', async () => {
  const pages = 6;
  let served = 0;
  let read = 0;
  const ahead: number[] = [];
  const store = {
    events: async (after: number, limit: number): Promise<StoredEvent[]> => {
      read += 1;
      ahead.push(read - served);
      const size = read < pages ? limit : 0;
      return Array.from({ length: size }, (_, index) => ({
        sequence: after + index + 1,
        stream: 'route:any',
        version: index + 1,
        at: monday,
        actor: 'system',
        type: 'drift_cleared',
        commandId: '',
        data: { type: 'drift_cleared' },
        previousHash: '',
        hash: '',
      }));
    },
  };
  const serve = (): void => {
    served += 1;
    if (read < pages) setImmediate(serve);
  };
  setImmediate(serve);
  await tallyCanary(store, { digest: 'd', after: 0, until: null }, passOn);
  expect(read).toBe(pages);
  expect(Math.max(...ahead)).toBeLessThan(3);
});
