import type { z } from 'zod';
import type { toolSchema } from '../../../domain/packet/schema.ts';
import { humanControls, toolEffects } from '../../../domain/words.ts';
import {
  cellsOf,
  choiceOf,
  labelled,
  lineOf,
  listRead,
  listWritten,
  plain,
  spoken,
  wordIn,
  written,
} from './cells.ts';
import { lineList, type ReadItem, type TextForm } from './line-list.ts';

type Tool = z.input<typeof toolSchema>;

const controls = humanControls.filter((control) => control !== 'none');
export const toolPattern = `name | ${toolEffects.join(', ')} | approval each time`;
const help = `Write ${toolPattern}.`;

/** Takes one cell into the tool; false where it means nothing. */
function takeCell(tool: Partial<Tool>, cell: string): boolean {
  const word = plain(cell);
  const effect = tool.effect === undefined ? wordIn(toolEffects, word) : null;
  const control = /^approval$/i.test(word) ? 'approval_each_time' : wordIn(controls, word);
  const scopes = labelled(cell, 'scopes') ?? labelled(cell, 'scope');
  const passed = labelled(cell, 'arguments') ?? labelled(cell, 'argument');
  if (effect) tool.effect = effect;
  else if (control) tool.human_control = control;
  else if (/^no (approval|control)$/i.test(word)) tool.human_control = 'none';
  else if (/^runs code$/i.test(word)) tool.runs_code = true;
  else if (/^external$/i.test(word)) tool.external = true;
  else if (scopes !== null) tool.scopes = [...(tool.scopes ?? []), ...listRead(scopes)];
  else if (passed !== null) tool.arguments = [...(tool.arguments ?? []), ...listRead(passed)];
  else return cell === '';
  return true;
}

function readTool(line: string): ReadItem<Tool> {
  const [name = '', ...cells] = cellsOf(line);
  if (name === '') return { problem: `Start with the tool's name. ${help}` };
  const tool: Partial<Tool> = {};
  for (const cell of cells)
    if (!takeCell(tool, cell))
      return {
        problem: `“${plain(cell)}” is not understood. After the name come ${choiceOf(toolEffects)}, then if needed ${choiceOf(controls)}, runs code, external, scopes: …, arguments: …`,
      };
  const { effect, ...rest } = tool;
  if (effect === undefined) return { problem: `Say what “${plain(name)}” can do. ${help}` };
  return { item: { name: plain(name), effect, ...rest } };
}

/** So many items stand on one line, however long they are; the next ones go on below it. */
const itemsOnALine = 8;

/** A labelled list on as many lines as it takes; each goes on with the tool above it. */
function furtherItems(label: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const next = furtherItems(label, items.slice(itemsOnALine));
  return `\n| ${label}: ${listWritten(items.slice(0, itemsOnALine))}${next}`;
}

const scopesHere = (scopes: readonly string[]): string[] =>
  scopes.length === 0 ? [] : [`scopes: ${listWritten(scopes.slice(0, itemsOnALine))}`];

/** Tools with what they can do: `refunds.create | write | approval each time | external | scopes: orders, payments`. */
export const toolsText: TextForm<readonly Tool[]> = lineList({
  write: ({ name, effect, human_control, runs_code, external, scopes = [], arguments: passed = [] }: Tool) =>
    lineOf([
      written(name),
      effect,
      ...(human_control && human_control !== 'none' ? [spoken(human_control)] : []),
      ...(runs_code ? ['runs code'] : []),
      ...(external ? ['external'] : []),
      ...scopesHere(scopes),
    ]) +
    furtherItems('scopes', scopes.slice(itemsOnALine)) +
    furtherItems('arguments', passed),
  read: readTool,
});
