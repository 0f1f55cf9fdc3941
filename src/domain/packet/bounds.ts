import { z } from 'zod';

/** What values of a packet are made of. Every text and list is bounded, so that the largest packet fits Slack's blocks. */

/** Half of a character pair has no place in JSON, so a digest could not be made of it. */
export const whole = (text: string): boolean => text.isWellFormed();
export const broken = 'Remove the broken character.';

export const line = (max = 200) =>
  z
    .string()
    .trim()
    .min(1, 'Write something here, or leave the field out.')
    .max(max)
    .regex(/^[^\r\n]*$/, 'Use a single line.')
    .refine(whole, broken);
export const prose = (max = 2000) => z.string().trim().max(max).refine(whole, broken);
export const usd = z.number().nonnegative().max(1_000_000_000);
export const milliseconds = z.int().positive().max(3_600_000);
export const tokens = z.int().positive().max(100_000_000);
export const share = z.number().min(0).max(1);
export const day = z.iso.date('Write a date as YYYY-MM-DD.');

/** Words of a vocabulary, in no order: sorted and each once. */
export const setOf = <T extends string>(values: readonly [T, ...T[]]) =>
  z
    .array(z.enum(values))
    .max(values.length * 2)
    .transform((list) => [...new Set(list)].sort());
/** Texts in no order: sorted and each once. */
export const lines = (count: number, max = 120) =>
  z
    .array(line(max))
    .max(count)
    .transform((list) => [...new Set(list)].sort());

/**
 * What came into the packet after packets had been stored. Whatever says nothing is left out, so that a packet
 * that does not use it has the digest that it always had.
 */
const orNothing = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

export const laterWords = <T extends string>(values: readonly [T, ...T[]]) =>
  z
    .array(z.enum(values))
    .max(values.length * 2)
    .transform((list) => orNothing([...new Set(list)].sort()))
    .optional();
export const laterLines = (count: number, max = 120) =>
  z
    .array(line(max))
    .max(count)
    .transform((list) => orNothing([...new Set(list)].sort()))
    .optional();
/** Texts whose order means something, each once. */
export const laterRanking = (count: number, max = 120) =>
  z
    .array(line(max))
    .max(count)
    .transform((list) => orNothing([...new Set(list)]))
    .optional();
export const laterList = <S extends z.ZodType>(item: S, count: number) =>
  z
    .array(item)
    .max(count)
    .transform((list) => orNothing(list))
    .optional();

const saysNothing = (group: object): boolean => Object.values(group).every((value) => value === undefined);

export const laterGroup = <S extends z.ZodRawShape>(shape: S) =>
  z
    .strictObject(shape)
    .transform((group) => (saysNothing(group) ? undefined : group))
    .optional();
/** Answers by a closed list of questions. */
export const laterAnswers = <K extends string, S extends z.ZodType>(keys: readonly [K, ...K[]], answer: S) =>
  z
    .partialRecord(z.enum(keys), answer)
    .transform((answers) => (saysNothing(answers) ? undefined : answers))
    .optional();
