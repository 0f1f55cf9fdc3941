import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { parseProposal } from '../../app/proposal-file.ts';
import type { Proposal } from '../../domain/packet/schema.ts';
import { formatProblem } from '../../yaml/read-yaml.ts';
import type { CliIo } from '../command.ts';

const whyNot: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EISDIR: 'This is a folder; name a file in it.',
  EACCES: 'This user may not read it.',
};

/** Reads a packet file. What is wrong with it goes to standard error, a line each, and the answer is null. */
export async function readPacketFile(file: string, io: CliIo): Promise<Proposal | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    io.err(`${file}: ${whyNot[code] ?? `It cannot be read (${code}).`}`);
    return null;
  }
  const parsed = parseProposal(text, extname(file) === '.json' ? 'json' : 'yaml');
  if ('proposal' in parsed) return parsed.proposal;
  for (const problem of parsed.problems) io.err(formatProblem(file, problem));
  return null;
}
