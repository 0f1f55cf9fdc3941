import type { z } from 'zod';
import type { guardrailSchema } from '../../../domain/packet/schema.ts';
import { cellsOf, leadingNumber, lineOf, plain, wordIn, written } from './cells.ts';
import { lineList, type ReadItem, type TextForm } from './line-list.ts';

type Guardrail = z.input<typeof guardrailSchema>;

const breaches = ['pause', 'roll_back'] as const;
export const guardrailPattern = 'error rate <= 1 % | pause';
const help = 'Write metric <= number unit | pause or roll back, or >= for a least value.';

/** The limit between metric and number: the first sign that no backslash precedes. */
const sign = /^((?:\\.|[^\\<>≤≥])*)(<=|>=|≤|≥|<|>)(.*)$/su;

function readLimit(cell: string): Omit<Guardrail, 'on_breach'> | null {
  const [, metric = '', operator = '', amount = ''] = sign.exec(cell) ?? [];
  const number = leadingNumber(amount);
  if (plain(metric) === '' || !number || operator === '<' || operator === '>') return null;
  const limit = operator === '<=' || operator === '≤' ? 'at_most' : 'at_least';
  const unit = plain(number.rest);
  return { metric: plain(metric), limit, value: number.value, ...(unit === '' ? {} : { unit }) };
}

function readGuardrail(line: string): ReadItem<Guardrail> {
  const [first = '', breachWord = '', ...rest] = cellsOf(line);
  const limit = readLimit(first);
  if (!limit) return { problem: `The limit of “${plain(first)}” is not understood. ${help}` };
  if (breachWord === '') return { item: limit };
  const onBreach = wordIn(breaches, plain(breachWord));
  if (!onBreach || rest.some((cell) => cell !== ''))
    return { problem: `After the limit comes what a breach does: pause or roll back. ${help}` };
  return { item: { ...limit, on_breach: onBreach } };
}

/** Here the mathematical signs mean something, too. */
const metricWritten = (metric: string): string => written(metric).replace(/[≤≥]/g, '\\$&');

/** Guardrails: `error rate <= 1 % | roll back`. */
export const guardrailsText: TextForm<readonly Guardrail[]> = lineList({
  write: ({ metric, limit, value, unit, on_breach }: Guardrail) =>
    lineOf([
      [
        metricWritten(metric),
        limit === 'at_most' ? '<=' : '>=',
        String(value),
        ...(unit ? [written(unit)] : []),
      ].join(' '),
      on_breach === 'roll_back' ? 'roll back' : 'pause',
    ]),
  read: readGuardrail,
});
