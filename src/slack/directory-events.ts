import type { App } from '@slack/bolt';
import type { SlackDirectory } from './directory.ts';

/** Slack says who came, went or changed; what was known of people and groups is then worth nothing. */
const changes = [
  'user_change',
  'member_joined_channel',
  'member_left_channel',
  'subteam_created',
  'subteam_updated',
  'subteam_members_changed',
] as const;

export function registerDirectoryEvents(bolt: App, directory: SlackDirectory): void {
  for (const change of changes) bolt.event(change, async () => directory.forget());
}
