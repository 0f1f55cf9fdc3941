import type { z } from 'zod';
import type { fallbackSchema, modelSchema } from '../../../domain/packet/schema.ts';
import { fallbackChanges, modelStatuses } from '../../../domain/words.ts';
import { cellsOf, choiceOf, labelled, lineOf, listRead, plain, spoken, wordIn, written } from './cells.ts';
import { lineList, type Read, type ReadItem, type TextForm } from './line-list.ts';

type Model = z.input<typeof modelSchema>;
type Fallback = z.input<typeof fallbackSchema>;

export const modelPattern = 'provider | endpoint family | model | version | status';
const statuses = `The status is ${choiceOf(modelStatuses)}.`;

function modelCells(model: Model): string[] {
  const { provider, endpoint_family, name, version, status, account, region } = model;
  return [
    ...[provider, endpoint_family, name, version].map(written),
    status,
    ...(account === undefined ? [] : [`account: ${written(account)}`]),
    ...(region === undefined ? [] : [`region: ${written(region)}`]),
  ];
}

interface Extras {
  account?: string;
  region?: string;
  changes?: NonNullable<Fallback['changes']>;
}

/** The cells after the first five; each says what it is. Answers a sentence where one does not. */
function extrasOf(cells: readonly string[], mayChange: boolean): Extras | string {
  const extras: Extras = {};
  for (const cell of cells) {
    const account = labelled(cell, 'account');
    const region = labelled(cell, 'region');
    const changes = mayChange ? labelled(cell, 'changes') : null;
    if (cell === '') continue;
    if (account) extras.account = plain(account);
    else if (region) extras.region = plain(region);
    else if (changes !== null) {
      const found = listRead(changes).map((word) => ({ word, known: wordIn(fallbackChanges, word) }));
      const unknown = found.find(({ known }) => known === null);
      if (unknown)
        return `“${unknown.word}” is nothing that a fallback can change; name ${choiceOf(fallbackChanges)}.`;
      extras.changes = found.flatMap(({ known }) => known ?? []);
    } else {
      const ways = mayChange ? 'account: …, region: … or changes: …' : 'account: … or region: …';
      return `“${plain(cell)}” is one part too many; write it as ${ways}.`;
    }
  }
  return extras;
}

function readModel(line: string, mayChange: boolean): ReadItem<Model & Extras> {
  const cells = cellsOf(line);
  const [provider = '', family = '', name = '', version = '', statusWord = '', ...rest] = cells;
  if ([provider, family, name, version, statusWord].some((cell) => cell === ''))
    return { problem: `Five parts are needed: ${modelPattern}. ${statuses}` };
  const status = wordIn(modelStatuses, plain(statusWord));
  if (!status) return { problem: `“${plain(statusWord)}” is no status. ${statuses}` };
  const extras = extrasOf(rest, mayChange);
  if (typeof extras === 'string') return { problem: extras };
  return {
    item: {
      provider: plain(provider),
      endpoint_family: plain(family),
      name: plain(name),
      version: plain(version),
      status,
      ...extras,
    },
  };
}

/** The primary model: `acme | openai-response | gpt-summary-b | 2026-09 | stable | account: … | region: …`. */
export const modelText: TextForm<Model> = {
  write: (model) => lineOf(modelCells(model)),
  read: (text): Read<Model> => {
    // A long line may be broken wherever it reads better.
    const read = readModel(text.trim().replace(/\s*\n\s*/g, ' '), false);
    return 'problem' in read ? { problems: [{ message: read.problem }] } : { value: read.item };
  },
};

/** Fallbacks, in the order in which they are tried: a model line each, with what the fallback changes for the caller. */
export const fallbacksText: TextForm<readonly Fallback[]> = lineList<Fallback>({
  write: (fallback: Fallback) => {
    const changes = fallback.changes ?? [];
    return lineOf([
      ...modelCells(fallback),
      ...(changes.length === 0 ? [] : [`changes: ${changes.map(spoken).join(', ')}`]),
    ]);
  },
  read: (line) => readModel(line, true),
});
