import type { Weight } from './fonts.ts';
import { fitting, lettersOf, widthOf } from './lettering.ts';

/** A line of several styles, broken into rows that are no wider than their place. */

export interface Run {
  readonly text: string;
  readonly weight: Weight;
  /** May be shortened where the line does not fit; what says who and when may not. */
  readonly isProse: boolean;
}

export interface PlacedRun extends Run {
  /** Pixels from the left of the row. */
  readonly x: number;
}
export type Row = readonly PlacedRun[];

interface Breaking {
  readonly rows: PlacedRun[][];
  x: number;
}

const widthOfRun = ({ text, weight }: Run, size: number): number => widthOf(text, size, weight);

function place(run: Run, breaking: Breaking, size: number): void {
  const row = breaking.rows.at(-1);
  const before = row?.at(-1);
  if (row && before?.weight === run.weight && before.isProse === run.isProse)
    row[row.length - 1] = { ...before, text: before.text + run.text };
  else row?.push({ ...run, x: breaking.x });
  breaking.x += widthOfRun(run, size);
}

/** A word that is wider than a whole row is cut where the row ends. */
function pieces(word: string, run: Run, room: number, size: number): string[] {
  if (widthOf(word, size, run.weight) <= room) return [word];
  const parts: string[] = [];
  let part = '';
  for (const letter of lettersOf(word)) {
    if (part !== '' && widthOf(part + letter, size, run.weight) > room) {
      parts.push(part);
      part = '';
    }
    part += letter;
  }
  return [...parts, part];
}

/** Spaces, and words; a name with hyphens or slashes is several, so that it breaks there. */
const chunks = / +|[^ ]*?\p{L}[-/](?=\p{L})|[^ ]+/gu;

function broken(runs: readonly Run[], room: number, size: number): Row[] {
  const breaking: Breaking = { rows: [[]], x: 0 };
  for (const run of runs)
    for (const word of run.text.match(chunks) ?? [])
      for (const part of pieces(word, run, room, size)) {
        const isSpace = part.trim() === '';
        if (breaking.x + widthOf(part, size, run.weight) > room && breaking.x > 0) {
          breaking.rows.push([]);
          breaking.x = 0;
        }
        if (isSpace && breaking.x === 0) continue;
        place({ ...run, text: part }, breaking, size);
      }
  return breaking.rows;
}

/** The prose that takes most room; null where there is none left to shorten. */
function longestProse(runs: readonly Run[], size: number): number | null {
  let [longest, width] = [null as number | null, size * 4];
  for (const [index, run] of runs.entries()) {
    const own = run.isProse ? widthOfRun(run, size) : 0;
    if (own > width) [longest, width] = [index, own];
  }
  return longest;
}

/**
 * Breaks a line into at most `most` rows of `room` pixels. Where it takes more, its prose is shortened, the longest
 * first, so that names and times stay; at last the end is cut.
 */
export function inRows(runs: readonly Run[], room: number, size: number, most: number): Row[] {
  // What could not even stand alone need not be broken to see that.
  let fit = runs.map((run) =>
    run.isProse ? { ...run, text: fitting(run.text, room * most, size, run.weight) } : run,
  );
  for (let tries = 0; tries < 40; tries += 1) {
    const rows = broken(fit, room, size);
    if (rows.length <= most) return rows;
    const index = longestProse(fit, size);
    const run = index === null ? undefined : fit[index];
    if (index === null || !run) {
      const kept = rows.slice(0, most);
      const last = kept.at(-1)?.at(-1);
      if (!last) return kept;
      const cut = fitting(`${last.text} ${' '.repeat(8)}……`, room - last.x, size, last.weight);
      return [...kept.slice(0, -1), [...(kept.at(-1)?.slice(0, -1) ?? []), { ...last, text: cut }]];
    }
    const shorter = fitting(run.text, widthOfRun(run, size) * 0.85, size, run.weight);
    fit = fit.map((one, at) => (at === index ? { ...run, text: shorter } : one));
  }
  return broken(fit, room, size).slice(0, most);
}
