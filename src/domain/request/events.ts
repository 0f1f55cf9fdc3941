import type { CanaryDifference } from '../canary/treatment.ts';
import type { Attachment, EvidenceRecord } from '../evidence/evidence-record.ts';
import type { ChangeNote, Evidence, Packet } from '../packet/schema.ts';
import type { Exposure, ReasonCategory, ReviewRole, Tier } from '../words.ts';
import type { Refusal } from './refusal.ts';
import type {
  Assessment,
  Bound,
  Condition,
  EarlierRevision,
  Emergency,
  EmergencyCall,
  Expansion,
  FallenApproval,
  ReviewTimes,
} from './request.ts';

/** What a change of the evidence does to a review; after an approval it does nothing to it. */
export interface EvidenceConsequence {
  /** What is decided on from now on. */
  readonly bound: Bound;
  readonly fell: readonly FallenApproval[];
  readonly askedAgain: readonly ReviewRole[];
  readonly times?: ReviewTimes;
}

/** What happened to a request, in the past tense. `at` and the actor stand on the record around the event. */
export type RequestEvent =
  | {
      readonly type: 'request_submitted';
      readonly request: string;
      readonly requester: string;
      readonly change: ChangeNote;
      readonly packet: Packet;
      readonly baseline: Packet | null;
      readonly evidence: readonly Evidence[];
      readonly bound: Bound;
      readonly raisedTo: Tier | null;
      readonly assessment: Assessment;
      readonly times: ReviewTimes;
      readonly expiresAt: number;
      /** Set where an approved candidate is asked about again; `editors` are those of the first request. */
      readonly expands?: Expansion & { readonly editors: readonly string[] };
    }
  | {
      readonly type: 'request_revised';
      readonly editor: string;
      readonly change: ChangeNote;
      readonly packet: Packet;
      readonly evidence: readonly Evidence[];
      readonly bound: Bound;
      readonly raisedTo: Tier | null;
      readonly assessment: Assessment;
      /** The labels of the fields that changed against the revision before. */
      readonly changed: readonly string[];
      readonly fell: readonly FallenApproval[];
      /** Roles that are asked because of this edit: new slots, fallen approvals, answered objections. */
      readonly askedAgain: readonly ReviewRole[];
      readonly times: ReviewTimes;
      /** For which packet each listed piece of evidence was given. */
      readonly listedFor?: readonly Omit<Attachment, 'id'>[];
      /** All revisions before this one. */
      readonly earlier?: readonly EarlierRevision[];
    }
  | ({ readonly type: 'evidence_attached'; readonly record: EvidenceRecord } & EvidenceConsequence)
  | ({
      readonly type: 'evidence_withdrawn';
      readonly evidence: string;
      readonly by: string;
      readonly reason: string;
    } & EvidenceConsequence)
  | {
      readonly type: 'slot_approved';
      readonly role: ReviewRole;
      readonly person: string;
      readonly actsFor?: string;
      readonly conditions: readonly Condition[];
      readonly comment: string;
      readonly bound: Bound;
    }
  | {
      readonly type: 'changes_requested';
      readonly role: ReviewRole;
      readonly person: string;
      readonly actsFor?: string;
      readonly category: ReasonCategory;
      readonly reason: string;
      readonly bound: Bound;
    }
  | {
      readonly type: 'request_rejected';
      readonly role: ReviewRole;
      readonly person: string;
      readonly actsFor?: string;
      readonly category: ReasonCategory;
      readonly reason: string;
      readonly bound: Bound;
    }
  | {
      readonly type: 'request_approved';
      readonly exposure: Exposure;
      readonly useBy: number;
      readonly filled: readonly { readonly role: ReviewRole; readonly person: string }[];
      readonly bound: Bound;
    }
  | {
      readonly type: 'tier_lowered';
      readonly by: string;
      readonly from: Tier;
      readonly to: Tier;
      readonly reason: string;
      readonly assessment: Assessment;
    }
  | { readonly type: 'request_withdrawn'; readonly by: string; readonly reason: string }
  | { readonly type: 'reviewers_nudged'; readonly by: string; readonly roles: readonly ReviewRole[] }
  | {
      readonly type: 'review_reminded';
      readonly point: 'half' | 'due';
      readonly roles: readonly ReviewRole[];
      readonly dueAt: number;
    }
  | { readonly type: 'review_escalated'; readonly roles: readonly ReviewRole[]; readonly dueAt: number }
  | { readonly type: 'expiry_warned'; readonly expiresAt: number }
  | { readonly type: 'request_extended'; readonly by: string; readonly expiresAt: number }
  | { readonly type: 'request_expired' }
  | { readonly type: 'use_by_warned'; readonly useBy: number }
  | { readonly type: 'approval_extended'; readonly by: string; readonly useBy: number }
  | { readonly type: 'approval_lapsed' }
  | { readonly type: 'approval_used'; readonly by: string }
  | ({ readonly type: 'emergency_called' } & Omit<EmergencyCall, 'at'>)
  /** Nobody joined it in time. */
  | { readonly type: 'emergency_call_ended' }
  | ({ readonly type: 'emergency_approved'; readonly bound: Bound } & Omit<
      Emergency,
      'at' | 'remindedAt' | 'review'
    >)
  /** What was promised with an approval is kept; its route says so, too. */
  | {
      readonly type: 'condition_kept';
      readonly condition: string;
      /** Who had asked for it. */
      readonly role: ReviewRole;
      readonly by: string;
      readonly text: string;
      readonly proof: string;
    }
  | { readonly type: 'after_review_reminded' }
  | {
      readonly type: 'after_review_closed';
      readonly by: string;
      readonly stays: boolean;
      readonly note: string;
    }
  /** The policy in canary would have treated this otherwise; recorded for whoever weighs it, changes nothing. */
  | ({ readonly type: 'canary_judged' } & CanaryDifference)
  | {
      /** Somebody tried something and was told no: recorded, changes nothing. */
      readonly type: 'action_refused';
      readonly by: string;
      readonly action: string;
      readonly refusal: Refusal;
    };
