import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { checkValue } from '../domain/check-value.ts';
import { tiers } from '../domain/words.ts';
import { type FieldProblem, sendProblem } from './problem.ts';

/** What the parts of the API read from addresses and headers; also what its description says of them. */

export const requestIdSchema = z
  .string()
  .max(40)
  .meta({ examples: ['R-142'] });

const memberSchema = z
  .string()
  .regex(/^[UW][A-Z0-9]{2,40}$/, 'Give the Slack member id of a person, such as U012ABCDEF.')
  .meta({
    description: 'The Slack member id of the person who files or edits. Whoever that is cannot review it.',
  });
const raiseToSchema = z
  .enum(tiers)
  .optional()
  .meta({ description: 'Asks for a stricter review than the rules do.' });

export const filingQuery = z.strictObject({ as: memberSchema, raise_to: raiseToSchema });
export const editingQuery = z.strictObject({
  as: memberSchema,
  raise_to: raiseToSchema,
  revision: z.coerce
    .number()
    .int()
    .positive()
    .meta({ description: 'The revision that was read. The edit is refused where another one stands.' }),
});
export const idempotencyKeySchema = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .meta({ description: 'The same key does the same thing once, however often it is sent.' });

export const mostEvents = 1000;
export const auditQuery = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .nonnegative()
    .max(Number.MAX_SAFE_INTEGER)
    .default(0)
    .meta({ description: 'The number of the last event that is known.' }),
  limit: z.coerce.number().int().min(1).max(mostEvents).default(500),
});

/** Where in a value, as packet files say it. */
const named = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );

const place = ({ path, line }: FieldProblem): string =>
  [path || 'The body', ...(line === undefined ? [] : [`(line ${line})`])].join(' ');

/** Answers what is wrong with what was sent; the first of it in words. */
export function sendProblems(
  reply: FastifyReply,
  errors: readonly FieldProblem[],
  status: 413 | 422 = 422,
): FastifyReply {
  const [first] = errors;
  const detail = first ? `${place(first)}: ${first.message}` : 'This cannot be read.';
  return sendProblem(reply, status, status === 413 ? 'Too large' : 'Not understood', detail, { errors });
}

/** The value as the schema reads it, or everything that is wrong with it. */
export function readInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { readonly value: z.output<Schema> } | { readonly errors: readonly FieldProblem[] } {
  const checked = checkValue(schema, value);
  if (checked.ok) return { value: checked.value };
  return { errors: checked.issues.map(({ path, message }) => ({ path: named(path), message })) };
}
