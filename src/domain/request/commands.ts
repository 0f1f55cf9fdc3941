import type { EvidenceRecord } from '../evidence/evidence-record.ts';
import type { Finding } from '../fallback/findings.ts';
import type { Evidence, Packet, Proposal } from '../packet/schema.ts';
import type { Policy } from '../policy.ts';
import type { Exposure, ReasonCategory, ReviewRole, Role, Tier } from '../words.ts';
import type { Standing } from './refusal.ts';
import type { Approved, Condition } from './request.ts';

/** Who acts, and what Slack said of them at that moment. `roles` is what they hold, backups included. */
export interface Actor {
  readonly person: string;
  readonly roles: readonly Role[];
  readonly standing: Standing;
  /** Roles that others hold who are away now and named this person to decide meanwhile. */
  readonly standsInFor?: readonly StandIn[];
}

/** What somebody may decide in another's place. */
export interface StandIn {
  readonly role: Role;
  /** Who holds the role and is away. */
  readonly person: string;
}

/** What somebody wants, in the imperative. `revision` is the one that the person was looking at. */
export type RequestCommand =
  | {
      readonly type: 'submit_request';
      readonly request: string;
      readonly proposal: Proposal;
      readonly raiseTo: Tier | null;
    }
  | {
      /** An approved candidate is asked about again, because its approval does not reach who would get it next. */
      readonly type: 'open_expansion';
      readonly request: string;
      readonly of: Approved;
      readonly from: Exposure;
      readonly to: Exposure;
      readonly evidence: readonly Evidence[];
    }
  | {
      readonly type: 'revise_request';
      readonly request: string;
      readonly revision: number;
      readonly proposal: Proposal;
      readonly raiseTo: Tier | null;
    }
  | {
      readonly type: 'approve';
      readonly request: string;
      readonly revision: number;
      readonly role: ReviewRole;
      readonly conditions: readonly Condition[];
      readonly comment: string;
      /** What the reviewer typed to confirm; asked at tiers whose policy says so. */
      readonly typedRoute: string | null;
    }
  | {
      readonly type: 'request_changes' | 'reject';
      readonly request: string;
      readonly revision: number;
      readonly role: ReviewRole;
      readonly category: ReasonCategory;
      readonly reason: string;
    }
  | {
      readonly type: 'attach_evidence';
      readonly request: string;
      readonly lane: EvidenceRecord['lane'];
      readonly proof: EvidenceRecord['proof'];
      /** Digest of the packet that it was produced for; that of the request as it stands where null. */
      readonly packet: string | null;
    }
  | {
      readonly type: 'withdraw_evidence';
      readonly request: string;
      readonly evidence: string;
      readonly reason: string;
    }
  | { readonly type: 'lower_tier'; readonly request: string; readonly to: Tier; readonly reason: string }
  | {
      /** Somebody who owns releases, or is on call, asks to let it out before its reviews. */
      readonly type: 'call_emergency';
      readonly request: string;
      readonly revision: number;
      readonly reason: string;
      readonly hours: number;
    }
  | { readonly type: 'join_emergency'; readonly request: string; readonly revision: number }
  | {
      readonly type: 'close_after_review';
      readonly request: string;
      /** Whether it may stay for its time; if not, it is rolled back. */
      readonly stays: boolean;
      readonly note: string;
    }
  | { readonly type: 'withdraw'; readonly request: string; readonly reason: string }
  | { readonly type: 'nudge'; readonly request: string }
  | { readonly type: 'extend'; readonly request: string }
  | { readonly type: 'time_passed'; readonly request: string };
export type RequestCommandType = RequestCommand['type'];

/** All that a decision may know besides the request itself. `at` is epoch milliseconds. */
export interface DecisionContext {
  readonly at: number;
  readonly actor: Actor;
  readonly policy: Policy;
  /** What the route serves now; null for a route that serves nothing yet. */
  readonly baseline: Packet | null;
  /** What the packet's fallbacks lead to and must not; absent where nobody looked. */
  readonly fallbacks?: readonly Finding[];
}
