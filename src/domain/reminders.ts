import type { Policy } from './policy.ts';
import { afterReviewAt, callEndsAt } from './request/emergency.ts';
import type { RequestEvent } from './request/events.ts';
import type { Approved, InReview, Request, ReviewTimes } from './request/request.ts';
import { rolesToAsk } from './request/standing.ts';
import type { Tier } from './words.ts';
import { addReviewHours } from './working-time.ts';

const hour = 3_600_000;
export const dayMs = 24 * hour;

/** When a review that starts `from` is reminded of, due and escalated: half, all and one and a half of its time. */
export function reviewTimes(from: number, tier: Tier, policy: Policy): ReviewTimes {
  const hours = policy.tiers[tier].reviewHours;
  return {
    halfAt: addReviewHours(from, hours / 2, policy.workingHours),
    dueAt: addReviewHours(from, hours, policy.workingHours),
    escalateAt: addReviewHours(from, hours * 1.5, policy.workingHours),
  };
}

const warningAt = (end: number, policy: Policy): number => end - policy.requests.warnHoursBefore * hour;

function reviewTimers(state: InReview, policy: Policy): number[] {
  const timers = [state.expiresAt];
  if (!state.expiryWarned) timers.push(warningAt(state.expiresAt, policy));
  const callEnds = callEndsAt(state);
  if (callEnds !== null) timers.push(callEnds);
  if (rolesToAsk(state).length === 0) return timers;
  if (state.lastReminder === 'none') timers.push(state.times.halfAt);
  if (state.lastReminder !== 'due') timers.push(state.times.dueAt);
  if (!state.escalated) timers.push(state.times.escalateAt);
  return timers;
}

function useTimer(state: Request, policy: Policy): number | null {
  if (state.status !== 'approved' || state.used) return null;
  // An emergency's time is short and known to both; a warning would only come at once.
  return state.useByWarned || state.emergency
    ? state.useBy
    : Math.min(warningAt(state.useBy, policy), state.useBy);
}

/** When something about this request falls due next, epoch ms; null when nothing will. */
export function nextTimer(state: Request, policy: Policy): number | null {
  if (state.status === 'in_review') return Math.min(...reviewTimers(state, policy));
  const timers = [afterReviewAt(state), useTimer(state, policy)].filter((timer) => timer !== null);
  return timers.length > 0 ? Math.min(...timers) : null;
}

function dueInReview(state: InReview, at: number, policy: Policy): RequestEvent[] {
  if (at >= state.expiresAt) return [{ type: 'request_expired' }];
  const callEnds = callEndsAt(state);
  const events: RequestEvent[] =
    callEnds !== null && at >= callEnds ? [{ type: 'emergency_call_ended' }] : [];
  const roles = rolesToAsk(state);
  const { halfAt, dueAt, escalateAt } = state.times;
  // Whoever was away for a while gets the latest word only, not every reminder that was missed.
  if (roles.length > 0) {
    if (at >= escalateAt && !state.escalated) events.push({ type: 'review_escalated', roles, dueAt });
    else if (at >= dueAt && state.lastReminder !== 'due')
      events.push({ type: 'review_reminded', point: 'due', roles, dueAt });
    else if (at >= halfAt && state.lastReminder === 'none')
      events.push({ type: 'review_reminded', point: 'half', roles, dueAt });
  }
  if (at >= warningAt(state.expiresAt, policy) && !state.expiryWarned)
    events.push({ type: 'expiry_warned', expiresAt: state.expiresAt });
  return events;
}

function dueApproved(state: Approved, at: number, policy: Policy): RequestEvent[] {
  if (at >= state.useBy) return [{ type: 'approval_lapsed' }];
  if (at >= warningAt(state.useBy, policy) && !state.useByWarned && !state.emergency)
    return [{ type: 'use_by_warned', useBy: state.useBy }];
  return [];
}

/** What is due at `at`: at most one word to the reviewers and one to the requester, however late it runs. */
export function dueEvents(state: Request, at: number, policy: Policy): RequestEvent[] {
  if (state.status === 'in_review') return dueInReview(state, at, policy);
  const again = afterReviewAt(state);
  const reminded: RequestEvent[] = again !== null && at >= again ? [{ type: 'after_review_reminded' }] : [];
  if (state.status === 'approved' && !state.used) return [...reminded, ...dueApproved(state, at, policy)];
  return reminded;
}
