import type { Condition, RequestBase } from '../request/request.ts';
import type { ReviewRole } from '../words.ts';
import { localTimeOn, nextWorkday, previousWorkday } from '../working-time.ts';
import type { RolloutPolicy, RouteContext } from './commands.ts';
import type { RouteEvent } from './events.ts';

/** What was promised at approvals: from the approval until it is kept, whatever rolls out meanwhile. */

/** A condition of an approval, as its route carries it along. `since` is epoch ms. */
export interface OwedCondition extends Condition {
  /** `R-142.1`: the request that was approved with it, and its place among that request's. */
  readonly id: string;
  /** The request whose rollout it belongs to; the first one where reviewers were asked for more people again. */
  readonly rollout: string;
  readonly role: ReviewRole;
  /** Who asked for the change; answers for it where the owner is nobody that Slack knows. */
  readonly requester: string;
  readonly since: number;
  /** How many of its words were said, those that were overtaken counted in. */
  readonly said: number;
  readonly met: ConditionMet | null;
}

/** Who said when that it is kept, and what shows it: a link or a sentence. */
export interface ConditionMet {
  readonly by: string;
  readonly at: number;
  readonly proof: string;
}

/** A condition as it is promised; the rest follows. */
export type PromisedCondition = Omit<OwedCondition, 'said' | 'met' | 'since'>;

type Holder = { readonly conditions?: readonly OwedCondition[] };

export const conditionsOf = ({ conditions = [] }: Holder): readonly OwedCondition[] => conditions;
export const isOwed = ({ met }: OwedCondition): boolean => met === null;
/** `today` is a local date; the due date itself is in time. */
export const isOverdue = (condition: OwedCondition, today: string): boolean =>
  isOwed(condition) && condition.due < today;

/** `number` counts from 1 over all conditions of a request. */
export const conditionId = (request: string, number: number): string => `${request}.${number}`;

/** What a request's approvals promise, in the order in which they were given. */
export function promisedIn({ id, requester, approvals, expands }: RequestBase): PromisedCondition[] {
  return approvals
    .flatMap(({ role, conditions }) => conditions.map((condition) => ({ ...condition, role })))
    .map(({ text, owner, due, role }, index) => ({
      id: conditionId(id, index + 1),
      rollout: expands?.request ?? id,
      role,
      requester,
      text,
      owner,
      due,
    }));
}

/** Puts on the route what an approval promises, once; what is kept by now is owed no more, whether the route still knows it or not. */
export function promising(route: Holder | null, request: RequestBase): RouteEvent[] {
  const known = new Set([...conditionsOf(route ?? {}), ...(request.kept ?? [])].map(({ id }) => id));
  const fresh = promisedIn(request).filter(({ id }) => !known.has(id));
  return fresh.length > 0 ? [{ type: 'conditions_promised', route: request.route, conditions: fresh }] : [];
}

/** Once overdue, it is brought up on so many working mornings; then it stands in lists and holds rollouts up. */
export const mostOverdueWords = 10;

/** What is said of a condition: that it was promised, that its day comes, that it is there, and that it is over. */
export type ConditionWord = 'promised' | 'soon' | 'today' | 'overdue';
const beforeOverdue = ['promised', 'soon', 'today'] as const;

/** `nth` counts from 1 over all words of a condition. */
export const wordOf = (nth: number): ConditionWord => beforeOverdue[nth - 1] ?? 'overdue';
/** True for the first word that says that it is overdue. */
export const isFirstOverdue = (nth: number): boolean => nth === beforeOverdue.length + 1;

type Mornings = Pick<RolloutPolicy, 'renewal'>;

/** When the nth word is due, epoch ms; null after the last. */
function momentOf(nth: number, { since, due }: OwedCondition, { renewal }: Mornings): number | null {
  const morningOf = (date: string): number => localTimeOn(date, renewal.atMinutes, renewal.timeZone);
  switch (wordOf(nth)) {
    case 'promised':
      return since;
    case 'soon':
      return morningOf(previousWorkday(due, renewal));
    case 'today':
      return morningOf(due);
    case 'overdue': {
      const times = nth - beforeOverdue.length;
      if (times > mostOverdueWords) return null;
      let date = due;
      for (let day = 0; day < times; day += 1) date = nextWorkday(date, renewal);
      return morningOf(date);
    }
  }
}

/** When something is said of a condition next, epoch ms; null when nothing will be. */
export function conditionTimer(condition: OwedCondition, policy: Mornings): number | null {
  return isOwed(condition) ? momentOf(condition.said + 1, condition, policy) : null;
}

/** The latest word that is due on each condition; what it overtook is not said any more. */
export function dueOfConditions(
  route: Holder,
  { at, policy }: Pick<RouteContext, 'at' | 'policy'>,
): RouteEvent[] {
  return conditionsOf(route)
    .filter(isOwed)
    .flatMap((condition): RouteEvent[] => {
      let nth = condition.said;
      for (;;) {
        const next = momentOf(nth + 1, condition, policy);
        if (next === null || next > at) break;
        nth += 1;
      }
      const { id, rollout } = condition;
      return nth > condition.said
        ? [{ type: 'condition_reminded', condition: id, rollout, word: wordOf(nth), nth }]
        : [];
    });
}

/** What Slack calls a member of a workspace. */
const member = /^[UW][A-Z0-9]{2,}$/;

/** Whom a condition is asked of: its owner, or the requester where the owner is nobody that Slack knows. */
export const debtorOf = ({ owner, requester }: Pick<OwedCondition, 'owner' | 'requester'>): string =>
  member.test(owner) ? owner : requester;
