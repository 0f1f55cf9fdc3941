import { describe, expect, it } from 'vitest';
import type { ProposalInput } from '../../../src/domain/packet/schema.ts';
import type { Procedure, ProcedureStepId, StepState } from '../../../src/domain/procedure/procedure.ts';
import { procedureOf } from '../../../src/domain/procedure/steps.ts';
import type { Request } from '../../../src/domain/request/request.ts';
import { newRoute, type Route } from '../../../src/domain/route/route.ts';
import { namesFrom, procedureText } from '../../../src/pictures/saying.ts';
import { everyState, filed, policy, richChange, type StateName, stateOf } from '../../slack/cards/states.ts';
import { monday } from '../../support/given-when-then.ts';
import { LiveRoute, release, routeId } from '../../support/live-route.ts';
import { supportSummary } from '../../support/proposals.ts';

const of = (request: Request, route: Route | null = null): Procedure =>
  procedureOf({ request, route, policy, now: monday });

const telling = { nameOf: namesFrom(new Map()), timeZone: 'UTC' };

function stepOf(procedure: Procedure, id: ProcedureStepId) {
  const step = procedure.steps.find((each) => each.id === id);
  if (!step) throw new Error(`no step ${id}`);
  return step;
}

/** One step as people read it. */
const said = (procedure: Procedure, id: ProcedureStepId): string =>
  procedureText({ ...procedure, steps: [stepOf(procedure, id)] }, telling, 5000);

const states = everyState();

const table: [StateName, StateName extends string ? StepState[] : never, string][] = [
  ['filed', ['done', 'attention', 'current', 'current', 'current', 'open', 'open'], 'in review'],
  ['partly', ['done', 'attention', 'current', 'current', 'current', 'open', 'open'], 'in review'],
  [
    'objected',
    ['done', 'attention', 'current', 'current', 'attention', 'attention', 'attention'],
    'sent back for changes',
  ],
  ['approved', ['done', 'done', 'done', 'done', 'done', 'done', 'current'], 'approved for canary'],
  ['rejected', ['done', 'skipped', 'skipped', 'skipped', 'failed', 'failed', 'failed'], 'rejected'],
  ['withdrawn', ['done', 'skipped', 'skipped', 'skipped', 'skipped', 'skipped', 'skipped'], 'withdrawn'],
  ['expired', ['done', 'skipped', 'skipped', 'skipped', 'skipped', 'failed', 'skipped'], 'expired'],
  ['lapsed', ['done', 'done', 'done', 'done', 'done', 'done', 'failed'], 'approval lapsed'],
  [
    'letOut',
    ['done', 'skipped', 'skipped', 'skipped', 'skipped', 'attention', 'current'],
    'let out in an emergency',
  ],
];

describe('the approval procedure', () => {
  it.each(table)('of a request that is %s', (name, expected, standing) => {
    const procedure = of(states[name]);
    expect(procedure.steps.map(({ state }) => state)).toEqual(expected);
    expect(procedure.standing).toBe(standing);
  });

  it('names who decided, for whom, when, and who still has to', () => {
    const text = said(of(states.partly), 'approvals');
    expect(text).toContain('2 of 5 done');
    expect(text).toMatch(/Ai platform U0AIPLATFORM · 5\u0020?.?Oct/u);
    expect(text).toContain('Security U0SECURITY');
    expect(text).toContain('10 conditions');
    expect(text).toContain('Open: Finance not decided yet');
    expect(said(of(states.letOut), 'approvals')).toContain('Security U0SUPPORT for U0SECURITY');
  });

  it('tells what was promised, and when it was met', async () => {
    const text = said(of(states.partly), 'decision');
    expect(text).toContain('Open: Condition: Not like this. · U0REQUEST1 · by 9 Oct 2026');
    expect(text).toContain('and 8 more conditions');
  });

  it('says who asked for changes and why, and whose turn it is', () => {
    const procedure = of(states.objected);
    expect(said(procedure, 'approvals')).toContain('Security U0SECURITY asked for changes');
    expect(said(procedure, 'decision')).toContain('Revise: U0SECURITY wrote “Not like this.”');
    expect(said(procedure, 'deployment')).toContain('sent back');
  });

  it('says who rejected it and why', () => {
    const procedure = of(states.rejected);
    expect(said(procedure, 'approvals')).toContain('U0SECURITY rejected');
    expect(said(procedure, 'decision')).toContain('“Not like this.”');
  });

  it('asks whoever approved what was edited to look again', () => {
    expect(said(of(states.edited), 'approvals')).toContain('U0AIPLATFORM has to look again');
    expect(said(of(states.edited), 'request')).toContain('revision 2');
  });

  it('shows which evidence passed, failed, and is not there', () => {
    const technical = said(of(states.filed), 'technical');
    expect(technical).toContain('Failed: latency');
    expect(technical).toContain('Shown: functional correctness');
    expect(technical).toMatch(/Open: Still to show: .*reliability/);
    expect(said(of(states.filed), 'risk')).toContain('Shown: prompt injection');
  });

  it('calls a step that was approved with gaps by that name', () => {
    expect(stepOf(of(states.approved), 'technical').says).toBe('accepted with gaps');
  });

  const withPacket = (more: Partial<ProposalInput>): Procedure =>
    of(stateOf(filed({ ...richChange, ...more })));

  it('brings out what has to be done before anybody may approve, before all else', () => {
    const procedure = withPacket({
      mitigations: [
        { mitigation: 'Mask account numbers', owner: 'U0OWNER', done: false },
        { mitigation: 'Cap the refunds', done: true },
      ],
    });
    const [first, second] = stepOf(procedure, 'risk').lines;
    expect([first?.mark, first?.beforeApproval]).toEqual(['attention', true]);
    expect(second?.beforeApproval).toBeUndefined();
    const text = said(procedure, 'risk');
    expect(text).toContain('Before approval: Mask account numbers · U0OWNER');
    expect(text).toContain('Mitigated: Cap the refunds');
  });

  it('keeps to a few lines however many mitigations there are', () => {
    const mitigations = Array.from({ length: 20 }, (_, index) => ({
      mitigation: `Do ${index}`,
      done: false,
    }));
    expect(said(withPacket({ mitigations }), 'risk')).toContain('and 18 more required before approval');
  });

  it('looks for a way back, somebody to call and somebody who watches', () => {
    const ready = withPacket({ monitoring: { owner: 'U0WATCH' } });
    expect(said(ready, 'operations')).toContain('watched by U0WATCH, in an incident U0ONCALL01');
    expect(said(ready, 'operations')).toContain('Way back: gpt-summary-a 2026-03');
    // What was filed before a contact had to be named.
    const { packet } = states.filed;
    const { incident_contact: _, ...rollout } = packet.rollout;
    const bare = of({ ...states.filed, packet: { ...packet, rollout } });
    expect(said(bare, 'operations')).toContain('no incident contact is named');
    expect(stepOf(bare, 'operations').lines.some(({ mark }) => mark === 'attention')).toBe(true);
  });

  it('tells of the last drill that worked, and that it was too long ago', () => {
    const drill = { by: 'U0ONCALL01', tookMs: 420, worked: true };
    const withDrill = (at: number) => ({ ...newRoute(routeId, monday), drills: [{ ...drill, at }] });
    const fresh = said(of(states.filed, withDrill(monday - 1000)), 'operations');
    expect(fresh).toMatch(/Rehearsed: 5.Oct.2026,.09:59, 0.4 s\./u);
    const old = said(of(states.filed, withDrill(monday - 400 * 86_400_000)), 'operations');
    expect(old).toContain('too long ago');
  });

  it('asks nothing of what nobody is shown', () => {
    const low = of(
      stateOf(
        filed(
          {
            ...supportSummary,
            change: { kind: 'new', why: 'To try it.' },
            environment: 'test',
            audience: 'nobody',
            rollout: {},
            guardrails: [],
          },
          null,
        ),
      ),
    );
    expect(low.steps.filter(({ state }) => state === 'attention')).toEqual([]);
    expect(low.tier).toBe('low');
  });
});

describe('the last step of the procedure', () => {
  async function procedureOfLive(live: LiveRoute, request: string): Promise<Procedure> {
    const state = (await live.store.request(request))?.state;
    if (!state) throw new Error('no request');
    const route = await live.route();
    return procedureOf({ request: state, route, policy: live.policy, now: live.clock.now() });
  }

  it('follows the rollout from its start to everybody', async () => {
    const live = await LiveRoute.open();
    try {
      const request = await live.approved();
      const ready = await procedureOfLive(live, request);
      expect(stepOf(ready, 'deployment')).toMatchObject({ state: 'current', says: 'ready to start' });
      await live.recordDrill();
      const started = await live.start(request);
      expect(started).toEqual({ ok: true, subject: routeId });
      await live.inForce();
      const rolling = await procedureOfLive(live, request);
      expect(stepOf(rolling, 'deployment')).toMatchObject({ state: 'current', says: 'rolling out' });
      expect(said(rolling, 'deployment')).toContain(`Started by ${release.person}`);
      await live.pause();
      expect(stepOf(await procedureOfLive(live, request), 'deployment')).toMatchObject({
        state: 'attention',
        says: 'paused',
      });
      await live.rollBack();
      await live.until('it is back', ({ finished }) => finished !== null);
      const back = await procedureOfLive(live, request);
      expect(stepOf(back, 'deployment')).toMatchObject({ state: 'failed', says: 'rolled back' });
    } finally {
      await live.close();
    }
  });

  const approved = (): Extract<Request, { status: 'approved' }> => {
    const state = everyState().approved;
    if (state.status !== 'approved') throw new Error('not approved');
    return state;
  };
  const finished = (outcome: 'complete' | 'rolled_back'): Route => ({
    ...newRoute(routeId, monday),
    finished: {
      request: 'R-1',
      candidateDigest: 'x',
      outcome,
      by: 'U0RELEASE',
      at: monday,
      fromBp: 2500,
      tookMs: 400,
      intervention: null,
      approvedBy: [],
      plan: [],
      step: 0,
      exposedSince: null,
      checks: {},
    },
  });

  it('is done when everybody has it, and names who completed it', () => {
    const procedure = of(approved(), finished('complete'));
    expect(stepOf(procedure, 'deployment')).toMatchObject({ state: 'done', says: 'with everybody' });
    expect(said(procedure, 'deployment')).toContain('U0RELEASE');
  });

  it('says from which share it was taken back', () => {
    expect(said(of(approved(), finished('rolled_back')), 'deployment')).toContain('from 25 %');
  });

  it('claims nothing of an outcome that another change has overwritten', () => {
    const used = { ...approved(), used: { by: 'U0RELEASE', at: monday } };
    expect(stepOf(of(used, newRoute(routeId, monday)), 'deployment').says).toBe('over');
  });

  it('follows the way out of service', () => {
    const leaving: Route = {
      ...newRoute(routeId, monday),
      retirement: {
        request: 'R-1',
        by: 'U0OWNER',
        at: monday,
        record: {
          replacement: '',
          drainBy: '',
          disabledKeys: '',
          deletedSecrets: '',
          retainedLogs: '',
          billingCloseout: '',
        },
        drainSaid: false,
        drained: null,
      },
    };
    const request: Request = { ...approved(), change: { ...approved().change, kind: 'retirement' } };
    expect(stepOf(of(request, leaving), 'deployment')).toMatchObject({
      title: 'Out of service',
      state: 'current',
      says: 'retiring',
    });
    const gone = { ...leaving, retired: { by: 'U0OWNER', at: monday } };
    expect(stepOf(of(request, gone), 'deployment')).toMatchObject({ state: 'done', says: 'retired' });
    expect(stepOf(of(request, gone), 'technical').says).toBe('done');
  });

  it('shows a condition as met once it is, and the others as open', () => {
    const condition = { text: 'Latency report', owner: 'U0OWNER', due: '2026-10-09' };
    const request = approved();
    const [first, ...others] = request.approvals;
    if (!first) throw new Error('no approval');
    const conditions = [condition, { ...condition, text: 'Cost report' }];
    const promised = { ...request, approvals: [{ ...first, conditions }, ...others] };
    const kept = [{ id: 'R-1.2', by: 'U0OWNER', at: monday, proof: 'Sent.' }];
    const text = said(of({ ...promised, kept }), 'decision');
    expect(text).toContain('Condition: Cost report · U0OWNER · met');
    expect(text).toContain('Condition: Latency report · U0OWNER · by 9 Oct 2026');
  });
});
