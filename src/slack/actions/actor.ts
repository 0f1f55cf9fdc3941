import type { Actor } from '../../domain/request/commands.ts';
import type { Request } from '../../domain/request/request.ts';
import type { ReviewRole } from '../../domain/words.ts';
import { Fault } from '../../ports/fault.ts';
import type { SlackDeps } from '../deps.ts';

/** Once a review is overdue, the role's backup may decide too. */
const isOverdue = (request: Request | null, now: number): boolean =>
  request?.status === 'in_review' && now >= request.times.dueAt;

/** Who `person` is, as far as deciding for `role` goes. Throws a Fault where Slack does not say: nobody decides unchecked. */
export async function reviewerFor(
  person: string,
  role: ReviewRole,
  request: Request | null,
  deps: Pick<SlackDeps, 'directory' | 'clock'>,
): Promise<Actor> {
  const withBackup = isOverdue(request, deps.clock.now()) ? [role] : [];
  const { standing, roles, standsInFor = [] } = await deps.directory.membership(person, [role], withBackup);
  return { person, standing, roles, standsInFor };
}

/** Somebody who acts on what is their own; no role is needed for that, and none is looked up. */
export const selfActor = (person: string): Actor => ({ person, roles: [], standing: 'member' });

/** What `work` comes to, or a Fault after `milliseconds` of wall time; whoever waits in front of a modal has 3 s. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Fault('unavailable', 'no answer in time')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
