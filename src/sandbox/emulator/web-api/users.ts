import type { JsonObject } from '../json.ts';
import type { User, UserGroup, World } from '../state/world.ts';
import { type Call, flagArg, method, requiredText } from './call.ts';
import { findUser } from './find.ts';
import { page } from './paging.ts';
import { SlackError } from './slack-error.ts';

/** A user as the Web API and events carry it; the address only where the app may see it. */
export function userJson(world: World, user: User, { email }: { email: boolean }): JsonObject {
  const [first = user.real_name, ...rest] = user.real_name.split(' ');
  return {
    id: user.id,
    team_id: user.team_id,
    name: user.name,
    deleted: user.deleted,
    color: user.color,
    real_name: user.real_name,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: offsetSeconds(user.tz, world.clock.now()),
    profile: {
      title: user.title,
      phone: '',
      skype: '',
      real_name: user.real_name,
      real_name_normalized: user.real_name,
      display_name: user.display_name,
      display_name_normalized: user.display_name,
      first_name: first,
      last_name: rest.join(' '),
      status_text: '',
      status_emoji: '',
      status_expiration: 0,
      avatar_hash: `g${user.color}`,
      ...(email && !user.is_bot && { email: user.email }),
      ...(user.is_bot &&
        user.id === world.app.bot_user_id && { api_app_id: world.app.id, bot_id: world.app.bot_id }),
      team: user.team_id,
    },
    is_admin: user.is_admin,
    is_owner: user.is_owner,
    is_primary_owner: false,
    is_restricted: user.is_restricted,
    is_ultra_restricted: user.is_ultra_restricted,
    is_bot: user.is_bot,
    is_app_user: false,
    ...(user.is_stranger && { is_stranger: true }),
    updated: user.updated,
    is_email_confirmed: true,
  };
}

function offsetSeconds(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(at);
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

const seesEmail = (call: Call): boolean => call.granted.includes('users:read.email');

const info = method(4, ['users:read'], (call) => ({
  user: userJson(call.world, findUser(call, requiredText(call, 'user')), { email: seesEmail(call) }),
}));

const list = method(2, ['users:read'], (call) => {
  const all = [...call.world.users.values()].filter((user) => !user.is_stranger);
  const { items, response_metadata } = page(call, all, {
    name: 'user',
    byDefault: all.length,
    max: Math.max(1000, all.length),
  });
  return {
    members: items.map((user) => userJson(call.world, user, { email: seesEmail(call) })),
    cache_ts: Math.floor(call.world.clock.now() / 1000),
    response_metadata,
  };
});

const lookupByEmail = method(3, ['users:read.email'], (call) => {
  const email = requiredText(call, 'email').toLowerCase();
  for (const user of call.world.users.values()) {
    const isHit = user.email.toLowerCase() === email && !user.deleted && !user.is_bot;
    if (isHit) return { user: userJson(call.world, user, { email: true }) };
  }
  throw new SlackError('users_not_found');
});

/** A user group as the Web API and events carry it. */
export function usergroupJson(world: World, group: UserGroup): JsonObject {
  return {
    id: group.id,
    team_id: world.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    description: group.description,
    handle: group.handle,
    is_external: false,
    date_create: group.created,
    date_update: group.updated,
    date_delete: group.disabled ? group.updated : 0,
    auto_type: null,
    auto_provision: false,
    enterprise_subteam_id: '',
    created_by: 'USLACKBOT',
    updated_by: 'USLACKBOT',
    deleted_by: group.disabled ? 'USLACKBOT' : null,
    prefs: { channels: [], groups: [] },
    user_count: group.users.length,
  };
}

const listGroups = method(2, ['usergroups:read'], (call) => {
  const withDisabled = flagArg(call, 'include_disabled');
  const withUsers = flagArg(call, 'include_users');
  const withCount = flagArg(call, 'include_count');
  const groups = [...call.world.usergroups.values()].filter((group) => withDisabled || !group.disabled);
  return {
    usergroups: groups.map((group) => {
      const { user_count, ...json } = usergroupJson(call.world, group);
      return { ...json, ...(withCount && { user_count }), ...(withUsers && { users: group.users }) };
    }),
  };
});

const listGroupUsers = method(2, ['usergroups:read'], (call) => {
  const group = call.world.usergroups.get(requiredText(call, 'usergroup'));
  if (!group) throw new SlackError('no_such_subteam');
  if (group.disabled && !flagArg(call, 'include_disabled')) throw new SlackError('no_such_subteam');
  return { users: group.users };
});

export const userMethods = {
  'users.info': info,
  'users.list': list,
  'users.lookupByEmail': lookupByEmail,
  'usergroups.list': listGroups,
  'usergroups.users.list': listGroupUsers,
};
