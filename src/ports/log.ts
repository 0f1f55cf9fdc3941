/**
 * Where a program says what it does: pino's shape, fields first and one static sentence after, so that lines group.
 * Fields never hold tokens, secrets or what people wrote.
 */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Says nothing. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
