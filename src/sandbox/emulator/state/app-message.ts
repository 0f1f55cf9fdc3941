import { completeBlocks, withTextDefaults } from '../blocks/complete.ts';
import { LIMITS } from '../blocks/limits.ts';
import { isJsonObject, type JsonObject, objectsOf, stringOr } from '../json.ts';
import type { Draft } from './messages.ts';
import type { World } from './world.ts';

/** A message of the app to a conversation, out of the arguments of a method or a response. They must be valid. */
export function appDraft(world: World, channel: string, args: JsonObject): Draft {
  const metadata =
    isJsonObject(args.metadata) && Object.keys(args.metadata).length > 0 ? args.metadata : undefined;
  return {
    ...appAuthor(world),
    channel,
    ...contentsOf(world, args),
    mrkdwn: args.mrkdwn !== false,
    ...(typeof args.username === 'string' && { username: args.username }),
    ...(typeof args.icon_emoji === 'string' && { icon_emoji: args.icon_emoji }),
    ...(typeof args.icon_url === 'string' && { icon_url: args.icon_url }),
    ...(metadata && { metadata }),
  };
}

export function appAuthor(world: World): { user: string; bot_id: string; app_id: string } {
  return { user: world.app.bot_user_id, bot_id: world.app.bot_id, app_id: world.app.id };
}

/** What a message says, in the form in which Slack keeps it. */
export function contentsOf(
  world: World,
  args: JsonObject,
): Pick<Draft, 'text'> & { blocks: JsonObject[]; attachments: JsonObject[] } {
  return {
    text: stringOr(args.text).slice(0, LIMITS.messageText),
    blocks: completeBlocks(args.blocks ?? [], world.ids.block),
    attachments: attachmentsOf(world, args),
  };
}

function attachmentsOf(world: World, args: JsonObject): JsonObject[] {
  return objectsOf(args.attachments).map((attachment, index) => {
    const defaults = withTextDefaults(attachment);
    const kept = isJsonObject(defaults) ? defaults : {};
    return {
      id: index + 1,
      fallback: stringOr(attachment.fallback, stringOr(attachment.text, '[no preview available]')),
      ...kept,
      ...(attachment.blocks !== undefined && { blocks: completeBlocks(attachment.blocks, world.ids.block) }),
    };
  });
}
