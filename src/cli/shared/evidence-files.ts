import { createReadStream } from 'node:fs';
import type { Shown } from '../../app/app.ts';
import { closest } from '../../domain/closest.ts';
import { type EvidenceFormatName, evidenceFormats, type TestResults } from '../../domain/evidence/results.ts';
import { type EvidenceLane, evidenceLanes } from '../../domain/words.ts';
import { importEvidence } from '../../signals/evidence/import-evidence.ts';
import type { CliIo } from '../command.ts';
import { fileTrouble } from './file-trouble.ts';

/** Lets an option be given several times: `--lane a --lane b`. */
export const severalTimes = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** The texts of an option that may be given several times. */
export const textsOf = (option: unknown): string[] =>
  Array.isArray(option) ? option.filter((one) => typeof one === 'string') : [];

/** The lane of that name; null where it is none, which is said on standard error with the one that was probably meant. */
export function laneNamed(name: string, io: CliIo): EvidenceLane | null {
  const lane = evidenceLanes.find((one) => one === name);
  if (lane) return lane;
  const near = closest(name, evidenceLanes);
  const advice = near
    ? `Did you mean ${near}?`
    : `The lanes are ${evidenceLanes.slice(0, -1).join(', ')} and ${evidenceLanes.at(-1)}.`;
  io.err(`"${name}" is no lane of evidence. ${advice}`);
  return null;
}

/** The format of that name; null where it is none, which is said on standard error. */
export function formatNamed(name: string, io: CliIo): EvidenceFormatName | null {
  const format = evidenceFormats.find((one) => one === name);
  if (!format) io.err(`--format wants one of ${evidenceFormats.join(', ')}; without it the format is found.`);
  return format ?? null;
}

/** Reads a file of test results; null where that cannot be done, which is said on standard error. */
export async function readResultsFile(
  file: string,
  io: CliIo,
  wanted?: EvidenceFormatName,
): Promise<TestResults | null> {
  try {
    const outcome = await importEvidence(createReadStream(file));
    if (!outcome.ok) io.err(`${file}: ${outcome.problem}`);
    else if (wanted !== undefined && outcome.results.format !== wanted)
      io.err(`${file}: This is of ${outcome.results.format}, and --format says ${wanted}.`);
    else return outcome.results;
  } catch (error) {
    const trouble = fileTrouble(error);
    if (trouble === null) throw error;
    io.err(`${file}: ${trouble}`);
  }
  return null;
}

/**
 * What `--evidence lane=file` gives, each file read once. Null where any of it cannot be used; all that is wrong is
 * said on standard error.
 */
export async function shownBy(pairs: readonly string[], io: CliIo): Promise<Shown[] | null> {
  const read = new Map<string, Promise<TestResults | null>>();
  const found = pairs.map(async (pair): Promise<Shown | null> => {
    const [, name, file] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
    if (name === undefined || file === undefined) {
      io.err(
        `--evidence wants a lane and a file, such as functional_correctness=results.json, not "${pair}".`,
      );
      return null;
    }
    const lane = laneNamed(name, io);
    const reading = read.get(file) ?? readResultsFile(file, io);
    read.set(file, reading);
    const results = await reading;
    return lane && results ? { lane, proof: { kind: 'results', results } } : null;
  });
  const shown = await Promise.all(found);
  const usable = shown.filter((one) => one !== null);
  return usable.length === shown.length ? usable : null;
}
