import type { Holders, Policy } from '../../domain/policy.ts';
import type { RequestEvent } from '../../domain/request/events.ts';
import type { Request } from '../../domain/request/request.ts';
import type { ReviewRole } from '../../domain/words.ts';
import type { Directory } from '../../ports/directory.ts';
import { isSlackUser, person, userGroup } from '../blocks/mrkdwn.ts';

type Revised = Extract<RequestEvent, { type: 'request_revised' }>;

/** Whom a note calls: exactly those who have to act, as mentions; nobody where they are too many to name. */

export interface AskDeps {
  readonly policy: Policy;
  readonly directory: Directory;
}

/** More mentions than this are noise; then the note stands in the channel and calls nobody. */
const mostMentions = 5;

export interface Asked {
  /** Who is called by name. */
  readonly people: readonly string[];
  readonly mentions: readonly string[];
}

const nobody: Asked = { people: [], mentions: [] };

const named = (people: readonly string[]): Asked => {
  const known = [...new Set(people)].filter(isSlackUser);
  return known.length <= mostMentions ? { people: known, mentions: known.map(person) } : nobody;
};

const group = (name: string): Asked => ({ people: [], mentions: [userGroup(name)] });

/** Holders who may decide: not the requester, nobody who edited, nobody who approved for the role already. */
function eligible(people: readonly string[], role: ReviewRole, request: Request): string[] {
  const barred = new Set([
    request.requester,
    ...request.editors,
    ...request.approvals.filter((given) => given.role === role).map((given) => given.person),
  ]);
  return people.filter((each) => !barred.has(each));
}

/** A user group is mentioned as one where policy names it by its id; otherwise its people, if they are few. */
async function holders(role: ReviewRole, request: Request, deps: AskDeps): Promise<Asked> {
  const rule = deps.policy.roles[role]?.holders;
  if (rule?.by === 'user_group' && userGroup(rule.group).startsWith('<!subteam')) return group(rule.group);
  return named(eligible(await deps.directory.holders(role), role, request));
}

async function backup(role: ReviewRole, request: Request, deps: AskDeps): Promise<Asked> {
  const rule = deps.policy.roles[role]?.backup ?? null;
  if (rule === null) return holders(role, request, deps);
  if (rule.by === 'role') return named(eligible(await deps.directory.holders(rule.role), role, request));
  return namedIn(rule, role, request);
}

function namedIn(rule: Holders, role: ReviewRole, request: Request): Asked {
  switch (rule.by) {
    case 'people':
      return named(eligible(rule.people, role, request));
    case 'user_group':
      return group(rule.group);
    case 'channel':
      return nobody;
  }
}

/** Who objected to the revision that an edit answered. */
const objectorsBefore = (event: Revised, role: ReviewRole, history: readonly RequestEvent[]): string[] =>
  history.flatMap((past) =>
    past.type === 'changes_requested' &&
    past.role === role &&
    past.bound.revision === event.bound.revision - 1
      ? [past.person]
      : [],
  );

/** True where an edit asks a role for the first time: its card is new then, and says all that a note would. */
export function isFirstAsked(event: Revised, role: ReviewRole, history: readonly RequestEvent[]): boolean {
  const before = history.slice(
    0,
    history.findIndex(
      (past) => past.type === 'request_revised' && past.bound.revision === event.bound.revision,
    ),
  );
  return !before.some(
    (past) => 'assessment' in past && past.assessment.slots.some((slot) => slot.role === role),
  );
}

/**
 * Mentions for the note that tells a role's thread of an event; `history` is what happened to the request so far.
 * Throws a Fault where Slack does not answer.
 */
export async function askedBy(
  event: RequestEvent,
  role: ReviewRole,
  request: Request,
  history: readonly RequestEvent[],
  deps: AskDeps,
): Promise<Asked> {
  switch (event.type) {
    case 'request_revised': {
      if (!event.askedAgain.includes(role)) return nobody;
      const fell = event.fell.filter((fallen) => fallen.role === role).map((fallen) => fallen.person);
      return named(eligible([...fell, ...objectorsBefore(event, role, history)], role, request));
    }
    case 'reviewers_nudged':
      return holders(role, request, deps);
    case 'review_reminded':
      return event.point === 'due' ? holders(role, request, deps) : nobody;
    case 'review_escalated':
      return backup(role, request, deps);
    case 'after_review_reminded':
      return holders(role, request, deps);
    default:
      return nobody;
  }
}
