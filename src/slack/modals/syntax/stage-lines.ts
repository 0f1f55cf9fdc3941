import type { z } from 'zod';
import type { plannedStageSchema } from '../../../domain/packet/schema.ts';
import { stages } from '../../../domain/words.ts';
import { cellsOf, choiceOf, leadingNumber, lineOf, plain, spoken, wordIn } from './cells.ts';
import { lineList, type ReadItem, type TextForm } from './line-list.ts';

type PlannedStage = z.input<typeof plannedStageSchema>;

export const stagePattern = 'customer canary | 5 % | 24 h';

function readStage(line: string): ReadItem<PlannedStage> {
  const [stageWord = '', ...cells] = cellsOf(line);
  const stage = wordIn(stages, plain(stageWord));
  if (!stage) return { problem: `“${plain(stageWord)}” is no stage. Start with ${choiceOf(stages)}.` };
  const planned: PlannedStage = { stage };
  for (const cell of cells) {
    const number = leadingNumber(plain(cell).replace(/^hold\s+/i, ''));
    if (number && number.rest === '%') planned.percent = number.value;
    else if (number && /^h(ours?)?$/i.test(number.rest)) planned.hold_hours = number.value;
    else if (number && /^d(ays?)?$/i.test(number.rest)) planned.hold_hours = number.value * 24;
    else if (cell !== '')
      return {
        problem: `“${plain(cell)}” is neither a share nor a time. Write ${stagePattern}; h or d after the time.`,
      };
  }
  return { item: planned };
}

/** Stages of the rollout, in order: `customer canary | 5 % | 24 h`. */
export const stagesText: TextForm<readonly PlannedStage[]> = lineList({
  write: ({ stage, percent, hold_hours }: PlannedStage) =>
    lineOf([
      spoken(stage),
      ...(percent === undefined ? [] : [`${percent} %`]),
      ...(hold_hours ? [`${hold_hours} h`] : []),
    ]),
  read: readStage,
});
