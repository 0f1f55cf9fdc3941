import type { z } from 'zod';
import type { transitionSchema } from '../../../domain/packet/declarations.ts';
import { fallbackActs } from '../../../domain/words.ts';
import {
  cellsOf,
  choiceOf,
  labelled,
  leadingNumber,
  lineOf,
  plain,
  spoken,
  wordIn,
  written,
} from './cells.ts';
import { lineList, type ReadItem, type TextForm } from './line-list.ts';

type Transition = z.input<typeof transitionSchema>;

export const transitionPattern = 'timeout | retry | 1 time';
const help = `Write what went wrong, then ${choiceOf(fallbackActs)}: ${transitionPattern}.`;

function readTransition(line: string): ReadItem<Transition> {
  const [on = '', actWord = '', ...cells] = cellsOf(line);
  if (on === '') return { problem: `Start with what went wrong. ${help}` };
  const act = wordIn(fallbackActs, plain(actWord));
  if (!act) return { problem: `“${plain(actWord)}” is nothing that can be done then. ${help}` };
  const transition: Transition = { on: plain(on), act };
  for (const cell of cells) {
    const to = labelled(cell, 'to');
    const number = leadingNumber(plain(cell));
    if (to) transition.to = plain(to);
    else if (number && /^(x|times?)?$/i.test(number.rest)) transition.attempts = number.value;
    else if (cell !== '')
      return {
        problem: `“${plain(cell)}” is not understood. Write to: a route, or how many times to retry.`,
      };
  }
  return { item: transition };
}

/** What happens when a call fails: `timeout | retry | 1 time`, `outage | fall back | to: balanced_route`. */
export const transitionsText: TextForm<readonly Transition[]> = lineList({
  write: ({ on, act, to, attempts }: Transition) =>
    lineOf([
      written(on),
      spoken(act),
      ...(to === undefined ? [] : [`to: ${written(to)}`]),
      ...(attempts === undefined ? [] : [attempts === 1 ? '1 time' : `${attempts} times`]),
    ]),
  read: readTransition,
});
