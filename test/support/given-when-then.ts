import type { Finding } from '../../src/domain/fallback/findings.ts';
import type { Packet } from '../../src/domain/packet/schema.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Actor, DecisionContext, RequestCommand } from '../../src/domain/request/commands.ts';
import { decide } from '../../src/domain/request/decide.ts';
import { evolve } from '../../src/domain/request/evolve.ts';
import type { Refusal } from '../../src/domain/request/refusal.ts';
import type { InReview, Request } from '../../src/domain/request/request.ts';
import { type Role, reviewRoles } from '../../src/domain/words.ts';
import { testPolicy } from './policy.ts';
import { modelChange, packet, proposal, supportSummary } from './proposals.ts';

/** Monday 5 October 2026, 10:00 UTC. */
export const monday = Date.UTC(2026, 9, 5, 10);
export const hour = 3_600_000;
export const day = 24 * hour;

export const member = (person: string, ...roles: Role[]): Actor => ({ person, roles, standing: 'member' });
/** Holds every role that can approve. */
export const anyReviewer = (person: string): Actor => member(person, ...reviewRoles);
export const system: Actor = { person: 'system', roles: [], standing: 'member' };

/** A request that lives in a test: commands go in, refusals come out, time is what the test says. */
export class RequestUnderTest {
  state: Request | null = null;
  at = monday;
  policy: Policy;
  baseline: Packet | null;
  /** What the fallbacks of whatever is filed next lead to. */
  fallbacks: readonly Finding[] = [];

  constructor(policy: Policy = testPolicy(), baseline: Packet | null = packet(supportSummary)) {
    this.policy = policy;
    this.baseline = baseline;
  }

  /** Does the command; answers the refusal, or null when it was done. */
  when(command: RequestCommand, actor: Actor): Refusal | null {
    const context: DecisionContext = {
      at: this.at,
      actor,
      policy: this.policy,
      baseline: this.baseline,
      fallbacks: this.fallbacks,
    };
    const decision = decide(this.state, command, context);
    if ('refusal' in decision) return decision.refusal;
    for (const event of decision.events) this.state = evolve(this.state, event, this.at);
    return null;
  }

  submit(input = modelChange, requester = 'U-requester'): this {
    const refusal = this.when(
      { type: 'submit_request', request: 'R-1', proposal: proposal(input), raiseTo: null },
      member(requester),
    );
    if (refusal) throw new Error(`not filed: ${refusal.reason}`);
    return this;
  }

  revise(input: typeof modelChange, actor = member('U-requester')): Refusal | null {
    const { revision } = this.open.bound;
    return this.when(
      { type: 'revise_request', request: 'R-1', revision, proposal: proposal(input), raiseTo: null },
      actor,
    );
  }

  approve(role: (typeof reviewRoles)[number], actor = member(`U-${role}`, role)): Refusal | null {
    const { bound, route } = this.open;
    return this.when(
      {
        type: 'approve',
        request: 'R-1',
        revision: bound.revision,
        role,
        conditions: [],
        comment: '',
        typedRoute: route,
      },
      actor,
    );
  }

  requestChanges(role: (typeof reviewRoles)[number], actor = member(`U-${role}`, role)): Refusal | null {
    const { revision } = this.open.bound;
    return this.when(
      { type: 'request_changes', request: 'R-1', revision, role, category: 'cost', reason: 'Who pays?' },
      actor,
    );
  }

  /** Moves the clock and lets what is due happen. */
  later(milliseconds: number): this {
    this.at += milliseconds;
    this.when({ type: 'time_passed', request: 'R-1' }, system);
    return this;
  }

  get open(): InReview {
    if (this.state?.status !== 'in_review') throw new Error(`not in review: ${this.state?.status}`);
    return this.state;
  }
}
