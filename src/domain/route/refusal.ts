import type { Exposure, Role } from '../words.ts';
import type { GateItem } from './gates.ts';
import type { RetirementRecord } from './route.ts';

/** The closed list of reasons to say no to somebody who acts on a live route. */
export type RouteRefusal =
  | { readonly reason: 'route_unknown'; readonly route: string }
  | { readonly reason: 'not_in_role'; readonly roles: readonly Role[] }
  | { readonly reason: 'request_not_approved'; readonly request: string }
  | { readonly reason: 'approval_used'; readonly request: string; readonly by: string; readonly at: number }
  | { readonly reason: 'rollout_in_progress'; readonly request: string }
  | { readonly reason: 'emergency_out'; readonly request: string; readonly until: number }
  | { readonly reason: 'baseline_moved'; readonly request: string }
  | { readonly reason: 'nothing_rolling_out'; readonly route: string }
  | { readonly reason: 'nothing_to_roll_back'; readonly route: string }
  | { readonly reason: 'rolled_back_already'; readonly by: string; readonly at: number }
  | { readonly reason: 'rolling_back'; readonly by: string; readonly at: number }
  | { readonly reason: 'paused'; readonly by: string; readonly at: number }
  | { readonly reason: 'not_paused' }
  | { readonly reason: 'stale_step'; readonly seen: number; readonly current: number }
  | { readonly reason: 'at_the_end' }
  | { readonly reason: 'gate_not_clear'; readonly missing: readonly GateItem[]; readonly to: Exposure }
  | { readonly reason: 'retired'; readonly by: string; readonly at: number }
  | { readonly reason: 'retiring'; readonly request: string }
  | { readonly reason: 'not_retiring' }
  | { readonly reason: 'retirement_incomplete'; readonly missing: readonly (keyof RetirementRecord)[] }
  | { readonly reason: 'not_drained_yet'; readonly drainBy: string }
  | { readonly reason: 'not_drained' }
  | { readonly reason: 'check_not_asked' }
  | { readonly reason: 'condition_unknown' }
  | { readonly reason: 'condition_met'; readonly by: string; readonly at: number }
  | { readonly reason: 'condition_unproven' }
  | { readonly reason: 'snoozed_enough'; readonly until: number };
