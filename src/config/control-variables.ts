import { z } from 'zod';

/** How flag systems of others are reached; a route is steered by one where the policy says so. */
export interface RemoteControls {
  readonly unleash?: {
    readonly url: string;
    readonly token: string;
    readonly frontendToken?: string;
  };
  readonly featbit?: {
    readonly url: string;
    readonly token: string;
    readonly evaluation?: { readonly url: string; readonly secret: string };
  };
  readonly webhook?: { readonly url: string; readonly secret: string };
}

const address = z
  .url({ protocol: /^https?$/, error: 'must be a full URL, such as https://flags.example.com.' })
  .transform((url) => url.replace(/\/+$/, ''))
  .optional();
const secret = z.string().regex(/^\S+$/, 'must be a token without blanks.').optional();

/** The variables of route controls, as part of the environment's schema. */
export const controlVariables = {
  UNLEASH_URL: address,
  UNLEASH_TOKEN: secret,
  UNLEASH_FRONTEND_TOKEN: secret,
  FEATBIT_URL: address,
  FEATBIT_TOKEN: secret,
  FEATBIT_EVALUATION_URL: address,
  FEATBIT_SECRET: secret,
  CONTROL_WEBHOOK_URL: address,
  CONTROL_WEBHOOK_SECRET: z
    .string()
    .regex(/^\S{16,}$/, 'must be 16 characters or longer, without blanks; both sides sign with it.')
    .optional(),
} as const;
const variablesSchema = z.object(controlVariables);
type Variables = z.output<typeof variablesSchema>;
type Name = keyof Variables;

/** Of these, all are set or none. */
const belongTogether: readonly (readonly Name[])[] = [
  ['UNLEASH_URL', 'UNLEASH_TOKEN'],
  ['FEATBIT_URL', 'FEATBIT_TOKEN'],
  ['FEATBIT_EVALUATION_URL', 'FEATBIT_SECRET'],
  ['CONTROL_WEBHOOK_URL', 'CONTROL_WEBHOOK_SECRET'],
];
const wantsToo: readonly (readonly [Name, Name])[] = [
  ['UNLEASH_FRONTEND_TOKEN', 'UNLEASH_URL'],
  ['FEATBIT_EVALUATION_URL', 'FEATBIT_URL'],
];

/** What is missing beside what is set, a sentence each. */
export function controlProblems(variables: Variables): readonly string[] {
  const pairs = belongTogether.flatMap((names) => {
    const missing = names.filter((name) => variables[name] === undefined);
    const [set] = names.filter((name) => variables[name] !== undefined);
    return set ? missing.map((name): readonly [Name, Name] => [set, name]) : [];
  });
  return [...pairs, ...wantsToo]
    .filter(([set, name]) => variables[set] !== undefined && variables[name] === undefined)
    .map(([set, name]) => `${set} is set but ${name} is not. Set it too, or unset both.`);
}

/** The flag systems that can be reached. Call it on variables without {@link controlProblems}. */
export function remoteControlsOf(variables: Variables): RemoteControls {
  const {
    UNLEASH_URL: unleash,
    UNLEASH_TOKEN: unleashToken,
    UNLEASH_FRONTEND_TOKEN: frontendToken,
    FEATBIT_URL: featbit,
    FEATBIT_TOKEN: featbitToken,
    FEATBIT_EVALUATION_URL: evaluation,
    FEATBIT_SECRET: featbitSecret,
    CONTROL_WEBHOOK_URL: webhook,
    CONTROL_WEBHOOK_SECRET: webhookSecret,
  } = variables;
  const asked = evaluation && featbitSecret ? { evaluation: { url: evaluation, secret: featbitSecret } } : {};
  return {
    ...(unleash && unleashToken
      ? { unleash: { url: unleash, token: unleashToken, ...(frontendToken ? { frontendToken } : {}) } }
      : {}),
    ...(featbit && featbitToken ? { featbit: { url: featbit, token: featbitToken, ...asked } } : {}),
    ...(webhook && webhookSecret ? { webhook: { url: webhook, secret: webhookSecret } } : {}),
  };
}
