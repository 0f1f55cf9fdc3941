import { silentLog } from '../../src/ports/log.ts';
import { silentObserver } from '../../src/ports/observer.ts';
import { clockOf } from '../../src/sandbox/clock.ts';
import { type Emulator, startEmulator } from '../../src/sandbox/emulator/emulator.ts';
import type { AppSeed, WorkspaceSeed } from '../../src/sandbox/emulator/workspace.ts';
import { createSlackClient, type SlackClient } from '../../src/slack/web-client.ts';

export const botToken = 'xoxb-1-workspace-test';
export const appToken = 'xapp-1-workspace-test';
export const signingSecret = '0123456789abcdef0123456789abcdef';
export const bot = 'UBOT';

const scopes = [
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'usergroups:read',
  'users:read',
];

type WorkspaceChange = Partial<Omit<WorkspaceSeed, 'app'>> & { app?: Partial<AppSeed> };

/** A small workspace: people of every standing, a public, a private, an archived channel, one without the bot. */
export function slackWorkspace(change: WorkspaceChange = {}): WorkspaceSeed {
  const { app, ...rest } = change;
  return {
    team: { id: 'T1', name: 'Acme', domain: 'acme' },
    users: [
      { id: 'UANN', name: 'ann', real_name: 'Ann' },
      { id: 'UBOB', name: 'bob', real_name: 'Bob' },
      { id: 'UCAT', name: 'cat', real_name: 'Cat' },
      { id: 'UGUEST', name: 'gus', real_name: 'Gus', is_restricted: true },
      { id: 'USINGLE', name: 'sia', real_name: 'Sia', is_ultra_restricted: true },
      { id: 'UGONE', name: 'gone', real_name: 'Gone', deleted: true },
      { id: 'USTRANGER', name: 'stan', real_name: 'Stan', is_stranger: true, team_id: 'T2' },
      { id: 'UROBOT', name: 'rob', real_name: 'Rob', is_bot: true },
      { id: bot, name: 'routegate', real_name: 'Routegate', is_bot: true },
    ],
    channels: [
      {
        id: 'CFIN',
        name: 'finance',
        members: ['UANN', 'UGUEST', 'USINGLE', 'UGONE', 'USTRANGER', 'UROBOT', bot],
      },
      { id: 'CSEC', name: 'security', is_private: true, members: ['UBOB', bot] },
      { id: 'CPLAT', name: 'platform', members: ['UBOB', 'UCAT', bot] },
      { id: 'COLD', name: 'old', members: ['UANN', bot], is_archived: true },
      { id: 'COUT', name: 'without-bot', members: ['UANN'] },
      { id: 'CHID', name: 'hidden', is_private: true, members: ['UANN'] },
    ],
    usergroups: [
      { id: 'SREV', name: 'Reviewers', handle: 'reviewers', users: ['UANN', 'UBOB'] },
      { id: 'SOFF', name: 'Switched off', handle: 'off', users: ['UANN'], disabled: true },
    ],
    ...rest,
    app: {
      id: 'A1',
      name: 'Routegate',
      bot_user_id: bot,
      bot_name: 'routegate',
      bot_id: 'B1',
      bot_tokens: [botToken],
      app_tokens: [appToken],
      signing_secret: signingSecret,
      scopes,
      commands: [{ command: '/route-request', description: 'Asks for a route' }],
      shortcuts: [],
      events: ['app_home_opened'],
      ...app,
    },
  };
}

/** An emulated Slack and a client for it. */
export async function openSlack(
  change?: Parameters<typeof slackWorkspace>[0],
  client: { timeoutMs?: number } = {},
): Promise<{ emulator: Emulator; slack: SlackClient; clock: ReturnType<typeof clockOf> }> {
  const emulator = await startEmulator({ workspace: slackWorkspace(change) });
  const clock = clockOf(emulator.clock);
  const parts = { botToken, apiUrl: emulator.apiUrl, clock, log: silentLog, observer: silentObserver };
  return { emulator, clock, slack: createSlackClient({ ...parts, ...client }) };
}
