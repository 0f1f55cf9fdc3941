import type { z } from 'zod';
import type { knownFailureSchema } from '../../../domain/packet/schema.ts';
import { cellsOf, lineOf, plain, written } from './cells.ts';
import { lineList, type ReadItem, type TextForm } from './line-list.ts';

type KnownFailure = z.input<typeof knownFailureSchema>;

export const failurePattern = 'what goes wrong | what limits it | who owns it';

function readFailure(line: string): ReadItem<KnownFailure> {
  const [failure = '', mitigation = '', owner = '', ...rest] = cellsOf(line);
  if (failure === '') return { problem: `Start with what goes wrong. Write ${failurePattern}.` };
  if (rest.some((cell) => cell !== ''))
    return { problem: `These are more than three parts. Write ${failurePattern}.` };
  return {
    item: {
      failure: plain(failure),
      ...(mitigation === '' ? {} : { mitigation: plain(mitigation) }),
      ...(owner === '' ? {} : { owner: plain(owner) }),
    },
  };
}

/** Known failures: `invents order numbers | answers only with retrieved ones | @support-eng`. */
export const failuresText: TextForm<readonly KnownFailure[]> = lineList({
  write: ({ failure, mitigation, owner }: KnownFailure) => {
    const cells = [failure, mitigation ?? '', owner ?? ''].map(written);
    while (cells.at(-1) === '') cells.pop();
    return lineOf(cells);
  },
  read: readFailure,
});
