import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type ApiScope, type ApiToken, mayDo } from '../domain/api-scopes.ts';
import { WrongTokens } from './wrong-tokens.ts';

export interface AccessSettings {
  readonly tokens: readonly ApiToken[];
  /** The address that the server listens on. */
  readonly host: string;
  /** Counts wrong tokens together with whatever else is given the same. */
  readonly wrong?: WrongTokens;
}

/** Why somebody may not ask; `retryAfterSeconds` with 429 only. `held` resolves when the answer may go out. */
export interface Denied {
  readonly status: 401 | 403 | 429;
  readonly details: string;
  readonly retryAfterSeconds?: number;
  readonly held?: Promise<void>;
}

/** Whoever may ask: by the name of their token, or as a program of this machine where there are no tokens. */
export interface Caller {
  readonly name: string;
}

/** Who asks, if they may do what the scope says; else why not. */
export type Access = (request: IncomingMessage, scope: ApiScope) => Caller | Denied;

export const isDenied = (answer: Caller | Denied): answer is Denied => 'status' in answer;

/** Compares tokens in a time that tells nothing of them: all are as long as the longest, filled up with zeros. */
class Tokens {
  readonly #tokens: readonly ApiToken[];
  readonly #known: readonly Buffer[];
  readonly #given: Buffer;

  constructor(tokens: readonly ApiToken[]) {
    const length = Math.max(...tokens.map(({ token }) => Buffer.byteLength(token)), 0) + 1;
    this.#tokens = tokens;
    this.#given = Buffer.alloc(length);
    this.#known = tokens.map(({ token }) => Buffer.concat([Buffer.from(token)], length));
  }

  /** The token that was sent, if it is one of them. All are compared, whichever it is. */
  find(token: string): ApiToken | undefined {
    this.#given.fill(0).write(token, 'latin1');
    let match = -1;
    for (const [index, known] of this.#known.entries())
      match = timingSafeEqual(known, this.#given) ? index : match;
    return token === '' ? undefined : this.#tokens[match];
  }
}

/** The token of `Authorization: Bearer …` or `X-API-Key: …`; null without one. */
function tokenOf({ headers }: IncomingMessage): string | null {
  const key = headers['x-api-key'];
  if (typeof key === 'string' && key !== '') return key;
  const { authorization } = headers;
  if (authorization?.slice(0, 7).toLowerCase() !== 'bearer ') return null;
  return authorization.slice(7).trim();
}

const loopback = /^(localhost|\[?::1\]?|127(\.\d{1,3}){3}|::ffff:127(\.\d{1,3}){3})$/i;
/** What programs of this machine are called where nobody has a token. */
const local: Caller = { name: 'local' };
const hostName = (host: string | undefined): string => (host ?? '').replace(/:\d+$/, '');

/** Without tokens only programs on this machine may ask, and none that a proxy or a browser trick brought here. */
function onlyFromHere({ socket, headers }: IncomingMessage): Caller | Denied {
  const forwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  const { origin } = headers;
  const fromPage =
    headers['sec-fetch-site'] === 'cross-site' ||
    (origin !== undefined && !loopback.test(URL.parse(origin)?.hostname ?? ''));
  if (
    !forwarded &&
    !fromPage &&
    loopback.test(socket.remoteAddress ?? '') &&
    loopback.test(hostName(headers.host))
  )
    return local;
  return { status: 403, details: 'Set API_TOKENS to let other machines ask.' };
}

const withoutScope = ({ name }: ApiToken, scope: ApiScope): Denied => ({
  status: 403,
  details: `The token ${name} may not do this: it lacks the scope ${scope}.`,
});

/**
 * Who may ask: whoever sends a token that has the scope. Where no token is configured, only this machine
 * may ask, and only while the server listens on loopback; elsewhere nobody may.
 */
export function accessFor({ tokens, host, wrong = new WrongTokens() }: AccessSettings): Access {
  if (tokens.length === 0) {
    if (loopback.test(host)) return onlyFromHere;
    return () => ({ status: 401, details: 'No token is configured. Set API_TOKENS.' });
  }
  const known = new Tokens(tokens);
  return (request, scope) => {
    const token = tokenOf(request);
    const found = token === null ? undefined : known.find(token);
    if (found) return mayDo(found, scope) ? { name: found.name } : withoutScope(found, scope);
    // Whoever sends none has not guessed.
    if (token === null)
      return { status: 401, details: 'Send a token: Authorization: Bearer … or X-API-Key: …' };
    const { delayMs, retryAfterSeconds } = wrong.add(request.socket.remoteAddress ?? '');
    const held = wrong.hold(delayMs);
    return retryAfterSeconds === null
      ? { status: 401, details: 'This token is not known.', held }
      : { status: 429, details: 'Too many wrong tokens; wait a while.', retryAfterSeconds, held };
  };
}
