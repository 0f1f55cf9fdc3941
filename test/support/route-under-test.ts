import { digestOf } from '../../src/domain/packet/digest.ts';
import type { Actor } from '../../src/domain/request/commands.ts';
import type { Approved } from '../../src/domain/request/request.ts';
import type { RolloutPolicy, RouteCommand, RouteContext } from '../../src/domain/route/commands.ts';
import { decideRoute, nextGate } from '../../src/domain/route/decide.ts';
import type { RouteEvent } from '../../src/domain/route/events.ts';
import { evolveRoute } from '../../src/domain/route/evolve.ts';
import type { RouteRefusal } from '../../src/domain/route/refusal.ts';
import type { Reading, Rollout } from '../../src/domain/route/rollout.ts';
import type { Route } from '../../src/domain/route/route.ts';
import { localDate } from '../../src/domain/working-time.ts';
import { member, monday, RequestUnderTest, system } from './given-when-then.ts';
import { rolloutPolicy } from './policy.ts';
import { modelChange, packet, supportSummary } from './proposals.ts';

export { rolloutPolicy };

export const release = member('U-release', 'release_owner');
export const oncall = member('U-oncall', 'oncall');

/** A request like any other, approved by everybody who was asked, as far as `default`. */
export function approvedRequest(input = modelChange): Approved {
  const request = new RequestUnderTest().submit(input);
  for (const slot of request.open.assessment.slots) request.approve(slot.role);
  if (request.state?.status !== 'approved') throw new Error('not approved');
  return { ...request.state, exposure: 'default' };
}

/** A live route in a test: commands go in, refusals come out, the control plane does as it is told. */
export class RouteUnderTest {
  state: Route | null = null;
  at = monday;
  said: RouteEvent[] = [];
  readonly readings = new Map<string, Reading>();
  freeze: RouteContext['freeze'] = null;
  /** Where the evidence of what rolls out stands. */
  lanes: RouteContext['lanes'] = [];
  #operations = 0;

  readonly #policy: RolloutPolicy;

  constructor(policy: RolloutPolicy = rolloutPolicy) {
    this.#policy = policy;
    this.#apply({
      type: 'route_registered',
      packet: packet(supportSummary),
      digest: digestOf(packet(supportSummary)),
      by: 'U-admin',
    });
  }

  #apply(event: RouteEvent) {
    this.said.push(event);
    this.state = evolveRoute(this.state, event, this.at);
  }

  context(actor: Actor): RouteContext {
    this.#operations += 1;
    return {
      at: this.at,
      today: localDate(this.at, 'Etc/UTC'),
      actor,
      policy: this.#policy,
      opId: `op-${this.#operations}`,
      readings: this.readings,
      freeze: this.freeze,
      lanes: this.lanes,
    };
  }

  when(command: RouteCommand, actor: Actor = release): RouteRefusal | null {
    const decision = decideRoute(this.state, command, this.context(actor));
    if ('refusal' in decision) return decision.refusal;
    for (const event of decision.events) this.#apply(event);
    return null;
  }

  start(request = approvedRequest()): RouteRefusal | null {
    return this.when({ type: 'start_rollout', route: request.route, request });
  }

  /** The control plane reads back what was wished last. */
  verified(): this {
    const { opId, bp } = this.rollout.control.wished;
    this.when({ type: 'report_share', route: 'support-summary-prod', opId, bp, tookMs: 40 }, system);
    return this;
  }

  expand(): RouteRefusal | null {
    return this.when({ type: 'expand', route: 'support-summary-prod', step: this.rollout.step });
  }

  rollBack(actor = oncall): RouteRefusal | null {
    return this.when(
      { type: 'roll_back', route: 'support-summary-prod', cause: 'person', detail: '' },
      actor,
    );
  }

  measured(metric: string, value: number | null): this {
    this.readings.set(metric, { metric, value, at: this.at, source: 'test' });
    return this;
  }

  drilled(): this {
    this.when({ type: 'record_drill', route: 'support-summary-prod', tookMs: 400, worked: true }, oncall);
    return this;
  }

  later(milliseconds: number): this {
    this.at += milliseconds;
    this.when({ type: 'route_time_passed', route: 'support-summary-prod' }, system);
    return this;
  }

  /** What the company's own rules come to for the next step: each rule, and why it does not hold where it does not. */
  ownRules(): Record<string, string> {
    const gate = this.state && nextGate(this.state, this.context(release));
    const items = (gate?.items ?? []).filter((item) => item.gate === 'own_rule');
    return Object.fromEntries(
      items.map(({ rule, ok, unclear }) => [rule, ok ? 'ok' : (unclear ?? 'broken')]),
    );
  }

  /** The labels of what is missing for the next step. */
  missing(): string[] {
    const gate = this.state && nextGate(this.state, this.context(release));
    return (gate?.items ?? []).filter((item) => !item.ok).map((item) => item.gate);
  }

  get rollout(): Rollout {
    if (!this.state?.rollout) throw new Error('nothing is rolling out');
    return this.state.rollout;
  }
}
