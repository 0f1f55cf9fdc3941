import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type ParsedDocument, parseDocument, proposalFrom } from '../../app/proposal-file.ts';
import type { Proposal } from '../../domain/packet/schema.ts';
import { formatProblem } from '../../yaml/read-yaml.ts';
import type { CliIo } from '../command.ts';
import { fileTrouble } from './file-trouble.ts';

/** The text of a file; null where it cannot be had, which is said on standard error. */
async function textOf(file: string, io: CliIo): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const trouble = fileTrouble(error);
    if (trouble === null) throw error;
    io.err(`${file}: ${trouble}`);
    return null;
  }
}

const formatOf = (file: string): 'json' | 'yaml' => (extname(file) === '.json' ? 'json' : 'yaml');

/**
 * Reads a packet file, or a policy in a dialect. What is wrong with it goes to standard error, a line each, and the
 * answer is null.
 */
export async function readDocumentFile(
  file: string,
  io: CliIo,
): Promise<Exclude<ParsedDocument, { problems: unknown }> | null> {
  const text = await textOf(file, io);
  if (text === null) return null;
  const parsed = parseDocument(text, formatOf(file));
  if (!('problems' in parsed)) return parsed;
  for (const problem of parsed.problems) io.err(formatProblem(file, problem));
  return null;
}

/** The same for what has to be a whole packet. */
export async function readPacketFile(file: string, io: CliIo): Promise<Proposal | null> {
  const read = await readDocumentFile(file, io);
  if (!read) return null;
  const parsed = 'dialect' in read ? proposalFrom(read.document.onto({}), read.dialect) : read;
  if ('proposal' in parsed) return parsed.proposal;
  for (const problem of parsed.problems) io.err(formatProblem(file, problem));
  return null;
}
