import { z } from 'zod';
import { type ApiScope, type ApiToken, apiScopes } from '../domain/api-scopes.ts';
import {
  controlProblems,
  controlVariables,
  type RemoteControls,
  remoteControlsOf,
} from './control-variables.ts';

/**
 * The settings, read once from the environment; nothing else in the program looks at `process.env`.
 * An empty variable counts as one that is not set, as compose files and `.env` templates leave them.
 */

export type Environment = Readonly<Record<string, string | undefined>>;

/** How Slack is reached. Without tokens there is none, and the sandbox opens. */
export type SlackSettings = {
  readonly botToken: string;
  /** Base URL of the Web API, with a slash at its end; null for Slack's own. */
  readonly apiUrl: string | null;
} & (
  | { readonly mode: 'socket'; readonly appToken: string }
  | { readonly mode: 'http'; readonly signingSecret: string }
);

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Settings {
  readonly slack: SlackSettings | null;
  /** `file:…` or `postgres://…`. */
  readonly databaseUrl: string;
  /** Path of the policy file. */
  readonly policyFile: string;
  /** Path of a policy that is tried beside it; null for none. */
  readonly policyCanaryFile: string | null;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly apiTokens: readonly ApiToken[];
  readonly controls: RemoteControls;
  readonly logLevel: LogLevel;
  /** Whether somebody sits in front of this machine, so that a browser can be opened. */
  readonly hasScreen: boolean;
}

/** The settings cannot be used. Each problem is one sentence that names the variable and says what to do. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

const slackToken = (prefix: string, from: string) =>
  z
    .string()
    .refine((value) => value.startsWith(prefix) && value.length > prefix.length && !/\s/.test(value), {
      error: `must be a token that starts with ${prefix}; copy it from ${from} in your Slack app's settings.`,
    });

const isScope = (word: string): word is ApiScope => apiScopes.some((scope) => scope === word);

/** `name:token`, or `name[scope scope]:token`; null for anything else. */
function tokenIn(entry: string): (ApiToken & { readonly unknown: readonly string[] }) | null {
  const [, name, list, given = ''] = /^([A-Za-z0-9][\w.-]*)\s*(?:\[([^[\]]*)\])?\s*:(.*)$/s.exec(entry) ?? [];
  const token = given.trim();
  if (name === undefined || token.length < 6) return null;
  if (list === undefined) return { name, token, unknown: [] };
  const words = [...new Set(list.split(/\s+/).filter((word) => word !== ''))];
  return { name, token, scopes: words.filter(isScope), unknown: words.filter((word) => !isScope(word)) };
}

function tokensOf(list: string, context: { addIssue: (message: string) => void }): ApiToken[] {
  const entries = list.split(',').map((entry) => entry.trim());
  const read = entries.filter((entry) => entry !== '').map(tokenIn);
  const tokens = read.filter((token) => token !== null);
  if (tokens.length < read.length)
    context.addIssue(
      'must be a list such as ci:<token>,alerts[alerts:write]:<token>, each token 6 characters or longer, better 32 random ones.',
    );
  for (const { name, scopes, unknown } of tokens)
    if (unknown.length > 0 || scopes?.length === 0)
      context.addIssue(`gives ${name} a scope that is none; write some of ${apiScopes.join(' ')}.`);
  if (new Set(tokens.map(({ name }) => name)).size < tokens.length)
    context.addIssue('names somebody twice; give every token its own name.');
  return tokens.map(({ name, token, scopes }) => ({ name, token, ...(scopes ? { scopes } : {}) }));
}

const schema = z.object({
  SLACK_BOT_TOKEN: slackToken('xoxb-', '"OAuth & Permissions"').optional(),
  SLACK_APP_TOKEN: slackToken('xapp-', '"Basic Information", "App-Level Tokens"').optional(),
  SLACK_SIGNING_SECRET: z
    .string()
    .regex(/^\S+$/, 'must be the signing secret from "Basic Information" in your Slack app\'s settings.')
    .optional(),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be a full URL, such as http://127.0.0.1:4000/slack-api/.' })
    .transform((url) => (url.endsWith('/') ? url : `${url}/`))
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(/^(file:.+|postgres(ql)?:\/\/.+)$/, 'must be file:<path>, such as file:./data/routegate.db.')
    .default('file:./data/routegate.db'),
  POLICY_FILE: z.string().default('manifests/policy.yml'),
  POLICY_CANARY_FILE: z.string().optional(),
  HOST: z.string().regex(/^\S+$/, 'must be an address to listen on, such as 127.0.0.1.').default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number from 0 to 65535.')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number from 0 to 65535.')
    .default(3000),
  API_TOKENS: z
    .string()
    .transform((list, context) => tokensOf(list, { addIssue: (message) => context.addIssue(message) }))
    .default([]),
  ...controlVariables,
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}.` }).default('info'),
});
type Variables = z.output<typeof schema>;

/** Slack's part, or why it cannot be used; null where nothing of Slack is set. */
function slackOf(variables: Variables): SlackSettings | null | { readonly problem: string } {
  const {
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
  } = variables;
  const apiUrl = variables.SLACK_API_URL ?? null;
  if (!botToken) {
    const given = appToken ? 'SLACK_APP_TOKEN' : signingSecret ? 'SLACK_SIGNING_SECRET' : null;
    return given
      ? {
          problem: `${given} is set but SLACK_BOT_TOKEN is not. Set it too, or unset both to open the sandbox.`,
        }
      : null;
  }
  if (appToken) return { mode: 'socket', botToken, appToken, apiUrl };
  if (signingSecret) return { mode: 'http', botToken, signingSecret, apiUrl };
  return {
    problem:
      'SLACK_BOT_TOKEN is set, but not how Slack reaches this program. ' +
      'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
  };
}

function hasScreen(environment: Environment): boolean {
  if (environment.CI || environment.BROWSER === 'none') return false;
  const desktop = process.platform === 'darwin' || process.platform === 'win32';
  return desktop || Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
}

/** Checks the environment. Throws {@link SettingsError}, which never repeats a value: it may be a secret. */
export function readSettings(environment: Environment): Settings {
  const present = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  const checked = schema.safeParse(present);
  if (!checked.success)
    throw new SettingsError(checked.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  const variables = checked.data;
  const slack = slackOf(variables);
  const problems = [...(slack && 'problem' in slack ? [slack.problem] : []), ...controlProblems(variables)];
  if (problems.length > 0 || (slack && 'problem' in slack)) throw new SettingsError(problems);
  return {
    slack,
    databaseUrl: variables.DATABASE_URL,
    policyFile: variables.POLICY_FILE,
    policyCanaryFile: variables.POLICY_CANARY_FILE ?? null,
    host: variables.HOST,
    port: variables.PORT,
    apiTokens: variables.API_TOKENS,
    controls: remoteControlsOf(variables),
    logLevel: variables.LOG_LEVEL,
    hasScreen: hasScreen(environment),
  };
}

/** The environment of this process. */
export const processEnvironment = (): Environment => ({ ...process.env });
