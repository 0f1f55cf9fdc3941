import { describe, expect, it } from 'vitest';
import { type Environment, readSettings, SettingsError } from '../../src/config/env.ts';

const bot = 'xoxb-1234567890-abcdef';
const app = 'xapp-1-A123-456-abcdef';
const secret = '0123456789abcdef0123456789abcdef';

function problemsOf(environment: Environment): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('have a default for everything, and no Slack without tokens', () => {
    expect(readSettings({ CI: 'true' })).toEqual({
      slack: null,
      databaseUrl: 'file:./data/routegate.db',
      policyFile: 'manifests/policy.yml',
      policyCanaryFile: null,
      host: '127.0.0.1',
      port: 3000,
      apiTokens: [],
      controls: {},
      logLevel: 'info',
      hasScreen: false,
    });
  });

  it('take an app token as Socket Mode, even where a signing secret is given too', () => {
    const settings = readSettings({
      SLACK_BOT_TOKEN: bot,
      SLACK_APP_TOKEN: app,
      SLACK_SIGNING_SECRET: secret,
    });
    expect(settings.slack).toEqual({ mode: 'socket', botToken: bot, appToken: app, apiUrl: null });
  });

  it('take a signing secret alone as HTTP', () => {
    const settings = readSettings({
      SLACK_BOT_TOKEN: bot,
      SLACK_SIGNING_SECRET: secret,
      SLACK_API_URL: 'http://127.0.0.1:4000/slack-api',
    });
    expect(settings.slack).toEqual({
      mode: 'http',
      botToken: bot,
      signingSecret: secret,
      apiUrl: 'http://127.0.0.1:4000/slack-api/',
    });
  });

  it('count an empty variable as one that is not set', () => {
    expect(readSettings({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '  ', PORT: '' })).toMatchObject({
      slack: null,
      port: 3000,
    });
  });

  it('read the tokens of the API by name', () => {
    const settings = readSettings({ API_TOKENS: 'ci:0123456789abcdef, alerts:fedcba9876543210' });
    expect(settings.apiTokens).toEqual([
      { name: 'ci', token: '0123456789abcdef' },
      { name: 'alerts', token: 'fedcba9876543210' },
    ]);
  });

  it('read what a token may do, beside tokens that may do everything', () => {
    const API_TOKENS =
      'ci[requests:write  requests:read]:0123456789abcdef,app [flags:read] : a:colon:inside, all:[odd]-token';
    expect(readSettings({ API_TOKENS }).apiTokens).toEqual([
      { name: 'ci', token: '0123456789abcdef', scopes: ['requests:write', 'requests:read'] },
      { name: 'app', token: 'a:colon:inside', scopes: ['flags:read'] },
      { name: 'all', token: '[odd]-token' },
    ]);
  });

  it.each<[string, Environment, RegExp]>([
    ['a port that is none', { PORT: '70000' }, /^PORT must be a port number/],
    ['a port that is a word', { PORT: 'http' }, /^PORT must be a port number/],
    ['an unknown log level', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of/],
    ['an API URL without a scheme', { SLACK_API_URL: 'localhost:1' }, /^SLACK_API_URL must be a full URL/],
    ['a database that is no URL', { DATABASE_URL: './x.db' }, /^DATABASE_URL must be file:/],
    ['a bot token that is an app token', { SLACK_BOT_TOKEN: app }, /^SLACK_BOT_TOKEN .*starts with xoxb-/],
    [
      'an app token that is a bot token',
      { SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: bot },
      /^SLACK_APP_TOKEN .*xapp-/,
    ],
    ['a bot token alone', { SLACK_BOT_TOKEN: bot }, /Set SLACK_APP_TOKEN .*or SLACK_SIGNING_SECRET/],
    ['an app token alone', { SLACK_APP_TOKEN: app }, /SLACK_BOT_TOKEN is not/],
    ['a signing secret alone', { SLACK_SIGNING_SECRET: secret }, /SLACK_BOT_TOKEN is not/],
    ['an API token without a name', { API_TOKENS: '0123456789abcdef' }, /^API_TOKENS must be a list/],
    [
      'an unknown scope',
      { API_TOKENS: 'ci[requests:wirte]:0123456789abcdef' },
      /^API_TOKENS gives ci a scope that is none; write some of requests:read /,
    ],
    ['no scope at all', { API_TOKENS: 'ci[]:0123456789abcdef' }, /^API_TOKENS gives ci a scope/],
    ['a bracket too much', { API_TOKENS: 'ci[a]b]:0123456789abcdef' }, /^API_TOKENS must be a list/],
    ['a short API token', { API_TOKENS: 'ci:s' }, /^API_TOKENS must be a list/],
    [
      'two API tokens of one name',
      { API_TOKENS: 'ci:0123456789abcdef,ci:fedcba9876543210' },
      /^API_TOKENS names somebody twice/,
    ],
  ])('refuse %s and say what to do', (_name, environment, sentence) => {
    expect(problemsOf(environment)).toEqual([expect.stringMatching(sentence)]);
  });

  it('name every problem at once', () => {
    expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'y' })).toHaveLength(2);
  });

  it('never repeat a value, which may be a secret', () => {
    const values = {
      SLACK_BOT_TOKEN: 'hush-hush-1',
      SLACK_APP_TOKEN: 'hush-hush-2',
      API_TOKENS: 'hush-hush-3',
    };
    expect(problemsOf(values).join()).not.toContain('hush');
  });
});

describe('settings of flag systems', () => {
  it('are taken where the policy may name them', () => {
    const { controls } = readSettings({
      UNLEASH_URL: 'https://unleash.example.com/',
      UNLEASH_TOKEN: '*:*.admin',
      UNLEASH_FRONTEND_TOKEN: 'default:production.front',
      FEATBIT_URL: 'https://featbit.example.com',
      FEATBIT_TOKEN: 'api-token',
      FEATBIT_EVALUATION_URL: 'https://featbit-els.example.com',
      FEATBIT_SECRET: 'env-secret',
      CONTROL_WEBHOOK_URL: 'https://gateway.example.com/routegate',
      CONTROL_WEBHOOK_SECRET: secret,
    });
    expect(controls).toEqual({
      unleash: {
        url: 'https://unleash.example.com',
        token: '*:*.admin',
        frontendToken: 'default:production.front',
      },
      featbit: {
        url: 'https://featbit.example.com',
        token: 'api-token',
        evaluation: { url: 'https://featbit-els.example.com', secret: 'env-secret' },
      },
      webhook: { url: 'https://gateway.example.com/routegate', secret },
    });
  });

  it('are complete, or refused by name', () => {
    expect(problemsOf({ UNLEASH_TOKEN: 'x' })).toEqual([
      'UNLEASH_TOKEN is set but UNLEASH_URL is not. Set it too, or unset both.',
    ]);
    expect(problemsOf({ CONTROL_WEBHOOK_URL: 'https://gateway.example.com' })).toEqual([
      'CONTROL_WEBHOOK_URL is set but CONTROL_WEBHOOK_SECRET is not. Set it too, or unset both.',
    ]);
    expect(problemsOf({ CONTROL_WEBHOOK_SECRET: 'short' })).toEqual([
      'CONTROL_WEBHOOK_SECRET must be 16 characters or longer, without blanks; both sides sign with it.',
    ]);
  });
});
