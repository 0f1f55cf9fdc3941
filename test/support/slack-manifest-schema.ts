/**
 * What Slack accepts as an app manifest, version 2, as far as ours uses it: keys, types, lengths and counts. Written
 * from Slack's published facts; ours was also checked once against Slack's own schema.
 */

const text = (minLength: number, maxLength: number, more: object = {}) => ({
  type: 'string',
  minLength,
  maxLength,
  ...more,
});
const strict = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const bool = { type: 'boolean' };
const url = (maxLength: number) => text(8, maxLength, { pattern: '^https?:\\/\\/' });
const scopes = { type: 'array', maxItems: 255, uniqueItems: true, items: text(1, 50) };
const events = { type: 'array', maxItems: 100, uniqueItems: true, items: text(1, 50) };

export const slackManifestSchema = strict(
  {
    _metadata: strict({ major_version: { type: 'integer' }, minor_version: { type: 'integer' } }),
    display_information: strict(
      {
        name: text(1, 35),
        description: text(1, 140),
        long_description: text(175, 4000),
        background_color: text(4, 7, { pattern: '^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$' }),
      },
      ['name'],
    ),
    features: strict({
      app_home: strict({
        home_tab_enabled: bool,
        messages_tab_enabled: bool,
        messages_tab_read_only_enabled: bool,
      }),
      bot_user: strict({ display_name: text(1, 80), always_online: bool }, ['display_name']),
      slash_commands: {
        type: 'array',
        minItems: 1,
        maxItems: 50,
        items: strict(
          {
            command: text(2, 32, { pattern: '^\\/' }),
            url: url(3000),
            description: text(1, 2000),
            usage_hint: text(1, 1000),
            should_escape: bool,
          },
          ['command', 'description'],
        ),
      },
      shortcuts: {
        type: 'array',
        minItems: 1,
        maxItems: 10,
        items: strict(
          {
            name: text(1, 24),
            type: { enum: ['message', 'global'] },
            callback_id: text(1, 255),
            description: text(1, 150),
          },
          ['name', 'type', 'callback_id', 'description'],
        ),
      },
    }),
    oauth_config: strict({ redirect_urls: { type: 'array' }, scopes: strict({ bot: scopes, user: scopes }) }),
    settings: strict({
      event_subscriptions: strict({ request_url: url(3500), bot_events: events, user_events: events }),
      interactivity: strict(
        { is_enabled: bool, request_url: url(3500), message_menu_options_url: url(3500) },
        ['is_enabled'],
      ),
      org_deploy_enabled: bool,
      socket_mode_enabled: bool,
      token_rotation_enabled: bool,
    }),
  },
  ['display_information'],
);
