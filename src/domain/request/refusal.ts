import type { Blocker } from '../evidence/blockers.ts';
import type { Stop } from '../evidence/evidence-gate.ts';
import type { ReviewRole, Role, Tier } from '../words.ts';
import type { EmergencyRole, RequestStatus } from './request.ts';

/** Why somebody's account may not decide, whatever roles it is given. */
export type Standing = 'member' | 'guest' | 'stranger' | 'bot' | 'deactivated';

/** The closed list of reasons to say no. Each is turned into a sentence where people read it, never here. */
export type Refusal =
  | { readonly reason: 'request_unknown'; readonly request: string }
  | { readonly reason: 'route_unknown'; readonly route: string }
  | { readonly reason: 'route_exists'; readonly route: string }
  | { readonly reason: 'nothing_changes' }
  | { readonly reason: 'route_renamed'; readonly route: string }
  | { readonly reason: 'role_unassigned'; readonly roles: readonly Role[] }
  /** What no approval can make good: it has to be mended first. Their sentences say how. */
  | {
      readonly reason: 'blocked';
      readonly blockers: readonly Blocker[];
      readonly stops: readonly Stop[];
    }
  /** Evidence says no, so nobody can approve it until that is mended. */
  | { readonly reason: 'stopped'; readonly stops: readonly Stop[] }
  | { readonly reason: 'evidence_unknown'; readonly evidence: string }
  | { readonly reason: 'evidence_withdrawn'; readonly evidence: string }
  | { readonly reason: 'evidence_of_another'; readonly by: string }
  /** What reviewers approved without it is not made good by the word of whoever asked for it. */
  | { readonly reason: 'evidence_own_word' }
  | { readonly reason: 'evidence_full'; readonly most: number }
  | { readonly reason: 'closed'; readonly status: RequestStatus }
  | { readonly reason: 'stale_revision'; readonly seen: number; readonly current: number }
  | { readonly reason: 'own_request'; readonly role: Role }
  | { readonly reason: 'edited_request'; readonly role: Role }
  | { readonly reason: 'standing'; readonly standing: Exclude<Standing, 'member'>; readonly role: Role }
  | { readonly reason: 'not_in_role'; readonly role: Role }
  /** They stand in for somebody who may not decide on this request either. */
  | { readonly reason: 'stands_in_for_barred'; readonly role: ReviewRole; readonly absent: string }
  | { readonly reason: 'role_not_asked'; readonly role: ReviewRole }
  | { readonly reason: 'already_approved'; readonly role: ReviewRole; readonly at: number }
  | {
      readonly reason: 'already_decided';
      readonly role: ReviewRole;
      readonly by: string;
      readonly at: number;
    }
  | { readonly reason: 'route_not_typed'; readonly route: string }
  | { readonly reason: 'not_the_requester'; readonly requester: string }
  | { readonly reason: 'nudged_recently'; readonly again: number }
  | { readonly reason: 'nobody_to_nudge' }
  | { readonly reason: 'extended_already'; readonly until: number }
  /** It asks about what was approved already, so there is nothing in it to edit. */
  | { readonly reason: 'expansion_fixed'; readonly request: string }
  | { readonly reason: 'tier_not_lower'; readonly tier: Tier }
  | { readonly reason: 'emergency_fixed'; readonly until: number }
  | { readonly reason: 'emergencies_off' }
  | { readonly reason: 'not_for_emergencies' }
  | { readonly reason: 'no_change_to_let_out' }
  | { readonly reason: 'emergency_unexplained' }
  | { readonly reason: 'emergency_too_long'; readonly most: number }
  | { readonly reason: 'emergency_called'; readonly by: string; readonly at: number }
  | { readonly reason: 'emergency_not_called' }
  | { readonly reason: 'emergency_same_person' }
  | { readonly reason: 'emergency_same_role'; readonly role: EmergencyRole }
  | { readonly reason: 'no_after_review' }
  | { readonly reason: 'after_review_closed'; readonly by: string; readonly at: number }
  | { readonly reason: 'after_review_involved' }
  | { readonly reason: 'not_an_after_reviewer'; readonly roles: readonly ReviewRole[] };
export type RefusalReason = Refusal['reason'];
