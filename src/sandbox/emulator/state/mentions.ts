import { isJsonObject, type Json } from '../json.ts';
import type { Mentions, User, World } from './world.ts';

const TOKEN = /<(?:@([A-Z0-9]+)|!subteam\^([A-Z0-9]+)|!(here|channel|everyone))(?:\|[^>]*)?>/g;

/** Who is mentioned in a text and in blocks, in mrkdwn and rich text alike. */
export function findMentions(text: string, blocks: Json): Mentions {
  const mentions: Mentions = { users: new Set(), groups: new Set(), everyone: false };
  addFromText(mentions, text);
  addFromTree(mentions, blocks);
  return mentions;
}

function addFromText(mentions: Mentions, text: string): void {
  if (!text.includes('<')) return;
  for (const [, user, group, everyone] of text.matchAll(TOKEN)) {
    if (user) mentions.users.add(user);
    if (group) mentions.groups.add(group);
    if (everyone) mentions.everyone = true;
  }
}

function addFromTree(mentions: Mentions, value: Json): void {
  if (Array.isArray(value)) {
    for (const each of value) addFromTree(mentions, each);
    return;
  }
  if (!isJsonObject(value)) return;
  if (typeof value.user_id === 'string' && value.type === 'user') mentions.users.add(value.user_id);
  if (typeof value.usergroup_id === 'string') mentions.groups.add(value.usergroup_id);
  if (value.type === 'broadcast') mentions.everyone = true;
  if (value.type === 'mrkdwn' && typeof value.text === 'string') addFromText(mentions, value.text);
  else for (const each of Object.values(value)) if (typeof each === 'object') addFromTree(mentions, each);
}

/** Whether a message with these mentions calls for this person. */
export function mentionsUser(world: World, mentions: Mentions, user: string): boolean {
  if (mentions.everyone || mentions.users.has(user)) return true;
  for (const id of mentions.groups) {
    const group = world.usergroups.get(id);
    if (group && !group.disabled && group.users.includes(user)) return true;
  }
  return false;
}

/** Turns `@name`, `@group` and `#channel` that somebody typed into Slack's references. */
export function resolveTyped(world: World, text: string, { labels = false } = {}): string {
  return text.replace(
    /(^|[\s(])([@#])([a-z0-9][a-z0-9._-]*[a-z0-9_]|[a-z0-9])/gi,
    (whole, before, sign, name) => {
      const reference = sign === '#' ? channelReference(world, name) : personReference(world, name, labels);
      return reference ? `${before}${reference}` : whole;
    },
  );
}

function personReference(world: World, name: string, labels: boolean): string | undefined {
  if (name === 'here' || name === 'channel' || name === 'everyone') return `<!${name}>`;
  const user: User | undefined = [...world.users.values()].find((each) => each.name === name);
  if (user) return labels ? `<@${user.id}|${user.name}>` : `<@${user.id}>`;
  const group = [...world.usergroups.values()].find((each) => each.handle === name && !each.disabled);
  return group && `<!subteam^${group.id}${labels ? `|@${group.handle}` : ''}>`;
}

function channelReference(world: World, name: string): string | undefined {
  for (const each of world.conversations.values()) {
    if (each.name === name && each.kind === 'channel') return `<#${each.id}|${name}>`;
  }
  return undefined;
}
