import type { JsonObject } from '../json.ts';
import { viewJson } from '../state/views.ts';
import type { Conversation, View, World } from '../state/world.ts';

/** What every interaction carries. */
export function interactionBase(world: World, type: string, userId: string): JsonObject {
  const user = world.users.get(userId);
  return {
    type,
    team: teamRef(world),
    user: {
      id: userId,
      username: user?.name ?? userId,
      name: user?.name ?? userId,
      team_id: user?.team_id ?? world.team.id,
    },
    api_app_id: world.app.id,
    token: world.app.verification_token,
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function teamRef(world: World): JsonObject {
  return { id: world.team.id, domain: world.team.domain };
}

/** A conversation as interactions name it. */
export function channelRef(conversation: Conversation): JsonObject {
  return { id: conversation.id, name: channelName(conversation) };
}

export function channelName(conversation: Conversation): string {
  if (conversation.kind === 'im') return 'directmessage';
  return conversation.kind === 'private_channel' ? 'privategroup' : conversation.name;
}

export function viewPayload(world: World, view: View): JsonObject {
  return viewJson(world, view, { values: true });
}

/** Seconds and microseconds, as in `action_ts`. */
export function actionTs(world: World): string {
  return world.ids.ts();
}
