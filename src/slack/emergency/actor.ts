import type { Actor } from '../../domain/request/commands.ts';
import { afterReviewRoles } from '../../domain/request/emergency.ts';
import { emergencyRoles, type Request } from '../../domain/request/request.ts';
import type { SlackDeps } from '../deps.ts';

/**
 * Who somebody is, as far as emergencies go: nobody stands in for anybody here. Throws a Fault where Slack does not
 * say.
 */
export async function emergencyActor(person: string, deps: Pick<SlackDeps, 'directory'>): Promise<Actor> {
  const { standing, roles } = await deps.directory.membership(person, emergencyRoles);
  return { person, standing, roles };
}

/** The same for looking at it afterwards. */
export async function afterReviewer(
  person: string,
  request: Request | null,
  deps: Pick<SlackDeps, 'directory'>,
): Promise<Actor> {
  const asked = request ? afterReviewRoles(request) : [];
  const { standing, roles } = await deps.directory.membership(person, asked);
  return { person, standing, roles };
}
