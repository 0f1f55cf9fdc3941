import type { WorkspaceSeed } from '../../../../src/sandbox/emulator/workspace.ts';

export const BOT_TOKEN = 'xoxb-1-test';
export const APP_TOKEN = 'xapp-1-test';
export const SIGNING_SECRET = 'shhh';

/** A small workspace: Ada, Ben and Cleo, a guest, a public, a private, a foreign and an archived channel. */
export function workspace(
  change: Partial<WorkspaceSeed['app']> & Pick<WorkspaceSeed, 'rateLimits'> = {},
): WorkspaceSeed {
  const { rateLimits = false, ...app } = change;
  return {
    team: { id: 'T1', name: 'Acme', domain: 'acme' },
    users: [
      { id: 'UADA', name: 'ada', real_name: 'Ada Lovelace', tz: 'Europe/London', is_admin: true },
      { id: 'UBEN', name: 'ben', real_name: 'Ben Bitdiddle', tz: 'America/New_York' },
      { id: 'UCLEO', name: 'cleo', real_name: 'Cleo' },
      { id: 'UGUEST', name: 'gus', real_name: 'Gus Guest', is_restricted: true },
      { id: 'UGONE', name: 'gone', real_name: 'Gone Girl', deleted: true },
      { id: 'UBOT', name: 'gate', real_name: 'Gate', is_bot: true },
    ],
    channels: [
      { id: 'CGEN', name: 'general', members: ['UADA', 'UBEN', 'UCLEO', 'UBOT'], topic: 'All' },
      { id: 'CPRIV', name: 'secret', is_private: true, members: ['UADA', 'UBOT'] },
      { id: 'CHID', name: 'hidden', is_private: true, members: ['UADA'] },
      { id: 'COUT', name: 'outside', members: ['UADA', 'UBEN'] },
      { id: 'COLD', name: 'old', members: ['UADA', 'UBOT'], is_archived: true },
    ],
    usergroups: [{ id: 'SREV', name: 'Reviewers', handle: 'reviewers', users: ['UBEN', 'UCLEO'] }],
    rateLimits,
    app: {
      id: 'A1',
      name: 'Gate',
      bot_user_id: 'UBOT',
      bot_name: 'gate',
      bot_id: 'B1',
      bot_tokens: [BOT_TOKEN],
      app_tokens: [APP_TOKEN],
      signing_secret: SIGNING_SECRET,
      scopes: ALL_SCOPES,
      commands: [
        { command: '/gate', description: 'Opens the gate', usage_hint: '[route]' },
        { command: '/escaped', description: 'Gets ids', should_escape: true },
      ],
      shortcuts: [
        { type: 'global', callback_id: 'start', name: 'Start', description: 'Starts' },
        { type: 'message', callback_id: 'inspect', name: 'Inspect', description: 'Inspects' },
      ],
      events: [],
      ...app,
    },
  };
}

export const ALL_SCOPES = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:manage',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'groups:write',
  'im:history',
  'im:read',
  'im:write',
  'mpim:history',
  'mpim:read',
  'mpim:write',
  'reactions:read',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
  'users:read.email',
];
