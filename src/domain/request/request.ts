import type { Attachment, EvidenceRecord } from '../evidence/evidence-record.ts';
import type { Finding } from '../fallback/findings.ts';
import type { SeparationRule } from '../matching.ts';
import type { ChangeNote, Evidence, Packet } from '../packet/schema.ts';
import type { TierPolicy } from '../policy.ts';
import type { TierReason } from '../risk.ts';
import type { Slot } from '../slots.ts';
import type { Exposure, ReasonCategory, ReviewRole, Tier } from '../words.ts';

/** What the rules made of a packet, kept with the revision so that a later policy never rewrites the past. */
export interface Assessment {
  readonly tier: Tier;
  readonly reasons: readonly TierReason[];
  readonly slots: readonly Slot[];
  readonly separation: SeparationRule;
  readonly confirm: TierPolicy['confirm'];
  readonly reaches: Exposure;
  readonly policyDigest: string;
  /** What its fallbacks lead to that reviewers should know; absent where that is nothing. */
  readonly fallbacks?: readonly Finding[];
}

/** What exactly somebody agreed to. */
export interface Bound {
  readonly revision: number;
  readonly packetDigest: string;
  readonly evidenceDigest: string;
  readonly rolloutDigest: string;
}

/** Something promised at approval. `due` is a local date, YYYY-MM-DD. */
export interface Condition {
  readonly text: string;
  readonly owner: string;
  readonly due: string;
}

/** That a condition is kept, as its request remembers it. `at` is epoch ms. */
export interface KeptCondition {
  readonly id: string;
  readonly by: string;
  readonly at: number;
  readonly proof: string;
}

export interface GivenApproval {
  readonly role: ReviewRole;
  readonly person: string;
  /** The holder of the role who is away, and for whom this person decided. */
  readonly actsFor?: string;
  readonly at: number;
  readonly conditions: readonly Condition[];
  readonly comment: string;
  readonly bound: Bound;
}

/** Changes asked for. It holds the request up until an edit answers it or its author approves. */
export interface Objection {
  readonly role: ReviewRole;
  readonly person: string;
  readonly actsFor?: string;
  readonly at: number;
  readonly category: ReasonCategory;
  readonly reason: string;
}

export interface FallenApproval {
  readonly role: ReviewRole;
  readonly person: string;
  readonly because: 'material_changed' | 'tier_rose' | 'became_editor' | 'evidence_fell';
}

/** All times are epoch milliseconds. */
export interface ReviewTimes {
  readonly halfAt: number;
  readonly dueAt: number;
  readonly escalateAt: number;
}

/** A request that asks about an approved candidate again, before more people get it. */
export interface Expansion {
  /** The request whose approval does not reach far enough. */
  readonly request: string;
  readonly from: Exposure;
  readonly to: Exposure;
}

/** The two who can let a change out in an emergency, together. */
export const emergencyRoles = ['release_owner', 'oncall'] as const;
export type EmergencyRole = (typeof emergencyRoles)[number];

/** One of the two asks for it; the other has not joined yet. */
export interface EmergencyCall {
  readonly by: string;
  /** What the caller holds of the two. */
  readonly roles: readonly EmergencyRole[];
  readonly at: number;
  readonly reason: string;
  readonly hours: number;
}

/** A change that was let out without its reviews. Times are epoch ms. */
export interface Emergency {
  readonly calledBy: { readonly person: string; readonly role: EmergencyRole };
  readonly joinedBy: { readonly person: string; readonly role: EmergencyRole };
  readonly reason: string;
  readonly at: number;
  /** Until then it may be with users. */
  readonly until: number;
  /** Roles that had not decided. */
  readonly skipped: readonly ReviewRole[];
  /** When the after-review was opened, or last brought up. */
  readonly remindedAt: number;
  /** Null until somebody else has looked at it. */
  readonly review: {
    readonly by: string;
    readonly at: number;
    readonly stays: boolean;
    readonly note: string;
  } | null;
}

/** Digests of a revision's packet, and of what of it tests run. */
export interface EarlierRevision {
  readonly packet: string;
  readonly runs: string;
}

export interface RequestBase {
  readonly id: string;
  readonly route: string;
  readonly requester: string;
  /** Everybody but the requester who edited; none of them may fill a slot. */
  readonly editors: readonly string[];
  readonly change: ChangeNote;
  readonly packet: Packet;
  readonly baseline: Packet | null;
  readonly evidence: readonly Evidence[];
  /** For which packet each piece of `evidence` was given, in the same order; absent until an edit. */
  readonly listedFor?: readonly Omit<Attachment, 'id'>[];
  /** What was attached since it was filed, the oldest first; absent where nothing was. */
  readonly attached?: readonly EvidenceRecord[];
  /** Earlier revisions, the first one first: what was shown of one that runs the same counts. */
  readonly earlier?: readonly EarlierRevision[];
  readonly bound: Bound;
  readonly raisedTo: Tier | null;
  readonly lowered: { readonly to: Tier; readonly by: string; readonly reason: string } | null;
  readonly assessment: Assessment;
  readonly submittedAt: number;
  readonly revisedAt: number;
  readonly approvals: readonly GivenApproval[];
  readonly objections: readonly Objection[];
  /** What the last edit took away, for the card. */
  readonly fallen: readonly FallenApproval[];
  /** Every role that ever got a card, so that each of them stays in step. */
  readonly cardRoles: readonly ReviewRole[];
  /** Absent where a packet was proposed. */
  readonly expands?: Expansion;
  /** Conditions of its approvals that are kept; absent before any is. */
  readonly kept?: readonly KeptCondition[];
  /** Absent unless it was let out in an emergency. */
  readonly emergency?: Emergency;
}

export interface InReview extends RequestBase {
  readonly status: 'in_review';
  readonly times: ReviewTimes;
  readonly expiresAt: number;
  readonly extended: boolean;
  readonly lastReminder: 'none' | 'half' | 'due';
  readonly escalated: boolean;
  readonly expiryWarned: boolean;
  readonly nudgedAt: number | null;
  readonly call?: EmergencyCall;
}

export interface Approved extends RequestBase {
  readonly status: 'approved';
  readonly approvedAt: number;
  readonly exposure: Exposure;
  readonly useBy: number;
  readonly extended: boolean;
  readonly useByWarned: boolean;
  /** Who started the rollout that this approval was for; absent until then. Used up, it neither lapses nor starts again. */
  readonly used?: { readonly by: string; readonly at: number };
}

export interface Rejected extends RequestBase {
  readonly status: 'rejected';
  readonly rejection: Objection;
}

export interface Withdrawn extends RequestBase {
  readonly status: 'withdrawn';
  readonly by: string;
  readonly at: number;
  readonly reason: string;
}

/** Nobody decided in time. */
export interface Expired extends RequestBase {
  readonly status: 'expired';
  readonly at: number;
}

/** Approved, but not started in time. */
export interface Lapsed extends RequestBase {
  readonly status: 'lapsed';
  readonly approvedAt: number;
  readonly at: number;
}

export type Request = InReview | Approved | Rejected | Withdrawn | Expired | Lapsed;
export type RequestStatus = Request['status'];
