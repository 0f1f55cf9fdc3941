import type { Core } from '../core.ts';
import type { JsonObject } from '../json.ts';
import { messageJson } from '../state/message-json.ts';
import { viewJson } from '../state/views.ts';
import type { Change, Conversation, Message, World } from '../state/world.ts';
import { usergroupJson, userJson } from '../web-api/users.ts';
import type { Delivered } from './deliveries.ts';

/** An event for the app: what it subscribes to, who caused it, and the inner payload. */
type AppEvent = { name: string; user: string; event: JsonObject };

/** Every event type that can be subscribed to here, with the scopes of which the app needs one. */
export const EVENTS: Record<string, string[]> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  channel_archive: ['channels:read'],
  channel_unarchive: ['channels:read'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
  user_change: ['users:read'],
  team_join: ['users:read'],
  subteam_created: ['usergroups:read'],
  subteam_updated: ['usergroups:read'],
  subteam_members_changed: ['usergroups:read'],
};

const MESSAGE_EVENTS: Record<Conversation['kind'], { name: string; type: string }> = {
  channel: { name: 'message.channels', type: 'channel' },
  private_channel: { name: 'message.groups', type: 'group' },
  im: { name: 'message.im', type: 'im' },
  mpim: { name: 'message.mpim', type: 'mpim' },
};

/**
 * Sends an event to the app when it subscribed to it and has the scope. Settles with the first try;
 * nothing when the app is not told.
 */
export function sendEvent(
  core: Core,
  name: string,
  user: string,
  event: JsonObject,
): Promise<Delivered> | undefined {
  const { app, team, clock, ids } = core.world;
  const needs = EVENTS[name] ?? [];
  if (!app.events.includes(name)) return undefined;
  if (needs.length > 0 && !needs.some((scope) => app.scopes.includes(scope))) return undefined;
  return core.deliveries.deliverEvent(String(event.type), user, {
    token: app.verification_token,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: ids.next('Ev'),
    event_time: Math.floor(clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.bot_user_id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${ids.next('')}`,
  });
}

/** Sends the events that follow from a change. Settles when their first tries did. */
export function sendEventsOf(core: Core, change: Change): Promise<Delivered>[] {
  return eventsOf(core.world, change).flatMap(
    ({ name, user, event }) => sendEvent(core, name, user, event) ?? [],
  );
}

function eventsOf(world: World, change: Change): AppEvent[] {
  switch (change.type) {
    case 'message_posted':
      return postedEvents(world, change.message);
    case 'message_changed':
      return messageEvents(world, change.message, (event_ts) => ({
        type: 'message',
        subtype: 'message_changed',
        hidden: true,
        message: messageJson(world, change.message),
        previous_message: change.previous,
        ts: event_ts,
      }));
    case 'message_deleted':
      return messageEvents(world, change.message, (event_ts) => ({
        type: 'message',
        subtype: 'message_deleted',
        hidden: true,
        deleted_ts: change.message.ts,
        previous_message: change.previous,
        ts: event_ts,
      }));
    case 'reaction':
      return reactionEvents(world, change);
    case 'member_joined':
      return memberEvents(world, change.conversation, 'member_joined_channel', change.user, change.inviter);
    case 'member_left':
      return memberEvents(world, change.conversation, 'member_left_channel', change.user);
    case 'archived':
      return archiveEvents(world, change.conversation, change.user);
    default:
      return peopleEvents(world, change);
  }
}

function hears(world: World, conversation: Conversation | undefined): conversation is Conversation {
  return conversation?.members.has(world.app.bot_user_id) ?? false;
}

function messageEvents(world: World, message: Message, event: (ts: string) => JsonObject): AppEvent[] {
  const conversation = world.conversations.get(message.channel);
  if (message.ephemeralTo !== undefined || !hears(world, conversation)) return [];
  const { name, type } = MESSAGE_EVENTS[conversation.kind];
  const event_ts = world.ids.ts();
  return [
    {
      name,
      user: message.user,
      event: { ...event(event_ts), channel: conversation.id, channel_type: type, event_ts },
    },
  ];
}

function postedEvents(world: World, message: Message): AppEvent[] {
  const json = messageJson(world, message);
  const posted = messageEvents(world, message, () => json).map((each) => ({
    ...each,
    event: { ...each.event, event_ts: message.ts },
  }));
  const mentioned = mentionEvent(world, message, json);
  return mentioned ? [...posted, mentioned] : posted;
}

function mentionEvent(world: World, message: Message, json: JsonObject): AppEvent | undefined {
  const conversation = world.conversations.get(message.channel);
  const isOwn = message.user === world.app.bot_user_id;
  const isMentioned = message.mentions.users.has(world.app.bot_user_id);
  if (isOwn || !isMentioned || message.ephemeralTo !== undefined || message.subtype !== undefined)
    return undefined;
  if (!hears(world, conversation) || conversation.kind === 'im') return undefined;
  const event = { ...json, type: 'app_mention', channel: conversation.id, event_ts: message.ts };
  return { name: 'app_mention', user: message.user, event };
}

function reactionEvents(world: World, change: Extract<Change, { type: 'reaction' }>): AppEvent[] {
  const { message, user, name, added } = change;
  if (!hears(world, world.conversations.get(message.channel))) return [];
  const type = added ? 'reaction_added' : 'reaction_removed';
  const item = { type: 'message', channel: message.channel, ts: message.ts };
  const event = { type, user, reaction: name, item, item_user: message.user, event_ts: world.ids.ts() };
  return [{ name: type, user, event }];
}

function memberEvents(
  world: World,
  conversation: Conversation,
  type: string,
  user: string,
  inviter?: string,
): AppEvent[] {
  if (!hears(world, conversation)) return [];
  const event = {
    type,
    user,
    channel: conversation.id,
    channel_type: conversation.kind === 'channel' ? 'C' : 'G',
    team: world.team.id,
    ...(inviter && { inviter }),
    event_ts: world.ids.ts(),
  };
  return [{ name: type, user, event }];
}

function archiveEvents(world: World, conversation: Conversation, user: string): AppEvent[] {
  if (!hears(world, conversation)) return [];
  const type = conversation.is_archived ? 'channel_archive' : 'channel_unarchive';
  const event = { type, channel: conversation.id, user, is_moved: 0, event_ts: world.ids.ts() };
  return [{ name: type, user, event }];
}

function peopleEvents(world: World, change: Change): AppEvent[] {
  const event_ts = world.ids.ts();
  const email = world.app.scopes.includes('users:read.email');
  const of = (name: string, user: string, event: JsonObject): AppEvent[] => [
    { name, user, event: { type: name, ...event, event_ts } },
  ];
  switch (change.type) {
    case 'user_joined_team':
      return of('team_join', change.user.id, { user: userJson(world, change.user, { email }) });
    case 'user_changed':
      return of('user_change', change.user.id, {
        user: userJson(world, change.user, { email }),
        cache_ts: Math.floor(world.clock.now() / 1000),
      });
    case 'usergroup_created':
      return of('subteam_created', '', {
        subteam: { ...usergroupJson(world, change.group), users: change.group.users },
      });
    case 'usergroup_updated':
      return of('subteam_updated', '', {
        subteam: { ...usergroupJson(world, change.group), users: change.group.users },
      });
    case 'usergroup_members':
      return of('subteam_members_changed', '', {
        subteam_id: change.group.id,
        team_id: world.team.id,
        date_previous_update: change.previously,
        date_update: change.group.updated,
        added_users: change.added,
        added_users_count: String(change.added.length),
        removed_users: change.removed,
        removed_users_count: String(change.removed.length),
      });
    default:
      return [];
  }
}

/** The event of a person who opened the app's Home or messages tab. */
export function homeOpenedEvent(
  core: Core,
  user: string,
  channel: string,
  tab: 'home' | 'messages',
): Promise<Delivered> | undefined {
  const { world } = core;
  const home = world.homes.get(user);
  return sendEvent(core, 'app_home_opened', user, {
    type: 'app_home_opened',
    user,
    channel,
    tab,
    ...(home && tab === 'home' && { view: viewJson(world, home, { values: true }) }),
    event_ts: world.ids.ts(),
  });
}
