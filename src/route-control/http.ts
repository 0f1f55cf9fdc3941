import { neverSentCodes } from '../ports/fault.ts';
import { ControlFault, type ControlFaultKind } from '../ports/route-control.ts';

export interface BackendSettings {
  /** The system's name in sentences, such as `Unleash`. */
  readonly system: string;
  /** Where its API is, `http` or `https`, with or without a path. */
  readonly baseUrl: string;
  /** Sent with every request. Values are never repeated in messages. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A whole request with its answer, milliseconds. */
  readonly timeoutMs?: number;
  /** The largest answer that is read, bytes. */
  readonly maxBytes?: number;
  /** What the system's own answer says beyond its status; null leaves it to the status. */
  readonly explain?: (answer: Answer) => Explained | null;
}

export interface BackendRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base URL, starting with a slash; its parts already encoded (see {@link pathOf}). */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text is sent as it stands. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
  /** A write whose answer does not come may have had its effect. By default everything but GET is one. */
  readonly writes?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON; undefined where it is none. */
  readonly body: unknown;
}

/** `ok` lets an answer pass whatever its status. */
export type Explained =
  | { readonly ok: true }
  | { readonly kind: ControlFaultKind; readonly message: string; readonly remedy?: string };

const defaultTimeoutMs = 10_000;
const defaultMaxBytes = 2_000_000;
const longestRetryMs = 3_600_000;
const longestQuote = 200;

/** A path of encoded parts. Throws `invalid` for a part that would leave its place. */
export function pathOf(...parts: readonly string[]): string {
  const astray = parts.find((part) => ['', '.', '..'].includes(part));
  if (astray !== undefined) throw new ControlFault('invalid', `"${astray}" cannot be part of an address.`);
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('');
}

const isCertificateCode = (code: string): boolean => /CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO_VERIFY/.test(code);

function codeOf(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
    // Several addresses were tried: they failed alike.
    if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  }
  return '';
}

/** `Retry-After` in milliseconds, whether it is seconds or a date. */
export function retryAfterMs(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), longestRetryMs) : undefined;
}

interface StatusRule {
  readonly kind: ControlFaultKind;
  readonly says: string;
  readonly remedy: string;
}

const rules: Readonly<Record<number, StatusRule>> = {
  400: { kind: 'invalid', says: 'refused what was sent', remedy: '' },
  401: {
    kind: 'unauthorized',
    says: 'does not know the token',
    remedy: 'Check the token in the settings; it may have expired.',
  },
  402: { kind: 'plan_required', says: 'wants another plan for this', remedy: 'Ask who owns the account.' },
  403: {
    kind: 'forbidden',
    says: 'does not let the token do this',
    remedy: 'Give the token the right to change flags in this project and environment.',
  },
  404: { kind: 'not_found', says: 'does not have this', remedy: '' },
  405: { kind: 'unsupported', says: 'cannot do this', remedy: 'Check the base URL and the version.' },
  409: { kind: 'conflict', says: 'was changed by somebody else meanwhile', remedy: '' },
  410: { kind: 'not_found', says: 'does not have this any more', remedy: '' },
  412: { kind: 'conflict', says: 'was changed by somebody else meanwhile', remedy: '' },
  413: { kind: 'invalid', says: 'finds this too large', remedy: 'Serve a smaller value.' },
  422: { kind: 'invalid', says: 'refused what was sent', remedy: '' },
  429: { kind: 'rate_limited', says: 'asks to wait', remedy: '' },
  501: { kind: 'unsupported', says: 'cannot do this', remedy: 'Check the version.' },
};

function ruleFor(status: number, writes: boolean): StatusRule {
  const rule = rules[status];
  if (rule) return rule;
  if (status >= 300 && status < 400)
    return {
      kind: 'invalid',
      says: 'sends this elsewhere',
      remedy:
        'Set the base URL to where the API really is: redirects are not followed, they would leak the token.',
    };
  // A gateway gave up waiting: what is behind it may have gone on.
  if (writes && (status === 502 || status === 504))
    return { kind: 'outcome_unknown', says: 'may or may not have done this', remedy: '' };
  if (status >= 500 || status === 408 || status === 425)
    return { kind: 'unavailable', says: 'is not available', remedy: '' };
  return { kind: 'invalid', says: 'refused what was sent', remedy: '' };
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : null;

/** The system's own words in a body, whichever of the usual places they stand in. */
function wordsIn(body: unknown): string {
  const details = fieldOf(body, 'details');
  const errors = fieldOf(body, 'errors');
  const found = [
    Array.isArray(details) ? fieldOf(details[0], 'message') : '',
    fieldOf(body, 'message'),
    fieldOf(body, 'error'),
    Array.isArray(errors) ? errors.join(', ') : '',
  ].find((words) => typeof words === 'string' && words !== '');
  return typeof found === 'string' ? found : '';
}

/** One HTTP API of a flag system or gateway. Every failure becomes a {@link ControlFault}; no secret is in it. */
export class Backend {
  readonly #settings: BackendSettings;
  readonly #base: string;

  /** Throws a ControlFault of kind `invalid` for a base URL that cannot be used. */
  constructor(settings: BackendSettings) {
    this.#settings = settings;
    this.#base = baseOf(settings);
  }

  /** Sends one request and gives the answer if it is a good one (status 2xx, or what `explain` lets pass). */
  async send(request: BackendRequest): Promise<Answer> {
    const { system, explain } = this.#settings;
    const writes = request.writes ?? request.method !== 'GET';
    const answer = await this.#exchange(request, writes);
    const explained = explain?.(answer) ?? null;
    if (explained && 'kind' in explained) throw this.#fault(explained, answer, request);
    if (explained?.ok || (answer.status >= 200 && answer.status < 300)) return answer;
    const { kind, says, remedy } = ruleFor(answer.status, writes);
    const words = this.#quoted(wordsIn(answer.body));
    throw this.#fault({ kind, message: `${system} ${says}${words}.`, remedy }, answer, request);
  }

  #fault(
    { kind, message, remedy }: Exclude<Explained, { ok: true }>,
    { status, headers }: Answer,
    { method, path }: BackendRequest,
  ): ControlFault {
    const wait = retryAfterMs(headers);
    return new ControlFault(kind, `${message} (${method} ${withoutQuery(path)}: ${status})`, {
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
      remedy: remedy ?? '',
    });
  }

  async #exchange(request: BackendRequest, writes: boolean): Promise<Answer> {
    const { timeoutMs = defaultTimeoutMs, headers, maxBytes = defaultMaxBytes, system } = this.#settings;
    const { method, path, body, signal } = request;
    if (signal.aborted)
      throw new ControlFault('unavailable', `Given up before anything was sent to ${system}.`);
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
    try {
      const response = await fetch(this.#base + path, {
        method,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        headers: {
          accept: 'application/json',
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
          ...request.headers,
        },
        ...(text === undefined ? {} : { body: text }),
      });
      const { status } = response;
      return { status, headers: response.headers, body: await bodyOf(response, maxBytes) };
    } catch (cause) {
      throw this.#unreached(cause, request, writes);
    }
  }

  #unreached(cause: unknown, { method, path }: BackendRequest, writes: boolean): ControlFault {
    const { system } = this.#settings;
    const code = codeOf(cause);
    const where = `(${method} ${withoutQuery(path)}${code === '' ? '' : `: ${code}`})`;
    if (isCertificateCode(code))
      return new ControlFault('unavailable', `${system} could not prove who it is. ${where}`, {
        remedy: `Check the certificate at ${new URL(this.#base).host}.`,
      });
    if (cause instanceof TooLarge)
      return new ControlFault(
        writes ? 'outcome_unknown' : 'invalid',
        `${system} answered with more than is read. ${where}`,
      );
    if (writes && !neverSentCodes.has(code))
      return new ControlFault('outcome_unknown', `${system} did not answer in time. ${where}`);
    return new ControlFault('unavailable', `${system} cannot be reached. ${where}`, {
      remedy: `Check that ${new URL(this.#base).host} runs and can be reached from here.`,
    });
  }

  /** The system's own words, short, and without anything that was sent in a header. */
  #quoted(words: string): string {
    if (words === '') return '';
    const secrets = Object.values(this.#settings.headers ?? {}).filter((value) => value.length > 3);
    const clean = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), words);
    const short = clean.replaceAll(/\s+/g, ' ').trim().slice(0, longestQuote);
    return `: ${short.replace(/\.+$/, '')}`;
  }
}

const withoutQuery = (path: string): string => path.split('?', 1)[0] ?? path;

function baseOf({ system, baseUrl }: BackendSettings): string {
  const url = URL.parse(baseUrl);
  const usable =
    url && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
  if (!usable || url.search !== '' || url.hash !== '')
    throw new ControlFault('invalid', `The base URL of ${system} cannot be used.`, {
      remedy: 'Give a full http or https URL without user, password, query and fragment.',
    });
  return url.href.replace(/\/+$/, '');
}

class TooLarge extends Error {}

/** Reads at most `maxBytes`. Throws {@link TooLarge} beyond that, whatever the answer said its length was. */
async function bodyOf(response: Response, maxBytes: number): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new TooLarge();
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
