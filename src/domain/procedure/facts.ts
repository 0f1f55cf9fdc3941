import type { LaneStanding } from '../evidence/judge.ts';
import type { Policy } from '../policy.ts';
import { evidenceOf } from '../request/proof.ts';
import type { Request } from '../request/request.ts';
import { decidedAt, filling } from '../request/standing.ts';
import type { Route } from '../route/route.ts';
import type { ReviewRole } from '../words.ts';

/** What the steps are made of. */
export interface ProcedureFacts {
  readonly request: Request;
  /** Null where nothing is known of the route yet. */
  readonly route: Route | null;
  readonly policy: Policy;
  /** Epoch ms. */
  readonly now: number;
}

/** What all steps look at, worked out once. */
export interface Looked extends ProcedureFacts {
  readonly lanes: readonly LaneStanding[];
  /** Roles with a slot, in the order in which they are asked. */
  readonly asked: readonly ReviewRole[];
  /** Those of them that are not done: a person is lacking, or asked for changes. */
  readonly waiting: ReadonlySet<ReviewRole>;
  readonly label: (role: ReviewRole) => string;
}

/**
 * What the evidence of a request came to; after the decision as it stood then, or when something was added last, so that
 * age rewrites nothing. Taking a route out of service has nothing to show.
 */
function lanesOf({ request, policy, now }: ProcedureFacts): readonly LaneStanding[] {
  if (request.change.kind === 'retirement') return [];
  const decided = decidedAt(request);
  const added = request.attached?.map(({ attachedAt }) => attachedAt) ?? [];
  return evidenceOf(request, policy, decided === null ? now : Math.max(decided, ...added)).lanes;
}

export function look(facts: ProcedureFacts): Looked {
  const { request, policy } = facts;
  const lacking = filling(request).open.filter((open) => open.lacking > 0);
  return {
    ...facts,
    lanes: lanesOf(facts),
    asked: request.assessment.slots.map(({ role }) => role),
    waiting: new Set([...lacking, ...request.objections].map(({ role }) => role)),
    label: (role) => policy.roles[role]?.label ?? role.replaceAll('_', ' '),
  };
}

/** A review that ended without an approval: what it had not come to, it never will. */
export const endedEarly = ({ status }: Request): boolean =>
  status === 'rejected' || status === 'withdrawn' || status === 'expired';

export const wasApproved = ({ status }: Request): boolean => status === 'approved' || status === 'lapsed';
