import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RouteAct } from '../../src/app/app.ts';
import type { PlannedStage, Proposal } from '../../src/domain/packet/schema.ts';
import type { Condition } from '../../src/domain/request/request.ts';
import type { Route } from '../../src/domain/route/route.ts';
import type { RequestKind, Role } from '../../src/domain/words.ts';
import { type Company, type CompanyOptions, openCompany, projectFile } from './company.ts';
import { eventually } from './eventually.ts';
import { member } from './given-when-then.ts';
import { wholeEvidence } from './proposals.ts';

export const liveRoute = 'support-summary-prod';
export const alertToken = 'alerts-of-the-company';
const bearer = { authorization: `Bearer ${alertToken}` };

/** The default policy, with approvals of high risk that reach everybody. */
function wholeWayPolicy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'policy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'policy.yml');
  const text = readFileSync(projectFile('manifests/policy.yml'), 'utf8');
  writeFileSync(file, text.replace('reaches: canary', 'reaches: default'));
  return file;
}

export interface LiveCompanyOptions extends CompanyOptions {
  /** One approval reaches everybody, so that a single request can go all the way. */
  readonly wholeWay?: boolean;
}

/** Who holds what in the sandbox's company. */
const holders: Partial<Record<Role, string>> = {
  product_owner: 'UTOMAS',
  ai_platform: 'UPRIYA',
  finance: 'UGRACE',
  engineering: 'UDANIEL',
  security: 'USOFIA',
  release_owner: 'UHANNAH',
  legal: 'UELENA',
  oncall: 'UMARCUS',
};

/** The company with its product, in which a request can be filed, approved and started in one go. */
export class LiveCompany {
  readonly company: Company;
  readonly bearer = bearer;
  #commands = 0;

  constructor(company: Company) {
    this.company = company;
  }

  get app() {
    return this.company.product.app;
  }

  #id(): string {
    this.#commands += 1;
    return `given-${this.#commands}`;
  }

  async route(): Promise<Route> {
    const loaded = await this.app.store.route(liveRoute);
    if (!loaded) throw new Error('there is no route');
    return loaded.state;
  }

  until(what: string, ask: (route: Route) => boolean): Promise<Route> {
    return eventually(what, async () => {
      const route = await this.route();
      return ask(route) ? route : null;
    });
  }

  /** Does something as whoever holds that role. */
  async act(act: RouteAct, role: Role = 'release_owner'): Promise<void> {
    const outcome = await this.app.act(this.#id(), act, member(holders[role] ?? role, role));
    if (!outcome.ok) throw new Error(outcome.routeRefusal.reason);
  }

  /** A request for the route that serves, approved by everybody who was asked; answers its number. */
  async approved(
    kind: Exclude<RequestKind, 'new'> = 'change',
    stages: readonly PlannedStage[] = [
      { stage: 'customer_canary', percent: 5, hold_hours: 1 },
      { stage: 'default', hold_hours: 0 },
    ],
    conditions: readonly Condition[] = [],
  ): Promise<string> {
    const request = await this.filed(kind, stages);
    const state = (await this.app.store.request(request))?.state;
    for (const [index, { role }] of (state?.assessment.slots ?? []).entries()) {
      const person = holders[role] ?? role;
      const promised = index === 0 ? conditions : [];
      const common = { request, revision: 1, role, conditions: promised, comment: '', typedRoute: liveRoute };
      await this.app.handle(this.#id(), { type: 'approve', ...common }, member(person, role));
    }
    return request;
  }

  /** A request for the route that serves, by Maya, that nobody has decided on; answers its number. */
  async filed(
    kind: Exclude<RequestKind, 'new'> = 'change',
    stages: readonly PlannedStage[] = [{ stage: 'default', hold_hours: 0 }],
  ): Promise<string> {
    const { baseline } = await this.route();
    if (!baseline) throw new Error('nothing serves');
    const { model, rollout } = baseline;
    const primary = { ...model.primary, name: 'gpt-summary-b', version: '2026-09' };
    const change = { kind, what: [], why: 'It keeps long threads together.', expected_improvement: '' };
    const packet =
      kind === 'change'
        ? { ...baseline, model: { ...model, primary }, rollout: { ...rollout, stages: [...stages] } }
        : baseline;
    const proposal: Proposal = { change, evidence: wholeEvidence, packet };
    const filed = await this.app.submit(
      this.#id(),
      { proposal, raiseTo: null, usedDraft: null },
      member('UMAYA'),
    );
    if (!filed.ok) throw new Error(filed.refusal.reason);
    return filed.subject;
  }

  /** Starts an approved change, and waits until its first share is read back. */
  async rollOut(stages?: readonly PlannedStage[], conditions?: readonly Condition[]): Promise<string> {
    const request = await this.approved('change', stages, conditions);
    await this.act({ type: 'record_drill', route: liveRoute, tookMs: 400, worked: true }, 'oncall');
    await this.act({ type: 'start_rollout', route: liveRoute, request });
    await this.until('the first share is in force', ({ rollout }) => rollout?.status === 'live');
    return request;
  }

  /** A change that everybody gets, approved and in force. */
  async approvedAndComplete(): Promise<void> {
    const request = await this.approved('change', [{ stage: 'default', hold_hours: 0 }]);
    await this.act({ type: 'record_drill', route: liveRoute, tookMs: 400, worked: true }, 'oncall');
    await this.act({ type: 'start_rollout', route: liveRoute, request });
    await this.until('everybody gets it', ({ finished }) => finished?.outcome === 'complete');
  }

  /** Posts an alert as a program of the company would. */
  async alert(status: 'firing' | 'resolved', change: object = {}): Promise<number> {
    const body = { key: 'errors', status, title: 'RouteErrors', model_route: liveRoute, ...change };
    const answer = await fetch(`${this.company.product.url}/webhooks/generic`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer },
      body: JSON.stringify(body),
    });
    return answer.status;
  }
}

export async function openLiveCompany(options: LiveCompanyOptions = {}): Promise<LiveCompany> {
  const { wholeWay = false, ...rest } = options;
  const policy = wholeWay ? { policyFile: wholeWayPolicy() } : {};
  const settings = { API_TOKENS: `alerts:${alertToken}` };
  const company = await openCompany({ settings, ...policy, ...rest });
  await company.start();
  return new LiveCompany(company);
}
