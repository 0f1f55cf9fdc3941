import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../ports/log.ts';

/** What must not be in a log, wherever a library put it. */
const secrets =
  /\bx(?:ox[a-z]|app)-[\w.-]+|\bhttps?:\/\/\S*\/(?:commands|actions|app|response|services)\/\S+/g;

const wordsOf = (parts: readonly unknown[]): string =>
  parts
    .map((part) => (part instanceof Error ? part.message : String(part)))
    .join(' ')
    .replace(secrets, '[redacted]');

/**
 * Slack's libraries log whole sentences, at debug level even whole payloads. Warnings and errors go to our log
 * as a field under one static message; the rest says nothing that our own log does not say.
 */
export function slackLogger(log: Log): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn({ said: wordsOf(parts) }, "Slack's library warns"),
    error: (...parts) => log.warn({ said: wordsOf(parts) }, "Slack's library reports an error"),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
