import type { Standing } from '../domain/request/refusal.ts';

/** The part of Slack's user object that says whether somebody may decide. */
export interface SlackUser {
  readonly id?: string;
  readonly team_id?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_workflow_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly enterprise_user?: { readonly teams?: readonly string[] };
}

const slackbot = 'USLACKBOT';

/** What somebody's account is to the workspace `teamId`. An account that Slack does not describe is a stranger's. */
export function standingOf(person: string, user: SlackUser | undefined, teamId: string): Standing {
  if (person === slackbot) return 'bot';
  if (!user) return 'stranger';
  if (user.deleted) return 'deactivated';
  if (user.is_bot || user.is_workflow_bot) return 'bot';
  // In an organisation, people belong to a team of their own and are members of others.
  const isOurs =
    user.team_id === undefined ||
    user.team_id === teamId ||
    (user.enterprise_user?.teams ?? []).includes(teamId);
  if (user.is_stranger || !isOurs) return 'stranger';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return 'member';
}
