import { SlackFault } from './slack-fault.ts';
import type { SlackClient } from './web-client.ts';

/** Who we are in Slack. */
export interface Identity {
  readonly teamId: string;
  readonly teamName: string;
  /** Null where the server does not say it; Slack always does for a bot token. */
  readonly botId: string | null;
  readonly botUserId: string;
  /** The bot's handle, without `@`. */
  readonly botName: string;
  /** Scopes that the bot token was granted. */
  readonly scopes: readonly string[];
}

export interface IdentitySource {
  /** Asks Slack once; after a failure the next one asks again. Throws a fault. */
  get(): Promise<Identity>;
  /** What is known without asking. */
  known(): Identity | null;
}

async function ask(slack: SlackClient): Promise<Identity> {
  const answer = await slack.call('auth.test', (web) => web.auth.test());
  const { team_id: teamId, team, bot_id: botId, user_id: botUserId, user } = answer;
  if (!teamId || !botUserId)
    throw new SlackFault('needs_operator', 'not_a_bot', 'auth.test: not a bot token', {
      remedy:
        'SLACK_BOT_TOKEN is not a bot token. Copy the "Bot User OAuth Token" from "OAuth & Permissions".',
    });
  const scopes = answer.response_metadata?.scopes ?? [];
  return { teamId, teamName: team ?? '', botId: botId ?? null, botUserId, botName: user ?? '', scopes };
}

export function createIdentity(slack: SlackClient): IdentitySource {
  let known: Identity | null = null;
  let asked: Promise<Identity> | null = null;
  return {
    known: () => known,
    get: () => {
      asked ??= ask(slack).then(
        (identity) => {
          known = identity;
          return identity;
        },
        (error: unknown) => {
          asked = null;
          throw error;
        },
      );
      return asked;
    },
  };
}
