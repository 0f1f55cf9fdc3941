/** What a token of the API may be allowed, each on its own. */
export const apiScopes = [
  'requests:read',
  'requests:write',
  'evidence:write',
  'routes:read',
  'readings:write',
  'triggers:write',
  'audit:read',
  'flags:read',
  'alerts:write',
] as const;
export type ApiScope = (typeof apiScopes)[number];

/** What a machine proves who it is with, and what it may do. */
export interface ApiToken {
  readonly name: string;
  readonly token: string;
  /** Everything where absent. */
  readonly scopes?: readonly ApiScope[];
}

/** Whether a token may do something. */
export const mayDo = ({ scopes }: Pick<ApiToken, 'scopes'>, scope: ApiScope): boolean =>
  scopes === undefined || scopes.includes(scope);

/** Shorter tokens work, and can be guessed. */
export const goodTokenLength = 16;
export const isShortToken = ({ token }: Pick<ApiToken, 'token'>): boolean => token.length < goodTokenLength;
