import type { ReviewRole, Role, Tier } from '../words.ts';
import type { RequestStatus } from './request.ts';

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
  | { readonly reason: 'closed'; readonly status: RequestStatus }
  | { readonly reason: 'stale_revision'; readonly seen: number; readonly current: number }
  | { readonly reason: 'own_request'; readonly role: ReviewRole }
  | { readonly reason: 'edited_request'; readonly role: ReviewRole }
  | { readonly reason: 'standing'; readonly standing: Exclude<Standing, 'member'>; readonly role: ReviewRole }
  | { readonly reason: 'not_in_role'; readonly role: Role }
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
  | { readonly reason: 'tier_not_lower'; readonly tier: Tier };
export type RefusalReason = Refusal['reason'];
