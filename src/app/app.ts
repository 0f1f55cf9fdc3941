import type { AbsenceCommand } from '../domain/absence/absence.ts';
import type { EvidenceRecord } from '../domain/evidence/evidence-record.ts';
import type { EvidenceVerdict } from '../domain/evidence/judge.ts';
import type { Finding } from '../domain/fallback/findings.ts';
import type { FieldChange } from '../domain/packet/diff.ts';
import type { Weakness } from '../domain/packet/lint.ts';
import type { Packet, Proposal } from '../domain/packet/schema.ts';
import type { Policy } from '../domain/policy.ts';
import type { Actor, RequestCommand } from '../domain/request/commands.ts';
import type { Refusal } from '../domain/request/refusal.ts';
import type { Assessment } from '../domain/request/request.ts';
import type { EditOutcome } from '../domain/request/revision.ts';
import type { RouteCommand } from '../domain/route/commands.ts';
import type { Tier } from '../domain/words.ts';
import type { Clock } from '../ports/clock.ts';
import type { Outcome, RequestSummary, RouteOutcome, Store } from '../ports/store.ts';
import type { FallbackReach } from './fallback-reach.ts';
import type { AbsenceOutcome } from './handle-absence.ts';

/** What the edges hold of the core: one way to change things, and one to look ahead. */
export interface App {
  readonly store: Store;
  readonly clock: Clock;
  /** The policy that binds now. */
  readonly policy: () => Policy;
  /**
   * Does a command once: load, decide, commit; a conflict is decided again on the newest state. The same `id`
   * twice gives the first outcome. A refusal is recorded too. Throws {@link Fault} when the store cannot answer.
   */
  handle(id: string, command: RequestCommand, actor: Actor): Promise<Outcome>;
  /**
   * Does a command on a route once, in the same way. What steers users is in force when the control plane was read
   * back, which the route's state says. Throws {@link Fault} when the store cannot answer.
   */
  act(id: string, act: RouteAct, actor: Actor): Promise<RouteOutcome>;
  /** Files a request under the next free number. `usedDraft` is deleted with it. */
  submit(id: string, filing: Filing, actor: Actor): Promise<Outcome>;
  /**
   * Asks the reviewers about the next exposure of what rolls out, where its approvals do not reach that far and they
   * are not being asked already; else null.
   */
  askExpansion(id: string, route: string): Promise<Outcome | null>;
  /**
   * Announces or ends somebody's own absence, once. `delegateMayDecide` is what Slack says of the delegate now. Throws
   * {@link Fault} when the store cannot answer.
   */
  absence(id: string, command: AbsenceCommand, delegateMayDecide: boolean): Promise<AbsenceOutcome>;
  /** Takes a route that already serves under review: its packet becomes the first baseline. */
  registerRoute(id: string, packet: Packet, by: string): Promise<Outcome>;
  /** What a packet's fallbacks lead to now. Throws {@link Fault} when the store cannot answer. */
  fallbacks(packet: Packet): Promise<FallbackReach>;
  /**
   * What filing would mean, without doing it: for the form's last step, the CLI and the API. `revising` names the
   * request that is being edited, and `person` who edits; `shown` is what would be attached with it.
   */
  preview(
    proposal: Proposal,
    raiseTo: Tier | null,
    revising: { request: string; person: string } | null,
    shown?: readonly Shown[],
  ): Promise<Preview>;
}

/** What would be attached with a proposal. */
export type Shown = Pick<EvidenceRecord, 'lane' | 'proof'>;

/** A command on a route. A rollout is started by naming its request, which is looked up when it is decided. */
export type RouteAct =
  | Exclude<RouteCommand, { type: 'start_rollout' }>
  | { readonly type: 'start_rollout'; readonly route: string; readonly request: string };

export interface Filing {
  readonly proposal: Proposal;
  readonly raiseTo: Tier | null;
  readonly usedDraft: string | null;
}

export interface Preview {
  readonly baseline: Packet | null;
  readonly diff: readonly FieldChange[];
  readonly assessment: Assessment;
  /** Why filing would be refused; null if it would not. */
  readonly refusal: Refusal | null;
  readonly warnings: readonly Warning[];
  /** Every lane of evidence as it would stand. */
  readonly evidence: EvidenceVerdict;
  /** What its fallbacks lead to and must not, the nearest first; none for a retirement. */
  readonly fallbacks: readonly Finding[];
  /** When a request is being edited: which decisions the edit would take away, and who would be asked. */
  readonly edit: EditOutcome | null;
  /** Open requests on the same route, the one being revised left out. */
  readonly overlapping: readonly RequestSummary[];
}

/** A weakness of the proposal, or somebody else at work on the same route. */
export type Warning = Weakness | { readonly warning: 'overlap'; readonly requests: readonly string[] };
