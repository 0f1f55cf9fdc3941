import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readYaml } from '../yaml/read-yaml.ts';

/** The part of the app's manifest that the program itself goes by: what it was built to need of Slack. */
export interface SlackManifest {
  readonly name: string;
  readonly description: string;
  readonly botName: string;
  readonly scopes: readonly string[];
  /** Types of events that Slack is asked to send. */
  readonly events: readonly string[];
  readonly commands: readonly {
    readonly command: string;
    readonly description: string;
    readonly usageHint: string;
    readonly shouldEscape: boolean;
  }[];
  readonly shortcuts: readonly {
    readonly type: 'global' | 'message';
    readonly callbackId: string;
    readonly name: string;
    readonly description: string;
  }[];
  readonly homeTab: boolean;
  readonly messagesTab: boolean;
}

export const manifestFile = 'slack-manifest.yml';
const maximumBytes = 100_000;

const schema = z.object({
  display_information: z.object({ name: z.string(), description: z.string().default('') }),
  features: z.object({
    app_home: z
      .object({
        home_tab_enabled: z.boolean().default(false),
        messages_tab_enabled: z.boolean().default(false),
      })
      .prefault({}),
    bot_user: z.object({ display_name: z.string() }),
    slash_commands: z
      .array(
        z.object({
          command: z.string(),
          description: z.string(),
          usage_hint: z.string().default(''),
          should_escape: z.boolean().default(false),
        }),
      )
      .default([]),
    shortcuts: z
      .array(
        z.object({
          type: z.enum(['global', 'message']),
          callback_id: z.string(),
          name: z.string(),
          description: z.string(),
        }),
      )
      .default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).prefault({}),
  }),
});

function manifestFrom(file: z.output<typeof schema>): SlackManifest {
  const { display_information: shown, features, oauth_config: oauth, settings } = file;
  return {
    name: shown.name,
    description: shown.description,
    botName: features.bot_user.display_name,
    scopes: oauth.scopes.bot,
    events: settings.event_subscriptions.bot_events,
    commands: features.slash_commands.map(({ command, description, usage_hint, should_escape }) => ({
      command,
      description,
      usageHint: usage_hint,
      shouldEscape: should_escape,
    })),
    shortcuts: features.shortcuts.map(({ type, callback_id, name, description }) => ({
      type,
      callbackId: callback_id,
      name,
      description,
    })),
    homeTab: features.app_home.home_tab_enabled,
    messagesTab: features.app_home.messages_tab_enabled,
  };
}

/** Reads the app's manifest. It comes with the program, so anything wrong with it is a defect and throws. */
export async function loadSlackManifest(file: string | URL): Promise<SlackManifest> {
  const reading = readYaml(await readFile(file, 'utf8'), maximumBytes);
  if (!reading.ok)
    throw new Error(`${manifestFile}: ${reading.problems.map(({ message }) => message).join(' ')}`);
  return manifestFrom(schema.parse(reading.text.value));
}
