import { pino } from 'pino';
import type { LogLevel } from './env.ts';

/** Fields that never reach the log, wherever they stand. */
const hidden = [
  'token',
  'botToken',
  'appToken',
  'signingSecret',
  'secret',
  'password',
  'authorization',
  'cookie',
  'response_url',
  'responseUrl',
  'headers',
  'config',
];

/** Secrets inside of a text: Slack's tokens, and addresses that are as good as one or hold one. */
const secretTexts =
  /\bx(?:ox[a-z]|app)-[\w.-]+|\b(?:https?|wss?):\/\/\S*(?:\/(?:commands|actions|app|response|services)\/|ticket=)\S*|\bBearer\s+\S+|\b[a-z][a-z+]*:\/\/[^\s/@]+@\S*/gi;
export const withoutSecrets = (text: string): string => text.replace(secretTexts, '[redacted]');

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** What an operator can do about it, where the error says so. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

const remedyOf = (error: Error): string =>
  'remedy' in error && typeof error.remedy === 'string' ? withoutSecrets(error.remedy) : '';

/** What an error says, without whatever a library hung on it, and without secrets. */
function errorFields(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return withoutSecrets(String(error));
  const fields: LoggedError = {
    type: error.name,
    message: withoutSecrets(error.message),
    stack: withoutSecrets(error.stack ?? ''),
    ...(remedyOf(error) === '' ? {} : { remedy: remedyOf(error) }),
  };
  return error.cause === undefined || depth > 3
    ? fields
    : { ...fields, cause: errorFields(error.cause, depth + 1) };
}

/** Where lines go: anything with `write`; standard output unless given. */
export interface LogDestination {
  write(line: string): void;
}

/** The program's log: JSON lines, one static message each, with fields; never a token, a secret or a response URL. */
export function createLog(level: LogLevel, destination?: LogDestination) {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
      serializers: { err: (error: unknown) => errorFields(error) },
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}
