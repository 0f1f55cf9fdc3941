import type { z } from 'zod';
import type { evidenceSchema } from '../../../domain/packet/schema.ts';
import { evidenceLanes, verdicts } from '../../../domain/words.ts';
import { cellsOf, choiceOf, labelled, lineOf, plain, spoken, wordIn, written } from './cells.ts';
import { lineList, type ReadItem, type TextForm } from './line-list.ts';

type Evidence = z.input<typeof evidenceSchema>;

export const evidencePattern = 'lane | passed | what it shows | https://… | measured: 0.97 | threshold: 0.95';

const labels = ['title', 'url', 'measured', 'threshold'] as const;
const isLink = (text: string): boolean => /^https?:\/\//i.test(text);
const labelOf = (cell: string) => labels.find((label) => labelled(cell, label) !== null);

/** Where something is still to be written. A line that holds nothing else means nothing yet. */
const toWrite = '…';
const isToWrite = (text: string): boolean => text === '' || text === toWrite || text === '...';

/** Lines to complete, one a lane. */
export const linesToComplete = (lanes: readonly Evidence['lane'][]): string =>
  lanes.map((lane) => lineOf([spoken(lane), toWrite])).join('\n');

/** True for a title that a reader would take for something else. */
const needsLabel = (title: string): boolean =>
  isToWrite(title) ||
  isLink(title) ||
  wordIn(verdicts, title) !== null ||
  labelOf(written(title)) !== undefined;

/** Takes one cell; answers a sentence where it cannot. */
function takeCell(evidence: Partial<Evidence>, cell: string): string | null {
  const text = plain(cell);
  const label = labelOf(cell);
  const verdict = evidence.verdict === undefined ? wordIn(verdicts, text) : null;
  if (isToWrite(text)) return null;
  if (label) evidence[label] = plain(labelled(cell, label) ?? '');
  else if (verdict) evidence.verdict = verdict;
  else if (isLink(text)) {
    if (evidence.url !== undefined)
      return 'Give one link a line; write a second piece of evidence on its own line.';
    evidence.url = text;
  } else if (evidence.title === undefined) evidence.title = text;
  else return `“${text}” is one part too many. Write ${evidencePattern}.`;
  return null;
}

function readEvidence(line: string): ReadItem<Evidence> | 'nothing' {
  const [laneWord = '', ...cells] = cellsOf(line);
  const lane = wordIn(evidenceLanes, plain(laneWord));
  if (!lane) return { problem: `“${plain(laneWord)}” is no lane. Start with ${choiceOf(evidenceLanes)}.` };
  if (cells.length > 0 && cells.every((cell) => isToWrite(plain(cell)))) return 'nothing';
  const rest: Partial<Evidence> = {};
  for (const cell of cells) {
    const problem = takeCell(rest, cell);
    if (problem) return { problem };
  }
  return { item: { ...rest, lane } };
}

/** Evidence by lane: `prompt injection | passed | 41 of 41 attacks refused | https://…`. */
export const evidenceText: TextForm<readonly Evidence[]> = lineList({
  write: ({ lane, verdict, title, url, measured, threshold }: Evidence) =>
    lineOf([
      spoken(lane),
      ...(verdict === undefined || verdict === 'not_judged' ? [] : [spoken(verdict)]),
      ...(title === undefined ? [] : [needsLabel(title) ? `title: ${written(title)}` : written(title)]),
      ...(url === undefined ? [] : [written(url)]),
      ...(measured === undefined ? [] : [`measured: ${written(measured)}`]),
      ...(threshold === undefined ? [] : [`threshold: ${written(threshold)}`]),
    ]),
  read: readEvidence,
});
