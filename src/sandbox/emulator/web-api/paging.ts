import type { JsonObject } from '../json.ts';
import { type Call, numberArg, textArg } from './call.ts';
import { SlackError } from './slack-error.ts';

/**
 * One page of a list, cut as `limit` (0: the default) and `cursor` say, and the `response_metadata` that leads to the next.
 * `name` is the kind of position in the cursor: cursors are base64 of `name:position`.
 */
export function page<T>(
  call: Call,
  items: T[],
  { name, byDefault, max }: { name: string; byDefault: number; max: number },
): { items: T[]; hasMore: boolean; response_metadata: JsonObject } {
  const limit = numberArg(call, 'limit') || byDefault;
  if (!Number.isInteger(limit) || limit < 1 || limit > max) throw new SlackError('invalid_limit');
  const start = startOf(call, name);
  const end = start + limit;
  const hasMore = end < items.length;
  return {
    items: items.slice(start, end),
    hasMore,
    response_metadata: { next_cursor: hasMore ? encodeCursor(name, end) : '' },
  };
}

function startOf(call: Call, name: string): number {
  const cursor = textArg(call, 'cursor');
  if (cursor === undefined || cursor === '') return 0;
  const position = Number(decodeCursor(cursor, name));
  if (!Number.isInteger(position) || position < 0) throw new SlackError('invalid_cursor');
  return position;
}

export function encodeCursor(name: string, position: number | string): string {
  return Buffer.from(`${name}:${position}`).toString('base64');
}

/** What follows `name:` in a cursor. Throws `invalid_cursor` for anything else. */
export function decodeCursor(cursor: string, name: string): string {
  const [kind, position] = Buffer.from(cursor, 'base64').toString().split(':');
  if (kind !== name || position === undefined) throw new SlackError('invalid_cursor');
  return position;
}
