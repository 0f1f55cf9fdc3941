import { z } from 'zod';
import type { Dialect } from '../domain/packet/dialects/dialect.ts';
import type { ProposalPart } from '../domain/packet/part.ts';
import { inOrder, writeYaml } from './written-yaml.ts';

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

/**
 * The same value in the order of another one: its keys, and the items of its lists, as far as both have them. What an
 * empty list or group says there is said here as well, so that a file that did not change stays as it was.
 */
export function orderedLike(value: unknown, like: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(like)) {
    const kept = like.filter((item) => value.some((own) => same(own, item)));
    return [...kept, ...value.filter((own) => !kept.some((item) => same(own, item)))];
  }
  if (!isGroup(value) || !isGroup(like)) return value;
  const says = (child: unknown) =>
    Array.isArray(child) ? child.length > 0 : !isGroup(child) || Object.keys(child).length > 0;
  const keys = Object.keys(like).filter((key) => Object.hasOwn(value, key) || !says(like[key]));
  const rest = Object.keys(value).filter((key) => !Object.hasOwn(like, key));
  return Object.fromEntries(
    [...keys, ...rest].map((key) => [
      key,
      Object.hasOwn(value, key) ? orderedLike(value[key], like[key]) : like[key],
    ]),
  );
}

/**
 * A proposal as YAML in a dialect: all that the dialect has keys for. `like` is a document whose order is kept, such
 * as the one that the proposal was read from.
 */
export function formatInDialect(dialect: Dialect, proposal: ProposalPart, like?: unknown): string {
  const written = dialect.write(proposal);
  if (like !== undefined) return writeYaml(orderedLike(written, like));
  const shape = z.toJSONSchema(dialect.schema, { io: 'input', unrepresentable: 'any' });
  return writeYaml(inOrder(written, shape));
}
