import type { StandIn } from '../../domain/request/commands.ts';
import type { Request } from '../../domain/request/request.ts';
import { barredFrom } from '../../domain/request/review.ts';
import { type ReviewRole, reviewRoles } from '../../domain/words.ts';
import type { Membership } from '../../ports/directory.ts';
import { foreseenRefusal } from '../actions/foresee.ts';
import type { SlackDeps } from '../deps.ts';

/** What waits for a person: open requests on which a decision of theirs would be of use. */

export interface Waiting {
  readonly request: Request;
  /** The roles for which the person may decide. */
  readonly roles: readonly ReviewRole[];
}

export interface WaitingPage {
  readonly items: readonly Waiting[];
  readonly next: string | null;
}

/** What somebody may decide for: roles of their own, and roles they back up once a review is overdue. */
export interface Reviewer {
  readonly standing: Membership['standing'];
  readonly own: readonly ReviewRole[];
  readonly backedUp: readonly ReviewRole[];
  /** Roles of others who are away now and named this person to decide meanwhile. */
  readonly lent: readonly StandIn[];
}

const isReviewRole = (role: string): role is ReviewRole => reviewRoles.some((known) => known === role);

/** Asks who somebody is. Throws a Fault where Slack does not say. */
export async function reviewerOf(person: string, { directory, app }: SlackDeps): Promise<Reviewer> {
  const held = reviewRoles.filter((role) => app.policy().roles[role] !== undefined);
  const { standing, roles, standsInFor = [] } = await directory.membership(person, held);
  const own = roles.filter(isReviewRole);
  const others = held.filter((role) => !own.includes(role) && app.policy().roles[role]?.backup);
  const backing = others.length > 0 ? await directory.membership(person, others, others) : null;
  return { standing, own, backedUp: backing?.roles.filter(isReviewRole) ?? [], lent: standsInFor };
}

const lentRoles = ({ lent }: Reviewer): ReviewRole[] => lent.map(({ role }) => role).filter(isReviewRole);

function usefulRoles(request: Request, reviewer: Reviewer, person: string, deps: SlackDeps): ReviewRole[] {
  if (request.status !== 'in_review') return [];
  const now = deps.clock.now();
  const held = now >= request.times.dueAt ? [...reviewer.own, ...reviewer.backedUp] : reviewer.own;
  const actor = { person, roles: held, standing: reviewer.standing, standsInFor: reviewer.lent };
  const roles = [...new Set([...held, ...lentRoles(reviewer)])].filter(
    (role) => held.includes(role) || barredFrom(request, role, actor) === null,
  );
  const { revision } = request.bound;
  return roles.filter(
    (role) =>
      foreseenRefusal(
        'approve',
        request,
        { request: request.id, revision, role },
        person,
        deps.app.policy(),
        now,
      ) === null,
  );
}

/** Looked through at most for one page, so that a person who may decide none of many requests gets an answer, too. */
const mostRead = 200;

/** A page of what waits, newest first, at a cost that does not grow with history. */
export async function waitingFor(
  person: string,
  reviewer: Reviewer,
  page: { readonly limit: number; readonly after?: string | undefined },
  deps: SlackDeps,
): Promise<WaitingPage> {
  const roles = [...new Set([...reviewer.own, ...reviewer.backedUp, ...lentRoles(reviewer)])];
  if (reviewer.standing !== 'member' || roles.length === 0) return { items: [], next: null };
  const { store } = deps.app;
  const items: Waiting[] = [];
  let after = page.after;
  for (let read = 0; read < mostRead; ) {
    // One at a time at the end of a page, so that the next page begins right after the last one shown.
    const batch = await store.openRequests(
      { roles, notBy: person },
      { limit: page.limit - items.length, after },
    );
    for (const summary of batch.items) {
      const request = (await store.request(summary.id))?.state;
      const useful = request ? usefulRoles(request, reviewer, person, deps) : [];
      if (request && useful.length > 0) items.push({ request, roles: useful });
    }
    read += batch.items.length;
    if (batch.next === null || batch.items.length === 0) return { items, next: null };
    after = batch.next;
    if (items.length >= page.limit) return { items, next: after };
  }
  return { items, next: after ?? null };
}
